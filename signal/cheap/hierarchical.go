package cheap

import "github.com/softulp/softulp/impl"

// Hierarchical is a softmax of two levels: the group, then the class within it.
// Sources: Goodman, Classes for fast maximum entropy training, 2001; Morin and
// Bengio, Hierarchical probabilistic neural network language model, 2005, here with
// two levels instead of a binary tree.
//
//	y_i = fl(softmax(scores)_g · softmax(x within g)_i),  i in group g
type Hierarchical struct{ Groups Groups }

// All writes the probabilities of all classes to y.
func (h Hierarchical) All(a impl.Arithmetic, y, x, scores []float64) {
	p := make([]float64, len(scores))
	softmax(a, p, scores, 1)
	for g := range p {
		of := h.Groups.Of(y, g)
		softmax(a, of, h.Groups.Of(x, g), p[g])
		for i, v := range of {
			of[i] = a.Store(v)
		}
	}
}

// Target returns the probability of one class, for which it reads the scores and the
// logits of one group.
func (h Hierarchical) Target(a impl.Arithmetic, x, scores []float64, class int) float64 {
	g := h.Groups.Holding(class)
	p := softmaxAt(a, scores, g)
	return a.Store(a.Mul(p, softmaxAt(a, h.Groups.Of(x, g), class-h.Groups[g])))
}
