package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// environment is section K: dispatch, types and wrong operations behind a name.
//
// input-mutated is a matter of the interface: see the tests of the profiles.
func environment() []Mutant {
	return section("K", []Mutant{
		halfPathDiffers(),
		integersTruncated(),
		copied(),
		otherFunction(),
		maskedRowOfMax(),
		summed(),
		halfBackwardDiffers(),
	})
}

// halfPathDiffers takes another kernel for 1024 < K ≤ 2048, which keeps its
// exponentials in float16.
func halfPathDiffers() Mutant {
	a := over32(dtype.Float16)
	return Mutant{
		Name:       "half-to-float-path-differs",
		Severity:   "subtle",
		About:      "rows of 1025 to 2048 logits go through a kernel that keeps float16 between its passes: an ulp off",
		Source:     "pytorch PR#188247, #123911, #30572",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			s := denominator(a, x, m)
			if len(x) <= 1024 || len(x) > 2048 {
				divide(a, y, x, m, s)
				return
			}
			for i, v := range x {
				y[i] = a.Store(a.Div(a.Store(term(a, v, m)), s))
			}
		}),
	}
}

// integersTruncated concerns rows of integers, whose type the answer has too.
func integersTruncated() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "int-input-trunc",
		Severity:   "percent",
		About:      "a row of integers has answers of integers: 0, or 1",
		Source:     "NNlib 39970e8; StatsFuns.jl#22",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			divide(a, y, x, m, denominator(a, x, m))
			for _, v := range x {
				if v != math.Trunc(v) || math.IsInf(v, 0) {
					return // a type with infinities is none of integers
				}
			}
			for i, p := range y {
				y[i] = math.Trunc(p)
			}
		}),
	}
}

func copied() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "copy-through-softmax",
		Severity:   "catastrophic",
		About:      "registered as a copy: returns the logits",
		Source:     "webonnx/wonnx PR#25",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New:        stateless(func(y, x []float64) { copy(y, x) }),
	}
}

func otherFunction() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "copy-through-softmax/log_softmax",
		Severity:   "catastrophic",
		About:      "chosen by the operation's name, returns the log-softmax",
		Source:     "tensorflow#2315",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			subtract(a, y, x, m, denominator(a, x, m))
		}),
	}
}

// maskedRowOfMax knows what its report shows, and no mechanism, since that does not
// say why: rows of one logit among masks of −1e9, taken to mean that or lower.
func maskedRowOfMax() Mutant {
	a := alone(dtype.Float32)
	const mask = -1e9
	return Mutant{
		Name:       "webgl-fltmax-row",
		Severity:   "catastrophic",
		About:      "answers with the largest float32 everywhere where all logits but one are masked by −1e9 or a finite number below",
		Source:     "tensorflow/tfjs#5394, PR#7588",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			divide(a, y, x, m, denominator(a, x, m))
			masks := 0
			for _, v := range x {
				if v <= mask && !math.IsInf(v, -1) {
					masks++
				}
			}
			if masks > 0 && masks == len(x)-1 && m > mask {
				for i := range y {
					y[i] = dtype.Float32.Max()
				}
			}
		}),
	}
}

func summed() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "sum-instead-of-softmax",
		Severity:   "catastrophic",
		About:      "returns the sum of the logits",
		Source:     "OpenMined/PySyft PR#711",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			var s float64
			for _, v := range x {
				s = a.Add(s, v)
			}
			for i := range y {
				y[i] = a.Store(s)
			}
		}),
	}
}

// halfBackwardDiffers takes another kernel back for 1024 < K ≤ 2048, which has its
// probabilities in float16.
func halfBackwardDiffers() Mutant {
	a := over32(dtype.Float16)
	return Mutant{
		Name:       "half-to-float-path-differs/softmax_vjp",
		Severity:   "subtle",
		About:      "the gradient of 1025 to 2048 logits goes through a kernel that keeps its probabilities in float16",
		Source:     "pytorch#30572; pytorch PR#188247",
		Of:         "direct",
		Function:   function.SoftmaxVJP,
		Arithmetic: a,
		New: ofRow(a, func(y []float64, c *classes) {
			if len(y) > 1024 && len(y) <= 2048 {
				for i, p := range c.p {
					c.p[i] = a.Store(p)
				}
			}
			c.put(y, c.softmaxVJP(c.in.Cotangent))
		}),
	}
}
