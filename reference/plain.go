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
	top, err := plainMax(x)
	if err != nil {
		return nil, err
	}
	m := big.NewFloat(x[top])

	d := make([]*big.Float, len(x)) // nil where x is −Inf
	e := make([]*big.Float, len(x))
	rest := new(big.Float).SetPrec(plainPrec + plainGuard) // s − e_top = s − 1
	for i, v := range x {
		if math.IsInf(v, -1) {
			e[i] = new(big.Float)
			continue
		}
		d[i] = new(big.Float).SetPrec(plainExact).Sub(big.NewFloat(v), m)
		e[i] = plainExp(d[i])
		if i != top {
			rest.Add(rest, e[i])
		}
	}

	switch fn {
	case function.Softmax:
		s := new(big.Float).SetPrec(plainPrec+plainGuard).Add(big.NewFloat(1), rest)
		for i := range e {
			e[i] = new(big.Float).SetPrec(plainPrec).Quo(e[i], s)
		}
		return e, nil
	case function.LogSoftmax:
		logS := plainLog1p(rest)
		for i := range d {
			if d[i] == nil {
				d[i] = new(big.Float).SetInf(true)
				continue
			}
			d[i] = new(big.Float).SetPrec(plainPrec).Sub(d[i], logS)
		}
		return d, nil
	case function.LogSumExp:
		l := new(big.Float).SetPrec(plainExact).Add(m, plainLog1p(rest))
		return []*big.Float{l}, nil
	}
	return nil, fmt.Errorf("plain reference: unknown function %q", fn)
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
