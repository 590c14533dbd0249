package reference

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// randomInterval returns an interval of up to 2^width units that holds the
// number it also returns.
func randomInterval(rng *rand.Rand, e, width int) (v interval, inside *big.Rat) {
	lo := big.NewInt(rng.Int64N(1<<40) - 1<<39)
	n := 1 + rng.Int64N(1<<width)
	v = interval{lo, new(big.Int).Add(lo, big.NewInt(n)), e}
	// lo + n·(r/2^20) units, 0 < r < 2^20.
	inside = big.NewRat(n*(1+rng.Int64N(1<<20-1)), 1<<20)
	inside.Add(inside, new(big.Rat).SetInt(lo))
	return v, inside.Mul(inside, dyadic{one, e}.rat())
}

func contains(v interval, x *big.Rat) bool {
	return dyadic{v.lo, v.e}.rat().Cmp(x) < 0 && x.Cmp(dyadic{v.hi, v.e}.rat()) < 0
}

// TestIntervalHolds: what an interval held, its negative, coarser and shifted
// forms hold too.
func TestIntervalHolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for range 8000 {
		v, x := randomInterval(rng, rng.IntN(200)-100, 1+rng.IntN(12))
		if !contains(v, x) {
			t.Fatalf("%v does not hold %v", v, x)
		}
		if n := v.neg(); !contains(n, new(big.Rat).Neg(x)) {
			t.Fatalf("neg(%v) = %v loses −%v", v, n, x)
		}
		if c := v.coarsen(v.e + rng.IntN(80)); !contains(c, x) {
			t.Fatalf("coarsen(%v) = %v loses %v", v, c, x)
		}
		d := fromFloat(float64(rng.Int64N(1<<53)-1<<52) * 0x1p-60)
		d.e += rng.IntN(200) - 100
		if a := v.add(quotient{num: d}, 20+rng.IntN(100)); !contains(a, new(big.Rat).Add(x, d.rat())) {
			t.Fatalf("%v + %v = %v loses the sum with %v", v, d, a, x)
		}
	}
}

// TestIntervalAddWidth: the sum is no wider than the summand, but for three units
// (three roundings), or three of a relative 2^-(p+16) of d.
func TestIntervalAddWidth(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 5000 {
		v, _ := randomInterval(rng, rng.IntN(200)-100, 1+rng.IntN(12))
		d := fromFloat(1 + rng.Float64())
		d.e += rng.IntN(400) - 200
		p := 20 + rng.IntN(100)
		a := v.add(quotient{num: d}, p)
		got := new(big.Rat).Mul(new(big.Rat).SetInt(new(big.Int).Sub(a.hi, a.lo)), dyadic{one, a.e}.rat())
		was := new(big.Rat).Mul(new(big.Rat).SetInt(new(big.Int).Sub(v.hi, v.lo)), dyadic{one, v.e}.rat())
		slack := dyadic{big.NewInt(3), max(v.e, d.exponent()-p-16)}.rat()
		if got.Cmp(was.Add(was, slack)) > 0 {
			t.Fatalf("%v + %v at p=%d = %v: too wide", v, d, p, a)
		}
	}
}

func TestScaled(t *testing.T) {
	m := new(big.Int).Lsh(big.NewInt(3), 3000)
	m.Add(m, one)
	for _, e := range []int{0, 7, -5000, -(1 << farBelow)} {
		z := scaled(m, e)
		if got, _ := new(big.Float).SetMantExp(z, -e).Int(nil); got.Cmp(m) != 0 {
			t.Errorf("scaled(m, %d) lost bits", e)
		}
	}
	if z := scaled(new(big.Int), -(1 << farBelow)); z.Sign() != 0 {
		t.Errorf("scaled(0) = %g", z)
	}
}
