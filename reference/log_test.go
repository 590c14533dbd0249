package reference

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// checkHolds reports an error unless v holds [lo, hi], and returns by how much
// v is wider, in units of 2^-bits relative to lo (hi for negative numbers).
func checkHolds(t *testing.T, what string, v interval, lo, hi *big.Float, bits int) float64 {
	t.Helper()
	a, b := v.ends()
	if a.Cmp(lo) >= 0 || b.Cmp(hi) <= 0 {
		t.Errorf("%s: (%.30g, %.30g) does not hold (%.30g, %.30g)", what, a, b, lo, hi)
	}
	over := new(big.Float).SetPrec(2000).Sub(b, a)
	over.Sub(over, new(big.Float).SetPrec(2000).Sub(hi, lo))
	over.Quo(over, lo)
	over.SetMantExp(over, bits)
	x, _ := over.Float64()
	return x
}

// TestLog1pSmall: the enclosure of log(1+t) holds it at both ends of t, and is
// wider than it by no more than a few units of a relative 2^-q.
func TestLog1pSmall(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 1))
	for _, q := range []int{64, 138, 300, 1000} {
		t.Run(fmt.Sprint(q), func(t *testing.T) {
			worst := 0.0
			for i := range 300 {
				// Ends of q+8 bits that differ in the last few.
				e := -20 - rng.IntN(60)
				if i%3 == 0 {
					e = -20 - rng.IntN(100_000)
				}
				lo := new(big.Int).Lsh(one, uint(q+7))
				lo.Add(lo, new(big.Int).Rsh(new(big.Int).Lsh(big.NewInt(rng.Int64()), uint(q+7)), 63))
				hi := new(big.Int).Add(lo, big.NewInt(1+rng.Int64N(1<<8)))
				if i%10 == 0 { // far apart
					hi.Add(lo, new(big.Int).Rsh(lo, uint(q/2)))
				}
				tau := interval{lo, hi, e - q - 8}
				v := log1pSmall(tau, q)
				a, b := tau.ends()
				what := fmt.Sprintf("log1p of t < 2^%d", e)
				over := checkHolds(t, what, v, slowLog1p(a, uint(q)+64), slowLog1p(b, uint(q)+64), q)
				if i%10 != 0 {
					worst = max(worst, over)
				}
			}
			// Ten units of F, and one for the ends.
			if worst > 11 {
				t.Errorf("wider than the truth by %.2f·2^-%d", worst, q)
			}
			t.Logf("wider than the truth by at most %.2f·2^-%d", worst, q)
		})
	}
}

// TestLog1pSmallUnresolved: a t of which only an upper bound is known.
func TestLog1pSmallUnresolved(t *testing.T) {
	v := log1pSmall(interval{new(big.Int), big.NewInt(1 << 24), -tinyTail}, 138)
	if v.lo.Sign() != 0 || v.hi.Sign() <= 0 || v.hi.BitLen()+v.e > -tinyTail+26 {
		t.Errorf("log(1+(0, 2^24·2^-2^28)) = (%v, %v)·2^%d", v.lo, v.hi, v.e)
	}
}

