package allowance_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestLargestNumbers: numbers of float64 near the largest have bounds as others have, though
// bounds of their magnitudes have no number: TestMany found these.
func TestLargestNumbers(t *testing.T) {
	a := impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}
	most := math.MaxFloat64
	for _, in := range []function.Input{
		{X: []float64{0, -0x1.687f8p+09}, Cotangent: []float64{-1, -most / 2}, Weights: []float64{0, most / 2}, Temperature: 0.5},
		{X: []float64{0, -741}, Cotangent: []float64{-most, -1}, Weights: []float64{most, 1}},
		{X: []float64{1, -most}, Cotangent: []float64{1, 1}, Weights: []float64{0.25, 0.0625}},
		{X: []float64{4, -711, -711}, Cotangent: []float64{-1.7e308, 1.7e308, 1.7e308}, Weights: []float64{1, 1, 1}},
		{X: []float64{1, -most, -3}, Cotangent: []float64{1, 1, 1}, Weights: []float64{0.25, 0.25, 0.5}, Temperature: 3},
	} {
		j := judgedInput(t, "end", in, dtype.Float64)
		for _, im := range impl.All() {
			if !im.Function.TakesSides() || im.Expected(a, in) != "" {
				continue
			}
			if r := j.judge(im.Model(a), im.Function, compute(&im, a, in)); r.bad >= 0 || r.vacuous > 0 {
				t.Errorf("%s/%s, %s: answer %d is at %.4g of its allowance, %d vacuous", im.Function, im.Name, j.shown(), r.bad, r.ratio, r.vacuous)
			}
		}
	}
}

// endOfRange returns a row of at most 4 logits, and cotangents and weights that are the
// largest number, fractions of it, or the smallest ones.
func endOfRange(r *rand.Rand, f dtype.Format) function.Input {
	k := 1 + r.IntN(4)
	in := function.Input{X: make([]float64, k), Cotangent: make([]float64, k), Weights: make([]float64, k), Target: r.IntN(k)}
	end := func() float64 {
		v := f.Max() / []float64{1, 2, 3, 4, float64(k)}[r.IntN(5)]
		switch r.IntN(6) {
		case 0:
			v = f.NextDown(v)
		case 1:
			v *= r.Float64()
		case 2:
			v = r.Float64()
		case 3:
			v = f.MinSubnormal() * float64(r.IntN(5))
		}
		return f.Round(v)
	}
	spreads := []float64{1, 3, 10, -1.3 * math.Log(f.MinNormal())}
	for i := range k {
		in.X[i] = f.Round(-r.Float64() * spreads[r.IntN(4)])
		if r.IntN(8) == 0 {
			in.X[i] = -end()
		}
		in.Cotangent[i], in.Weights[i] = end(), end()
		if r.IntN(2) == 0 {
			in.Cotangent[i] = -in.Cotangent[i]
		}
	}
	in.Temperature = []float64{0, 0, 0, 0.5, 2, 0.25, f.Round(0.7), 3, 10}[r.IntN(9)]
	in.Smoothing = []float64{0, 0, f.Round(0.1), 0.5, 1}[r.IntN(5)]
	return in
}

// TestEndOfRange: cotangents and weights at the end of the range leave every implementation
// an allowance that it keeps to, on rows on which it is not expected to fail.
func TestEndOfRange(t *testing.T) {
	trials := 6000
	if testing.Short() {
		trials = 1000
	}
	for _, f := range dtype.All() {
		for trial := range trials {
			in := endOfRange(rand.New(rand.NewPCG(131, uint64(trial))), f)
			j := judgedInput(t, "end", in, f)
			if j == nil {
				continue
			}
			for _, im := range impl.All() {
				for _, a := range im.Arithmetics {
					if !im.Function.TakesSides() || a.Storage != f || im.Expected(a, in) != "" {
						continue
					}
					if r := j.judge(im.Model(a), im.Function, compute(&im, a, in)); r.bad >= 0 || r.vacuous > 0 {
						t.Errorf("%s/%s/%v, %s: answer %d is at %.4g of its allowance, %d vacuous", im.Function, im.Name, a, j.shown(), r.bad, r.ratio, r.vacuous)
					}
				}
			}
		}
	}
}
