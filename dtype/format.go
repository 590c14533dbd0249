package dtype

import (
	"fmt"
	"math"
	"strings"
)

// Format is a binary floating-point format. Its zero value is no format.
type Format uint8

// The formats, widest first.
const (
	_            Format = iota
	Float64             // IEEE 754 binary64
	Float32             // IEEE 754 binary32
	Float16             // IEEE 754 binary16
	BFloat16            // bfloat16: the upper half of a binary32
	Float8E4M3FN        // OCP OFP8 E4M3: no infinity, one NaN pattern per sign
	Float8E5M2          // OCP OFP8 E5M2: IEEE-like, with infinities
)

// layout holds what distinguishes one format from another. A finite nonzero
// value has the magnitude 2^e·(1 + f·2^-(precision-1)) with emin ≤ e ≤ emax,
// or f·2^(emin-precision+1) when subnormal.
type layout struct {
	name      string
	width     int     // bits in storage
	precision int     // bits of the significand, the hidden one included
	emin      int     // exponent of the smallest normal number
	emax      int     // exponent of the largest finite number
	max       float64 // largest finite number
	hasInf    bool
}

// layouts is indexed by Format. Sources: IEEE 754-2019 table 3.5 (binary64,
// binary32, binary16); bfloat16 as in "BFLOAT16 – Hardware Numerics
// Definition" (Intel 338302); OCP "8-bit Floating Point Specification (OFP8)"
// revision 1.0.
var layouts = [...]layout{
	Float64:      {"float64", 64, 53, -1022, 1023, math.MaxFloat64, true},
	Float32:      {"float32", 32, 24, -126, 127, math.MaxFloat32, true},
	Float16:      {"float16", 16, 11, -14, 15, 65504, true},
	BFloat16:     {"bfloat16", 16, 8, -126, 127, 0x1.fep127, true},
	Float8E4M3FN: {"float8_e4m3fn", 8, 4, -6, 8, 448, false},
	Float8E5M2:   {"float8_e5m2", 8, 3, -14, 15, 57344, true},
}

// All returns every format, widest first.
func All() []Format {
	return []Format{Float64, Float32, Float16, BFloat16, Float8E4M3FN, Float8E5M2}
}

// Parse returns the format with the given name.
func Parse(name string) (Format, error) {
	var names []string
	for _, f := range All() {
		if f.String() == name {
			return f, nil
		}
		names = append(names, f.String())
	}
	return 0, fmt.Errorf("unknown dtype %q: want one of %s", name, strings.Join(names, ", "))
}

// String returns the format's name as ml_dtypes spells it.
func (f Format) String() string {
	if f == 0 || int(f) >= len(layouts) {
		return fmt.Sprintf("Format(%d)", uint8(f))
	}
	return layouts[f].name
}

// Bits returns the width of a value in storage, in bits.
func (f Format) Bits() int { return layouts[f].width }

// Precision returns the number of significand bits p, the hidden one included.
func (f Format) Precision() int { return layouts[f].precision }

// MinExp returns the exponent e of the smallest normal number 2^e.
func (f Format) MinExp() int { return layouts[f].emin }

// MaxExp returns the exponent e of the largest finite number: 2^e ≤ Max < 2^(e+1).
func (f Format) MaxExp() int { return layouts[f].emax }

// HasInf reports whether the format has infinities.
func (f Format) HasInf() bool { return layouts[f].hasInf }

// Max returns the largest finite number.
func (f Format) Max() float64 { return layouts[f].max }

// MinNormal returns the smallest positive normal number, 2^MinExp.
func (f Format) MinNormal() float64 { return math.Ldexp(1, layouts[f].emin) }

// MinSubnormal returns the smallest positive number, which is also the
// spacing of all subnormal ones.
func (f Format) MinSubnormal() float64 {
	return math.Ldexp(1, layouts[f].emin-layouts[f].precision+1)
}

// UnitRoundoff returns u = 2^-p: rounding a real number in the normal range
// changes it by at most u times its magnitude.
func (f Format) UnitRoundoff() float64 { return math.Ldexp(1, -layouts[f].precision) }
