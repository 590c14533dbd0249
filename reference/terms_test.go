package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/function"
)

// TestExpExponent: 2^(k-1) < e^d < 2^(k+2), next to powers of two as well, and k is
// at most one from the exponents that the two exponentials give.
func TestExpExponent(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 1))
	ds := []dyadic{fromFloat(-0x1p-1074), fromFloat(math.Nextafter(-0x1p29, 0))}
	for _, w := range []int{20, 53, 300} {
		for _, k := range []int64{1, 2, 3, 1000, 1 << 20, 1<<29 - 1} {
			m := new(big.Int).Mul(ln2(w), big.NewInt(-k))
			ds = append(ds, dyadic{m, -w}, dyadic{new(big.Int).Sub(m, one), -w}, dyadic{new(big.Int).Add(m, one), -w})
		}
	}
	for range 2000 {
		ds = append(ds, fromFloat(-math.Ldexp(1+rng.Float64(), 28-rng.IntN(60))))
	}
	for _, d := range ds {
		k, e := expExponent(quotient{num: d}), exp(d, 40).k
		if k < e-1 || k > e+1 {
			t.Errorf("expExponent(%g) = %d, exp gives %d", d.float(), k, e)
		}
	}
	if expExponent(quotient{num: fromFloat(0)}) != 0 || expExponent(quotient{num: fromFloat(-0x1p29)}) > -(1<<29) || expExponent(quotient{num: fromFloat(-math.MaxFloat64)}) > -(1<<29) {
		t.Error("0 or a far exponent")
	}
}

// TestWorth: a term that is worth nothing is below one unit of 2^(k1-q), and any
// other has units of at most half of that, or all bits.
func TestWorth(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 2))
	zero, partial, whole := 0, 0, 0
	for i := range 3000 {
		l := &level{q: 100 + rng.IntN(3000)}
		d := fromFloat(-math.Ldexp(1+rng.Float64(), rng.IntN(13)))
		e := exp(d, minTerm)
		k1 := e.k + rng.IntN(4000)
		if i%3 == 0 { // about as large as the largest
			k1 = e.k + rng.IntN(4)
		}
		switch b := l.worth(quotient{num: d}, k1); {
		case b == 0:
			zero++
			if hi := scaled(new(big.Int).Add(e.mid, big.NewInt(2)), e.k-e.q); hi.Cmp(big2(k1-l.q)) > 0 {
				t.Errorf("q=%d, k1=%d: e^%g is worth nothing", l.q, k1, d.float())
			}
		case b < l.q:
			partial++
			if b < minTerm || e.k-b > k1-l.q-1 {
				t.Errorf("q=%d, k1=%d: e^%g is worth %d bits", l.q, k1, d.float(), b)
			}
		default:
			whole++
			if b != l.q {
				t.Errorf("q=%d: %d bits", l.q, b)
			}
		}
	}
	if zero < 100 || partial < 100 || whole < 100 {
		t.Errorf("%d, %d and %d cases", zero, partial, whole)
	}
}

// TestLevelManyTerms: τ of rows whose terms are worth anything between nothing
// and all bits, by a table and each by its own series, holds their sum and is as
// narrow as evaluate's comment says.
func TestLevelManyTerms(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 3))
	for _, k := range []int{5, 40, 150} {
		for _, spread := range []float64{1, 30, 1000} {
			x := make([]float64, k)
			for i := range x {
				x[i] = -spread * rng.Float64()
			}
			x[0] = -0x1p-1074 // so that some differences have 1080 bits
			r := mustRow(t, x)
			r.Answer(function.LogSumExp).At(0)
			for _, p := range []int{basePrecision, 600, 1500} {
				if testing.Short() && p > 600 {
					continue
				}
				l := r.evaluate(p)
				tau := new(big.Float).SetPrec(uint(p + 200))
				for g := 1; g < len(r.values); g++ {
					e := slowExp(r.difference(g).num.float(), uint(p+200))
					tau.Add(tau, e.Mul(e, new(big.Float).SetInt64(int64(r.counts[g]))))
				}
				lo, hi := l.tail.ends()
				if lo.Cmp(tau) >= 0 || hi.Cmp(tau) <= 0 {
					t.Fatalf("k=%d, spread %g, p=%d: (%.30g, %.30g) does not hold τ = %.30g", k, spread, p, lo, hi, tau)
				}
				w := new(big.Float).SetPrec(64).Sub(hi, lo)
				if w.MantExp(nil) > tau.MantExp(nil)-p-22+1 {
					t.Errorf("k=%d, spread %g, p=%d: τ is %g wide", k, spread, p, w)
				}
				// What a softmax asks for has all bits.
				for g := range l.exps {
					if e := l.exp(g); e.q != l.q || g > 0 && math.Abs(offset(r.difference(g).num, e)-0.5) > 1.5 {
						t.Errorf("k=%d, spread %g: e^%g to %d bits, want %d", k, spread, x[g], e.q, l.q)
					}
				}
			}
		}
	}
}
