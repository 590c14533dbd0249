package sides

import (
	"math"
	"math/rand/v2"
	"slices"
)

// target returns the index of a logit, and which one it is: the largest or the
// smallest finite one, one that is −Inf, the first, the last, or any. The row has a
// logit.
func target(r *rand.Rand, x []float64) (at int, kind string) {
	switch kind = pick(r, "argmax", "argmax", "argmin", "masked", "first", "last", "any", "any"); kind {
	case "argmax":
		at = best(x, func(v, than float64) bool { return v > than })
	case "argmin":
		at = best(x, func(v, than float64) bool { return v < than && !math.IsInf(v, -1) || math.IsInf(than, -1) })
	case "masked":
		if at = slices.Index(x, math.Inf(-1)); at >= 0 {
			return at, kind
		}
		kind = "any"
		fallthrough
	case "any":
		at = r.IntN(len(x))
	case "last":
		at = len(x) - 1
	}
	return at, kind
}

// best returns the index of an element than which none is better.
func best(x []float64, better func(v, than float64) bool) int {
	at := 0
	for i, v := range x {
		if better(v, x[at]) {
			at = i
		}
	}
	return at
}
