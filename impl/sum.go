package impl

import "math"

// sequentialSum adds e up from left to right, the first two first.
func sequentialSum(a Arithmetic, e []float64) float64 {
	var s float64
	for _, v := range e {
		s = a.Add(s, v)
	}
	return s
}

// pairwiseSum adds the sums of the two halves [0, n/2) and [n/2, n), recursively
// down to single terms.
func pairwiseSum(a Arithmetic, e []float64) float64 {
	switch n := len(e); n {
	case 0:
		return 0
	case 1:
		return e[0]
	default:
		return a.Add(pairwiseSum(a, e[:n/2]), pairwiseSum(a, e[n/2:]))
	}
}

// exponentials writes exp(x_i − m) to e.
func exponentials(a Arithmetic, e, x []float64, m float64) {
	for i, v := range x {
		e[i] = a.Exp(a.Sub(v, m))
	}
}

// sumOfExponentials returns Σ exp(x_j − m), added up from left to right, without
// the term of index leave (none if that is −1).
func sumOfExponentials(a Arithmetic, x []float64, m float64, leave int) float64 {
	var s float64
	for j, v := range x {
		if j != leave {
			s = a.Add(s, a.Exp(a.Sub(v, m)))
		}
	}
	return s
}

// sumOverflows says why an algorithm must be expected to fail on a row of n
// logits whose sum of exponentials, each at most 1, is computed as sum does:
// float16 ends at 65504. Adding from left to right never gets there, as it
// stagnates at 2048; sums of sums do.
func sumOverflows(a Arithmetic, n int, sum func() float64) string {
	if float64(n) < a.Accumulate.Max()/2 || !math.IsInf(sum(), 1) {
		return ""
	}
	return "the sum of the exponentials exceeds the accumulation dtype's largest number"
}
