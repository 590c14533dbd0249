package signal

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// limit is where an answer is predicted to die: at every c ≥ at, a real number that is
// given to 200 bits. The roundings that the derivation leaves out move it by slack at
// most. A nil *limit predicts that it never dies.
type limit struct {
	at    *big.Float
	slack float64
	why   string
}

// first returns the smallest number of the format that is at least at + by.
func (l *limit) first(f dtype.Format, by float64) float64 {
	t := new(big.Float).SetPrec(l.at.Prec()).Add(l.at, big.NewFloat(by))
	c := f.RoundBig(t)
	if big.NewFloat(c).Cmp(t) < 0 {
		c = f.NextUp(c)
	}
	return c
}

// agrees reports whether a threshold of the format is where the limit says, as far as
// roundings may move it, and whether it is the predicted number itself.
func (l *limit) agrees(f dtype.Format, c float64) (within, exactly bool) {
	if l == nil {
		return math.IsInf(c, 1), math.IsInf(c, 1)
	}
	return l.first(f, -l.slack) <= c && c <= l.first(f, l.slack), c == l.first(f, 0)
}

// earliest returns the limit that comes first.
func earliest(limits ...*limit) *limit {
	var l *limit
	for _, m := range limits {
		if m != nil && (l == nil || m.at.Cmp(l.at) < 0) {
			l = m
		}
	}
	return l
}

// limits derives them, for an algorithm's model in an arithmetic.
type limits struct {
	b *bits
	m impl.Model
	a impl.Arithmetic
	// eta bounds how far the exponential's error moves c: e^c(1+δ) = e^(c + log(1+δ)).
	// Where an algorithm multiplies or subtracts before the exponential, the rounding
	// of that is relative to c.
	eta float64
}

func newLimits(b *bits, m impl.Model, a impl.Arithmetic) limits {
	l := limits{b: b, m: m, a: a}
	l.eta = max(2*a.Accumulate.UnitRoundoff()*m.ExpULP, m.ExpRelative)
	l.eta += float64(l.eta * l.eta)
	return l
}

// at returns the limit −log x, or log x for up.
func (l limits) at(up bool, x *big.Float, slack float64, why string) *limit {
	y := l.b.log(x)
	if !up {
		y.Neg(y)
	}
	if l.m.Scheme == impl.Base2 || l.m.Normalise == impl.ExpMinusLog {
		at, _ := y.Float64()
		slack += float64(2 * l.a.Accumulate.UnitRoundoff() * at)
	}
	return &limit{at: y, slack: slack, why: why}
}

// overflow: the sum of n terms e^c reaches Ω, from which rounding goes to infinity: half
// a spacing above the largest number. c = log(Ω/n), and for n a power of two no other
// rounding counts: fl(e^c)·n ≥ Ω exactly where e^c·n, which lies in the binade of the largest number then,
// does. Other sums have n − 1 roundings, of u each at most.
//
// A sum of more than 2^(p+1) equal terms stands still where a term e is at most half a
// spacing of the sum, from the first power of two 2^k ≥ 2^p·e on (there the sum is
// even, and ties go to it). It reaches Ω only if even the spacing of the last binade is
// less than 2e: e > 2^(emax−p), and fl(e^c) is where e^c > 2^(emax−p)·(1 + u).
func (l limits) overflow(n int) *limit {
	f := l.a.Accumulate
	x := l.b.zero()
	if p := f.Precision(); p < 24 && n > 2<<p {
		x.SetMantExp(l.b.number(1+f.UnitRoundoff()), f.MaxExp()-p)
		return l.at(true, x, l.eta, "log of half a spacing at Ω")
	}
	omega, _ := f.OverflowThreshold()
	x.Quo(omega, l.b.number(float64(n)))
	why, slack := "log Ω", l.eta
	if n > 1 {
		why = "log(Ω/" + figures(float64(n)) + ")"
	}
	if n&(n-1) != 0 {
		slack += float64(float64(n-1) * f.UnitRoundoff())
	}
	return l.at(true, x, slack, why)
}

