package reference

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// rowOf returns the row of an input.
func rowOf(t testing.TB, in function.Input) *Row {
	t.Helper()
	r := new(Row)
	if err := r.ResetInput(in, IEEE); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestLabels: the smoothed labels of a row of zeros, and what G is beside n times one of them,
// against rationals.
func TestLabels(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 71))
	for _, k := range []int{1, 2, 3, 10, 1000, 1 << 20} {
		x := make([]float64, k)
		for range 50 {
			n := 1 + rng.IntN(k)
			for i := range x {
				x[i] = 0
				if i >= n {
					x[i] = -1
				}
			}
			eps := []float64{0, 1, 0.1, 0x1p-1074, 0.5, 1 - 0x1p-53, rng.Float64()}[rng.IntN(7)]
			in := function.Input{X: x, Target: rng.IntN(n), Smoothing: eps}
			r := rowOf(t, in)
			a := r.gradientOf(function.CrossEntropyGrad)
			labels := r.labels()
			for _, i := range []int{in.Target, 0, n - 1} {
				want := labels.at(i).rat()
				got := a.at(r, i)
				if off := ratOff(got.pair, want); off > got.err || got.err > 0x1p-103*got.hi {
					t.Fatalf("K = %d, ε = %g: label %d is %+v, off by %g", k, eps, i, got, off)
				}
				rest := want.Sub(new(big.Rat).SetInt64(int64(labels.parts)), want.Mul(want, big.NewRat(int64(n), 1)))
				got = a.rest(r, i)
				if off := ratOff(got.pair, rest); off > got.err || got.err > 0x1p-103*(float64(2*n)+1)*a.parts {
					t.Fatalf("K = %d, ε = %g, n = %d: G − n·g_%d is %+v, off by %g", k, eps, n, i, got, off)
				}
			}
		}
	}
}

// ratOff returns the distance of a pair from a rational.
func ratOff(p pair, want *big.Rat) float64 {
	d := new(big.Rat).Add(exactRat(p.hi), exactRat(p.lo))
	off, _ := d.Sub(d, want).Float64()
	return math.Abs(off)
}

// TestMargins: where one class dominates, by any margin, every component keeps its bits: those
// of the cross-entropy gradient, of the VJP of a one-hot cotangent and of weights that nearly are.
func TestMargins(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 72))
	for margin := 5.0; margin <= 500; margin *= 1.05 {
		in := function.Input{X: make([]float64, 20), Cotangent: make([]float64, 20), Weights: make([]float64, 20)}
		for i := range in.X {
			in.X[i] = -rng.Float64()
		}
		in.Target = rng.IntN(20)
		in.X[in.Target] = margin
		in.Cotangent[in.Target], in.Weights[in.Target] = 1, 1
		if rng.IntN(2) == 0 {
			in.Temperature = 1 + rng.Float64()
		}
		r := rowOf(t, in)
		for _, fn := range []function.Function{function.CrossEntropyGrad, function.CrossEntropySoftGrad, function.SoftmaxVJP, function.CrossEntropy, function.CrossEntropySoft} {
			for i := range fn.Outputs(20) {
				p, ok := r.Answer(fn).fast(i)
				if !ok || !(p.err < 0x1p-82*math.Abs(p.hi)) {
					t.Fatalf("%s[%d] at a margin of %g: %+v", fn, i, margin, p)
				}
			}
			y := make([]float64, fn.Outputs(20))
			for _, f := range []dtype.Format{dtype.Float64, dtype.Float32} {
				if err := r.Round(fn, f, y); err != nil {
					t.Fatal(err)
				}
			}
		}
		if r.Enclosed() != 0 {
			t.Errorf("margin %g: %d answers were left to the enclosures", margin, r.Enclosed())
		}
	}
}

// TestGroupsAlone: answers that are 0, or otherwise rational, because of how equal logits and
// cotangents are grouped ask nothing of the enclosures, whatever the dtype.
func TestGroupsAlone(t *testing.T) {
	wide := func(v ...float64) []float64 {
		w := make([]float64, 0, 600)
		for len(w) < 600 {
			w = append(w, v...)
		}
		return w
	}
	for _, c := range []struct{ x, v []float64 }{
		{[]float64{1, 1, 0}, []float64{1, 3, 2}},
		{[]float64{5, 1, 0}, []float64{1, 1, 1}},
		{[]float64{5, 1, 0}, []float64{1, 0, 0}},
		{[]float64{5, 1, 0}, []float64{0, 0, 1}},
		{[]float64{5, 1, 0}, []float64{0, 0, 0}},
		{[]float64{0, 0, 0}, []float64{9, 3, 0}},
		{[]float64{0, 0, 0, 0}, []float64{1, 0, 0, 3}},
		{[]float64{0, 0, nInf, -3}, []float64{1, 3, 7, 2}},
		{[]float64{2, 2, nInf}, []float64{0.5, 0.5, 0}},
		{wide(0, 0, -1, -2, -3), wide(2, 4, 3, 3, 3)},
		{wide(3.5, 1, 0.25), wide(0.1)},
		{wide(3.5, 1, 0.25, nInf), wide(1, -1, 2, -2)},
		{wide(0, 1), wide(1, -1, 1, -1)},
	} {
		for _, temperature := range []float64{1, 2, 0.7} {
			in := function.Input{X: c.x, Cotangent: c.v, Weights: make([]float64, len(c.v)), Temperature: temperature}
			for i, v := range c.v {
				in.Weights[i] = math.Abs(v)
				if math.IsInf(c.x[i], -1) {
					in.Weights[i] = 0
				}
			}
			r := rowOf(t, in)
			y := make([]float64, len(c.x))
			for _, fn := range withSides() {
				y := y[:fn.Outputs(len(c.x))]
				for _, f := range dtype.All() {
					if err := r.Round(fn, f, y); err != nil {
						t.Fatal(err)
					}
					if r.Enclosed() > 0 {
						t.Fatalf("%s of %g and %g over %g in %v: %d answers were left to the enclosures", fn, c.x[:3], c.v[:3], temperature, f, r.Enclosed())
					}
				}
				for i := range min(len(y), 6) { // of the last dtype
					if want := r.Answer(fn).At(i).Round(dtype.Float8E5M2); !same(y[i], want) {
						t.Errorf("%s[%d] of %g and %g over %g: %g, want %g", fn, i, c.x[:3], c.v[:3], temperature, y[i], want)
					}
				}
			}
		}
	}
}

