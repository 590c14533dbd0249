package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestDivisor measures the error of quotients by a temperature.
func TestDivisor(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 65))
	worst, at := 0.0, pair{}
	for range 200_000 {
		d := newDivisor(math.Ldexp(1+rng.Float64(), rng.IntN(200)-100))
		ah, al := twoSum(math.Ldexp(1+rng.Float64(), rng.IntN(40)-30), math.Ldexp(bell(rng), rng.IntN(90)-110))
		hi, lo := d.of(ah, al)
		want := new(big.Float).SetPrec(400).Add(big.NewFloat(ah), big.NewFloat(al))
		want.Quo(want, big.NewFloat(d.t))
		if off := offBy(pair{hi, lo}, want, math.Abs(hi)); off > worst {
			worst, at = off, pair{ah, al}
		}
		if math.Abs(lo) > math.Abs(hi)*0x1p-53 {
			t.Fatalf("(%g + %g)/%g is not normalised", ah, al, d.t)
		}
	}
	checkWorst(t, "quotients", worst, divideError, at)
}

// TestDivisorExact: by a power of two, and only by one, quotients are exact, where nothing underflows.
func TestDivisorExact(t *testing.T) {
	for _, c := range []struct {
		t, hi, lo float64
		exact     bool
	}{
		{1, 3, 0x1p-60, true}, {0x1p100, 3, 0x1p-60, true}, {0x1p-100, -3, 0, true},
		{3, 3, 0, false}, {0.1, 1, 0, false}, {1 + 0x1p-52, 1, 0, false},
		{4, 0x1p-1073, 0, false}, {4, 0x1p-700, 0x1p-900, false},
	} {
		d := newDivisor(c.t)
		hi, lo := d.of(c.hi, c.lo)
		err := d.err(hi, lo)
		if (err == 0) != c.exact || c.exact && (hi*c.t != c.hi || lo*c.t != c.lo) {
			t.Errorf("(%g + %g)/%g: %g + %g, err %g", c.hi, c.lo, c.t, hi, lo, err)
		}
		want := new(big.Float).SetPrec(3000).Add(big.NewFloat(c.hi), big.NewFloat(c.lo))
		if off := offBy(pair{hi, lo}, want.Quo(want, big.NewFloat(c.t)), 1); off > d.err(hi, lo) {
			t.Errorf("(%g + %g)/%g is off by %g", c.hi, c.lo, c.t, off)
		}
	}
	d := newDivisor(0.5)
	if hi, _ := d.of(-math.MaxFloat64, 0); isFinite(hi) {
		t.Errorf("an overflow is %g", hi)
	}
}

// TestDividePair: quotients of any size are within their bounds, and those that are float64s are exact.
func TestDividePair(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 66))
	exact := 0
	for range 100_000 {
		var ah, al, err, cl float64
		ch := float64(1 + rng.IntN(1000))
		if rng.IntN(3) == 0 {
			ch, cl = twoProd(1+rng.Float64(), float64(1+rng.IntN(1<<24)))
		}
		switch rng.IntN(4) {
		case 0: // a multiple
			ah = math.Ldexp(ch*float64(rng.IntN(2001)-1000), rng.IntN(1960)-1000)
		case 1:
			ah = math.Ldexp(bell(rng), rng.IntN(2040)-1040)
		default:
			ah, al = twoSum(bell(rng), math.Ldexp(bell(rng), -52))
			if rng.IntN(2) == 0 {
				err = math.Ldexp(rng.Float64(), -rng.IntN(120))
			}
		}
		p := dividePair(ah, al, err, ch, cl)
		want := new(big.Rat).Add(exactRat(ah), exactRat(al))
		want.Quo(want, new(big.Rat).Add(exactRat(ch), exactRat(cl)))
		got := new(big.Rat).Add(exactRat(p.hi), exactRat(p.lo))
		got.Mul(got, dyadic{one, p.exp}.rat())
		off := new(big.Rat).Sub(got, want)
		bound := exactRat(p.err)
		bound.Mul(bound, dyadic{one, p.exp}.rat())
		least := exactRat(err * (1 - 0x1p-40))
		least.Quo(least, exactRat(ch))
		if bound.Cmp(off.Abs(off)) < 0 || bound.Cmp(least) < 0 {
			t.Fatalf("(%g + %g ± %g)/(%g + %g) is %+v", ah, al, err, ch, cl, p)
		}
		if v, whole := want.Float64(); whole && al == 0 && cl == 0 && err == 0 {
			if exact++; p.err != 0 || math.Ldexp(p.hi, p.exp) != v {
				t.Fatalf("%g/%g is %+v, not %g exactly", ah, ch, p, v)
			}
		}
		if p.exp == 0 && p.err > 0x1p-99*math.Abs(p.hi) && err == 0 && math.Abs(p.hi) > 0x1p-800 {
			t.Fatalf("(%g + %g)/(%g + %g) is %+v", ah, al, ch, cl, p)
		}
	}
	if exact < 10_000 {
		t.Errorf("only %d were exact", exact)
	}
	for _, v := range []float64{0, math.Copysign(0, -1)} {
		if p := dividePair(v, 0, 0, 3, 0); !same(p.hi, 0) || p.err != 0 {
			t.Errorf("%g/3 is %+v", v, p)
		}
	}
	if p := dividePair(0, 0, 0x1p-80, 4, 0); p.err < 0x1p-82 {
		t.Errorf("0 ± 2^-80 over 4 is %+v", p)
	}
}

// TestTemperatures: differences and largest logits of any size over a temperature that is no power of
// two, whose rounding may be the larger part of an answer's error.
func TestTemperatures(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 67))
	for range 2000 {
		m := math.Ldexp(bell(rng), rng.IntN(120)-20)
		in := function.Input{
			X:           []float64{m, m - math.Ldexp(rng.Float64(), rng.IntN(60)-20), m - rng.Float64(), nInf},
			Temperature: math.Ldexp(1+rng.Float64(), rng.IntN(60)-30),
		}
		r := rowOf(t, in)
		for _, fn := range function.OfLogits() {
			a := r.Answer(fn)
			for i := range a.Len() {
				if a.special(i) {
					continue
				}
				if p, ok := a.fast(i); ok {
					checkApprox(t, r, a.At(i), p)
				}
			}
		}
		if t.Failed() {
			t.Fatalf("of %+v", in)
		}
	}
}

// TestTemperate: temperatures at the ends of what the fast tier takes, and beyond.
func TestTemperate(t *testing.T) {
	for _, c := range []struct {
		t    float64
		fast bool
	}{
		{coldest, true}, {math.Nextafter(coldest, 0), false}, {hottest, true}, {math.Nextafter(hottest, inf), false},
		{0x1p-1074, false}, {math.MaxFloat64, false}, {1, true},
	} {
		r := rowOf(t, function.Input{X: []float64{0, -c.t, -2 * c.t}, Temperature: c.t})
		y := make([]float64, 3)
		for _, fn := range function.OfLogits()[:2] {
			if _, ok := r.Answer(fn).fast(1); ok != c.fast {
				t.Errorf("%s over %g: by the fast tier: %v", fn, c.t, ok)
			}
			if err := r.Round(fn, dtype.Float32, y); err != nil {
				t.Fatal(err)
			}
			for i := range y {
				if want := r.Answer(fn).At(i).Round(dtype.Float32); !same(y[i], want) {
					t.Errorf("%s[%d] over %g is %g, want %g", fn, i, c.t, y[i], want)
				}
			}
		}
	}
}
