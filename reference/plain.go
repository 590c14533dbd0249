package reference

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/ALTree/bigfloat"
	"github.com/softulp/softulp/function"
)

const (
	// plainPrec is the working precision of the plain tier in bits. 424 = 53·8:
	// bigfloat.Exp doubles the 53 bits of a float64 up to it, and its cost
	// doubles where one more bit is asked for.
	plainPrec = 424
	// plainGuard is added where results of plainPrec bits are summed or enter
	// a logarithm. plainPrec + 2·plainGuard must stay below 960: from there on
	// bigfloat writes its cache of π, which is not safe for concurrent use.
	plainGuard = 64
	// plainExact is a precision at which the difference of any two float64s is
	// exact: their bits are worth 2^-1074 to 2^1023, and one carry.
	plainExact = 2200
	// plainDropped bounds the differences whose exponential is taken as 0:
	// e^(-2^20) < 2^-1512775.
	plainDropped = -1 << 20
)

// Plain returns the answer of fn for the row x by the textbook formulas at a
// fixed precision: with m = max x_j, d_i = x_i − m (exact), e_i = exp(d_i) and
// s = Σ e_j, softmax is e_i/s, log-softmax d_i − log s and log-sum-exp
// m + log s. It has fn.Outputs(len(x)) elements. A logit −Inf is an absent
// term: its softmax is 0 and its log-softmax −Inf.
//
// Plain is the slow tier: about half a millisecond for each d_i in (-2^20, 0).
// Its errors, for rows of up to 2^24 logits, are below
//
//   - 2^-400 of the exact answer for softmax and log-softmax, which do not
//     cancel (d_i ≤ 0 ≤ log s);
//   - 2^-400·log s + 2^-2000·|m + log s| for log-sum-exp, where a negative m
//     may cancel log s: an absolute bound;
//   - 2^-1512700 in addition for all three, because terms with d_i < -2^20 are
//     taken as 0, and so is their softmax.
//
// The figure 2^-400 allows 24 bits for the errors of bigfloat, for which it
// states no bound; the tests hold it against a Taylor series.
//
// An empty row, a row without a finite logit, a NaN and +Inf are errors.
func Plain(fn function.Function, x []float64) ([]*big.Float, error) {
	return PlainInput(fn, function.Logits(x))
}

// PlainInput returns the answer of fn for an input, as Plain does, with d_i/T in place
// of d_i. With L' = log s, which is L less the maximum:
//
//   - cross-entropies are Σ p_i (L' − d_i), and as accurate as a log-softmax;
//   - the softmax VJP is y_i (g_i − Σ y_j g_j)/T, within 2^-400·y_i (|g_i| + Σ y_j |g_j|)/T;
//   - the log-softmax VJP is (g_i − y_i Σ g_j)/T, within 2^-400 (|g_i| + y_i Σ |g_j|)/T,
//     and the gradients of cross-entropies with g = p likewise.
//
// So an exact 0 is not recognised here: it comes out as a number that small.
func PlainInput(fn function.Function, in function.Input) ([]*big.Float, error) {
	if err := fn.Check(&in); err != nil {
		return nil, fmt.Errorf("plain reference: %w", err)
	}
	p, err := newPlainTerms(in)
	if err != nil {
		return nil, err
	}
	switch fn {
	case function.Softmax:
		return p.softmax(), nil
	case function.LogSoftmax:
		return p.logSoftmax(), nil
	case function.LogSumExp:
		l := new(big.Float).SetPrec(plainExact).SetFloat64(p.max)
		if t := in.T(); t != 1 {
			l.Quo(l, big.NewFloat(t))
		}
		return []*big.Float{l.Add(l, plainLog1p(p.rest))}, nil
	case function.CrossEntropy:
		return p.loss(p.labels()), nil
	case function.CrossEntropySoft:
		return p.loss(p.floats(in.Weights)), nil
	case function.SoftmaxVJP:
		return p.vjp(p.floats(in.Cotangent)), nil
	case function.LogSoftmaxVJP:
		return p.gradient(p.floats(in.Cotangent), -1), nil
	case function.CrossEntropyGrad:
		return p.gradient(p.labels(), 1), nil
	case function.CrossEntropySoftGrad:
		return p.gradient(p.floats(in.Weights), 1), nil
	}
	return nil, fmt.Errorf("plain reference: unknown function %q", fn)
}

