package reference

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// mustInput returns the row of an input.
func mustInput(t *testing.T, in function.Input) *Row {
	t.Helper()
	r := new(Row)
	if err := r.ResetInput(in, IEEE); err != nil {
		t.Fatal(err)
	}
	return r
}

// cancelling returns logits in groups and a cotangent of which every group has the
// mean mu, and whose elements are mu at the returned places.
func cancelling(rng *rand.Rand, groups int, spread, mu, unit float64) (in function.Input, at map[int]bool) {
	at = map[int]bool{}
	for range groups {
		v := -math.Abs(rng.NormFloat64()) * spread
		n := 1 + rng.IntN(4)
		sum := 0.0
		for k := range n {
			g := mu + unit*float64(rng.IntN(9)-4)
			if k == n-1 {
				g = mu - sum
			}
			sum += g - mu
			in.X = append(in.X, v)
			in.Cotangent = append(in.Cotangent, g)
		}
	}
	rng.Shuffle(len(in.X), func(i, j int) {
		in.X[i], in.X[j] = in.X[j], in.X[i]
		in.Cotangent[i], in.Cotangent[j] = in.Cotangent[j], in.Cotangent[i]
	})
	for i, g := range in.Cotangent {
		at[i] = g == mu
	}
	return in, at
}

// TestOnlyGroupsKnow: rows whose softmax VJP is exactly 0 in some components, which no
// number of bits would show; and the same rows with one cotangent off by its last
// bit, where nothing is 0 any more. Spreads reach those whose exponentials have more
// zeros than memory has bits.
func TestOnlyGroupsKnow(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 26))
	rows := 2000
	if testing.Short() {
		rows = 200
	}
	zeros, start := 0, time.Now()
	for n := range rows {
		spread := []float64{1, 30, 1000, 1e5, 1e9, 1e300}[n%6]
		in, at := cancelling(rng, 2+rng.IntN(6), spread, float64(rng.IntN(5)-2), math.Ldexp(1, rng.IntN(40)-30))
		in.Temperature = []float64{1, 0.5, 0.7, 3}[rng.IntN(4)]
		r := mustInput(t, in)
		a := r.Answer(function.SoftmaxVJP)
		for i := range in.X {
			y := a.At(i)
			if zero := y.exact != nil && y.exact.Sign() == 0; zero != at[i] {
				t.Fatalf("%+v: component %d is 0 exactly: %v, want %v", in, i, zero, at[i])
			}
			if at[i] {
				zeros++
				if v := a.Round(i, dtype.Float64); v != 0 || math.Signbit(v) {
					t.Errorf("an exact 0 is rounded to %g", v)
				}
			}
		}
		// Off by the last bit, in the group that counts least.
		least := 0
		for i, v := range in.X {
			if v < in.X[least] {
				least = i
			}
		}
		in.Cotangent[least] = math.Nextafter(in.Cotangent[least], inf)
		a = mustInput(t, in).Answer(function.SoftmaxVJP)
		for i := range in.X {
			if y := a.At(i); y.exact != nil {
				t.Fatalf("%+v: component %d is still exact", in, i)
			}
			// Every component with g = mu is now negative: mu is below the mean.
			if v := a.Round(i, dtype.Float64); at[i] && i != least && !(v <= 0 && math.Signbit(v)) {
				t.Fatalf("%+v: component %d is %g, want a negative number", in, i, v)
			}
		}
	}
	t.Logf("%d rows, %d exact zeros, %v", rows, zeros, time.Since(start))
	if zeros < rows/2 {
		t.Errorf("only %d zeros", zeros)
	}
}

// TestDesignsZero is the design's example.
func TestDesignsZero(t *testing.T) {
	r := mustInput(t, function.Input{X: []float64{0.3, 0.3, 7}, Cotangent: []float64{1, 3, 2}})
	a := r.Answer(function.SoftmaxVJP)
	if n := a.At(2); n.Rat() == nil || n.Rat().Sign() != 0 {
		t.Error("the third component is not 0")
	}
	if x, y := a.Round(0, dtype.Float64), a.Round(1, dtype.Float64); !(x < 0 && y == -x) {
		t.Errorf("the others are %g and %g", x, y)
	}
}

