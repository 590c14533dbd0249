package reference

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// offset returns where the true mantissa of e^d lies from e.mid, claimed to be
// in (−1, 2).
func offset(d dyadic, e expScale) float64 {
	truth := slowExp(d.float(), uint(e.q)+64)
	truth.SetMantExp(truth, e.q-e.k)
	truth.Sub(truth, scaled(e.mid, 0))
	off, _ := truth.Float64()
	return off
}

// offByDelta returns |y/e^d − 1|, to first order |log(y/e^d)|, in units of δ(prec).
func offByDelta(y *big.Float, d dyadic, prec uint) float64 {
	z := new(big.Float).SetPrec(y.Prec()+64).Quo(y, slowExp(d.float(), y.Prec()+64))
	z.Sub(z, big.NewFloat(1))
	off, _ := z.SetMantExp(z, int(prec)-1).Float64()
	return math.Abs(off)
}

// TestPowers: the claimed interval holds e^d, for tables over any bits, of any
// window, and for any part of their precision.
func TestPowers(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 1))
	for _, c := range []struct{ low, span, q, n int }{
		{-16, 20, 32, 3},
		{-53, 53, 112, 100},
		{-60, 66, 140, 1000},
		{-47, 76, 300, 300}, // up to 2^29
		{-70, 100, 1500, 1_000_000},
		{-1074, 1084, 200, 60},
		{-1074, 10, 2200, 1000},
	} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			p := newPowers(c.low, c.span, c.q, c.n)
			lo, hi := 0.0, 0.0
			for i := range 60 {
				if testing.Short() && i%8 != 0 {
					continue
				}
				m := new(big.Int)
				switch i % 5 {
				case 0: // all bits, and so a carry out of each window
					m.Sub(m.Lsh(one, uint(c.span)), one)
				case 1:
					m.Lsh(one, uint(rng.IntN(c.span)))
				default:
					for range c.span {
						m.Lsh(m, 1)
						m.Add(m, big.NewInt(rng.Int64N(2)))
					}
					m.SetBit(m, 0, 1)
				}
				if i%2 == 0 {
					m.Rsh(m, uint(rng.IntN(m.BitLen())))
				}
				if i%3 > 0 {
					m.Neg(m)
				}
				q := c.q
				if i%4 == 0 {
					q = 16 + rng.IntN(c.q-15)
				}
				d := dyadic{m, c.low}
				e := p.exp(d, q)
				if e.q != q || e.mid.BitLen() != q+1 {
					t.Errorf("e^(%v·2^%d): %d bits, want %d", m, c.low, e.mid.BitLen(), q+1)
				}
				off := offset(d, e)
				if !(-0.15 < off && off < 1.15) { // as narrow as the comment has it
					t.Errorf("e^(%v·2^%d): mantissa is off by %g units", m, c.low, off)
				}
				lo, hi = min(lo, off), max(hi, off)
			}
			t.Logf("windows of %d bits: true mantissa between %.4f and %.4f units from mid, claimed (-0.15, 1.15)", p.w, lo, hi)
		})
	}
}

// TestPowersLikeExp: the table and the series overlap.
func TestPowersLikeExp(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 2))
	p := newPowers(-80, 90, 500, 100)
	for range 300 {
		d := fromFloat(-math.Ldexp(1+rng.Float64(), 8-rng.IntN(30)))
		q := 32 + rng.IntN(469)
		a, b := p.exp(d, q), exp(d, q)
		if a.k != b.k {
			t.Fatalf("e^%g: exponents %d and %d", d.float(), a.k, b.k)
		}
		if x := new(big.Int).Sub(a.mid, b.mid); x.CmpAbs(one) > 0 {
			t.Errorf("e^%g at %d bits: %v units apart", d.float(), q, x)
		}
	}
}

// TestPowersTable holds the elements and entries against the bounds of their
// comments: δ(prec) and 3|v|δ(prec).
func TestPowersTable(t *testing.T) {
	for _, c := range []struct{ low, span, q, n int }{
		{-53, 60, 120, 10}, {-20, 49, 64, 2000}, {-200, 205, 300, 300},
	} {
		p := newPowers(c.low, c.span, c.q, c.n)
		worst, worstEntry := 0.0, 0.0
		for i := range p.signs {
			s := &p.signs[i]
			for at := 0; at <= c.span+1; at += 5 {
				d := dyadic{big.NewInt(int64(s.sign)), c.low + at}
				worst = max(worst, offByDelta(p.element(s, at), d, p.prec))
			}
			for window := 0; window*p.w < c.span; window += 3 {
				for v := 1; v <= 1<<(p.w-1); v += v/8 + 1 {
					d := dyadic{big.NewInt(int64(s.sign * v)), c.low + window*p.w}
					y := p.entry(window, s.sign*v)
					if y.Prec() != p.prec || p.entry(window, s.sign*v) != y {
						t.Fatalf("entry %d, %d is not kept, or has %d bits", window, v, y.Prec())
					}
					worstEntry = max(worstEntry, offByDelta(y, d, p.prec)/(3*float64(v)))
				}
			}
		}
		if worst >= 1 || worstEntry >= 1 {
			t.Errorf("%+v: worst/claimed: chain %.3f, entries %.3f", c, worst, worstEntry)
		}
		t.Logf("%+v: worst/claimed: chain %.3f, entries %.3f", c, worst, worstEntry)
	}
}

// TestExpPower: e^±2^low within 2δ.
func TestExpPower(t *testing.T) {
	worst := 0.0
	for _, low := range []int{-16, -17, -30, -64, -1074, -5000} {
		for _, C := range []uint{40, 100, 129, 1000, 4000} {
			for _, sign := range []int{-1, 1} {
				y := expPower(low, sign, C)
				x := offByDelta(new(big.Float).SetPrec(C+6000).Set(y), dyadic{big.NewInt(int64(sign)), low}, C)
				if worst = max(worst, x/2); x >= 2 {
					t.Errorf("e^(%d·2^%d) at %d bits is off by %g δ", sign, low, C, x)
				}
			}
		}
	}
	t.Logf("worst/claimed %.3f", worst)
}

func BenchmarkPowers(b *testing.B) {
	d := fromFloat(-3.7)
	for _, q := range []int{138, 512, 4096, 32768} {
		p := newPowers(-60, 70, q, 1000)
		b.Run(fmt.Sprint(q), func(b *testing.B) {
			for b.Loop() {
				p.exp(d, q)
			}
		})
	}
}
