package properties

import (
	"github.com/softulp/softulp/function"
)

// smoothed is the number of classes of the widest rows that smoothing is judged on: a
// program is run for each as the target.
const smoothed = 16

func smoothing() *Property {
	return &Property{
		Name:      "smoothing",
		Functions: []function.Function{function.CrossEntropy, function.CrossEntropyGrad},
		Why: "label smoothing is a mixture: with ε the loss and the gradient are 1 − ε times those of the target and ε times the mean of those of " +
			"all K classes, the target among them, within the allowances of the K + 1 runs",
		Source:  "Szegedy and others 2016, section 7; sockeye#203 and Megatron-LM#737, which divide by other numbers",
		Applies: func(b *Bench, s *Subject, c *Case) bool { return onFinite(b, s, c) && len(c.X) <= smoothed },
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			in, r := c.Input, c.rand()
			if in.Smoothing == 0 {
				in.Smoothing = []float64{0.1, 0.5, 0.9, 1}[r.IntN(4)]
			}
			if !onFinite(b, s, &Case{Input: in}) {
				return silent()
			}
			mixed, v := numbers(b, s, in)
			if v != nil {
				return v
			}
			sums := make([]sum, len(mixed))
			for i, e := range mixed {
				sums[i].add(1, e)
			}
			eps, k := in.Smoothing, float64(len(in.X))
			for t := range in.X {
				hard := in
				hard.Smoothing, hard.Target = 0, t
				if !onFinite(b, s, &Case{Input: hard}) {
					return silent()
				}
				es, v := numbers(b, s, hard)
				if v != nil {
					return v
				}
				q := eps / k
				if t == in.Target {
					q += 1 - eps // to a few ulps, as the sums' products are
				}
				for i, e := range es {
					sums[i].add(-q, e)
				}
			}
			for i := range sums {
				if v := sums[i].isZero(i, mixed[i].y, "is not the mixture of what the classes have"); v != nil {
					return v
				}
			}
			return nil
		},
	}
}
