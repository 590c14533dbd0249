package reference

import (
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/function"
)

// TestLevel: τ, S and log S hold sums of exponentials that are evaluated
// independently, and are as narrow as evaluate's comment says.
func TestLevel(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	n := 300
	if testing.Short() {
		n = 60
	}
	worst := -1 << 20
	for i := range n {
		r := mustRow(t, randomRow(rng, 2+rng.IntN(12)))
		if len(r.values) < 2 || r.difference(1).exponent() > 20 {
			continue // τ is 0, or needs its own test
		}
		for _, p := range []int{20, basePrecision, 300} {
			l := r.evaluate(p)
			prec := uint(p + 200)
			tau := new(big.Float).SetPrec(prec)
			for g := 1; g < len(r.values); g++ {
				d := r.difference(g)
				if d.exponent() > 26 {
					continue // below 2^-(2^26): far less than the rest
				}
				e := slowExp(d.num.float(), prec)
				tau.Add(tau, e.Mul(e, new(big.Float).SetInt64(int64(r.counts[g]))))
			}
			sum := new(big.Float).SetPrec(prec).Add(tau, new(big.Float).SetInt64(int64(r.counts[0])))
			lo, hi := l.tail.ends()
			if lo.Cmp(tau) >= 0 || hi.Cmp(tau) <= 0 {
				t.Fatalf("row %d, p=%d: (%.40g, %.40g) does not hold τ = %.40g", i, p, lo, hi, tau)
			}
			w := new(big.Float).SetPrec(64).Sub(hi, lo)
			worst = max(worst, w.MantExp(nil)-tau.MantExp(nil)+p+22)
			if w.MantExp(nil) > tau.MantExp(nil)-p-22+2 {
				t.Errorf("row %d, p=%d: τ is %g wide", i, p, w)
			}
			lo, hi = l.sum.ends()
			if tau.MantExp(nil) > -int(prec) && (lo.Cmp(sum) >= 0 || hi.Cmp(sum) <= 0) {
				t.Fatalf("row %d, p=%d: (%.40g, %.40g) does not hold S = %.40g", i, p, lo, hi, sum)
			}
		}
	}
	t.Logf("τ is at most 2^%d times the claimed 2^-(p+22) wide, both sides together", worst)
}

// TestLevelFar: where every other term is below 2^-(2^28), that is all that is
// said; where one is above it, terms that are further away still count as a
// unit.
func TestLevelFar(t *testing.T) {
	r := mustRow(t, []float64{0, -3e8, -1e300})
	l := r.at(basePrecision)
	if l.tail.lo.Sign() != 0 || l.tail.hi.BitLen()+l.tail.e > -tinyTail+2 {
		t.Errorf("τ of (0, -3e8, -1e300) = (%v, %v)·2^%d", l.tail.lo, l.tail.hi, l.tail.e)
	}
	r = mustRow(t, []float64{0, -1e8, -1e300})
	l = r.at(basePrecision)
	two := mustRow(t, []float64{0, -1e8}).at(basePrecision)
	if l.tail.e != two.tail.e {
		t.Fatalf("scales %d and %d", l.tail.e, two.tail.e)
	}
	e := slowExp(big.NewFloat(-1e8), 300)
	for _, v := range []interval{l.tail, two.tail} {
		if lo, hi := v.ends(); lo.Cmp(e) >= 0 || hi.Cmp(e) <= 0 {
			t.Errorf("τ = (%g, %g) does not hold e^-1e8 = %g", lo, hi, e)
		}
	}
	if x := new(big.Int).Sub(l.tail.hi, l.tail.lo); x.BitLen() > 4 {
		t.Errorf("a far term widens τ to %v units", x)
	}
}

// TestLevelsAreKept: an evaluation is used again for all that asks for less.
func TestLevelsAreKept(t *testing.T) {
	r := mustRow(t, []float64{1, 2, 3})
	a := r.at(300)
	if r.at(112) != a || r.at(300) != a || r.at(301) == a || len(r.levels) != 2 {
		t.Errorf("%d levels", len(r.levels))
	}
	if a.q < 300+24+bits.Len(3) {
		t.Errorf("q = %d", a.q)
	}
}

// TestEnclosuresNest: more bits never leave the enclosure that fewer bits gave,
// and every function's enclosure has the relative width it is asked for.
func TestEnclosuresNest(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 2))
	for range 400 {
		x := randomRow(rng, 1+rng.IntN(6))
		r := mustRow(t, x)
		for _, fn := range function.OfLogits() {
			a := r.Answer(fn)
			n := a.At(rng.IntN(a.Len()))
			if n.enclose == nil {
				continue
			}
			lo, hi := n.enclose(100).ends()
			for _, p := range []int{150, 400, 1000} {
				a, b := n.enclose(p).ends()
				if a.Cmp(hi) >= 0 || b.Cmp(lo) <= 0 {
					t.Fatalf("%s of %.17g: (%g, %g) and (%g, %g) are disjoint", fn, x, lo, hi, a, b)
				}
				w := new(big.Float).SetPrec(64).Sub(b, a)
				if a.Sign() != 0 && b.Sign() != 0 && w.MantExp(nil) > b.MantExp(nil)-p+2 {
					t.Errorf("%s of %.17g: (%g, %g) is too wide for %d bits", fn, x, a, b, p)
				}
				if (a.Sign() == 0 || b.Sign() == 0) && w.MantExp(nil) > -1<<27 {
					t.Errorf("%s of %.17g: (%g, %g) reaches 0", fn, x, a, b)
				}
			}
		}
	}
}
