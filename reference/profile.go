package reference

import (
	"fmt"
	"math"
	"strings"

	"github.com/softulp/softulp/function"
)

// Profile says what is right where mathematics leaves a choice: rows with
// infinities and NaN.
type Profile string

const (
	// IEEE follows NumPy, SciPy and PyTorch: what the shifted formula gives in
	// IEEE arithmetic, and limits where it is a log-sum-exp.
	IEEE Profile = "ieee"
	// MaskedZero is IEEE, except that a row of only −Inf has probability 0
	// everywhere, as attention kernels have it (and −Inf as its logarithm).
	MaskedZero Profile = "masked-zero"
	// Limit takes the limit: m entries of +Inf share the probability.
	Limit Profile = "limit"
)

// Profiles returns every profile, the default first.
func Profiles() []Profile { return []Profile{IEEE, MaskedZero, Limit} }

// ParseProfile returns the profile with the given name.
func ParseProfile(name string) (Profile, error) {
	var names []string
	for _, p := range Profiles() {
		if string(p) == name {
			return p, nil
		}
		names = append(names, string(p))
	}
	return "", fmt.Errorf("unknown profile %q: want one of %s", name, strings.Join(names, ", "))
}

// special returns the answer for element i of a row that is not finite, or for
// the log-softmax of a logit −Inf.
func (r *Row) special(fn function.Function, i int) Number {
	nan, inf := math.NaN(), math.Inf(1)
	switch fn {
	case function.CrossEntropy, function.CrossEntropySoft:
		return r.specialLoss(fn)
	case function.SoftmaxVJP, function.LogSoftmaxVJP, function.CrossEntropyGrad, function.CrossEntropySoftGrad:
		return r.specialGradient(fn, i)
	case function.LogSumExp:
		switch r.kind {
		case nanRow:
			return literal(nan)
		case posInfRow:
			return literal(inf)
		default: // empty, or all −Inf
			return literal(-inf)
		}
	}
	zero := 0.0 // what an impossible outcome is: probability 0, logarithm −Inf
	if fn == function.LogSoftmax {
		zero = -inf
	}
	switch r.kind {
	case finiteRow:
		return literal(zero)
	case posInfRow:
		at := math.IsInf(r.x[i], 1)
		switch {
		case r.profile != Limit && at:
			return literal(nan)
		case r.profile != Limit:
			// exp(x − Inf) = 0, over a sum that is NaN: libraries differ.
			n := literal(zero)
			n.orNaN = true
			return n
		case !at:
			return literal(zero)
		case fn == function.Softmax:
			return rational(1, r.infs)
		default:
			return r.minusLog(r.infs)
		}
	case allNegInfRow:
		if r.profile == MaskedZero {
			return literal(zero)
		}
	}
	return literal(nan)
}
