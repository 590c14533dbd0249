package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestApprox: the answer is within the bound of its pair, and what the pair says
// of it is so, for pairs of either tier.
func TestApprox(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 1))
	rows := 1500
	if testing.Short() {
		rows = 100
	}
	var fast, slow, exact, far int
	for range rows {
		r := mustRow(t, randomRow(rng, 1+rng.IntN(4)))
		if r.kind != finiteRow {
			continue
		}
		for _, fn := range function.OfLogits() {
			a := r.Answer(fn)
			for i := range a.Len() {
				if a.special(i) {
					continue
				}
				before := r.enclosed
				p := a.pair(i)
				switch {
				case p.err == 0:
					exact++
				case r.enclosed > before:
					slow++
				default:
					fast++
				}
				if p.exp != 0 {
					far++
				}
				checkApprox(t, r, a.At(i), p)
				checkApprox(t, r, a.At(i), enclosed(a.At(i)))
			}
		}
	}
	if fast < rows || slow == 0 || exact == 0 || far == 0 {
		t.Errorf("%d pairs from the fast tier, %d from the enclosures, %d exact, %d far from 1", fast, slow, exact, far)
	}
}

func checkApprox(t *testing.T, r *Row, n Number, p approx) {
	t.Helper()
	if p.err == 0 {
		sum := new(big.Rat).Add(exactRat(p.hi), exactRat(p.lo))
		if n.exact == nil || p.exp != 0 && p.exp < -2000 || sum.Mul(sum, dyadic{one, p.exp}.rat()).Cmp(n.exact) != 0 {
			t.Errorf("%+v is no exact pair of row %g", p, r.x)
		}
		return
	}
	if math.Abs(p.lo) > (math.Nextafter(math.Abs(p.hi), inf)-math.Abs(p.hi))/2 {
		t.Errorf("%+v is not normalised", p)
	}
	lo, hi := n.decimalEnds(300)
	if b := beyond(p.exp); p.exp != 0 && math.Abs(p.hi) == b.hi && p.lo == b.lo && p.err == b.err { // only that it is not 0, and less than 2^exp
		if !below(lo, p.exp) || !below(hi, p.exp) || n.Cmp(new(big.Rat)) != int(math.Copysign(1, p.hi)) {
			t.Errorf("%+v for (%g, %g)", p, lo, hi)
		}
		return
	}
	width := new(big.Float).SetPrec(2500).Sub(hi, lo) // of which an end may be farther off
	width.SetMantExp(width, -p.exp)
	for _, end := range []*big.Float{lo, hi} {
		// |end − hi·2^exp − lo·2^exp| against err·2^exp, all but the last bits.
		d := new(big.Float).SetPrec(2500).SetMantExp(end, -p.exp)
		d.Sub(d, big.NewFloat(p.hi))
		d.Sub(d, big.NewFloat(p.lo))
		if d.Sub(d.Abs(d), width).Cmp(big.NewFloat(p.err)) > 0 {
			t.Errorf("row %g: %+v is %g off an end", r.x, p, d)
		}
	}
	if v, ok := p.toward(); ok && v != p.hi && p.exp > -2000 {
		at := exactRat(p.hi)
		if s := n.Cmp(at.Mul(at, dyadic{one, p.exp}.rat())); s > 0 != (v > p.hi) {
			t.Errorf("row %g: %+v is on the wrong side of its answer", r.x, p)
		}
	}
}

