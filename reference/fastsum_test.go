package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// offBy returns the error of a pair as what is right, over scale.
func offBy(p pair, want *big.Float, scale float64) float64 {
	d := new(big.Float).SetPrec(3000).Sub(big.NewFloat(p.hi), want)
	d.Add(d, big.NewFloat(p.lo))
	off, _ := d.Quo(d, big.NewFloat(scale)).Float64()
	return math.Abs(off)
}

// exactSum returns Σ v.
func exactSum(v []float64) *big.Float {
	sum := new(big.Float).SetPrec(3000)
	for _, w := range v {
		sum.Add(sum, big.NewFloat(w))
	}
	return sum
}

// TestSums measures the error of sums of either sign against sumLoss, up to 2^20 terms, of the
// same size or of any.
func TestSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 61))
	ks := []int{1, 2, 127, 128, 129, 1000, 1 << 17, 1 << 20}
	if testing.Short() {
		ks = ks[:6]
	}
	for _, k := range ks {
		worst := 0.0
		for kind := range 4 {
			v := make([]float64, k)
			for i := range v {
				v[i] = 1 + rng.Float64()
				switch {
				case kind == 1:
					v[i] = bell(rng)
				case kind == 2:
					v[i] = math.Ldexp(bell(rng), rng.IntN(60))
				case kind == 3 && i%2 == 1:
					v[i] = -v[i-1] * (1 - 0x1p-50*float64(rng.IntN(2)))
				}
			}
			var a adder
			a.sum(v)
			b := a.bounded(k)
			off := offBy(b.pair, exactSum(v), a.size)
			worst = max(worst, off/sumLoss(k))
			if float64(off*a.size) > b.err {
				t.Errorf("K = %d: off by 2^%.1f of all terms, claimed 2^%.1f", k, math.Log2(off), math.Log2(sumLoss(k)))
			}
			if math.Abs(b.lo) > math.Abs(b.hi)*0x1p-53 {
				t.Errorf("%+v is not normalised", b)
			}
		}
		t.Logf("K = %d: %.3f of the bound", k, worst)
	}
}

// TestExactSums: sums that are exact are known to be, and no others.
func TestExactSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 62))
	for range 3000 {
		v := make([]float64, 1+rng.IntN(400))
		for i := range v {
			v[i] = float64(rng.IntN(1<<20)-1<<19) / 256
		}
		if rng.IntN(2) == 0 {
			v[rng.IntN(len(v))] = math.Ldexp(bell(rng), -rng.IntN(60))
		}
		var a adder
		a.sum(v)
		if b := a.bounded(len(v)); b.err == 0 && offBy(b.pair, exactSum(v), 1) != 0 {
			t.Fatalf("%g: the sum is said to be %+v", v, b)
		}
	}
	for _, v := range [][]float64{{}, {0, 0}, {1, -1}, {0.1, -0.1, 3, 5}, make([]float64, 1000), {1e300, 1e-300, -1e300}} {
		var a adder
		a.sum(v)
		if b, inexact := a.bounded(len(v)), len(v) == 3; (b.err == 0) == inexact {
			t.Errorf("%g: %+v", v, b)
		}
	}
}

// TestSumApart: the largest logits' part of a sum, and the rest.
func TestSumApart(t *testing.T) {
	g := []float64{1, 2, 4, 8, 16, 32}
	for _, c := range []struct {
		x           []float64
		top, others float64
	}{
		{[]float64{3, 1, 1, 2, 0, nInf}, 1, 62},
		{[]float64{3, 1, 3, 2, 0, 3}, 37, 26},
		{[]float64{0, 1, 1, 2, 0, 7}, 32, 31},
		{[]float64{1, 1, 1, 1, 1, 1}, 63, 0},
		{[]float64{nInf, nInf, 1, nInf, 1, nInf}, 20, 43},
	} {
		r := mustRow(t, c.x)
		top, size := r.sumApart(g, true)
		others, more := r.sumApart(g, false)
		if top != (bounded{pair: pair{hi: c.top}}) || others != (bounded{pair: pair{hi: c.others}}) || size != c.top || more != c.others {
			t.Errorf("%g: %+v and %+v", c.x, top, others)
		}
	}
}

// TestPlus: the sum of two bounded pairs holds all that the two can be, and no more than is needed.
func TestPlus(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 63))
	draw := func() bounded {
		var b bounded
		b.hi, b.lo = twoSum(math.Ldexp(bell(rng), rng.IntN(20)), math.Ldexp(bell(rng), -50-rng.IntN(20)))
		if rng.IntN(3) == 0 {
			b.lo = 0
		}
		if rng.IntN(3) > 0 {
			b.err = math.Ldexp(rng.Float64(), -80)
		}
		return b
	}
	for range 20000 {
		a, b := draw(), draw()
		if rng.IntN(4) == 0 {
			b.hi, b.lo = -a.hi, -a.lo
		}
		s := a.plus(b)
		off := offBy(s.pair, exactSum([]float64{a.hi, a.lo, b.hi, b.lo}), 1)
		if least := a.err + b.err + off*(1-0x1p-40); s.err < least || s.err > a.err+b.err+0x1p-100*(math.Abs(a.hi)+math.Abs(b.hi)) {
			t.Fatalf("%+v + %+v is %+v, off by %g", a, b, s, off)
		}
	}
	if s := (bounded{pair: pair{hi: 3}}).plus(bounded{pair: pair{hi: -3}}); s != (bounded{}) {
		t.Errorf("3 − 3 is %+v", s)
	}
}

// TestRescaled: numbers are scaled to the largest, and what that loses is told.
func TestRescaled(t *testing.T) {
	for _, c := range []struct {
		v     []float64
		exp   int
		lossy bool
	}{
		{[]float64{1, -3, 0}, 1, false},
		{[]float64{math.MaxFloat64, 1}, 1023, false},
		{[]float64{math.MaxFloat64, 0x1p-51}, 1023, false},
		{[]float64{math.MaxFloat64, 0x1p-52}, 1023, true}, // half of the smallest
		{[]float64{math.MaxFloat64, 0x1p-1074}, 1023, true},
		{[]float64{0x1p-1074, 0}, -1074, false},
		{[]float64{0, 0}, allZero, false},
		{nil, allZero, false},
	} {
		got, exp, lossy := rescaled(nil, c.v)
		if exp != c.exp || lossy != c.lossy {
			t.Errorf("%g: 2^%d, lossy %v", c.v, exp, lossy)
		}
		for i, v := range got {
			if off := math.Abs(math.Ldexp(v, exp) - c.v[i]); off > 0 && !lossy || off > 0x1p-1074*0x1p1023 {
				t.Errorf("%g: %g", c.v, got)
			}
		}
	}
}

// TestScaledPair: exact sums as pairs.
func TestScaledPair(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 64))
	for range 2000 {
		v := []float64{math.Ldexp(bell(rng), rng.IntN(400)), bell(rng), math.Ldexp(bell(rng), -rng.IntN(400))}
		d := dyadic{new(big.Int), 0}
		for _, w := range v {
			d = d.add(fromFloat(w))
		}
		exp := rng.IntN(100) - 50
		p := d.scaledPair(exp)
		want := exactSum(v)
		want.SetMantExp(want, -exp)
		if off := offBy(p.pair, want, 1); off > p.err || p.err > 0x1p-103*math.Abs(p.hi) {
			t.Fatalf("%g·2^%d: %+v is off by %g", v, -exp, p, off)
		}
	}
	if p := (dyadic{new(big.Int), 5}).scaledPair(7); p != (bounded{}) {
		t.Errorf("0 is %+v", p)
	}
}
