package hazards

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// lseCancel has exponentials whose sum is next to 1, so that log-sum-exp is
// nearly 0, the difference of a maximum and a logarithm of the same size:
// hardly a bit of it is right unless log1p sees the terms before they are
// summed. Either all logits are the two neighbours of −log K, in the proportion
// that cancels best, or one is log(1 − w) for a small w and the others share w.
func lseCancel() Hazard {
	return Hazard{
		Name:  "lse-cancel",
		About: "logits near −log K, or one just below 0 and the rest far below: exponentials that sum to nearly 1",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 2 {
				return nil
			}
			if r.IntN(2) == 0 {
				return nearMinusLogK(f, r, k)
			}
			return oneAndTheRest(f, r, k)
		},
	}
}

// nearMinusLogK returns a row of lo and hi, the numbers of f on both sides of
// −log K, whose mean is nearest to −log K.
func nearMinusLogK(f dtype.Format, r *rand.Rand, k int) []float64 {
	target := lnInt(k)
	target.Neg(target)
	lo, hi := f.RoundBig(target), f.RoundBig(target)
	if target.Cmp(newFloat().SetFloat64(lo)) < 0 {
		lo = f.NextDown(hi)
	} else {
		hi = f.NextUp(lo)
	}
	rest := newFloat().Sub(target, newFloat().SetFloat64(lo))
	width := newFloat().Sub(newFloat().SetFloat64(hi), newFloat().SetFloat64(lo))
	share, _ := rest.Quo(rest, width).Float64()
	high := int(math.RoundToEven(share * float64(k)))
	x := make([]float64, k)
	for i, at := range r.Perm(k) {
		x[at] = lo
		if i < high {
			x[at] = hi
		}
	}
	return x
}

// oneAndTheRest returns log(1 − w) at a random place and log(w/(K−1))
// elsewhere, for a power of two w that is 1/2 at most and 2^-2p at least, and
// so large that its logarithm is a number of f.
func oneAndTheRest(f dtype.Format, r *rand.Rand, k int) []float64 {
	w := newFloat().SetFloat64(math.Ldexp(1, -1-r.IntN(2*f.Precision())))
	one := newFloat().SetInt64(1)
	top := f.RoundBig(ln(one.Sub(one, w)))
	rest := f.RoundBig(ln(w.Quo(w, newFloat().SetInt64(int64(k-1)))))
	x := make([]float64, k)
	for i := range x {
		x[i] = rest
	}
	x[r.IntN(k)] = top
	return x
}
