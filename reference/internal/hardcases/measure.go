package main

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

const (
	// exactPrec holds the difference of any two float64s: from 2^1024 to 2^-1074.
	exactPrec = 2200
	// dropped bounds the differences whose exponential is not evaluated:
	// e^-800000 < 2^-1154000, which is below 2^hardrows.Least.
	dropped = -800000
)

// value is output 0 of a row, evaluated.
type value struct {
	y     *big.Float
	err   int  // |y − exact| < 2^err, unless exact is set
	exact bool // y is the answer, but for terms that were dropped
	far   bool // terms were dropped
}

// evaluate returns output 0 of fn for x with prec bits.
func evaluate(fn function.Function, x []float64, prec uint) (value, error) {
	top := math.Inf(-1)
	count := map[float64]int64{}
	for _, v := range x {
		top = max(top, v)
		if !math.IsInf(v, -1) {
			count[v]++
		}
	}
	if math.IsInf(top, 0) || math.IsInf(x[0], 0) {
		return value{}, errors.New("no finite maximum, or output 0 is special")
	}
	a := newReal(prec)
	var v value
	sum := a.float().SetInt64(count[top])
	alone := true // only the maximum counts
	for _, l := range slices.Sorted(maps.Keys(count)) {
		if l == top {
			continue
		}
		d := minus(l, top)
		if d.Cmp(big.NewFloat(dropped)) < 0 {
			v.far = true
			continue
		}
		alone = false
		t := a.exp(d)
		sum.Add(sum, t.Mul(t, new(big.Float).SetInt64(count[l])))
	}
	d := minus(x[0], top)
	switch fn {
	case function.Softmax:
		if d.Cmp(big.NewFloat(dropped)) < 0 {
			v.y, v.err = new(big.Float), dropped
			return v, nil
		}
		v.y = a.float().Quo(a.exp(d), sum)
		v.err = v.y.MantExp(nil) - int(prec) + 8
		// 1/n, if that is a finite binary number.
		v.exact = alone && d.Sign() == 0 && count[top]&(count[top]-1) == 0
		return v, nil
	case function.LogSoftmax:
		v.y = d
	case function.LogSumExp:
		v.y = new(big.Float).SetPrec(exactPrec).SetFloat64(top)
	}
	v.exact = alone && count[top] == 1
	if !v.exact {
		s := a.log(sum)
		if fn == function.LogSoftmax {
			s.Neg(s)
		}
		v.y = new(big.Float).SetPrec(exactPrec+prec).Add(v.y, s)
		v.err = -int(prec) + 8
	}
	return v, nil
}

// minus returns a − b exactly.
func minus(a, b float64) *big.Float {
	return new(big.Float).SetPrec(exactPrec).Sub(big.NewFloat(a), big.NewFloat(b))
}

// boundary returns the nearest boundary of the given kind to y.
func boundary(f dtype.Format, kind hardrows.Boundary, y *big.Float) *big.Float {
	if kind == hardrows.Zero {
		return new(big.Float)
	}
	q := f.SpacingExp(f.MinExp())
	if y.Sign() != 0 {
		q = f.SpacingExp(min(y.MantExp(nil)-1, f.MaxExp()))
	}
	// In half units of the spacing, odd numbers are midpoints.
	half := new(big.Float).SetPrec(y.MinPrec() + 8).Abs(y)
	half.SetMantExp(half, -q+1)
	n, _ := half.Int(nil)
	if kind == hardrows.Midpoint {
		n.SetBit(n, 0, 1)
	} else {
		n.Rsh(n.Add(n, big.NewInt(1)), 1)
		n.Lsh(n, 1)
	}
	b := new(big.Float).SetPrec(exactPrec).SetInt(n)
	b.SetMantExp(b, q-1)
	limit := new(big.Float).SetFloat64(f.Max())
	if kind == hardrows.Midpoint {
		limit, _ = f.OverflowThreshold()
	}
	if b.Cmp(limit) > 0 {
		b.Set(limit)
	}
	if y.Signbit() {
		b.Neg(b)
	}
	return b
}

// maxPrec is where measuring gives up; 2^16 bits take seconds.
const maxPrec = 1 << 16

// measure returns by how much output 0 misses its boundary, as a row's Miss.
func measure(fn function.Function, f dtype.Format, kind hardrows.Boundary, x []float64) (int, error) {
	for prec := uint(160); prec <= maxPrec; prec *= 2 {
		v, err := evaluate(fn, x, prec)
		if err != nil {
			return 0, err
		}
		b := boundary(f, kind, v.y)
		d := new(big.Float).SetPrec(2*exactPrec+prec).Sub(v.y, b)
		switch {
		case v.exact && d.Sign() == 0 && v.far:
			return hardrows.Least, nil
		case v.exact && d.Sign() == 0:
			return hardrows.Tie, nil
		case v.err == dropped && b.Sign() == 0:
			return hardrows.Least, nil
		case v.err == dropped || v.far && v.y.Sign() == 0 && b.Sign() != 0:
			return -1, nil // |y − b|/|b| is less than 1 by next to nothing
		case d.Sign() == 0:
			continue
		}
		d.Abs(d)
		lo, hi := d, d
		if !v.exact {
			e := new(big.Float).SetMantExp(big.NewFloat(1), v.err)
			lo, hi = new(big.Float).Sub(d, e), new(big.Float).Add(d, e)
		}
		if b.Sign() != 0 {
			b.Abs(b)
			lo = new(big.Float).Quo(lo, b)
			hi = new(big.Float).Quo(hi, b)
		}
		if lo.Sign() > 0 && lo.MantExp(nil) == hi.MantExp(nil) {
			return max(hardrows.Least, lo.MantExp(nil)-1), nil
		}
	}
	return 0, fmt.Errorf("%s of %x in %v: not decided with %d bits", fn, x, f, maxPrec)
}
