package reference

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// mustRow returns the row of x under the default profile.
func mustRow(t testing.TB, x []float64) *Row {
	t.Helper()
	r, err := New(x, IEEE)
	if err != nil {
		t.Fatal(err)
	}
	r.makeGroups()
	return r
}

// randomRow returns K logits in one of the shapes that rows of any bits take:
// over all exponents, or nearer to each other so that they all count.
func randomRow(rng *rand.Rand, k int) []float64 {
	x := make([]float64, k)
	scale := rng.IntN(70) - 60
	shape := rng.IntN(6)
	for i := range x {
		switch shape {
		case 0, 1: // every exponent alike
			x[i] = anyFloat(rng)
		case 2: // differences that are evaluated, up to 2^10
			x[i] = math.Ldexp(rng.Float64()-0.5, scale)
		case 3: // on a grid, with ties
			x[i] = float64(rng.IntN(64)-32) / 8
		case 4: // tiny differences beside a common exponent
			x[i] = 1 + float64(rng.IntN(16))*0x1p-52
		case 5: // every exponent up to 2^9, and some absent terms
			x[i] = math.Copysign(math.Ldexp(1+rng.Float64(), rng.IntN(1083)-1074), rng.Float64()-0.5)
			if rng.IntN(8) == 0 {
				x[i] = math.Inf(-1)
			}
		}
	}
	return x
}

// rowLimit is far more than any row here should take, with a loaded machine in
// mind: what it catches is a loop without end.
const rowLimit = 20 * time.Second

// checkTotal asks everything of a row: each answer is rounded to each dtype, is
// then within half an ulp, and neither neighbour is unless it is a tie.
func checkTotal(t *testing.T, x []float64, elements int) {
	t.Helper()
	start := time.Now()
	r := mustRow(t, x)
	for _, fn := range function.OfLogits() {
		a := r.Answer(fn)
		step := max(1, a.Len()/elements)
		for i := 0; i < a.Len(); i += step {
			for _, f := range dtype.All() {
				checkNearest(t, a, i, f)
			}
		}
	}
	switch d := time.Since(start); {
	case d > rowLimit:
		t.Errorf("%d logits %.17g… took %v", len(x), x[:min(8, len(x))], d)
	case d > time.Second:
		t.Logf("slow: %d logits %.17g… took %v", len(x), x[:min(8, len(x))], d)
	}
}

// checkNearest holds the rounding of one answer against the measurement of its
// error.
func checkNearest(t *testing.T, a *Answer, i int, f dtype.Format) {
	t.Helper()
	n := a.At(i)
	y := a.Round(i, f)
	if !f.Representable(y) {
		t.Errorf("%s[%d] in %v: %g is not representable", a.fn, i, f, y)
	}
	lo, hi := a.Error(i, f, y)
	if !(0 <= lo && lo <= hi && lo <= 0.5) || !a.Within(i, f, y, 0.5) {
		t.Errorf("%s[%d] in %v: %g is %g to %g ulp off, want at most 0.5", a.fn, i, f, y, lo, hi)
	}
	if n.exact != nil || !n.IsFinite() || !isFinite(y) {
		return
	}
	for _, z := range []float64{f.NextUp(y), f.NextDown(y)} {
		if a.Within(i, f, z, 0.5) {
			t.Errorf("%s[%d] in %v rounds to %g, but %g is within half an ulp too", a.fn, i, f, y, z)
		}
	}
}

// TestTotal: rows of any bits are answered, in every dtype.
func TestTotal(t *testing.T) {
	rows := 5000
	if testing.Short() {
		rows = 400
	}
	rng := rand.New(rand.NewPCG(5, 1))
	for i := range rows {
		k := 1 + rng.IntN(5)
		if i%20 == 0 {
			k = 1 + rng.IntN(64)
		}
		checkTotal(t, randomRow(rng, k), 4)
	}
}

// TestTotalEnds: pairs and triples from the ends of the range.
func TestTotalEnds(t *testing.T) {
	for _, a := range someFloats {
		for _, b := range someFloats {
			checkTotal(t, []float64{a, b}, 2)
			if !testing.Short() {
				checkTotal(t, []float64{a, b, 0x1p-1074}, 3)
				checkTotal(t, []float64{a, b, b, 0}, 4)
			}
		}
	}
}

// TestTotalManyEqual: a million equal logits, among others far away.
func TestTotalManyEqual(t *testing.T) {
	x := make([]float64, 1_000_000)
	for i := range x {
		x[i] = 0.1
	}
	checkTotal(t, x, 3)
	r := mustRow(t, x)
	if got := r.Answer(function.Softmax).At(999_999).Rat(); got == nil || got.RatString() != "1/1000000" {
		t.Errorf("softmax of 10^6 equal logits: %v", got)
	}
	x[17], x[18] = -math.MaxFloat64, 0
	checkTotal(t, x, 3)
	if r = mustRow(t, x); r.Answer(function.Softmax).At(0).Rat() != nil {
		t.Error("a softmax over different logits is called rational")
	}
}

// spreadRow returns n different logits from 0 up to spread, in no order.
func spreadRow(n int, spread float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = spread * float64(i*7919%n) / float64(n)
	}
	return x
}

// TestTotalManyDistinct: many different logits, which matter only together, or
// none of which but the first matters.
func TestTotalManyDistinct(t *testing.T) {
	n := 30_000
	if testing.Short() {
		n = 5000
	}
	for _, spread := range []float64{0x1p-1000, 30, 0x1p1000} {
		t.Run(fmt.Sprintf("%g", spread), func(t *testing.T) {
			checkTotal(t, spreadRow(n, spread), 5)
		})
	}
}

// TestTotalMillion: a million different logits.
func TestTotalMillion(t *testing.T) {
	if testing.Short() {
		t.Skip("a million exponentials take several seconds")
	}
	start := time.Now()
	r := mustRow(t, spreadRow(1_000_000, 30))
	for _, fn := range function.OfLogits() {
		a := r.Answer(fn)
		for i := 0; i < a.Len(); i += 100_000 {
			for _, f := range dtype.All() {
				if y := a.Round(i, f); !f.Representable(y) || !isFinite(y) {
					t.Errorf("%s[%d] in %v: %g", fn, i, f, y)
				}
			}
		}
	}
	// Σ e^(30j/n) over j < n is (e^30−1)/(e^(30/n)−1); the logits are off by less
	// than 2^-49, the answer's rounding by less than 2^-47.
	if l := r.Answer(function.LogSumExp).Round(0, dtype.Float64); math.Abs(l-40.414298176264525) > 0x1p-46 {
		t.Errorf("log-sum-exp = %.17g, want 40.414298176264525", l)
	}
	t.Logf("a million different logits took %v", time.Since(start))
}

// TestTotalTooLong: longer rows are refused in words.
func TestTotalTooLong(t *testing.T) {
	if _, err := New(make([]float64, MaxK+1), IEEE); err == nil {
		t.Error("no error for a row of MaxK+1 logits")
	}
}