// TestLogLarge: the enclosure of log(s) holds it at both ends of s.
func TestLogLarge(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	for _, q := range []int{64, 138, 300, 1000} {
		t.Run(fmt.Sprint(q), func(t *testing.T) {
			n := 200
			if testing.Short() {
				n = 30
			}
			worst := 0.0
			for i := range n {
				// s in [1+2^-21, 2^25), half of them next to 1.
				x := 1 + math.Ldexp(1+rng.Float64(), -21+rng.IntN(20))
				if i%2 == 0 {
					x = math.Ldexp(1+rng.Float64(), rng.IntN(25))
				}
				s := interval{fromFloat(x).fixed(q), nil, -q}
				s.lo.Add(s.lo, big.NewInt(rng.Int64N(1<<30)))
				s.hi = new(big.Int).Add(s.lo, big.NewInt(rng.Int64N(1<<8)))
				v := logLarge(s, q)
				a, b := s.ends()
				lo, hi := slowLog(a, uint(q)+64), slowLog(b, uint(q)+64)
				over := checkHolds(t, fmt.Sprintf("log %g", x), v, lo, hi, q)
				l, _ := lo.Float64() // relative to log s: here it is absolute
				width := float64(new(big.Int).Sub(s.hi, s.lo).Int64())
				worst = max(worst, over*l/(width+1))
			}
			// s·e^-y is 3 units wider, a rounding 1, doubled by d log < 2 du; 4 at
			// the end.
			if worst > 12 {
				t.Errorf("wider than the truth by %.2f·2^-%d for each unit of s", worst, q)
			}
			t.Logf("wider than the truth by at most %.2f·2^-%d for each unit of s", worst, q)
		})
	}
}

// TestLogLargeCounts: log n for a row of n equal logits.
func TestLogLargeCounts(t *testing.T) {
	for _, n := range []int{2, 3, 4, 5, 7, 8, 9, 10, 1000, 1023, 1024, 1 << 20, 1<<20 + 1, MaxK - 1, MaxK} {
		v := logLarge(count(n, 200), 200)
		l := slowLog(new(big.Float).SetInt64(int64(n)), 300)
		checkHolds(t, fmt.Sprintf("log %d", n), v, l, l, 200)
		if w := new(big.Int).Sub(v.hi, v.lo); w.BitLen() > 5 {
			t.Errorf("log %d: %v units wide", n, w)
		}
	}
}

// TestLog1pFactor: F(u) = log(1+u)/u within 4 units, of either sign.
func TestLog1pFactor(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 3))
	for range 150 {
		q, b := 64+rng.IntN(400), 20+rng.IntN(5)
		u := new(big.Int).Rsh(new(big.Int).Lsh(big.NewInt(rng.Int64()), uint(q)), uint(63+b))
		if rng.IntN(2) == 0 {
			u.Neg(u)
		}
		if u.Sign() == 0 {
			continue
		}
		x := scaled(u, -q)
		y := new(big.Float).SetPrec(uint(q)+200).Add(x, big.NewFloat(1))
		f := slowLog(y, uint(2*q)+200)
		f.Quo(f, x)
		f.SetMantExp(f, q)
		f.Sub(f, scaled(log1pFactor(u, q, b), 0))
		if off, _ := f.Float64(); math.Abs(off) > 4 {
			t.Errorf("F(%g) at q=%d, b=%d is off by %g units", x, q, b, off)
		}
	}
	if f := log1pFactor(new(big.Int), 64, 20); f.Cmp(new(big.Int).Lsh(one, 64)) != 0 {
		t.Errorf("F(0) = %v", f)
	}
}

// TestCoarseLog: a multiple of 2^-32 within 2^-31, wherever f changes binade too.
func TestCoarseLog(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	xs := []float64{1, math.Nextafter(1, 2), math.Sqrt2, math.Nextafter(math.Sqrt2, 2), math.Nextafter(math.Sqrt2, 1), 2, 3, 0x1p24}
	for i := range 1000 {
		xs = append(xs, math.Ldexp(1+rng.Float64(), i%26))
	}
	worst := 0.0
	for _, x := range xs {
		y := coarseLog(x)
		d := slowLog(big.NewFloat(x), 100)
		d.Sub(d, big.NewFloat(y))
		off, _ := d.Float64()
		worst = max(worst, math.Abs(off))
		if y*0x1p32 != math.Trunc(y*0x1p32) {
			t.Errorf("coarseLog(%g) = %g is no multiple of 2^-32", x, y)
		}
	}
	if worst > 0x1p-31 {
		t.Errorf("off by %g", worst)
	}
	t.Logf("off by at most %.3f·2^-31", worst*0x1p31)
}
