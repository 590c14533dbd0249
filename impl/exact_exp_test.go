package impl

import (
	"math"
	"math/big"
	"sync"
	"testing"

	"github.com/ALTree/bigfloat"

	"github.com/softulp/softulp/dtype"
)

// exactPrecision is the precision in bits of the answers that kernels are
// tested against. Their relative error is below 2^-180.
const exactPrecision = 192

// samples returns how many of n random rows a test looks at: all of them, or a
// quarter with -short.
func samples(n int) int {
	if testing.Short() {
		return n / 4
	}
	return n
}

func bigFloat(x float64) *big.Float {
	return new(big.Float).SetPrec(exactPrecision).SetFloat64(x)
}

// exactSpare is how many bits the multiple of ln 2 may have.
const exactSpare = 32

// exactLn2 is ln 2, computed once.
var exactLn2 = sync.OnceValue(func() *big.Float {
	return bigfloat.Log(new(big.Float).SetPrec(exactPrecision + exactSpare).SetInt64(2))
})

// exactE returns e^x for a finite x. bigfloat.Exp is wrong for large |x|, so it
// is given the remainder of x modulo ln 2 only.
func exactE(x *big.Float) *big.Float {
	ln2 := exactLn2()
	q, _ := new(big.Float).Quo(x, ln2).Float64()
	k := math.RoundToEven(q)
	r := new(big.Float).SetPrec(exactPrecision + exactSpare).SetFloat64(k)
	r.Sub(x, r.Mul(r, ln2))
	e := bigfloat.Exp(r)
	e.SetMantExp(e, int(k))
	return e.SetPrec(exactPrecision)
}

// exactExp2 returns 2^x.
func exactExp2(x float64) *big.Float {
	k := math.Floor(x)
	e := exactE(bigFloat(0).Mul(exactLn2(), bigFloat(0).Sub(bigFloat(x), bigFloat(k))))
	return e.SetMantExp(e, int(k))
}

// exactSoftmaxRow returns the softmax of a row with at least one finite number
// and neither NaN nor +Inf.
func exactSoftmaxRow(x []float64) []*big.Float {
	m := math.Inf(-1)
	for _, v := range x {
		m = math.Max(m, v)
	}
	y, s := make([]*big.Float, len(x)), bigFloat(0)
	for i, v := range x {
		y[i] = bigFloat(0)
		if v-m < -5000 { // nothing, next to e^0 and in every dtype
			continue
		}
		// Differences of float64s can need 2100 bits.
		d := new(big.Float).SetPrec(2200).SetFloat64(v)
		y[i] = exactE(d.Sub(d, new(big.Float).SetFloat64(m)))
		s.Add(s, y[i])
	}
	for i := range y {
		y[i].Quo(y[i], s)
	}
	return y
}

// ulps returns |got − want| in units of f's spacing at want.
func ulps(f dtype.Format, got float64, want *big.Float) float64 {
	if math.IsNaN(got) || math.IsInf(got, 0) {
		return math.Inf(1)
	}
	e := f.MinExp()
	if want.Sign() != 0 {
		e = want.MantExp(nil) - 1
	}
	d := bigFloat(got)
	d.Sub(d, want)
	d.SetMantExp(d, -f.SpacingExp(e))
	u, _ := d.Float64()
	return math.Abs(u)
}

// relativeError returns |got/want − 1|.
func relativeError(got float64, want *big.Float) float64 {
	d := bigFloat(got)
	d.Sub(d, want)
	r, _ := d.Quo(d, want).Float64()
	return math.Abs(r)
}
