package reference

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestDividePairKeepsTheBound: a number that is known to be nearly 0 stays one when it is
// divided, however small its bound is.
func TestDividePairKeepsTheBound(t *testing.T) {
	for _, c := range []float64{0x1p-90, 1, 2, 3, 0x1p90} {
		for _, err := range []float64{math.SmallestNonzeroFloat64, 0x1p-1040, 1} {
			p := dividePair(0, 0, err, c, 0)
			if p.exp != 0 || p.hi != 0 || p.err == 0 || p.err < err/c {
				t.Errorf("0 ± %g over %g: %+v", err, c, p)
			}
			if y, ok := p.round(dtype.Float64); ok {
				t.Errorf("0 ± %g over %g is rounded to %g", err, c, y)
			}
		}
		if p := dividePair(0, 0, 0, c, 0); p != (approx{}) {
			t.Errorf("0 over %g: %+v", c, p)
		}
	}
}

// TestTinyBesideHuge: cotangents of which the largest leaves nothing of the others when
// they are scaled, where it is multiplied by a probability of 1 − 1 or 0.
func TestTinyBesideHuge(t *testing.T) {
	for _, temperature := range []float64{1, 2, 3} {
		for _, x := range [][]float64{{1, math.Inf(-1)}, {1, -2000}, {1, 1, -2000}, {0, -1e300, -2e300}} {
			for _, g := range [][]float64{
				{math.MaxFloat64, -0x1p-1022, 0}, {math.MaxFloat64, 0x1p-1022, -0x1p-1022}, {-0x1p1000, 0x1p-100, 0x1p-110}, {0x1p-1074, 0x1p1023, 0x1p-1074},
			} {
				r := mustInput(t, function.Input{X: x, Cotangent: g[:len(x)], Temperature: temperature})
				for _, fn := range []function.Function{function.SoftmaxVJP, function.LogSoftmaxVJP} {
					a := r.Answer(fn)
					for i := range x {
						for _, f := range dtype.All() {
							if got, want := a.Round(i, f), a.At(i).Round(f); !same(got, want) {
								t.Errorf("%s[%d] of %v, %v, T = %v in %v: %x, %x by the enclosures", fn, i, x, g, temperature, f, got, want)
							}
						}
					}
				}
			}
		}
	}
}
