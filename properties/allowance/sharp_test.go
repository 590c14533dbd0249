package allowance_test

import (
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// smallRow returns a row of at most 4 logits between −3 and 0, and all that goes with it, on
// grids of a few bits: no difference of logits and no sum of cotangents or weights is
// rounded in any format, and no exponential is lost beside another.
func smallRow(r *rand.Rand) function.Input {
	n := 1 + r.IntN(4)
	in := function.Input{X: make([]float64, n), Cotangent: make([]float64, n), Weights: make([]float64, n), Target: r.IntN(n)}
	for i := range n {
		in.X[i] = -float64(r.IntN(25)) / 8
		in.Cotangent[i] = float64(r.IntN(15)-7) / 4
		in.Weights[i] = float64(r.IntN(8)) / 8
	}
	return in
}

// TestSharp: rows of at most 4 logits, on a grid, are enough for the algorithms of losses and
// gradients to use most of what they are allowed. What they round is all there is.
func TestSharp(t *testing.T) {
	const rows = 3000
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
		a := impl.Arithmetic{Storage: f, Accumulate: f}
		t.Run(f.String(), func(t *testing.T) {
			all := make([]*judged, rows)
			for i := range all {
				all[i] = judgedInput(t, "small", smallRow(rand.New(rand.NewPCG(111, uint64(i)))), f)
			}
			for _, im := range impl.All() {
				if !im.Function.TakesSides() {
					continue
				}
				best, where := 0.0, ""
				for _, j := range all {
					if im.Expected != nil && im.Expected(a, j.in) != "" {
						continue
					}
					if r := j.judge(im.Model(a), im.Function, compute(&im, a, j.in)); r.wide > best {
						best, where = r.wide, j.shown()
					}
				}
				t.Logf("%-22s %-16s %.3f of the allowance, for %s", im.Function, im.Name, best, where)
				if best <= 0.5 || best > 1 {
					t.Errorf("%s/%s/%v: largest ratio %.3f: want more than half of the allowance used", im.Function, im.Name, a, best)
				}
			}
		})
	}
}

// TestJacobianOfLargest: cotangents next to the largest number, one of them that of a
// probability near 1, are products by a Jacobian whose sums do not overflow, in rows of
// any width.
func TestJacobianOfLargest(t *testing.T) {
	im, err := impl.Find("jacobian", function.SoftmaxVJP)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32} {
		a := impl.Arithmetic{Storage: f, Accumulate: f}
		for _, k := range []int{2, 64, 65, 200} {
			in := function.Input{X: make([]float64, k), Cotangent: make([]float64, k)}
			for i := range k {
				in.X[i] = -16
				in.Cotangent[i] = f.Max() * (0.5 - 1/float64(i+2))
			}
			in.X[k/2], in.Cotangent[k/2] = 0, f.Max()
			for i, g := range in.Cotangent {
				in.Cotangent[i] = f.Round(g)
			}
			j := judgedInput(t, "largest", in, f)
			if r := j.judge(im.Model(a), im.Function, compute(&im, a, in)); r.bad >= 0 || r.vacuous > 0 || r.elements != k {
				t.Errorf("%s, K = %d: %+v", f, k, r)
			}
		}
	}
}

// TestParameters: temperatures and smoothings that are no numbers of the format, as a program
// is given them in double precision, are taken for what they are.
func TestParameters(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float16, dtype.BFloat16} {
		for _, temperature := range []float64{0.7, 1.1, 3.3} {
			for _, smoothing := range []float64{0, 0.1} {
				for i := range 300 {
					in := smallRow(rand.New(rand.NewPCG(112, uint64(i))))
					in.Temperature, in.Smoothing = temperature, smoothing
					j := judgedInput(t, "small", in, f)
					for _, im := range impl.All() {
						for _, a := range im.Arithmetics {
							if !im.Function.TakesSides() || a.Storage != f || im.Expected != nil && im.Expected(a, in) != "" {
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
	}
}
