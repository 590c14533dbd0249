package signal

import (
	"context"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// remedies measures what is done to gradients that are too large, too many or too
// small: clipping, top-k with error feedback, and rules with a memory of the gradient's size.
func remedies() Experiment {
	return Experiment{
		Name:  "remedies",
		Title: "What clipping, sparsification, Adam and Adafactor do to the signal",
		Question: "Does clipping keep its bound and the direction, does sparsification lose nothing, and do Adam and " +
			"Adafactor avoid vanishing gradients?",
		Run: runRemedies,
	}
}

func runRemedies(ctx context.Context, seed uint64) (*Result, error) {
	r := new(Result)
	for _, part := range []func(context.Context, *Result, uint64) error{
		clipping, notFinite, feedback, training, vanishing,
	} {
		if err := part(ctx, r, seed); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// own is the arithmetic that stores and computes in one format.
func own(f dtype.Format) impl.Arithmetic { return impl.Arithmetic{Storage: f, Accumulate: f} }

// gradientArithmetics are those in which gradients are clipped and weights trained, the
// widest first.
func gradientArithmetics() []impl.Arithmetic {
	return []impl.Arithmetic{
		own(dtype.Float64), own(dtype.Float32), {Storage: dtype.BFloat16, Accumulate: dtype.Float32},
		own(dtype.BFloat16), own(dtype.Float16),
	}
}
