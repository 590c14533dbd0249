package properties

import (
	"sort"

	"github.com/softulp/softulp/function"
)

func ties() *Property {
	return &Property{
		Name:      "ties",
		Functions: []function.Function{function.Softmax, function.LogSoftmax},
		Why:       "equal logits have equal answers, to the last bit: the same operations on the same numbers, wherever in the row they stand",
		Source:    "the definition; NNPACK#174, where a vector's body and its tail differ",
		Applies:   onFinite,
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			b.y = resize(b.y, len(c.X))
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			tied := false
			for _, pair := range neighbours(c.X) {
				i, j := pair[0], pair[1]
				if c.X[i] != c.X[j] {
					continue
				}
				tied = true
				if !same(b.y[i], b.y[j]) {
					return &Violation{Index: j, Got: b.y[j], Exact: nan, Message: "differs from the answer to an equal logit"}
				}
			}
			if !tied {
				return silent()
			}
			return nil
		},
	}
}

// neighbours returns the indices of the logits that follow each other in
// descending order, of equal ones in the row's order.
func neighbours(x []float64) [][2]int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return x[order[i]] > x[order[j]] })
	var pairs [][2]int
	for k := 1; k < len(order); k++ {
		pairs = append(pairs, [2]int{order[k-1], order[k]})
	}
	return pairs
}
