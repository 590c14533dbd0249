package reference

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestQuickGradients holds what float64 arithmetic rounds to the smaller dtypes against the pairs, in
// rows of all kinds, and counts what it leaves.
func TestQuickGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 91))
	rows := 40
	if testing.Short() {
		rows = 5
	}
	r := new(Row)
	for _, kind := range trainingKinds {
		left, outputs := 0, 0
		for range rows {
			in := trainingInput(rng, kind, 1+rng.IntN(400))
			for _, fn := range withSides()[2:] {
				for _, f := range dtype.All()[1:] {
					if err := r.ResetInput(in, IEEE); err != nil {
						t.Fatal(err)
					}
					if r.maxima == r.finites {
						continue
					}
					y := make([]float64, len(in.X))
					n := r.quickGradient(fn, f, y)
					for i, v := range y {
						want := r.Answer(fn).Round(i, f)
						switch {
						case v != v:
							n--
							if !math.IsInf(in.X[i], -1) {
								left++
							}
						case !same(v, want):
							t.Fatalf("%s[%d] of a row of %d (%s) in %v: %x, want %x", fn, i, len(y), kind, f, v, want)
						}
					}
					if n != 0 {
						t.Fatalf("%s of a row of %d (%s) in %v: %d more are said to be left than are", fn, len(y), kind, f, n)
					}
					outputs += len(y)
				}
			}
		}
		t.Logf("%-10s %d of %d left", kind, left, outputs)
		if left > outputs/100 || left > outputs/10_000 && kind != "margin 100" {
			t.Errorf("%s: %d of %d outputs were left", kind, left, outputs)
		}
	}
}

// TestQuickRound: a number within w of z, on either side of it, is rounded as it should be or not at all.
func TestQuickRound(t *testing.T) {
	for _, c := range []struct {
		z, w, want float64 // NaN: left
	}{
		{1, 0x1p-40, 1}, {1 + 0x1p-24, 0x1p-40, nan}, {1 + 0x1p-24 + 0x1p-39, 0x1p-40, 1 + 0x1p-23},
		{0, 0, nan}, {0x1p-160, 0x1p-170, 0}, {-0x1p-160, 0x1p-170, math.Copysign(0, -1)}, {-0x1p-160, 0x1p-159, nan},
		{0x1p-1000, 0, nan}, // smaller than what may have been lost
		{1e39, 1, inf}, {3.4028235677973366e38, 1e25, nan}, {nan, 0, nan}, {1, nan, nan}, {inf, inf, nan},
	} {
		if got := quickRound(dtype.Float32, c.z, c.w); !same(got, c.want) {
			t.Errorf("%g ± %g: %g, want %g", c.z, c.w, got, c.want)
		}
	}
	if y := quickRound(dtype.Float8E4M3FN, 1e9, 1); y == y {
		t.Errorf("an overflow without an infinity is %g", y)
	}
}

// TestQuickFar: exponentials that are 0 in float64's arithmetic times factors that let the answer be a
// number, a zero of a sign, or exactly 0.
func TestQuickFar(t *testing.T) {
	for _, sum := range []float64{1e-3, 0.5, 1, 3, 1000, 1e10, 1e30} {
		for _, x := range []float64{-103, -106.1, -107, -110, -130, -700, -1e5, nInf} {
			for _, sign := range []float64{1, -1} {
				in := function.Input{X: []float64{0, x, -1}, Cotangent: []float64{sign * sum, 0, 0}, Weights: []float64{0, 0, sum}}
				r := rowOf(t, in)
				y := make([]float64, 3)
				for _, fn := range withSides()[2:] {
					for _, f := range dtype.All()[1:] {
						if err := r.ResetInput(in, IEEE); err != nil {
							t.Fatal(err)
						}
						if err := r.Round(fn, f, y); err != nil {
							t.Fatal(err)
						}
						if want := r.Answer(fn).At(1).Round(f); !same(y[1], want) {
							t.Errorf("%s of %+v in %v: %x, want %x", fn, in, f, y[1], want)
						}
					}
				}
			}
		}
	}
}

// TestQuickly: the exponentials come from where they are, and are those of the row that was set last.
func TestQuickly(t *testing.T) {
	x := []float64{1, -3, 0.5, nInf, 1}
	r := mustRow(t, x)
	want := *r.quickly()
	want.e = slices.Clone(want.e)
	if err := r.Reset([]float64{3, 2, 2, 2, 2}, IEEE); err != nil {
		t.Fatal(err)
	}
	if r.quickly().tail == want.tail {
		t.Error("those of the row before")
	}
	if err := r.Reset(x, IEEE); err != nil {
		t.Fatal(err)
	}
	r.evaluated()
	got := r.quickly()
	if &got.e[0] != &r.fast.eh[0] {
		t.Error("exponentials were evaluated twice")
	}
	for _, v := range [][2]float64{{got.tail, want.tail}, {got.inv, want.inv}, {got.e[1], want.e[1]}, {got.e[0], 1}, {got.e[3], 0}} {
		if math.Abs(v[0]-v[1]) > 0x1p-50*v[1] {
			t.Errorf("%g and %g", v[0], v[1])
		}
	}
	if err := r.ResetInput(function.Input{X: x, Temperature: 2}, IEEE); err != nil {
		t.Fatal(err)
	}
	if e := r.quickly().e[1]; math.Abs(e-math.Exp(-2)) > 1e-15 {
		t.Errorf("e^((−3−1)/2) is %g", e)
	}
}
