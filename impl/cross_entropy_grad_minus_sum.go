package impl

import "github.com/softulp/softulp/function"

// crossEntropyGradMinusSum takes the target's component from the others, since
// all add up to 0: it keeps its digits where the target's probability is near 1.
//
//	p as in [probabilities], q as in [smoothedTarget]
//	y_i = fl(p_i − q_i)
//	y_t = −fl(…fl(fl(y_0 + y_1) + y_2) + …) without y_t; fl(p_t − q_t) where p_t is 0 or NaN
//	y_i = store(y_i)
func crossEntropyGradMinusSum() Implementation {
	return Implementation{
		Name:        "minus-sum",
		Function:    function.CrossEntropyGrad,
		About:       "The softmax minus the target, but the target's component is minus the sum of the others.",
		Source:      "the components of the gradient add up to 0",
		Arithmetics: Arithmetics(),
		Model:       formModel(MinusSum),
		Compute:     gradient(minusSum),
		Expected:    expectedFor(),
	}
}

func minusSum(a Arithmetic, y, z []float64, in *function.Input) {
	q, t := smoothedTarget(a, in), in.Target
	p := probabilities(a, z)
	var sum float64
	for i := range y {
		y[i] = a.Sub(p[i], q(i))
		if i != t {
			sum = a.Add(sum, y[i])
		}
	}
	if p[t] > 0 { // else the difference is exact, or there is no softmax
		y[t] = a.Sub(0, sum)
	}
}
