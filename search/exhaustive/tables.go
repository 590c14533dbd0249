package exhaustive

import (
	"math"
	"math/big"
	"sync"

	"github.com/ALTree/bigfloat"
)

const (
	// steps is the number of table entries between integers. 1/steps is a power of two.
	steps = 64
	// farthest is the largest difference d of which e^-d is evaluated: e^-128 is below
	// 2^-184, which is nothing in any format of at most 32 bits.
	farthest = 128
	// tiny bounds e^-d beyond that.
	tiny = 0x1p-184
)

// tables are numbers rounded to float64: relative errors of at most 2^-53.
type tables struct {
	exp  [farthest*steps + 1]float64 // e^(-j/steps)
	exp2 [steps + 1]float64          // 2^(j/steps)
	log  [steps + 1]float64          // log(1 + j/steps)
}

// shared is made once. Package bigfloat is asked for e^x with |x| < 1 only, where it is
// right, and for logarithms of numbers in [1, 2]; the tests hold both against
// package reference.
var shared = sync.OnceValue(func() *tables {
	const precision = 256 // 2^13 products lose 13 bits
	number := func(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }
	t := new(tables)
	step, e := bigfloat.Exp(number(-1.0/steps)), number(1)
	for j := range t.exp {
		t.exp[j], _ = e.Float64()
		e.Mul(e, step)
	}
	step, e = bigfloat.Exp(new(big.Float).Quo(bigfloat.Log(number(2)), number(steps))), number(1)
	for j := range t.exp2 {
		t.exp2[j], _ = e.Float64()
		e.Mul(e, step)
	}
	for j := 1; j <= steps; j++ {
		t.log[j], _ = bigfloat.Log(number(1 + float64(float64(j)/steps))).Float64()
	}
	return t
})

// expMinus returns e^-d for 0 ≤ d ≤ farthest, to within a relative 2^-51.
//
// Proof. d − j/steps is exact: for j > 0 the two are within a factor of two (Sterbenz),
// or equal in what is above the spacing of d. It is r, |r| ≤ 2^-7. The series of e^-r up to
// r^7/7! leaves out 2^-71, and Horner's last step 1 − r·q, with q to within 2^-52, is
// rounded to within 2^-53 + 2^-58. The table's entry adds 2^-53, the product 2^-53.
func (t *tables) expMinus(d float64) float64 {
	j := int(float64(d*steps) + 0.5)
	return float64(t.exp[j] * series(d-float64(float64(j)/steps)))
}

// series returns e^-r for |r| ≤ 2^-7.
func series(r float64) float64 {
	q := 1 - float64(r*(1.0/7))
	q = 1 - float64(float64(r*(1.0/6))*q)
	q = 1 - float64(float64(r*(1.0/5))*q)
	q = 1 - float64(float64(r*(1.0/4))*q)
	q = 1 - float64(float64(r*(1.0/3))*q)
	q = 1 - float64(float64(r*(1.0/2))*q)
	return 1 - float64(r*q)
}

// power returns 2^x for |x| ≤ 1000, to within a relative 2^-50: with x = k + j/steps − r, where
// the last difference is exact, it is 2^k·2^(j/steps)·e^(-r·ln 2), and r·ln 2, below
// 2^-7, is to within 2^-59. The rest is as in [tables.expMinus].
func (t *tables) power(x float64) float64 {
	k := math.Floor(x)
	f := x - k
	j := int(float64(f*steps) + 0.5)
	r := float64(float64(j)/steps) - f
	return math.Ldexp(float64(t.exp2[j]*series(float64(r*math.Ln2))), int(k))
}

// log1p returns log(1 + t) for 0 ≤ t ≤ 1, to within a relative 2^-49.
//
// Proof. With c = j/steps the nearest multiple, t − c is exact (Sterbenz; c = 0 is
// plain), and so is 1 + c. With r = (t − c)/(1 + c), |r| ≤ 2^-7, to within 2^-53, the
// answer is log(1 + c) + log(1 + r). The series up to r^9/9 leaves out a relative 2^-66 and is
// within 2^-51. Where c > 0, log(1 + c) ≥ 0.0155 is at most twice the answer, and so is
// |log(1 + r)|: entry, series and sum are within 2·2^-53 + 2·2^-51 + 2^-53 of it.
func (t *tables) log1p(x float64) float64 {
	j := int(float64(x*steps) + 0.5)
	c := float64(float64(j) / steps)
	r := (x - c) / (1 + c)
	q := 1.0/8 - float64(r*(1.0/9))
	q = 1.0/7 - float64(r*q)
	q = 1.0/6 - float64(r*q)
	q = 1.0/5 - float64(r*q)
	q = 1.0/4 - float64(r*q)
	q = 1.0/3 - float64(r*q)
	q = 1.0/2 - float64(r*q)
	q = 1 - float64(r*q)
	return t.log[j] + float64(r*q)
}