// TestApproxRound holds every rounding that a pair decides against the enclosures,
// with answers that straddle the midpoints of every dtype.
func TestApproxRound(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 1))
	decided, left := 0, 0
	for range 20000 {
		f := dtype.All()[rng.IntN(6)]
		e := f.MinExp() - f.Precision() - 1 + rng.IntN(f.MaxExp()-f.MinExp()+f.Precision()+2)
		hi := math.Ldexp(1+float64(rng.IntN(1<<12))/(1<<12), e)
		v := f.Round(hi)
		if isFinite(v) && rng.IntN(2) == 0 { // a midpoint, where float64 has it
			hi = v + math.Ldexp(1, f.SpacingExp(e)-1)
		}
		if !isFinite(hi) || hi == 0 {
			continue
		}
		if rng.IntN(2) == 0 {
			hi = -hi
		}
		switch rng.IntN(4) { // or next to one
		case 0:
			hi = math.Nextafter(hi, inf)
		case 1:
			hi = math.Nextafter(hi, 0)
		}
		ulp := math.Nextafter(math.Abs(hi), math.Inf(1)) - math.Abs(hi)
		lo := ulp * []float64{0, 0x1p-2, -0x1p-3, 0x1p-40, -0x1p-41, 0.499, -0.2499}[rng.IntN(7)]
		err := math.Abs(hi) * 0x1p-84
		if rng.IntN(3) == 0 { // what cancelled
			err = math.Abs(hi) * math.Ldexp(1+rng.Float64(), -rng.IntN(80))
		}
		if ulp < 0x1p-960 {
			lo = 0
		}
		p := approx{hi: hi, lo: lo, err: err}
		if e < -960 {
			p = approx{hi: math.Ldexp(hi, -e), lo: math.Ldexp(lo, -e), err: math.Ldexp(err, -e), exp: e}
		}
		y, ok := p.round(f)
		// All that y can be rounds alike.
		c := new(big.Float).SetPrec(2500).Add(big.NewFloat(p.hi), big.NewFloat(p.lo))
		var ends [2]float64
		for k, s := range [2]float64{-0.999, 0.999} {
			z := new(big.Float).SetPrec(2500).Add(c, big.NewFloat(s*p.err))
			ends[k] = f.RoundBig(z.SetMantExp(z, p.exp))
		}
		if !ok {
			left++
			continue
		}
		decided++
		if !same(y, ends[0]) || !same(y, ends[1]) {
			t.Errorf("%v: %+v is rounded to %g, its ends to %g", f, p, y, ends)
		}
	}
	if decided < 5000 || left < 500 {
		t.Errorf("%d decided, %d left", decided, left)
	}
}

// TestApproxWide: pairs that know few bits decide what these tell.
func TestApproxWide(t *testing.T) {
	for _, c := range []struct {
		f      dtype.Format
		p      approx
		want   float64 // NaN: undecided
		binade int     // ^0: unknown
	}{
		{dtype.Float16, approx{hi: 1.3, err: 0x1p-20}, 1.2998046875, 0},
		{dtype.Float16, approx{hi: -1.3, lo: 0x1p-54, err: 0x1p-20}, -1.2998046875, 0},
		{dtype.Float16, approx{hi: 1.3, err: 0x1p-10}, nan, 0},
		{dtype.Float16, approx{hi: 1.3, err: 0.31}, nan, ^0},
		{dtype.Float16, approx{hi: 0x1p-40, err: 0x1p-41}, 0, -15},
		{dtype.Float16, approx{hi: -0x1p-40, err: 0x1p-41}, math.Copysign(0, -1), -15},
		{dtype.Float16, approx{hi: -0x1p-40, err: 0x1p-39}, nan, -15},
		{dtype.Float16, approx{err: 0x1p-40}, nan, -15},
		{dtype.Float16, approx{hi: 1e6, err: 1e4}, inf, 19},
		{dtype.Float8E4M3FN, approx{hi: -1e6, err: 1e4}, nan, 19}, // which is what it rounds to
		{dtype.Float64, approx{hi: 1.3, err: 0x1p-20}, nan, 0},
		{dtype.Float64, approx{hi: 1.3, err: 0x1p-54 * 0.4}, 1.3, 0},
		{dtype.Float32, approx{hi: 1.5, err: 1, exp: -1000}, 0, -127},
		{dtype.Float32, approx{hi: -1.5, err: 2, exp: -1000}, nan, -127},
		{dtype.Float32, approx{err: 2, exp: -1000}, nan, -127},
		{dtype.Float64, approx{hi: 1.5, err: 0.1, exp: -1000}, nan, -1000},
		{dtype.Float64, approx{hi: 1.5, err: 0.1, exp: -1081}, 0, -1023},
	} {
		y, ok := c.p.round(c.f)
		if c.f == dtype.Float8E4M3FN && ok {
			ok = y == y
		}
		if ok != (c.want == c.want) || ok && !same(y, c.want) {
			t.Errorf("%v: %+v is rounded to %x (%v), want %x", c.f, c.p, y, ok, c.want)
		}
		if e, ok := c.p.binade(c.f); ok != (c.binade != ^0) || ok && e != c.binade {
			t.Errorf("%v: %+v is in binade %d (%v), want %d", c.f, c.p, e, ok, c.binade)
		}
	}
}

