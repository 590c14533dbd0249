package impl

import "github.com/softulp/softulp/function"

// softmaxVJPDirect multiplies by the probability last. Where all that count have
// nearly the same cotangent, g_i − d keeps the error of d, which is that of the
// probabilities and of their sum.
//
//	p as in [probabilities]
//	d = fl(…fl(fl(p_0·g_0) + fl(p_1·g_1)) + …)
//	y_i = store(fl(p_i·fl(g_i − d)))
func softmaxVJPDirect() Implementation {
	return Implementation{
		Name:        "direct",
		Function:    function.SoftmaxVJP,
		About:       "The probability times the cotangent's difference from the mean cotangent.",
		Source:      "PyTorch, aten/src/ATen/native/cpu/SoftMaxKernel.cpp: (grad - sum) * output",
		Arithmetics: Arithmetics(),
		Model:       formModel(Direct),
		Compute:     gradient(directSoftmaxVJP),
		Expected:    expectedFor(cotangentOverflows),
	}
}

func directSoftmaxVJP(a Arithmetic, y, z []float64, in *function.Input) {
	p := probabilities(a, z)
	d := dot(a, p, in.Cotangent)
	for i, g := range in.Cotangent {
		y[i] = weigh(a, p[i], a.Sub(g, d))
	}
}
