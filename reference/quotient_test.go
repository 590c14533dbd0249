package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// randomQuotient returns a number over a random positive one, and both.
func randomQuotient(rng *rand.Rand) (q quotient, a, b float64) {
	a = math.Ldexp(rng.Float64()-0.5, rng.IntN(200)-100)
	b = math.Ldexp(rng.Float64()+0.5, rng.IntN(200)-100)
	switch rng.IntN(4) {
	case 0: // a power of two
		b = math.Ldexp(1, rng.IntN(200)-100)
	case 1: // a multiple
		b = float64(1 + rng.IntN(9))
		a = b * float64(rng.IntN(100)-50)
	}
	return fromFloat(a).over(fromFloat(b)), a, b
}

func TestQuotient(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		q, a, b := randomQuotient(rng)
		want := new(big.Rat).Quo(fromFloat(a).rat(), fromFloat(b).rat())
		if q.rat().Cmp(want) != 0 {
			t.Fatalf("%g/%g is %v", a, b, q.rat())
		}
		if q.sign() != want.Sign() {
			t.Errorf("%g/%g has the sign %d", a, b, q.sign())
		}
		p := rng.IntN(300) - 100
		scale := dyadic{one, p}.rat()
		z := new(big.Rat).Mul(want, scale)
		floor := new(big.Int).Div(z.Num(), z.Denom())
		if got := q.fixed(p); got.Cmp(floor) != 0 {
			t.Fatalf("⌊%g/%g·2^%d⌋ is %v, want %v", a, b, p, got, floor)
		}
		if q.whole(p) && !z.IsInt() {
			t.Errorf("%g/%g·2^%d is no integer", a, b, p)
		}
		if want.Sign() == 0 {
			continue
		}
		e := q.exponent()
		size := new(big.Rat).Abs(want)
		if size.Cmp(dyadic{one, e}.rat()) >= 0 || size.Cmp(dyadic{one, e - 1}.rat()) < 0 {
			t.Errorf("%g/%g has the exponent %d", a, b, e)
		}
		f, _ := want.Float64()
		if got := q.float64(); math.Abs(got-f) > math.Abs(f)*0x1p-51 {
			t.Errorf("%g/%g is %g", a, b, got)
		}
		other := fromFloat(1.5).over(fromFloat(b))
		sum := new(big.Rat).Add(want, other.rat())
		if got := q.plus(other).rat(); got.Cmp(sum) != 0 {
			t.Errorf("%g/%g + 1.5/%g is %v", a, b, b, got)
		}
	}
}

// TestExpOfQuotients: the exponential of a d that is no dyadic number lies between
// those of its neighbours that are.
func TestExpOfQuotients(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		d := fromFloat(-math.Ldexp(1+rng.Float64(), rng.IntN(20)-10)).over(fromFloat(float64(3 + 2*rng.IntN(50))))
		q := 20 + rng.IntN(300)
		down := dyadic{d.fixed(q + 60), -q - 60}
		up := dyadic{new(big.Int).Add(down.m, one), down.e}
		e := exp(d, q).interval()
		lo, hi := exp(down, q).interval(), exp(up, q).interval()
		a, b := e.ends()
		c, _ := hi.ends()
		_, f := lo.ends()
		// e^d is above e^down and below e^up: the intervals overlap.
		if b.Cmp(c) < 0 && b.Cmp(f) < 0 || a.Cmp(f) > 0 && a.Cmp(c) > 0 {
			t.Errorf("e^%v to %d bits: %g to %g, but e^d is between %g and %g", d.rat(), q, a, b, f, c)
		}
	}
}
