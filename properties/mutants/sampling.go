package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// sampling is section J: temperatures and top-k. Of functions that take no temperature
// the row x stands for x/2 at the temperature 1/2, which is exact, since a temperature
// of 1 hides all.
//
// The temperature after a log-softmax, softmax(log_softmax(x)/T), is no defect: the
// log-softmax only shifts.
func sampling() []Mutant {
	return section("J", []Mutant{
		temperatureAfterSoftmax(),
		temperatureTwice(),
		topKNotRenormalised(),
		lossTemperatureAfter(),
		lossTemperatureTwice(),
	})
}

// temperatureAfterSoftmax takes the softmax of x/2 to the power 1/T = 2.
func temperatureAfterSoftmax() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "temp-after-softmax",
		Severity:   "percent",
		About:      "applies the temperature to probabilities, p^(1/T), and does not normalise them again",
		Source:     "MoonshotAI/Kimi-Audio PR#161; fish-speech PR#1150",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			z := scaled(a, x, 0.5)
			m := largest(z)
			s := denominator(a, z, m)
			for i, v := range z {
				p := a.Div(term(a, v, m), s)
				y[i] = a.Store(a.Mul(p, p))
			}
		}),
	}
}

// temperatureTwice divides x/2 by 1/2 twice.
func temperatureTwice() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "temp-twice",
		Severity:   "percent",
		About:      "divides by the temperature twice",
		Source:     "RL-Kernel PR#86",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			z := scaled(a, x, 2)
			m := largest(z)
			divide(a, y, z, m, denominator(a, z, m))
		}),
	}
}

// topKNotRenormalised has −Inf where top-k left a logit out. The sum is that of the
// whole vocabulary, in which those are as large as the smallest that was taken.
func topKNotRenormalised() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "topk-no-renorm",
		Severity:   "percent",
		About:      "the probabilities of the k largest logits are those of the whole row, not normalised again",
		Source:     "sglang PR#35160; mlx-lm PR#388; tokenspeed PR#603",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			smallest := math.Inf(1)
			for _, v := range x {
				if !math.IsInf(v, -1) {
					smallest = min(smallest, v)
				}
			}
			all := make([]float64, len(x))
			for i, v := range x {
				if all[i] = v; math.IsInf(v, -1) {
					all[i] = smallest
				}
			}
			m := largest(x)
			divide(a, y, x, m, denominator(a, all, m))
		}),
	}
}

// scaled returns x times by.
func scaled(a impl.Arithmetic, x []float64, by float64) []float64 {
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = a.Mul(v, by)
	}
	return z
}

// lossTemperatureAfter divides the log-probability, not the logits.
func lossTemperatureAfter() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "temp-after-softmax/cross_entropy",
		Severity:   "percent",
		About:      "applies the temperature to the loss, log p^(1/T), and does not normalise again",
		Source:     "MoonshotAI/Kimi-Audio PR#161; fish-speech PR#1150",
		Of:         "fused",
		Function:   function.CrossEntropy,
		Arithmetic: a,
		New: func() func(y []float64, in function.Input) {
			return func(y []float64, in function.Input) {
				t := in.T()
				in.Temperature = 1
				c := classesOf(a, in)
				y[0] = a.Store(a.Div(c.hard(c.loss), t))
			}
		},
	}
}

// lossTemperatureTwice divides x/T by T.
func lossTemperatureTwice() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "temp-twice/cross_entropy",
		Severity:   "percent",
		About:      "divides by the temperature twice",
		Source:     "RL-Kernel PR#86",
		Of:         "fused",
		Function:   function.CrossEntropy,
		Arithmetic: a,
		New: func() func(y []float64, in function.Input) {
			return func(y []float64, in function.Input) {
				in.X = quotients(a, in.X, in.T())
				c := classesOf(a, in)
				y[0] = a.Store(c.hard(c.loss))
			}
		},
	}
}
