package cheap

import "github.com/softulp/softulp/impl"

// Adaptive is a softmax over the most frequent classes and one score for each group
// of rarer ones, then a softmax within the group. It differs from a hierarchy in its
// head, which takes one step, and in that the logits of rarer classes come from
// projections of the hidden state to fewer dimensions: to a quarter, a sixteenth, and so on.
// Source: Grave, Joulin, Cissé, Grangier and Jégou, Efficient softmax approximation for
// GPUs, 2017, section 4.
//
//	(y_0 … y_{h−1}, q_1 … q_n) = softmax(x_0 … x_{h−1}, scores)
//	y_i = fl(q_g · softmax(x within g)_i),  i in group g
type Adaptive struct {
	// Tails are the groups of rarer classes. Those before the first are the head.
	Tails Groups
}

// All writes the probabilities of all classes to y.
func (d Adaptive) All(a impl.Arithmetic, y, x, scores []float64) {
	head := d.Tails[0]
	first := d.head(x, scores)
	softmax(a, first, first, 1)
	copy(y, first[:head])
	for g := range d.Tails.Len() {
		softmax(a, d.Tails.Of(y, g), d.Tails.Of(x, g), first[head+g])
	}
	for i, v := range y {
		y[i] = a.Store(v)
	}
}

// Target returns the probability of one class, for which it reads the head, the
// scores and, for a rarer class, the logits of its group.
func (d Adaptive) Target(a impl.Arithmetic, x, scores []float64, class int) float64 {
	head := d.Tails[0]
	first := d.head(x, scores)
	if class < head {
		return a.Store(softmaxAt(a, first, class))
	}
	g := d.Tails.Holding(class)
	p := softmaxAt(a, first, head+g)
	return a.Store(a.Mul(p, softmaxAt(a, d.Tails.Of(x, g), class-d.Tails[g])))
}

func (d Adaptive) head(x, scores []float64) []float64 {
	head := d.Tails[0]
	return append(append(make([]float64, 0, head+len(scores)), x[:head]...), scores...)
}
