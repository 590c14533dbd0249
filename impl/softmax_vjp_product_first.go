package impl

import "github.com/softulp/softulp/function"

// softmaxVJPProductFirst subtracts products that are rounded: where g_i is near d
// the difference keeps their errors as well.
//
//	p as in [probabilities]
//	d = fl(…fl(fl(p_0·g_0) + fl(p_1·g_1)) + …)
//	y_i = store(fl(fl(p_i·g_i) − fl(p_i·d)))
func softmaxVJPProductFirst() Implementation {
	return Implementation{
		Name:        "product-first",
		Function:    function.SoftmaxVJP,
		About:       "The difference of two products: the probability times the cotangent, and times the mean cotangent.",
		Source:      "PyTorch, aten/src/ATen/native/cuda/SoftMax.cu: gradOutput - output * sum, of grad * output",
		Arithmetics: Arithmetics(),
		Model:       formModel(ProductFirst),
		Compute:     gradient(productFirstSoftmaxVJP),
		Expected:    expectedFor(meanOverflows),
	}
}

func productFirstSoftmaxVJP(a Arithmetic, y, z []float64, in *function.Input) {
	p := probabilities(a, z)
	d := dot(a, p, in.Cotangent)
	for i, g := range in.Cotangent {
		y[i] = a.Sub(weigh(a, p[i], g), weigh(a, p[i], d))
	}
}

// meanOverflows speaks of cotangents so large that Σ p_j g_j is beyond the range.
func meanOverflows(a Arithmetic, z []float64, in *function.Input) string {
	if !finite(dot(a, probabilities(a, z), in.Cotangent)) {
		return "the mean cotangent overflows"
	}
	return ""
}
