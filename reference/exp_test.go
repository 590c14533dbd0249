package reference

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// checkExp holds exp(d, q) against slowExp and returns (m−mid), the place of
// the true mantissa in the claimed (−1, 2).
func checkExp(t *testing.T, d dyadic, q int) float64 {
	t.Helper()
	e := exp(d, q)
	if e.far {
		t.Fatalf("exp(%v·2^%d, %d) is marked far", d.m, d.e, q)
	}
	if n := e.mid.BitLen(); n != q+1 && !(n == q+2 && new(big.Int).Rsh(e.mid, 2).BitLen() == q) {
		t.Errorf("exp(%v·2^%d, %d): mantissa of %d bits", d.m, d.e, q, n)
	}
	truth := slowExp(d.float(), uint(q)+64)
	truth.SetMantExp(truth, q-e.k)
	truth.Sub(truth, scaled(e.mid, 0))
	off, _ := truth.Float64()
	if !(-1 < off && off < 2) {
		t.Errorf("exp(%v·2^%d, %d): mantissa is off by %g units", d.m, d.e, q, off)
	}
	return off
}

// TestExp: the claimed interval holds e^d, for d over all exponents that are
// evaluated and for precisions up to 4000 bits.
func TestExp(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for _, q := range []int{64, 112, 138, 256, 500, 1000, 4000} {
		t.Run(fmt.Sprint(q), func(t *testing.T) {
			n := min(3000, 600000/q)
			if testing.Short() {
				n /= 8
			}
			lo, hi := 0.0, 0.0
			for i := range n {
				e := 30 - rng.IntN(60)
				if i%4 == 0 {
					e = 30 - rng.IntN(1105) // down to 2^-1074
				}
				d := fromFloat(-math.Ldexp(1+rng.Float64(), e-2))
				if i%5 == 0 { // as wide as differences get
					d = d.sub(fromFloat(0x1p-1074))
				}
				off := checkExp(t, d, q)
				lo, hi = min(lo, off), max(hi, off)
			}
			t.Logf("%d arguments: true mantissa between %.4f and %.4f units from mid, claimed (-1, 2)", n, lo, hi)
		})
	}
}

// TestExpEnds: 0, the smallest differences, those next to a multiple of ln 2,
// where k may go either way, and those next to where "far" begins.
func TestExpEnds(t *testing.T) {
	if e := exp(fromFloat(0), 100); e.mid.Cmp(new(big.Int).Lsh(one, 100)) != 0 || e.k != 0 {
		t.Errorf("e^0 = %v·2^%d", e.mid, e.k-100)
	}
	ds := []dyadic{
		fromFloat(-0x1p-1074), fromFloat(-0x1p-1022), fromFloat(-0x1p-200), fromFloat(-0.5), fromFloat(-1),
		fromFloat(math.Nextafter(-1, 0)), fromFloat(-math.Ln2), fromFloat(-745.2), fromFloat(-0x1p20),
		fromFloat(math.Nextafter(-0x1p29, 0)),
	}
	for _, w := range []int{20, 53, 112, 130, 300} {
		for _, k := range []int64{1, 2, 3, 1000, 1 << 20, 1 << 29} {
			m := new(big.Int).Mul(ln2(w), big.NewInt(-k))
			ds = append(ds, dyadic{m, -w}, dyadic{new(big.Int).Sub(m, one), -w}, dyadic{new(big.Int).Sub(m, big.NewInt(k)), -w})
		}
	}
	for _, d := range ds {
		if d.exponent() > farBelow {
			t.Errorf("%v·2^%d is not evaluated", d.m, d.e)
			continue
		}
		for _, q := range []int{64, 138} {
			checkExp(t, d, q)
		}
	}
}

// TestExpMonotone: neighbouring arguments keep their order as far as the
// enclosures can tell (their working precisions differ).
func TestExpMonotone(t *testing.T) {
	const q = 100
	for _, x := range []float64{-0x1p-30, -0.5, -1, -2, -4, -1024, -0x1p28} {
		a, b := exp(fromFloat(math.Nextafter(x, 0)), q), exp(fromFloat(math.Nextafter(x, -0x1p40)), q)
		lo := scaled(new(big.Int).Sub(b.mid, one), b.k)
		hi := scaled(new(big.Int).Add(a.mid, big.NewInt(2)), a.k)
		if lo.Cmp(hi) >= 0 {
			t.Errorf("exp falls at %g", x)
		}
	}
}

func TestExpFar(t *testing.T) {
	for _, d := range []float64{-0x1p29, -1e9, -math.MaxFloat64} {
		e := exp(fromFloat(d), 64)
		if !e.far || e.k != -(1<<29) {
			t.Errorf("exp(%g) = %+v, want far", d, e)
		}
	}
	// e^(-2^29) itself: 2^-774541001.9, below the 2^-(2^29) that is claimed.
	if y := slowExp(big.NewFloat(-0x1p29), 64); y.MantExp(nil) >= -(1 << 29) {
		t.Errorf("e^(-2^29) = %g", y)
	}
}

// TestSquarings: enough that r/2^s < 1/16, and not more than the series saves.
func TestSquarings(t *testing.T) {
	for q := 1; q < 1<<16; q = q*3/2 + 1 {
		if s := squarings(q); s < 4 || s > 4+q/2 {
			t.Errorf("squarings(%d) = %d", q, s)
		}
	}
}

func BenchmarkExp(b *testing.B) {
	d := fromFloat(-3.7)
	for _, q := range []int{138, 512, 4096} {
		b.Run(fmt.Sprint(q), func(b *testing.B) {
			for b.Loop() {
				exp(d, q)
			}
		})
	}
}
