package impl

import "math"

//go:generate go run ./internal/generate -kernel double_double -o double_double_constants.go

// ddExp returns e^x = p·2^k for −746 ≤ x.hi ≤ 0 with p in (0.98, 2) and a
// relative error of at most 8u², u = 2^-53:
//
//	n = round(x·32/ln 2) = 32k + j
//	r = x − n·ln 2/32
//	p = 2^(j/32)·(1 + r·(1 + r·(1/2! + r·(1/3! + … + r/12!))))
//
// Proof. |n| < 2^16, so n times the first two parts of ln 2/32 is exact, and so
// is the first difference, as in tableExp. The two additions err by 2u²|r| each,
// the last product and the parts of ln 2/32 by less than 2^-120 together, and
// |r| < 0.01085: r is off by less than 0.05u². The Taylor remainder is below
// 2^-117 < 0.001u². The terms from r⁸/8! on are evaluated in float64, with an
// error below 4u·r⁸/8! < 0.001u². Horner's rule in double-double leaves the
// factor of r good to 2.1u², the product with r to 5u² more, times |r|: 0.08u²;
// the last addition errs by 2u². So the parenthesis is good to 2.2u², the power
// to 0.5u² and the product with it to 5u²: together below 8u².
func ddExp(x dd) (p dd, k int) {
	const magic = 0x1.8p52 // numbers of its size are the integers
	n := float64(x.hi*tableFloat64.inverse) + magic
	n -= magic
	r := twoSum(x.hi-float64(n*ddStep1), -float64(n*ddStep2))
	r = r.addFloat(x.lo).addFloat(-float64(n * ddStep3))

	const inFloat64 = 8 // the first power whose term needs 53 bits only
	last := len(ddFactorial) - 1
	q := ddFactorial[last].hi
	for i := last - 1; i >= inFloat64-2; i-- {
		q = float64(q*r.hi) + ddFactorial[i].hi
	}
	t := dd{q, 0}
	for i := inFloat64 - 3; i >= 0; i-- {
		t = t.mul(r).add(ddFactorial[i])
	}
	t = t.mul(r).addFloat(1)
	t = t.mul(r).addFloat(1)
	return t.mul(dd(tableFloat64.power[int(n)&31])), int(n) >> 5
}

// scale returns x·2^k, exact as long as x.lo·2^k does not underflow.
func (x dd) scale(k int) dd {
	return dd{math.Ldexp(x.hi, k), math.Ldexp(x.lo, k)}
}
