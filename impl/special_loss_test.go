package impl

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/function"
)

// A special is what the profile ieee has for an answer that is not decided by
// finite logits alone.
type special struct {
	want    float64
	orNaN   bool // NaN is as good
	numeric bool // any finite number
}

// specialLoss is the loss of the input, of which the classes that count are given.
func specialLoss(in *function.Input, counts func(in *function.Input, i int) bool) special {
	m, some, inside, impossible := maximum(in.X), false, false, false
	for i, v := range in.X {
		if counts(in, i) {
			some = true
			inside = inside || math.IsInf(v, 1)
			impossible = impossible || math.IsInf(v, -1)
		}
	}
	switch {
	case len(in.X) == 0:
		return special{want: 0}
	case math.IsNaN(m):
		return special{want: m}
	case !some:
		return special{want: 0, orNaN: math.IsInf(m, 0)}
	case math.IsInf(m, -1), inside:
		return special{want: math.NaN()}
	case math.IsInf(m, 1), impossible:
		return special{want: math.Inf(1), orNaN: math.IsInf(m, 1)}
	}
	return special{numeric: true}
}

// specialGradient is component i of a gradient for a row of maximum m: what its
// formula leaves of it where the probability is 0.
func specialGradient(a Arithmetic, fn function.Function, in *function.Input, m float64, i int) special {
	var rest float64
	switch fn {
	case function.LogSoftmaxVJP:
		rest = in.Cotangent[i]
	case function.CrossEntropyGrad:
		rest = -smoothedTarget(a, in)(i)
	case function.CrossEntropySoftGrad:
		rest = -in.Weights[i]
	}
	rest = a.Store(a.Div(rest, in.T()))
	switch {
	case math.IsNaN(m), math.IsInf(m, -1), math.IsInf(in.X[i], 1), math.IsInf(m, 1) && fn == function.SoftmaxVJP:
		return special{want: math.NaN()}
	case math.IsInf(m, 1):
		return special{want: rest, orNaN: true}
	case math.IsInf(in.X[i], -1):
		return special{want: rest}
	}
	return special{numeric: true}
}

func (s special) holds(fn function.Function, v float64) bool {
	switch {
	case s.numeric:
		return v-v == 0
	case math.IsNaN(v):
		return s.orNaN || math.IsNaN(s.want)
	case fn == function.SoftmaxVJP && v == 0 && math.Signbit(v):
		return false // +0, as the softmax itself is
	}
	return v == s.want
}

// TestSpecialLosses: NaN, infinities and empty rows come out as the profile ieee has
// them, for random targets, cotangents, weights, temperatures and smoothings.
func TestSpecialLosses(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	for _, im := range ofMore() {
		for _, a := range im.Arithmetics {
			t.Run(fmt.Sprintf("%s/%s/%v", im.Function, im.Name, a), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(19, 20))
				judged, expected := 0, 0
				for n, row := range slices.Repeat(specialRows(), rounds) {
					x := make([]float64, len(row))
					for i, v := range row {
						x[i] = a.Storage.Round(v) // float8_e4m3fn: NaN for ±Inf
					}
					input, ok := inputFor(rng, im.Function, a.Storage, x)
					if !ok || im.Widest > 0 && len(x) > 2*im.Widest {
						continue
					}
					if im.Expected(a, input) != "" {
						expected++
						continue
					}
					judged++
					y := slices.Repeat([]float64{12345}, im.Function.Outputs(len(x)))
					im.Compute(a, y, input)
					m := maximum(x)
					for i, got := range y {
						var want special
						switch im.Function {
						case function.CrossEntropy:
							want = specialLoss(&input, targetCounts)
						case function.CrossEntropySoft:
							want = specialLoss(&input, weightCounts)
						default:
							want = specialGradient(a, im.Function, &input, m, i)
						}
						if !want.holds(im.Function, got) {
							t.Fatalf("row %d, K = %d, max %v, T = %v, smoothing %v, target %d: y[%d] = %v, want %+v",
								n, len(x), m, input.T(), input.Smoothing, input.Target, i, got, want)
						}
					}
				}
				t.Logf("%d rows, %d more that are expected to fail", judged, expected)
				// A class that is impossible has a loss that clips, and a quotient of
				// the chain rule that divides by 0.
				m := im.Model(a)
				weak := m.Scheme == Clipped || m.Form == Jacobian && im.Function != function.SoftmaxVJP
				if expected > 0 && !weak || judged < 2*expected {
					t.Errorf("%d rows of %d are expected to fail", expected, judged+expected)
				}
			})
		}
	}
}

// TestUndefinedIsNeverExpected: the special values decide, whatever the range.
func TestUndefinedIsNeverExpected(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	rng := rand.New(rand.NewPCG(21, 22))
	for _, im := range ofMore() {
		for _, a := range im.Arithmetics {
			for _, x := range [][]float64{{nan}, {nan, 1}, {-inf}, {-inf, -inf}, {inf}, {1, inf}, {inf, -inf, nan}} {
				for range 10 {
					if input, ok := inputFor(rng, im.Function, a.Storage, x); !ok {
						t.Fatal(im.Function.Check(&input))
					} else if why := im.Expected(a, input); why != "" {
						t.Errorf("%s/%s/%v: %v: %s", im.Function, im.Name, a, x, why)
					}
				}
			}
		}
	}
}
