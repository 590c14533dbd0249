package signal

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// bits evaluates elementary functions in big.Floats of so many bits. Nothing here is
// proved: who uses it evaluates twice, with twice as many bits, and compares.
//
// Everything is integer arithmetic, or float64 operations that IEEE 754 defines, so
// that the same bits come out on every architecture.
type bits struct {
	prec uint
	ln2  *big.Int // ln 2 in units of 2^-(prec + 2·guard)
}

// guard is how many bits more than asked for an evaluation carries.
const guard = 64

// newBits returns an evaluator with prec bits.
func newBits(prec uint) *bits {
	// ln 2 = Σ 1/(n·2^n) = 2 Σ (1/3)^(2n+1)/(2n+1), the latter with fewer terms.
	w := prec + 2*guard
	sum, power := new(big.Int), new(big.Int).Lsh(big.NewInt(2), w+8)
	power.Quo(power, big.NewInt(3))
	for n := int64(1); power.Sign() > 0; n += 2 {
		sum.Add(sum, new(big.Int).Quo(power, big.NewInt(n)))
		power.Quo(power, big.NewInt(9))
	}
	return &bits{prec: prec, ln2: sum.Rsh(sum, 8)}
}

// number returns x with the evaluator's precision, exactly if it is a float64.
func (b *bits) number(x float64) *big.Float { return new(big.Float).SetPrec(b.prec).SetFloat64(x) }

// zero returns a new 0.
func (b *bits) zero() *big.Float { return new(big.Float).SetPrec(b.prec) }

// exp returns e^x. Below −2^30 it is 0, as then e^x is not within the exponents of a
// big.Float that leave room to compute with.
func (b *bits) exp(x *big.Float) *big.Float {
	approx, _ := x.Float64()
	if approx < -1<<30 {
		return b.zero()
	}
	// x = k·ln 2 + r with |r| < 0.35, in units of 2^-w. An error of k's 2^-32 in ln 2
	// would still leave guard bits.
	w := b.prec + guard
	k := math.RoundToEven(approx / math.Ln2)
	r := fixed(x, w)
	t := new(big.Int).Mul(b.ln2, big.NewInt(int64(k)))
	r.Sub(r, t.Rsh(t, guard))

	// e^r = (e^(r/2^halvings))^(2^halvings): each squaring doubles the relative error,
	// which costs as many of the guard bits.
	const halvings = 20
	r.Rsh(r, halvings)
	sum, term := new(big.Int).Lsh(big.NewInt(1), w), new(big.Int).Lsh(big.NewInt(1), w)
	for n := int64(1); term.Sign() != 0; n++ {
		term.Mul(term, r).Quo(term.Rsh(term, w), big.NewInt(n))
		if n > 1 && term.BitLen() <= 1 {
			break // Rsh rounds down, and would leave −1 for ever
		}
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum).Rsh(sum, w)
	}
	e := b.zero().SetInt(sum)
	return e.SetMantExp(e, int(k)-int(w))
}

// log returns log x for x > 0 by Halley's iteration on the exponential, which triples
// the digits.
func (b *bits) log(x *big.Float) *big.Float {
	m := new(big.Float)
	k := x.MantExp(m)
	mantissa, _ := m.Float64()
	y := b.number(impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}.Log(mantissa))
	ln2 := b.zero().SetInt(b.ln2)
	ln2.SetMantExp(ln2, -int(b.prec+2*guard))
	y.Add(y, ln2.Mul(ln2, b.number(float64(k))))
	for right := uint(48); right < 2*b.prec; right *= 3 {
		e := b.exp(y)
		step := b.zero().Sub(x, e)
		step.Quo(step, e.Add(e, x))
		y.Add(y, step.Add(step, step))
	}
	return y
}

// fixed returns x in units of 2^-w, rounded towards 0.
func fixed(x *big.Float, w uint) *big.Int {
	i, _ := new(big.Float).SetMantExp(x, int(w)).Int(nil)
	return i
}
