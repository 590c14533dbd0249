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
	e := layouts[f].emin
	if x != 0 {
		e = math.Ilogb(x)
	}
	return math.Ldexp(1, f.SpacingExp(e))
}