// TestExactGradients: what is rational is recognised as such.
func TestExactGradients(t *testing.T) {
	is := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		name string
		fn   function.Function
		in   function.Input
		i    int
		want *float64 // nil: transcendental
	}{
		{"zero-sum cotangent", function.LogSoftmaxVJP, function.Input{X: []float64{1, 2, 3}, Cotangent: []float64{1, -3, 2}}, 1, is(-3)},
		{"zero-sum cotangent at T", function.LogSoftmaxVJP, function.Input{X: []float64{1, 2, 3}, Cotangent: []float64{1, -3, 2}, Temperature: 0.5}, 1, is(-6)},
		{"of equal logits", function.LogSoftmaxVJP, function.Input{X: []float64{5, 5, 5, 5}, Cotangent: []float64{1, 2, 3, 2}}, 1, is(0)},
		{"not zero-sum", function.LogSoftmaxVJP, function.Input{X: []float64{1, 2, 3}, Cotangent: []float64{1, -3, 3}}, 1, nil},
		{"masked", function.LogSoftmaxVJP, function.Input{X: []float64{1, 2, nInf}, Cotangent: []float64{1, -3, 3}}, 2, is(3)},
		{"masked", function.SoftmaxVJP, function.Input{X: []float64{1, 2, nInf}, Cotangent: []float64{1, -3, 3}}, 2, is(0)},
		{"one left", function.SoftmaxVJP, function.Input{X: []float64{1, nInf, nInf}, Cotangent: []float64{1, -3, 3}}, 0, is(0)},
		{"of equal logits", function.SoftmaxVJP, function.Input{X: []float64{5, 5}, Cotangent: []float64{1, 2}}, 0, is(-0.25)},
		{"of equal logits", function.CrossEntropyGrad, function.Input{X: []float64{5, 5}, Target: 1}, 1, is(-0.5)},
		{"the only class", function.CrossEntropyGrad, function.Input{X: []float64{5}}, 0, is(0)},
		{"masked target", function.CrossEntropyGrad, function.Input{X: []float64{5, nInf, 2}, Target: 1}, 1, is(-1)},
		{"masked, smoothed", function.CrossEntropyGrad, function.Input{X: []float64{5, nInf}, Target: 0, Smoothing: 0.5}, 1, is(-0.25)},
		{"uniform labels of equal logits", function.CrossEntropyGrad, function.Input{X: []float64{5, 5, 5}, Smoothing: 1}, 0, is(0)},
		{"no weights", function.CrossEntropySoftGrad, function.Input{X: []float64{5, 3}, Weights: []float64{0, 0}}, 0, is(0)},
		{"uniform weights of equal logits", function.CrossEntropySoftGrad, function.Input{X: []float64{3, 3}, Weights: []float64{7, 7}}, 0, is(0)},
		{"weights", function.CrossEntropySoftGrad, function.Input{X: []float64{3, 4}, Weights: []float64{7, 7}}, 0, nil},
		{"the only class", function.CrossEntropy, function.Input{X: []float64{-3}}, 0, is(0)},
		{"the only class left", function.CrossEntropy, function.Input{X: []float64{-3, nInf}}, 0, is(0)},
		{"no weights", function.CrossEntropySoft, function.Input{X: []float64{5, nInf}, Weights: []float64{0, 0}}, 0, is(0)},
		{"two classes", function.CrossEntropy, function.Input{X: []float64{-3, -3}}, 0, nil},
	} {
		n := mustInput(t, c.in).Answer(c.fn).At(c.i)
		switch {
		case c.want == nil && n.Rat() != nil:
			t.Errorf("%s, %s: rational %v", c.fn, c.name, n.Rat())
		case c.want != nil && (n.Rat() == nil || n.Rat().Cmp(fromFloat(*c.want).rat()) != 0):
			t.Errorf("%s, %s: %v, want %g", c.fn, c.name, n.Rat(), *c.want)
		}
	}
}

