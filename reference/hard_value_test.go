package reference

import (
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// hardValue is output 0 of a row by slowExp and slowLog, which share nothing
// with the tiers.
type hardValue struct {
	y    *big.Float
	err  int // |y − exact| < 2^err; or noError
	side int // where err is noError: what the terms left out add, −1, 0 or 1
}

const (
	// noError marks a y that is the answer but for terms left out.
	noError = math.MinInt
	// leftOut bounds the differences whose terms are left out:
	// e^-750000 < 2^-1082000, which is below 2^hardrows.Least.
	leftOut = -750000
)

// newHardValue evaluates output 0 of fn for x with prec bits.
func newHardValue(fn function.Function, x []float64, prec uint) hardValue {
	count := map[float64]int64{}
	for i, n := 0, 1; i < len(x); i, n = i+n, 1 { // a run of n equal logits
		for i+n < len(x) && x[i+n] == x[i] {
			n++
		}
		if isFinite(x[i]) {
			count[x[i]] += int64(n)
		}
	}
	levels := slices.Sorted(maps.Keys(count))
	m := levels[len(levels)-1]
	difference := func(v float64) *big.Float {
		return new(big.Float).SetPrec(2200).Sub(big.NewFloat(v), big.NewFloat(m))
	}
	tail := new(big.Float).SetPrec(prec + 64) // Σ over all but one maximum
	tail.SetInt64(count[m] - 1)
	far, near := false, 0
	for _, v := range levels[:len(levels)-1] {
		d := difference(v)
		if d.Cmp(big.NewFloat(leftOut)) < 0 {
			far = true
			continue
		}
		near++
		e := slowExp(d, prec)
		tail.Add(tail, e.Mul(e, new(big.Float).SetInt64(count[v])))
	}
	one := big.NewFloat(1)
	sum := new(big.Float).SetPrec(prec+64).Add(one, tail)
	d := difference(x[0])
	side := map[bool]int{true: -1}[far] // of what decreases as terms are added
	if fn == function.Softmax {
		if d.Cmp(big.NewFloat(leftOut)) < 0 {
			return hardValue{new(big.Float), noError, 1}
		}
		y := new(big.Float).SetPrec(prec).Quo(slowExp(d, prec), sum)
		if n := count[m]; near == 0 && d.Sign() == 0 && n&(n-1) == 0 {
			return hardValue{y, noError, side} // 1/n, a finite binary number
		}
		return hardValue{y, y.MantExp(nil) - int(prec) + 8, 0}
	}
	v := hardValue{d, noError, side}
	if fn == function.LogSumExp {
		v = hardValue{new(big.Float).SetPrec(2200).SetFloat64(m), noError, -side}
	}
	if tail.Sign() == 0 {
		return v
	}
	l := new(big.Float)
	if tail.MantExp(nil) < -10 {
		l = slowLog1p(tail, prec)
	} else {
		l = slowLog(sum, prec)
	}
	if fn == function.LogSoftmax {
		l.Neg(l)
	}
	y := new(big.Float).SetPrec(2200+prec+uint(-min(0, l.MantExp(nil)))).Add(v.y, l)
	return hardValue{y, l.MantExp(nil) - int(prec) + 12, 0}
}

// hardBoundary returns the boundary of the given kind next to y, by the
// neighbours in f of what y rounds to.
func hardBoundary(f dtype.Format, kind hardrows.Boundary, y *big.Float) *big.Float {
	b := new(big.Float).SetPrec(2200)
	a := new(big.Float).Abs(y)
	limit, _ := f.OverflowThreshold()
	v := f.RoundBig(a)
	switch {
	case kind == hardrows.Zero:
		return b
	case kind == hardrows.Number && !isFinite(v):
		b.SetFloat64(f.Max())
	case kind == hardrows.Number:
		b.SetFloat64(v)
	case !isFinite(v) || v == f.Max() && a.Cmp(big.NewFloat(v)) >= 0:
		b.Set(limit)
	default:
		w := f.NextUp(v)
		if a.Cmp(big.NewFloat(v)) < 0 {
			w = f.NextDown(v)
		}
		b.Add(big.NewFloat(v), big.NewFloat(w))
		b.Quo(b, big.NewFloat(2))
	}
	if y.Sign() < 0 {
		b.Neg(b)
	}
	return b
}

// miss returns what v misses the boundary b by, as a row has it; ok is false if
// the precision does not tell.
func (v hardValue) miss(b *big.Float) (miss int, ok bool) {
	d := new(big.Float).SetPrec(v.y.Prec()+4400).Sub(v.y, b)
	switch {
	case v.err == noError && d.Sign() == 0 && v.side != 0:
		return hardrows.Least, true
	case v.err == noError && d.Sign() == 0:
		return hardrows.Tie, true
	case v.y.Sign() == 0 && v.side != 0 && b.Sign() != 0:
		return -1, true // 1 less what was left out
	case d.Sign() == 0:
		return 0, false
	}
	lo, hi := d.Abs(d), d
	if v.err != noError {
		lo, hi = new(big.Float).Sub(d, big2(v.err)), new(big.Float).Add(d, big2(v.err))
	}
	if b.Sign() != 0 {
		b = new(big.Float).Abs(b)
		lo, hi = new(big.Float).Quo(lo, b), new(big.Float).Quo(hi, b)
	}
	miss = lo.MantExp(nil) - 1
	return miss, lo.Sign() > 0 && hi.MantExp(nil)-1 == miss
}

// round returns v rounded to f; ok is false if the precision does not tell.
func (v hardValue) round(f dtype.Format) (y float64, ok bool) {
	if v.err == noError {
		return f.RoundBigToward(v.y, v.side), true
	}
	e := big2(v.err)
	prec := v.y.Prec() + 4400
	lo := f.RoundBig(new(big.Float).SetPrec(prec).Sub(v.y, e))
	hi := f.RoundBig(new(big.Float).SetPrec(prec).Add(v.y, e))
	return lo, sameAnswer(lo, hi)
}

// sameAnswer reports whether two answers are the same, the sign of a zero
// included.
func sameAnswer(a, b float64) bool {
	return a != a && b != b || math.Float64bits(a) == math.Float64bits(b)
}