// plainTerms is what the formulas have in common.
type plainTerms struct {
	in   function.Input
	max  float64
	d    []*big.Float // (x_i − m)/T, nil where x is −Inf
	e    []*big.Float // exp(d_i)
	rest *big.Float   // s − 1: of all but one that is the largest
}

func newPlainTerms(in function.Input) (*plainTerms, error) {
	x := in.X
	top, err := plainMax(x)
	if err != nil {
		return nil, err
	}
	p := &plainTerms{in: in, max: x[top]}
	m := big.NewFloat(x[top])
	p.d = make([]*big.Float, len(x))
	p.e = make([]*big.Float, len(x))
	p.rest = plainFloat()
	for i, v := range x {
		if math.IsInf(v, -1) {
			p.e[i] = new(big.Float)
			continue
		}
		p.d[i] = new(big.Float).SetPrec(plainExact).Sub(big.NewFloat(v), m)
		if t := in.T(); t != 1 {
			p.d[i].Quo(p.d[i], big.NewFloat(t))
		}
		p.e[i] = plainExp(p.d[i])
		if i != top {
			p.rest.Add(p.rest, p.e[i])
		}
	}
	return p, nil
}

// plainFloat returns 0, of the precision in which sums are added up.
func plainFloat() *big.Float { return new(big.Float).SetPrec(plainPrec + plainGuard) }

func (p *plainTerms) softmax() []*big.Float {
	s := plainFloat().Add(big.NewFloat(1), p.rest)
	y := make([]*big.Float, len(p.e))
	for i, e := range p.e {
		y[i] = new(big.Float).SetPrec(plainPrec).Quo(e, s)
	}
	return y
}

func (p *plainTerms) logSoftmax() []*big.Float {
	logS := plainLog1p(p.rest)
	y := make([]*big.Float, len(p.d))
	for i, d := range p.d {
		if d == nil {
			y[i] = new(big.Float).SetInf(true)
			continue
		}
		y[i] = new(big.Float).SetPrec(plainPrec).Sub(d, logS)
	}
	return y
}

// plainMax returns the index of the first largest logit of a row that Plain
// answers, or the error.
func plainMax(x []float64) (int, error) {
	top := -1
	for i, v := range x {
		switch {
		case v != v || math.IsInf(v, 1):
			return 0, fmt.Errorf("plain reference: x[%d] is %v, want finite numbers or -Inf", i, v)
		case math.IsInf(v, -1):
		case top < 0 || v > x[top]:
			top = i
		}
	}
	if top < 0 {
		return 0, errors.New("plain reference: no finite number in the row")
	}
	return top, nil
}

// plainLog1p returns log(1 + t) for t ≥ 0, to a relative accuracy of
// plainPrec bits less a few.
func plainLog1p(t *big.Float) *big.Float {
	if t.Sign() == 0 {
		return new(big.Float)
	}
	if t.MantExp(nil) > -plainGuard {
		// The guard bits hold what 1 + t takes from a t ≥ 2^-65.
		return bigfloat.Log(new(big.Float).SetPrec(plainPrec+2*plainGuard).Add(big.NewFloat(1), t))
	}
	// t − t²/2 + t³/3 − …: the error is less than the first term left out, and
	// with t < 2^-64 seven terms leave 2^-448·t.
	sum := new(big.Float).SetPrec(plainPrec + plainGuard)
	power := new(big.Float).SetPrec(plainPrec + plainGuard).SetInt64(-1)
	minusT := new(big.Float).Neg(t)
	for n := int64(1); n <= 7; n++ {
		power.Mul(power, minusT)
		term := new(big.Float).SetInt64(n)
		sum.Add(sum, term.SetPrec(plainPrec+plainGuard).Quo(power, term))
	}
	return sum
}