// TestLeans: gradients next to a rational that is a midpoint of float16, from which
// they depart by less than any enclosure tells.
func TestLeans(t *testing.T) {
	const half = 0x1p-11 // of a spacing at 1
	up, down := 1+2*half, 1.0
	for _, far := range []float64{-50, -1000, -1e6, -1e15, -math.MaxFloat64} {
		for _, c := range []struct {
			fn      function.Function
			in      function.Input
			want    float64 // of component 0
			scaling float64
		}{
			// (A + (g_0−g_2)e)/(2+e)², A = g_0 − g_1 = 4(1 + half): above where g_0 − g_2 > A.
			{function.SoftmaxVJP, function.Input{Cotangent: []float64{4, -4 * half, -1}}, up, 1},
			{function.SoftmaxVJP, function.Input{Cotangent: []float64{4, -4 * half, 1}}, down, 1},
			{function.SoftmaxVJP, function.Input{Cotangent: []float64{4, -4 * half, -4 * half}}, down, 1}, // −A·e²/4
			{function.SoftmaxVJP, function.Input{Cotangent: []float64{-4, 4 * half, 4 * half}}, -down, 1},
			{function.SoftmaxVJP, function.Input{Cotangent: []float64{8, -8 * half, -1}, Temperature: 2}, up, 1},
			// g_0 − G/(2+e): above g_0 − G/2 where G > 0
			{function.LogSoftmaxVJP, function.Input{Cotangent: []float64{1 + half + 0.25, 0, -0.75 - half}}, down + 0, 0},
		} {
			c.in.X = []float64{0, 0, far}
			if c.scaling == 0 { // 1.25 + half − 0.25 = 1 + half, G = 0.5
				c.want = up
			}
			if got := mustInput(t, c.in).Answer(c.fn).At(0).Round(dtype.Float16); got != c.want {
				t.Errorf("%s of %+v: %x, want %x", c.fn, c.in, got, c.want)
			}
		}
	}
	// The second-order part, of e^-2c, against a linear one of e^-2c or less.
	for _, c := range []float64{10, 1e5, 1e9} {
		for _, g3 := range []struct{ g, want float64 }{{100, down}, {-100, up}} {
			in := function.Input{X: []float64{0, 0, -c, -2 * c}, Cotangent: []float64{4, -4 * half, -4 * half, g3.g}}
			if got := mustInput(t, in).Answer(function.SoftmaxVJP).At(0).Round(dtype.Float16); got != g3.want {
				t.Errorf("%+v: %x, want %x", in, got, g3.want)
			}
		}
	}
}

// TestNoLimitInTime: gradients whose leading terms cancel to more and more bits, and
// exponents over all of float64.
func TestNoLimitInTime(t *testing.T) {
	start := time.Now()
	for _, in := range []function.Input{
		{X: []float64{0, -1e308, 1e308}, Cotangent: []float64{1, 2, 3}, Weights: []float64{1, 2, 3}, Target: 1},
		{X: []float64{0, -5e-324, 5e-324}, Cotangent: []float64{1e308, -1e308, 5e-324}, Weights: []float64{1e308, 0, 5e-324}, Target: 2},
		{X: []float64{0, 0, -745, -1e5, -1e5}, Cotangent: []float64{1, 1, 1, 1, 1 + 0x1p-52}, Weights: []float64{1, 1, 1, 1, 1}, Temperature: 1e-300},
		{X: []float64{1, 2, 3, 4}, Cotangent: []float64{1, 2, 3, 4}, Weights: []float64{1, 0, 0, 0}, Temperature: 1e300, Smoothing: 5e-324},
		{X: []float64{1, 2, 3, 4}, Cotangent: []float64{1, 2, 3, 4}, Weights: []float64{1, 0, 0, 0}, Temperature: 5e-324, Smoothing: 1e-300},
	} {
		r := mustInput(t, in)
		for _, fn := range function.All() {
			a := r.Answer(fn)
			for i := range a.Len() {
				for _, f := range dtype.All() {
					if y := a.Round(i, f); y != y && f.HasInf() {
						t.Errorf("%s[%d] of %+v is NaN in %v", fn, i, in, f)
					}
				}
				if s := a.Decimal(i, 20); s == "" {
					t.Error("no decimal")
				}
				if lo, hi := a.Error(i, dtype.Float64, 1); !(lo <= hi) {
					t.Errorf("%s[%d] of %+v: error of 1 between %g and %g", fn, i, in, lo, hi)
				}
			}
		}
	}
	t.Log(time.Since(start))
}
