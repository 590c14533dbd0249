package reference

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// positiveInterval is randomInterval for numbers above 0.
func positiveInterval(rng *rand.Rand) (v interval, inside *big.Rat) {
	for {
		v, inside = randomInterval(rng, rng.IntN(200)-100, 1+rng.IntN(38))
		if v.lo.Sign() > 0 {
			return v, inside
		}
	}
}

// TestIntervalProducts: what is computed of numbers lies in what is computed of the
// intervals around them, and that is no wider than it must be.
func TestIntervalProducts(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		v, y := randomInterval(rng, rng.IntN(200)-100, 1+rng.IntN(40))
		w, z := positiveInterval(rng)
		u, x := randomInterval(rng, rng.IntN(200)-100, 1+rng.IntN(40))
		p := 30 + rng.IntN(200)
		for _, c := range []struct {
			name string
			got  interval
			want *big.Rat
		}{
			{"mul", v.mul(w), new(big.Rat).Mul(y, z)},
			{"quo", v.quo(w, p), new(big.Rat).Quo(y, z)},
			{"plus", v.plus(u, p), new(big.Rat).Add(y, x)},
			{"neg", v.neg(), new(big.Rat).Neg(y)},
			{"sized", v.sized(p), y},
			{"coarsen", v.coarsen(v.e + rng.IntN(40) - 20), y},
			{"times", v.times(fromFloat(-1.375)), new(big.Rat).Mul(y, big.NewRat(-11, 8))},
			{"scaledBy", v.scaledBy(fromFloat(-5).over(fromFloat(12)), p), new(big.Rat).Mul(y, big.NewRat(-5, 12))},
		} {
			if !contains(c.got, c.want) {
				t.Fatalf("%s: %v is not in [%v, %v]·2^%d", c.name, c.want, c.got.lo, c.got.hi, c.got.e)
			}
		}
		if s := v.sign(); s != 0 && s != y.Sign() {
			t.Errorf("the sign of %v in [%v, %v] is %d", y, v.lo, v.hi, s)
		}
		if n := v.size(); new(big.Rat).Abs(y).Cmp(dyadic{one, n}.rat()) > 0 {
			t.Errorf("%v is larger than 2^%d", y, n)
		}
	}
}

// TestIntervalWidths: exact operands give results as narrow as was asked for, and a
// side of 0 that is known stays known.
func TestIntervalWidths(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	exact := func() interval {
		m := big.NewInt(rng.Int64N(1<<50) + 1)
		return interval{m, m, rng.IntN(100) - 50}
	}
	for range 2000 {
		v, w, p := exact(), exact(), 20+rng.IntN(300)
		for name, z := range map[string]interval{
			"quo": v.quo(w, p), "plus": v.plus(w, p), "sized": v.sized(p + 8), "scaledBy": v.scaledBy(fromFloat(1).over(fromFloat(3)), p),
		} {
			if d := new(big.Int).Sub(z.hi, z.lo); d.Sign() < 0 || d.Sign() > 0 && !z.narrow(p) {
				t.Errorf("%s of exact numbers: [%v, %v] is wider than 2^-%d", name, z.lo, z.hi, p)
			}
		}
		zero := interval{new(big.Int), one, -1 << 28}
		for name, z := range map[string]interval{"quo": zero.quo(w, p), "mul": zero.mul(w), "times": zero.times(fromFloat(3)), "sized": zero.sized(5)} {
			if z.sign() != 1 {
				t.Errorf("%s of a positive number: [%v, %v]", name, z.lo, z.hi)
			}
		}
		for name, z := range map[string]interval{"quo": zero.neg().quo(w, p), "mul": zero.neg().mul(w), "times": zero.times(fromFloat(-3)), "scaledBy": zero.scaledBy(fromFloat(-1).over(fromFloat(3)), p)} {
			if z.sign() != -1 {
				t.Errorf("%s of a negative number: [%v, %v]", name, z.lo, z.hi)
			}
		}
	}
}