// trainingKinds are the kinds of logits, cotangents and weights of trainingInput.
var trainingKinds = []string{"random", "float32", "one-hot", "top", "constant", "grid", "ties", "zero-sum", "masked", "margin 20", "margin 100", "T"}

// trainingInput returns an input of k logits of a kind.
func trainingInput(rng *rand.Rand, kind string, k int) function.Input {
	in := function.Input{X: make([]float64, k), Cotangent: make([]float64, k), Weights: make([]float64, k), Target: rng.IntN(k)}
	x, g, w := in.X, in.Cotangent, in.Weights
	top := 0
	for i := range k {
		x[i], g[i], w[i] = 4*bell(rng), bell(rng), rng.Float64()/float64(k)
		if kind == "ties" || kind == "grid" {
			x[i] = float64(rng.IntN(10)) / 2
		}
		if kind == "grid" {
			g[i], w[i] = float64(rng.IntN(5)-2), float64(rng.IntN(3))
		}
		if x[i] > x[top] {
			top = i
		}
	}
	one := in.Target
	switch kind {
	case "margin 20":
		x[top] += 20
		in.Target = top
	case "margin 100":
		x[top] += 100
		in.Target = top
	case "T":
		in.Temperature, in.Smoothing = 0.7, 0.1
	case "top":
		in.Target = top
	}
	for i := range k {
		switch {
		case kind == "float32":
			x[i], g[i], w[i] = float64(float32(x[i])), float64(float32(g[i])), float64(float32(w[i]))
		case kind == "one-hot" || kind == "top":
			g[i], w[i] = 0, 0
			if i == one && kind == "one-hot" || i == top && kind == "top" {
				g[i], w[i] = 1, 1
			}
		case kind == "constant":
			g[i], w[i] = 0.3, 1/float64(k)
		case kind == "zero-sum" && i%2 == 1:
			g[i] = -g[i-1]
		case kind == "masked" && i%3 == 0 && i != top && i != in.Target:
			x[i], w[i] = nInf, 0
		}
	}
	return in
}

// TestLeftToEnclosures counts what the fast tier leaves of the kinds of rows that training has: of
// roundings next to nothing, of errors, which it must know to 2^-20 ulp, one in some thousands.
func TestLeftToEnclosures(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 73))
	rows := 100
	if testing.Short() {
		rows = 20
	}
	r := new(Row)
	y, lo, hi := make([]float64, 300), make([]float64, 300), make([]float64, 300)
	for _, kind := range trainingKinds {
		line := ""
		for _, fn := range withSides() {
			outputs, rounded, measured := 0, 0, 0
			for n := range rows {
				in := trainingInput(rng, kind, []int{2, 10, 100, 300}[n%4])
				for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.BFloat16} {
					if err := r.ResetInput(in, IEEE); err != nil {
						t.Fatal(err)
					}
					n := fn.Outputs(len(in.X))
					if r.Round(fn, f, y[:n]) != nil {
						t.Fatal("no answer")
					}
					rounded += r.Enclosed()
					for i, v := range y[:n] {
						y[i] = f.NextUp(v)
					}
					if r.Errors(fn, f, y[:n], lo[:n], hi[:n]) != nil {
						t.Fatal("no errors")
					}
					outputs += n
					measured += r.Enclosed()
				}
			}
			line += fmt.Sprintf("  %d, %d of %d", rounded, measured-rounded, outputs)
			few := outputs / 2000
			if kind == "margin 100" { // where a sum of 53 bits' multiples may be a midpoint but for e^-100
				few = outputs / 500
			}
			if rounded > few || measured-rounded > outputs/500 {
				t.Errorf("%s of %s rows: of %d outputs %d roundings and %d errors were left to the enclosures", fn, kind, outputs, rounded, measured-rounded)
			}
		}
		t.Logf("%-10s %s", kind, line)
	}
}
