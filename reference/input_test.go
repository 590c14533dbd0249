package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// withSides are the functions that take more than logits.
func withSides() []function.Function { return function.All()[3:] }

// randomInput returns an input for every function: logits on a grid or anywhere, many
// of them tied, cotangents that cancel as often as not.
func randomInput(rng *rand.Rand, k int) function.Input {
	in := function.Input{Target: rng.IntN(k)}
	grid := rng.IntN(2) == 0
	for range k {
		x, g, w := math.Ldexp(rng.NormFloat64(), rng.IntN(8)-2), math.Ldexp(rng.NormFloat64(), rng.IntN(20)-10), rng.Float64()
		if grid {
			x, g, w = float64(rng.IntN(4))-2, float64(rng.IntN(5))-2, float64(rng.IntN(3))
		}
		if rng.IntN(12) == 0 {
			x = nInf
		}
		in.X = append(in.X, x)
		in.Cotangent = append(in.Cotangent, g)
		in.Weights = append(in.Weights, w)
	}
	if math.IsInf(in.X[0], -1) {
		in.X[0] = 0
	}
	in.Temperature = []float64{0, 1, 0.5, 2, 0.7, 3, 0.01}[rng.IntN(7)]
	in.Smoothing = []float64{0, 0, 0.1, 0.5, 1}[rng.IntN(5)]
	return in
}

// plainScale bounds what the plain tier's answer i may be off by, times 2^400: the
// magnitudes that cancel in it.
func plainScale(fn function.Function, in function.Input, i int, s []*big.Float) *big.Float {
	sum := new(big.Float).SetPrec(64)
	abs := func(v float64) *big.Float { return big.NewFloat(math.Abs(v)) }
	switch fn {
	case function.SoftmaxVJP:
		for j := range s {
			sum.Add(sum, new(big.Float).SetPrec(64).Mul(s[j], abs(in.Cotangent[j])))
		}
		sum.Add(sum, abs(in.Cotangent[i]))
		sum.Mul(sum, s[i])
	case function.LogSoftmaxVJP, function.CrossEntropySoftGrad, function.CrossEntropyGrad:
		sum.SetFloat64(2)
		if v, _ := fn.Vector(&in); v != nil {
			sum.SetFloat64(0)
			for _, g := range *v {
				sum.Add(sum, abs(g))
			}
			sum.Mul(sum, s[i])
			sum.Add(sum, abs((*v)[i]))
		}
	default:
		return nil
	}
	return sum.Quo(sum, big.NewFloat(in.T()))
}

// TestInputTiersAgree holds the enclosures of the losses and gradients, and what the
// row rounds, against the plain tier.
func TestInputTiersAgree(t *testing.T) {
	rows := 3000
	if testing.Short() {
		rows = 300
	}
	rng := rand.New(rand.NewPCG(5, 15))
	zeros := map[function.Function]int{}
	for range rows {
		in := randomInput(rng, 1+rng.IntN(6))
		row := new(Row)
		if err := row.ResetInput(in, IEEE); err != nil {
			t.Fatal(err)
		}
		s, err := PlainInput(function.Softmax, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, fn := range withSides() {
			ys, err := PlainInput(fn, in)
			if err != nil {
				t.Fatal(err)
			}
			a := row.Answer(fn)
			for i, y := range ys {
				n := a.At(i)
				if !n.IsFinite() {
					if !y.IsInf() || n.special != math.Inf(1) {
						t.Fatalf("%s[%d] of %+v: %v, plain %g", fn, i, in, n.special, y)
					}
					continue
				}
				scale := plainScale(fn, in, i, s)
				if scale == nil {
					scale = new(big.Float).Abs(y)
				}
				lo, hi := n.decimalEnds(430)
				for _, end := range []*big.Float{lo, hi} {
					off := new(big.Float).SetPrec(3000).Sub(end, y)
					off.Abs(off)
					if off.Cmp(new(big.Float).SetMantExp(new(big.Float).SetPrec(64).Set(scale), -396)) > 0 {
						t.Fatalf("%s[%d] of %+v: %g, plain %g", fn, i, in, end, y)
					}
				}
				if n.exact != nil && n.exact.Sign() == 0 {
					zeros[fn]++
				}
				for _, f := range dtype.All() {
					got := a.Round(i, f)
					if want := n.Round(f); !same(got, want) {
						t.Fatalf("%s[%d] of %+v in %v: %g, by the enclosures %g", fn, i, in, f, got, want)
					}
				}
			}
		}
	}
	t.Log("exact zeros:", zeros)
	if zeros[function.SoftmaxVJP] < rows/10 {
		t.Errorf("only %d exact zeros among the softmax VJPs", zeros[function.SoftmaxVJP])
	}
}
