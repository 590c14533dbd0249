package impl

import "github.com/softulp/softulp/function"

// crossEntropyGradPMinusOne subtracts the target. Where its probability is near 1
// the difference keeps the error of that alone: at a margin of 16 a float32
// gradient is off by some 6 %, and from about 17 on it is exactly 0.
//
//	p as in [probabilities], q as in [smoothedTarget]
//	y_i = store(fl(p_i − q_i))
func crossEntropyGradPMinusOne() Implementation {
	return Implementation{
		Name:        "p-minus-one",
		Function:    function.CrossEntropyGrad,
		About:       "The softmax minus the target: no digit is left where the target's probability rounds to 1.",
		Source:      "TensorFlow, xent_op.h: prob - labels",
		Arithmetics: Arithmetics(),
		Model:       formModel(PMinusOne),
		Compute:     gradient(pMinusOne),
		Expected:    expectedFor(),
	}
}

func pMinusOne(a Arithmetic, y, z []float64, in *function.Input) {
	q := smoothedTarget(a, in)
	for i, p := range probabilities(a, z) {
		y[i] = a.Sub(p, q(i))
	}
}
