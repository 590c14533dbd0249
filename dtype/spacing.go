package dtype

import "math"

// SpacingExp returns the exponent q such that neighbouring numbers of the
// format in the binade [2^e, 2^(e+1)) are 2^q apart, with the subnormal
// spacing as its floor.
func (f Format) SpacingExp(e int) int {
	l := &layouts[f]
	return max(e, l.emin) - l.precision + 1
}

// Spacing returns the distance between neighbouring numbers of the format in
// the binade of x, with the subnormal spacing as its floor; NaN for infinities
// and NaN. x need not be representable, and beyond Max the spacing is what it
// would be if the exponent had no upper bound.
func (f Format) Spacing(x float64) float64 {
	if math.IsInf(x, 0) || x != x {
		return math.NaN()
	}
	// Float64's exponent field; of its subnormal numbers, which are below every emin or
	// have the same spacing as the numbers above, it says −1023.
	e := int(math.Float64bits(x)>>52&0x7ff) - 1023
	if q := f.SpacingExp(e); q >= -1022 {
		return math.Float64frombits(uint64(q+1023) << 52)
	} else {
		return math.Ldexp(1, q)
	}
}

// Spacings is a format's [Format.Spacing] for loops over many numbers.
type Spacings struct{ floor, less uint64 } // of exponents, biased as float64's are

// Spacings returns that of the format.
func (f Format) Spacings() Spacings {
	return Spacings{uint64(f.MinExp() + 1023), uint64(f.Precision() - 1)}
}

// At returns the spacing at x, a finite number from 0 on; in float64, from 2^-969 on, where
// spacings are normal numbers.
func (s Spacings) At(x float64) float64 {
	return math.Float64frombits((max(math.Float64bits(x)>>52, s.floor) - s.less) << 52)
}
