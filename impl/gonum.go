package impl

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// gonum is the softmax that one writes in a line with gonum: see gonumSoftmax.
func gonum() Implementation {
	return Implementation{
		Name:        "gonum",
		Function:    function.Softmax,
		About:       "exp(x_i − floats.LogSumExp(x)), with the exponential and the logarithm of Go's math.",
		Source:      "gonum.org/v1/gonum/floats v0.17.0, LogSumExp",
		Arithmetics: gonumArithmetics(),
		Model: func(a Arithmetic) Model {
			m := gonumModel(a)
			m.Normalise = ExpMinusLog
			return m
		},
		Compute:  onLogits(gonumSoftmax),
		Expected: logitsExpected(gonumSoftmaxExpected),
	}
}

// logSumExpGonum is floats.LogSumExp itself.
func logSumExpGonum() Implementation {
	return Implementation{
		Name:        "gonum",
		Function:    function.LogSumExp,
		About:       "floats.LogSumExp, with the exponential and the logarithm of Go's math.",
		Source:      "gonum.org/v1/gonum/floats v0.17.0, LogSumExp",
		Arithmetics: gonumArithmetics(),
		Model:       gonumModel,
		Compute:     onLogits(func(_ Arithmetic, y, x []float64) { y[0] = gonumLogSumExp(x) }),
		Expected:    logitsExpected(gonumLogSumExpExpected),
	}
}

func gonumArithmetics() []Arithmetic {
	return []Arithmetic{{Storage: dtype.Float64, Accumulate: dtype.Float64}}
}

// gonumModel takes math.Exp to be good to 2 ulp and math.Log to 1 ulp. Neither
// is proved, and architectures differ: math.Exp has assembly on amd64 (one
// variant with FMA, one without), arm64, loong64 and s390x, math.Log on amd64
// and s390x; elsewhere both are the algorithms of FreeBSD's msun in Go, which
// some compilers fuse, and for whose logarithm the authors state 1 ulp.
// go test ./impl -run MathExp -v prints the largest errors of a sample.
func gonumModel(a Arithmetic) Model {
	m := shiftedModel(a)
	m.ExpULP = 2
	m.LogULP = 1
	m.Conjectured = true
	return m
}

// gonumSoftmax computes
//
//	m = max x_j, NaNs skipped
//	L = fl(fl(log s) + m), s = fl(…fl(fl(e_0 + e_1) + e_2) + …),
//	    e_j = exp(fl(x_j − m)); but L = m where m is infinite
//	y_i = exp(fl(x_i − L))
//
// in float64, all terms in the sum, that of the maximum included.
func gonumSoftmax(_ Arithmetic, y, x []float64) {
	l := gonumLogSumExp(x)
	for i, v := range x {
		y[i] = math.Exp(v - l)
	}
}

// gonumLogSumExp guards the empty row, on which floats.LogSumExp panics.
func gonumLogSumExp(x []float64) float64 {
	if len(x) == 0 {
		return math.Inf(-1)
	}
	return floats.LogSumExp(x)
}

// lostNaN is what happens on the rows that the two functions below name:
// floats.LogSumExp looks for the maximum among the elements that are numbers
// and returns it if it is infinite.
const lostNaN = "floats.LogSumExp ignores a NaN beside an infinite maximum"

// gonumLogSumExpExpected names the rows with a NaN whose other elements are all
// −Inf or include +Inf.
func gonumLogSumExpExpected(_ Arithmetic, x []float64) string {
	m, numbers := maximumOfNumbers(x)
	if 0 < numbers && numbers < len(x) && math.IsInf(m, 0) {
		return lostNaN
	}
	return ""
}

// gonumSoftmaxExpected names the rows with a NaN, a +Inf and something else,
// whose answer then comes out as 0. Those without +Inf are NaN for other reasons.
func gonumSoftmaxExpected(a Arithmetic, x []float64) string {
	m, numbers := maximumOfNumbers(x)
	smaller := func(v float64) bool { return v < m }
	if numbers < len(x) && math.IsInf(m, 1) && slices.ContainsFunc(x, smaller) {
		return lostNaN
	}
	return expMinusLSEExpected(a, x)
}

// maximumOfNumbers returns the largest element of x that is not NaN, −Inf if
// there is none, and how many are not.
func maximumOfNumbers(x []float64) (m float64, numbers int) {
	m = math.Inf(-1)
	for _, v := range x {
		if v == v {
			m = max(m, v)
			numbers++
		}
	}
	return m, numbers
}
