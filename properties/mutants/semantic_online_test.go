package mutants

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// lse-plus-inf-for-empty (flash-attention PR#978, FlashMLA PR#77): +Inf for the
// log-sum-exp of no logits, or of masked ones. It is the identity of no merge, and
// no profile's answer; a finite one, as the lowest number, is neither.
func TestLogSumExpOfEmpty(t *testing.T) {
	inf := math.Inf(1)
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float16} {
		for _, x := range [][]float64{{}, {-inf}, {-inf, -inf, -inf}} {
			fit(t, "+Inf", function.LogSumExp, f, []float64{inf}, x)
			fit(t, "the lowest", function.LogSumExp, f, []float64{-f.Max()}, x)
			fit(t, "−Inf", function.LogSumExp, f, []float64{-inf}, x, reference.Profiles()...)
		}
	}
}
