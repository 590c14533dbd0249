package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/function"
)

// TestApprox: the pair is within 2^-100 of the answer, normalised, and of the
// right kind.
func TestApprox(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 1))
	rows := 4000
	if testing.Short() {
		rows = 400
	}
	kinds := map[approxKind]int{}
	for range rows {
		r := mustRow(t, randomRow(rng, 1+rng.IntN(4)))
		if r.kind != finiteRow {
			continue
		}
		for _, fn := range function.All() {
			a := r.Answer(fn)
			for g := range a.groups() {
				p := *a.pair(g)
				kinds[p.kind]++
				checkApprox(t, a.number(g), p)
			}
		}
	}
	for k := range exactZero + 1 {
		if kinds[k] == 0 {
			t.Errorf("no answer of kind %d among %v", k, kinds)
		}
	}
}

func checkApprox(t *testing.T, n Number, p approx) {
	t.Helper()
	lo, hi := n.decimalEnds(300)
	switch p.kind {
	case exactZero, nearZero:
		if p.hi != 0 || p.lo != 0 || (p.kind == exactZero) != (n.exact != nil) || !below(lo, -1<<27) || !below(hi, -1<<27) {
			t.Errorf("pair %+v for (%g, %g)", p, lo, hi)
		}
		return
	}
	if (p.kind == exactPair) != (n.exact != nil) {
		t.Errorf("pair %+v for a rational: %v", p, n.exact != nil)
	}
	h, l := math.Abs(p.hi), math.Abs(p.lo)
	if h < 0.5 || h > 1 || l > 0x1p-54 || h == 1 && math.Signbit(p.lo) == math.Signbit(p.hi) || h == 0.5 && p.lo*p.hi < 0 {
		t.Errorf("pair %+v is not normalised", p)
	}
	sum := new(big.Float).SetPrec(2000).Add(big.NewFloat(p.hi), big.NewFloat(p.lo))
	sum.SetMantExp(sum, p.exp)
	for _, end := range []*big.Float{lo, hi} {
		d := new(big.Float).SetPrec(2000).Sub(sum, end)
		if d.Sign() != 0 && d.MantExp(nil) > end.MantExp(nil)-101 {
			t.Errorf("pair %+v is %g off %g", p, d, end)
		}
		if p.kind == exactPair && p.lo == 0 && d.Sign() != 0 {
			t.Errorf("pair %+v for %v", p, n.exact)
		}
	}
}

// TestApproxShares: 1/n for every n whose float64 might be taken for exact.
func TestApproxShares(t *testing.T) {
	for n := 1; n <= 5000; n++ {
		checkApprox(t, rational(1, n), newApprox(rational(1, n)))
	}
	for _, n := range []int{1 << 20, 1<<20 + 1, 6700417, MaxK - 1, MaxK} {
		checkApprox(t, rational(1, n), newApprox(rational(1, n)))
	}
}

func TestNextToPowerOfTwo(t *testing.T) {
	for _, c := range []struct {
		p    approx
		want bool
	}{
		{approx{hi: 0.5}, true},
		{approx{hi: -0.5, lo: -0x1p-100}, true},
		{approx{hi: 0.5, lo: 0x1p-99}, false},
		{approx{hi: 1, lo: -0x1p-100}, true},
		{approx{hi: -1, lo: 0x1p-60}, false},
		{approx{hi: 0.75}, false},
		{approx{hi: 0.5, kind: exactPair}, false},
		{approx{kind: nearZero}, false},
	} {
		if got := c.p.nextToPowerOfTwo(); got != c.want {
			t.Errorf("%+v: %v", c.p, got)
		}
	}
	// The two sides of 1/2, at distances that a pair cannot show.
	r := mustRow(t, []float64{0x1p-1000, 0})
	a := r.Answer(function.Softmax)
	for i := range 2 {
		if !a.pair(i).nextToPowerOfTwo() {
			t.Errorf("pair %+v for 1/2 ± 2^-1002", *a.pair(i))
		}
	}
}
