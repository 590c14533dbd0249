package reference

import "math"

// divisor is a temperature by which pairs are divided.
type divisor struct{ t, inv float64 }

// The fast tier takes temperatures between 2^-100 and 2^100.
const (
	coldest = 0x1p-100
	hottest = 0x1p100
)

func newDivisor(t float64) divisor { return divisor{t, 1 / t} }

// exact reports whether dividing is scaling by a power of two.
func (d *divisor) exact() bool { return math.Float64bits(d.t)<<12 == 0 }

const (
	// divideError bounds the relative error of divisor.of, but for divideLost.
	divideError = 0x1p-102
	// divideLost bounds its absolute error where parts of it underflow.
	divideLost = 0x1p-970
)

// of returns (ah + al)/T of a normalised pair, normalised, with an error below
// divideError of it plus divideLost.
//
// With u = 2^-53: q = ah·RN(1/T) is within 2.1u of ah/T, so |r| ≤ 2.1u·|ah| is
// rounded to 2.1u² (or exact); r + al is below 3.2u·|ah| and rounded to 3.2u², its product
// with RN(1/T) to 6.4u²: 11.7u² in all. What underflows loses 2^-1074, times at most 2^100 after
// it. It is exact where T is a power of two and neither part underflows.
func (d *divisor) of(ah, al float64) (hi, lo float64) {
	q := float64(ah * d.inv)
	r := math.FMA(-q, d.t, ah)
	return fastTwoSum(q, float64((r+al)*d.inv))
}

// err bounds the error of the quotient hi + lo.
func (d *divisor) err(hi, lo float64) float64 {
	if d.exact() && math.Abs(hi) > 0x1p-800 && (lo == 0 || math.Abs(lo) > 0x1p-800) {
		return 0
	}
	return float64(divideError*math.Abs(hi)) + divideLost
}

// dividePair returns a/c for a pair a that is known to err and a normalised c > 0 that
// is exact. Where a is exact and a/c a float64 it is that, and exact: so no quotient that is a
// midpoint of a dtype is missed (a midpoint of float64's normal numbers, of 54 bits, is none by a c
// that is no power of two, as its product with c has more bits than a float64).
//
// With a and c scaled to [1, 2), q = RN(ah/ch) has an exact remainder; the product with cl is
// rounded to u², its difference with al to 2u², the sum with the remainder to 4u², the division of
// that by ch to 4u²: below 2^-102.
func dividePair(ah, al, err, ch, cl float64) approx {
	switch {
	case ah == 0 && err == 0:
		return approx{}
	case ah == 0: // a bound is never rounded to 0
		return approx{err: float64(err/ch*(1+0x1p-50)) + math.SmallestNonzeroFloat64}
	}
	ea, ec := math.Ilogb(ah), math.Ilogb(ch)
	a := approx{hi: ah, lo: al, err: err}.shifted(-ea)
	ch, cl = math.Ldexp(ch, -ec), math.Ldexp(cl, -ec)
	if ch == 1 && cl == 0 {
		return placed(a.hi, a.lo, a.err, ea-ec)
	}
	q := a.hi / ch
	r := math.FMA(-q, ch, a.hi)
	if r == 0 && a.lo == 0 && cl == 0 && a.err == 0 {
		return placed(q, 0, 0, ea-ec)
	}
	hi, lo := fastTwoSum(q, (r+(a.lo-float64(q*cl)))/ch)
	return placed(hi, lo, float64(0x1p-101*math.Abs(hi))+float64(a.err*(1+0x1p-50)), ea-ec)
}
