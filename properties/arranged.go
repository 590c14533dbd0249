package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/function"
)

// absent stands for a logit −Inf that the input does not have.
const absent = -1

// arranged returns the input with its elements elsewhere: element k is element
// from[k] of it, with what goes with that logit, or an absent one, of weight 0 and
// the given cotangent. An input's target must be among them.
func arranged(in function.Input, from []int, cotangent float64) function.Input {
	pick := func(v []float64, none float64) []float64 {
		if len(v) == 0 {
			return nil
		}
		w := make([]float64, len(from))
		for k, i := range from {
			if w[k] = none; i != absent {
				w[k] = v[i]
			}
		}
		return w
	}
	out := in
	out.X, out.Cotangent, out.Weights = pick(in.X, math.Inf(-1)), pick(in.Cotangent, cotangent), pick(in.Weights, 0)
	out.Target = max(0, slices.Index(from, in.Target))
	return out
}

// side returns the number that goes with logit i of a function's input: what the
// target is where it has one, the element of its vector, or 0.
func side(fn function.Function, in *function.Input, i int) float64 {
	v, _ := fn.Vector(in)
	switch {
	case v != nil:
		return (*v)[i]
	case fn.TakesTarget() && i == in.Target:
		return 1
	}
	return 0
}
