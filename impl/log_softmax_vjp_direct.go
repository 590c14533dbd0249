package impl

import "github.com/softulp/softulp/function"

// logSoftmaxVJPDirect takes the probabilities from the log-softmax, which is what
// a library has at hand on the way back.
//
//	m = max z_j, z_i = fl(x_i/T)
//	s = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_i = fl(exp(fl(z_i − m)))
//	p_i = fl(exp(fl(fl(z_i − m) − fl(log s))))
//	G = fl(…fl(fl(g_0 + g_1) + g_2) + …)
//	y_i = store(fl(g_i − fl(p_i·G)))
func logSoftmaxVJPDirect() Implementation {
	return Implementation{
		Name:        "direct",
		Function:    function.LogSoftmaxVJP,
		About:       "The cotangent minus its sum times the exponential of the log-softmax.",
		Source:      "PyTorch, aten/src/ATen/native/cuda/SoftMax.cu: gradOutput - exp(output) * sum",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Normalise = ExpMinusLog
			m.Form = Direct
			return m
		},
		Compute:  gradient(directLogSoftmaxVJP),
		Expected: expectedFor(cotangentSumOverflows(expOfLogSoftmax)),
	}
}

func directLogSoftmaxVJP(a Arithmetic, y, z []float64, in *function.Input) {
	logSoftmaxVJP(a, y, expOfLogSoftmax(a, z), in.Cotangent)
}

func expOfLogSoftmax(a Arithmetic, z []float64) []float64 {
	m := maximum(z)
	l := a.Log(sumOfExponentials(a, z, m, -1))
	p := make([]float64, len(z))
	for i, v := range z {
		p[i] = a.Exp(a.Sub(a.Sub(v, m), l))
	}
	return p
}

// logSoftmaxVJP writes fl(g_i − fl(p_i·G)) to y.
func logSoftmaxVJP(a Arithmetic, y, p, g []float64) {
	sum := sequentialSum(a, g)
	for i, v := range g {
		y[i] = a.Sub(v, weigh(a, p[i], sum))
	}
}

// cotangentSumOverflows speaks of cotangents so large that their sum, or an answer
// before it is divided by the temperature, is beyond the range.
func cotangentSumOverflows(softmax func(a Arithmetic, z []float64) []float64) reason {
	return func(a Arithmetic, z []float64, in *function.Input) string {
		if !finite(sequentialSum(a, in.Cotangent)) {
			return "the sum of the cotangents overflows"
		}
		if in.T() <= 1 {
			return ""
		}
		y := make([]float64, len(z))
		logSoftmaxVJP(a, y, softmax(a, z), in.Cotangent)
		for _, v := range y {
			if !finite(v) {
				return "a gradient overflows before it is divided by the temperature"
			}
		}
		return ""
	}
}
