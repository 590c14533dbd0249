package sides

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// groups returns the indices of the finite logits, those of equal ones together, in
// the order in which they first appear; −0 is 0.
func groups(x []float64) [][]int {
	var all [][]int
	at := map[float64]int{}
	for i, v := range x {
		if math.IsInf(v, 0) || v != v {
			continue
		}
		n, ok := at[v]
		if !ok {
			n = len(all)
			at[v] = n
			all = append(all, nil)
		}
		all[n] = append(all[n], i)
	}
	return all
}

// equalGroups has one number for equal logits.
func equalGroups() Family {
	return Family{
		Name:  "equal-groups",
		About: "equal logits have equal numbers, and so must the answers be",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			all := groups(x)
			if len(all) < 2 || len(all) == len(x) {
				return nil
			}
			scale := power(f, r, len(x))
			g := each(x, func(int) float64 { return fit(f, float64(noise(r)*scale)) })
			for _, group := range all {
				for _, i := range group {
					g[i] = g[group[0]]
				}
			}
			return g
		},
	}
}

// cancelling has the same mean in every group of equal logits, and some of its
// numbers are the mean itself: those components of the softmax's VJP are exactly 0,
// which no number of bits shows. With x = (a, a, b) and g = (1, 3, 2) it is the third.
func cancelling() Family {
	return Family{
		Name:  "cancelling" + gridSuffix,
		About: "the mean is the same in every group of equal logits: zeros of the VJP that only the groups show",
		Generate: func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
			all := groups(x)
			if len(all) == 0 || len(all) == len(x) {
				return nil
			}
			// Small integers times a power of two, within the 3 bits of float8_e5m2.
			unit := power(f, r, len(x))
			mean := float64(r.IntN(7) - 3)
			number := func(n float64) float64 { return n * unit }
			g := each(x, func(int) float64 { return number(float64(r.IntN(7) - 3)) }) // of absent terms
			whole := r.IntN(len(all))                                                 // a group that is all mean
			for n, group := range all {
				for _, i := range group {
					g[i] = number(mean)
				}
				if n == whole && len(all) > 1 {
					continue
				}
				for j := 0; j+1 < len(group) && r.IntN(8) > 0; j += 2 {
					d := float64(r.IntN(3) + 1)
					if math.Abs(mean)+d > 4 {
						d = 1
					}
					g[group[j]], g[group[j+1]] = number(mean-d), number(mean+d)
				}
			}
			return g
		},
	}
}
