package dtype

import "math"

// Overflow returns what a finite number beyond the range rounds to: an
// infinity of the given sign, or NaN in float8_e4m3fn, which has none. NaN is
// what ml_dtypes gives and what OFP8 revision 1.0 asks of a
// non-saturating conversion; ONNX's saturating Cast gives ±448 instead.
func (f Format) Overflow(negative bool) float64 {
	switch {
	case !layouts[f].hasInf:
		return math.NaN()
	case negative:
		return math.Inf(-1)
	default:
		return math.Inf(1)
	}
}

// Round returns x rounded to the nearest number of the format, ties to even.
// Magnitudes above [Format.OverflowThreshold], and at it where it is inclusive,
// overflow ([Format.Overflow]), and infinities do too; small ones underflow
// gradually. Zeros, and negative numbers that round to zero, keep their sign.
func (f Format) Round(x float64) float64 {
	switch f {
	case Float64:
		return x
	case Float32:
		return float64(float32(x))
	}
	l := &layouts[f]
	e := int(math.Float64bits(x)>>52&0x7ff) - 1023
	switch {
	case e > l.emax: // includes Inf and NaN
		if x != x {
			return x
		}
		return f.Overflow(x < 0)
	case e < l.emin:
		e = l.emin
	}
	// Adding and subtracting 1.5·2^(52+q) rounds to a multiple of 2^q, the
	// spacing at x, with the hardware's own rounding to nearest even.
	c := math.Float64frombits(uint64(e-l.precision+1+52+1023)<<52 | 1<<51)
	y := x + c
	y -= c
	if math.Abs(y) > l.max {
		return f.Overflow(x < 0)
	}
	return math.Copysign(y, x)
}

// Representable reports whether x is a number of the format, an infinity or a
// NaN that the format has.
func (f Format) Representable(x float64) bool {
	y := f.Round(x)
	return y == x || (x != x && y != y)
}
