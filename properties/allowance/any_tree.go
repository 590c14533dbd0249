package allowance

import (
	"math"
	"math/bits"
	"slices"
)

// gathering is the magnitudes of the terms of a sum.
type gathering struct {
	magnitudes []float64 // upper bounds, none of them 0
	total      float64
	memory     *heavies // of heavies before, nil if there are none
}

func (g *gathering) add(magnitude float64) {
	if magnitude > 0 {
		g.magnitudes = append(g.magnitudes, magnitude)
		g.total += magnitude
	}
}

// anyTree bounds what the rounded additions of the terms lose together, in whatever order
// and grouping they are taken: in any binary tree of them. An addition is off by at most v
// times its result and, as both addends are numbers of the arithmetic, by no more than either:
// with v = u/(1+u), in underflow and above. Let T be the sum of the magnitudes below a node,
// A that of all n terms, and E the loss. Two bounds hold at once.
//
// First, E ≤ (n−1)vA (Jeannerod and Rump, "Improved error bounds for inner products in
// floating-point arithmetic", SIMAX 2013): it holds for the two sides of a node, of n1 and n2
// terms and magnitudes T1 and T2. If T2 ≤ vT1, the node loses at most the computed second
// addend, T2 + (n2−1)vT2, so that together (n1−1)vT1 + T2 + 2(n2−1)vT2 ≤ (n1−1)vT1 + vT1 +
// (n2−1)vT2 + (n2−1)v·vT1 are lost, no more than (n−1)v(T1 + T2); likewise if T1 ≤ vT2. Else it loses v(T1 + T2 + (n1−1)vT1 +
// (n2−1)vT2) ≤ v(T1 + T2 + (n1−1)T2 + (n2−1)T1) = n1vT2 + n2vT1 at most, and again together
// (n−1)v(T1 + T2).
//
// Second, call h of the terms heavy and the other l light, of sum t.
//
//   - Nodes above heavy terms on both sides lose at most v times their results, each of
//     which is at most T(1 + (n−1)v) by the first bound. There are h − 1 of them. One with
//     k heavy terms below it has k − 2 such nodes below it with fewer, so that in the order of
//     that number the node at place i has at most i + 1, and T is at most the sum of the i + 1
//     heaviest terms, and t. That is what adding from the heaviest down gives, with t all the time.
//   - Nodes with light terms alone on one side lose at most that side, and no two of
//     those sides share a term: t and what was lost in it, (l−1)vt, together.
//   - Nodes above light terms alone lose (l−1)vt by the first bound.
//
// Terms up to v, or vA, are light here: where one logit stands out of a thousand, the others
// lose what they are, not a thousand times v.
func (g *gathering) anyTree(v float64) float64 {
	n := len(g.magnitudes)
	if n < 2 {
		return 0
	}
	first := float64(float64(n-1)*v) * g.total
	heavy, light := g.heavy(float64(v * g.total))
	h, l := float64(heavy.n), float64(n-heavy.n)
	second := float64(v * (1 + float64(float64(n-1)*v)) * (heavy.descending() + float64(max(0, h-1)*light)))
	second += float64(light * (1 + float64(2*l*v)))
	return min(first, second)
}

// buckets to the octave, and bits of a mantissa that choose one.
const bucketBits = 4

// heavies counts the terms above a threshold by the size of each: to one part in 16.
type heavies struct {
	n        int
	first    uint64 // number of the bucket of the threshold
	count    []int32
	occupied marks
	few      []float64 // the terms themselves, descending, if there are few
}

// fewTerms is how many are sorted rather than counted.
const fewTerms = 24

// heavy returns the terms above the threshold, and the sum of the others.
func (g *gathering) heavy(threshold float64) (h *heavies, light float64) {
	if h = g.memory; h == nil {
		h = new(heavies)
	}
	*h = heavies{count: h.count[:0], occupied: h.occupied[:0], few: h.few[:0]}
	if len(g.magnitudes) <= fewTerms {
		for _, a := range g.magnitudes {
			if a <= threshold {
				light += a
				continue
			}
			h.few = append(h.few, a)
		}
		slices.Sort(h.few)
		slices.Reverse(h.few)
		h.n = len(h.few)
		return h, light
	}
	h.first = math.Float64bits(threshold) >> (52 - bucketBits)
	n := int(math.Float64bits(g.total)>>(52-bucketBits) - h.first + 1)
	h.count = slices.Grow(h.count, n)[:n]
	h.occupied = h.occupied.resize(n)
	clear(h.count)
	// Without a branch, which nobody could foresee: a light term is counted in the first bucket.
	for _, a := range g.magnitudes {
		var is uint64
		if a > threshold {
			is = 1
		}
		pattern := math.Float64bits(a)
		light += math.Float64frombits(pattern & (is - 1)) // or 0
		b := (pattern>>(52-bucketBits) - h.first) & -is
		h.count[b]++
		h.occupied[b] = 1
		h.n += int(is)
	}
	h.count[0] -= int32(len(g.magnitudes) - h.n)
	return h, light
}

// descending bounds Σ P_k over k from 2 to n, where P_k is the sum of the k heaviest terms: the
// term of rank r, from 1, is in n + 1 − r of these, the first in n − 1.
func (h *heavies) descending() float64 {
	if h.n < 2 {
		return 0
	}
	var sum, largest float64
	rank := 0
	for i, a := range h.few {
		sum += float64(a * float64(h.n-i))
		largest = max(largest, a)
	}
	for i := h.occupied.words() - 1; i >= 0; i-- {
		for word := h.occupied.word(i); word != 0; {
			bit := bits.Len64(word) - 1 // the last mark of the word
			word &^= 1 << bit
			b := 8*i + bit/8
			c := int(h.count[b])
			if c == 0 { // of light terms alone
				continue
			}
			a := math.Float64frombits((h.first + uint64(b) + 1) << (52 - bucketBits)) // above those of the bucket
			if rank == 0 {
				largest = a
			}
			times := float64(float64(c)*float64(h.n-rank)) - float64(float64(float64(c)*float64(c-1))/2)
			sum += float64(a * times)
			rank += c
		}
	}
	return sum - largest
}