// TestPlaced: the same number with an exponent of 0 wherever that can be.
func TestPlaced(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 53))
	for range 20000 {
		hi, lo := twoSum(math.Ldexp(1+rng.Float64(), rng.IntN(1900)-950), 0)
		if rng.IntN(2) == 0 {
			lo = math.Ldexp(bell(rng), math.Ilogb(hi)-55)
		}
		err, exp := 0.0, 0
		if rng.IntN(3) > 0 {
			err = math.Ldexp(rng.Float64(), math.Ilogb(hi)-rng.IntN(110))
		}
		if rng.IntN(3) > 0 {
			exp = rng.IntN(4000) - 2500
		}
		p := placed(hi, lo, err, exp)
		size := math.Ilogb(hi) + exp
		if (p.exp == 0) != (size >= -900 && size <= 1020) || p.exp != 0 && math.Ilogb(p.hi) != 0 {
			t.Fatalf("(%g + %g)·2^%d is %+v", hi, lo, exp, p)
		}
		want := new(big.Float).SetPrec(200).Add(big.NewFloat(hi), big.NewFloat(lo))
		want.SetMantExp(want, exp-p.exp)
		off := offBy(pair{p.hi, p.lo}, want, 1)
		bound := new(big.Float).SetMantExp(big.NewFloat(err), exp-p.exp)
		b, _ := bound.Float64()
		if p.err < b || p.err < b+off*(1-0x1p-40) || p.err > b*(1+0x1p-50)+0x1p-1073 || err == 0 && off == 0 && lo == 0 && p.err != 0 {
			t.Fatalf("(%g + %g ± %g)·2^%d is %+v, off by %g", hi, lo, err, exp, p, off)
		}
	}
	if p := placed(0, 0, 0, -77); p != (approx{}) {
		t.Errorf("0 is %+v", p)
	}
}

// TestApproxShares: 1/n for every n whose float64 might be taken for exact.
func TestApproxShares(t *testing.T) {
	r := mustRow(t, []float64{0})
	share := func(n int) {
		checkApprox(t, r, rational(1, n), enclosed(rational(1, n)))
		all := &Row{kind: finiteRow, maxima: n, finites: n, x: []float64{0}}
		checkApprox(t, all, rational(1, n), all.softmaxPair(0))
	}
	for n := 1; n <= 5000; n++ {
		share(n)
	}
	for _, n := range []int{1 << 20, 1<<20 + 1, 6700417, MaxK - 1, MaxK} {
		share(n)
	}
}

// TestBinade: a pair next to a power of two tells the side it lies on, or that it
// does not know.
func TestBinade(t *testing.T) {
	for _, c := range []struct {
		p    approx
		want int
		ok   bool
	}{
		{approx{hi: 0.5, err: 0x1p-90}, 0, false},
		{approx{hi: -0.5, lo: -0x1p-100, err: 0x1p-90}, 0, false},
		{approx{hi: 0.5, lo: 0x1p-90, err: 0x1p-90}, -1, true},
		{approx{hi: 1, lo: -0x1p-90, err: 0x1p-90}, -1, true},
		{approx{hi: -1, lo: 0x1p-60, err: 0x1p-90}, -1, true},
		{approx{hi: 0.75, err: 0x1p-90}, -1, true},
		{approx{hi: 0.5}, -1, true},
		{approx{hi: 1, lo: -0x1p-80}, -1, true},
		{approx{}, -1023, true},
		{beyond(-1600), -1023, true},
		{approx{hi: 1, err: 0x1p-90, exp: -1050}, -1023, true},
	} {
		if got, ok := c.p.binade(dtype.Float64); ok != c.ok || ok && got != c.want {
			t.Errorf("%+v: %d, %v", c.p, got, ok)
		}
	}
	// The two sides of 1/2, at distances that a pair cannot show.
	r := mustRow(t, []float64{0x1p-1000, 0})
	a := r.Answer(function.Softmax)
	for i, want := range []float64{0x1p-53, 0x1p-54} {
		if got := a.Spacing(i, dtype.Float64); got != want {
			t.Errorf("spacing %g at 1/2 ± 2^-1002, want %g", got, want)
		}
	}
}
