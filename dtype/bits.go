package dtype

import "math"

// Encode returns the bit pattern of x in the low Bits bits. A number that is
// not representable is rounded first, so overflow gives the pattern of an
// infinity, or of NaN in float8_e4m3fn, as it does for an infinity there.
// Every NaN, whatever its sign and payload, is encoded as the canonical quiet
// one: 0x7ff8000000000000, 0x7fc00000, 0x7e00, 0x7fc0, 0x7f and 0x7e.
func (f Format) Encode(x float64) uint64 {
	l := &layouts[f]
	fraction := l.precision - 1 // width of the stored significand
	y := f.Round(x)
	if y != y {
		if !l.hasInf {
			return 1<<(l.width-1) - 1 // OFP8 revision 1.0: S.1111.111
		}
		return f.infinity() | 1<<(fraction-1)
	}
	var sign uint64
	if math.Signbit(y) {
		sign = 1 << (l.width - 1)
	}
	y = math.Abs(y)
	switch {
	case y > l.max:
		return sign | f.infinity()
	case y < f.MinNormal():
		return sign | uint64(math.Ldexp(y, fraction-l.emin))
	}
	e := math.Ilogb(y)
	// The hidden bit is worth one step of the exponent field.
	significand := uint64(math.Ldexp(y, fraction-e))
	return sign | (uint64(e-l.emin)<<fraction + significand)
}

// Decode returns the value of the bit pattern in the low Bits bits of b;
// higher bits are ignored. The payload of a NaN is lost.
func (f Format) Decode(b uint64) float64 {
	l := &layouts[f]
	fraction := l.precision - 1
	sign := 1.0
	if b>>(l.width-1)&1 != 0 {
		sign = -1
	}
	b &= 1<<(l.width-1) - 1
	switch {
	case !l.hasInf && b == 1<<(l.width-1)-1:
		return math.NaN()
	case l.hasInf && b == f.infinity():
		return math.Inf(int(sign))
	case l.hasInf && b > f.infinity():
		return math.NaN()
	}
	significand := b & (1<<fraction - 1)
	e := int(b >> fraction)
	if e > 0 {
		significand |= 1 << fraction
		e--
	}
	// Exact: the significand has at most 53 bits and the result is a float64.
	return sign * math.Ldexp(float64(significand), e+l.emin-fraction)
}

// infinity returns the pattern of +Inf in a format that has it: an exponent
// field of ones.
func (f Format) infinity() uint64 {
	l := &layouts[f]
	return uint64(l.emax-l.emin+2) << (l.precision - 1)
}
