package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// arithmetic returns the format whose thresholds of exp a row of f aims at.
// Rows of the 8- and 16-bit formats are mostly computed in float32, whose
// thresholds are all within their range, sometimes in themselves.
func arithmetic(f dtype.Format, r *rand.Rand) dtype.Format {
	if f.Bits() <= 16 && r.IntN(2) == 0 {
		return dtype.Float32
	}
	return f
}

// gap returns a distance by which one logit stands out: in half of the cases
// between 8 and 24, where an exponential matters little but must be right (the
// bottom of an 8-bit table of exp is at 10, that of float16 at 17.3), else up
// to a quarter beyond the underflow of exp.
func gap(f dtype.Format, r *rand.Rand) float64 {
	if r.IntN(2) == 0 {
		return uniform(r, 8, 24)
	}
	return uniform(r, 8, max(16, float64(-1.25*arithmetic(f, r).ExpUnderflow())))
}