// underflow: e^-c rounds to 0 in the accumulation dtype, where it is at most half of the
// smallest subnormal number; the tie goes to 0, the even one.
func (l limits) underflow() *limit {
	f := l.a.Accumulate
	if l.m.FlushSubnormals {
		return l.at(false, l.b.number(f.MinNormal()), l.eta, "-log of the smallest normal number")
	}
	return l.at(false, l.half(f), 0, "-log(ω/2)")
}

// half returns half of the smallest subnormal number of the format, which for float64
// is no float64.
func (l limits) half(f dtype.Format) *big.Float {
	h := l.b.number(f.MinSubnormal())
	return h.Quo(h, l.b.number(2))
}

// stored: a small probability e^-c/(1 + e^-c) rounds to 0 in the storage dtype: with h as in
// underflow, e^-c ≤ h/(1 − h).
func (l limits) stored() *limit {
	if l.a.Storage == l.a.Accumulate {
		return nil // underflow comes no later
	}
	h := l.half(l.a.Storage)
	h.Quo(h, l.b.zero().Sub(l.b.number(1), h))
	return l.at(false, h, l.eta+float64(3*l.a.Accumulate.UnitRoundoff()), "-log(ω/2) of the storage dtype")
}

// storedLog: log(1 + e^-c) does: e^-c ≤ e^h − 1.
func (l limits) storedLog() *limit {
	if l.a.Storage == l.a.Accumulate {
		return nil
	}
	h := l.b.exp(l.half(l.a.Storage))
	h.Sub(h, l.b.number(1))
	return l.at(false, h, l.eta+float64(3*l.a.Accumulate.UnitRoundoff()), "-log(ω/2) of the storage dtype")
}

// absorbed: fl(1 + fl(e^-c)) = 1, where fl(e^-c) ≤ u, half the spacing above 1; the tie goes to
// 1, the even one. And fl(e^-c) ≤ u = 2^-p where e^-c ≤ u(1 + u), half-way to the
// next number (a tie again).
func (l limits) absorbed() *limit {
	u := l.b.number(l.a.Accumulate.UnitRoundoff())
	x := l.b.zero().Mul(u, u)
	return l.at(false, x.Add(x, u), l.eta, "-log u")
}

// cancelled: fl(c + fl(log s)) = c with s = fl(1 + fl(e^-c)), so that subtracting c leaves 0. In the
// binade of c ≥ 2^k half a spacing is 2^k·u, and log s is at most that where
// s ≤ 1 + 2^k·u, or e^-c ≤ (2^k + 1)u: s has the spacing 2u, and a tie goes to the even 1 + 2^k·u.
// That is so from the smallest c of all binades on.
func (l limits) cancelled() *limit {
	u := l.a.Accumulate.UnitRoundoff()
	for k := 0; ; k++ {
		m := l.at(false, l.b.number((math.Ldexp(1, k)+1)*u), l.eta, "-log(half a spacing of c)")
		if m.at.Cmp(big.NewFloat(math.Ldexp(2, k))) >= 0 {
			continue // not in this binade
		}
		if first := l.b.number(math.Ldexp(1, k)); m.at.Cmp(first) < 0 {
			m.at, m.slack = first, 0
		}
		return m
	}
}

// reciprocal: 1/p is infinite for a small p = fl(e^-c), which is subnormal there, or so near to it
// that the spacing is ω: where p ≤ 2^-(emax+1), and so e^-c is at most ω/2 more.
func (l limits) reciprocal() *limit {
	f := l.a.Accumulate
	x := l.half(f)
	return l.at(false, x.Add(x, l.b.zero().SetMantExp(l.b.number(1), -f.MaxExp()-1)), l.eta, "log Ω, of 1/p")
}
