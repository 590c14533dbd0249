package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// someFloats holds the ends of the float64 range and of its binades.
var someFloats = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.1, 3, 0x1p-1074, -0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp-1023,
	0x1p52, 0x1.8p53, math.MaxFloat64, -math.MaxFloat64, 709.78, -745.2,
}

// anyFloat returns a finite number whose bits are random: every exponent is as
// likely as any other.
func anyFloat(rng *rand.Rand) float64 {
	for {
		if x := math.Float64frombits(rng.Uint64()); isFinite(x) {
			return x
		}
	}
}

// exactRat returns x through package math/big's own conversion.
func exactRat(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }

func TestDyadic(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	xs := someFloats
	for range 200 {
		xs = append(xs[:len(xs):len(xs)], anyFloat(rng))
	}
	for _, x := range xs {
		d := fromFloat(x)
		if d.rat().Cmp(exactRat(x)) != 0 {
			t.Errorf("fromFloat(%g) = %v·2^%d", x, d.m, d.e)
		}
		if x != 0 {
			if e := d.exponent(); e != math.Ilogb(x)+1 {
				t.Errorf("exponent(%g) = %d, want %d", x, e, math.Ilogb(x)+1)
			}
		}
		for _, y := range xs[:40] {
			want := new(big.Rat).Sub(exactRat(x), exactRat(y))
			if got := d.sub(fromFloat(y)).rat(); got.Cmp(want) != 0 {
				t.Errorf("%g − %g is off", x, y)
			}
			if m := d.sub(fromFloat(y)).m; m.BitLen() > 2200 {
				t.Errorf("%g − %g takes %d bits", x, y, m.BitLen())
			}
		}
	}
}

// TestDyadicFixed: ⌊a·2^q⌋ is the integer with z ≤ a·2^q < z+1.
func TestDyadicFixed(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		x := anyFloat(rng)
		if i < len(someFloats) {
			x = someFloats[i]
		}
		q := rng.IntN(2400) - 1200
		z := fromFloat(x).fixed(q)
		a := exactRat(x)
		if q >= 0 {
			a.Mul(a, new(big.Rat).SetInt(new(big.Int).Lsh(one, uint(q))))
		} else {
			a.Quo(a, new(big.Rat).SetInt(new(big.Int).Lsh(one, uint(-q))))
		}
		next := new(big.Rat).SetInt(new(big.Int).Add(z, one))
		if a.Cmp(new(big.Rat).SetInt(z)) < 0 || a.Cmp(next) >= 0 {
			t.Errorf("fixed(%g, %d) = %v", x, q, z)
		}
	}
}

// TestOne guards the shared integer.
func TestOne(t *testing.T) {
	if one.Cmp(big.NewInt(1)) != 0 {
		t.Fatalf("one = %v", one)
	}
}
