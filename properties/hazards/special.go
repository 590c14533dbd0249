package hazards

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

// specialCase is one row with NaN, +Inf or nothing but −Inf, named after it.
type specialCase struct {
	name string
	// at returns the element at index i of k, given what is there otherwise.
	at func(i, k int, ordinary float64) float64
	// least is the smallest k for which the name says the truth.
	least int
}

// specialWidths are short, and reach past tails and unrolled loops: mlx issue
// 1467 is NaN for all −Inf at K = 128 and 0 at 127.
func specialWidths() []int { return []int{1, 2, 3, 7, 8, 9, 16, 17, 33, 127, 128, 129} }

// Special returns the rows whose answer is a matter of convention, each case at
// widths from 1 to 129: with NaN, with +Inf, with nothing but −Inf. The format
// decides which there are: without infinities only those of NaN. The rows are
// always the same, and finite logits in them small multiples of 1/2.
func Special(f dtype.Format) []Row {
	var rows []Row
	for _, c := range specialCases() {
		for _, k := range specialWidths() {
			if k < c.least {
				continue
			}
			x := make([]float64, k)
			for i := range x {
				x[i] = c.at(i, k, float64(i%5-2)/2)
			}
			if f.HasInf() || !hasInf(x) {
				rows = append(rows, Row{c.name, x})
			}
		}
	}
	return rows
}

func hasInf(x []float64) bool {
	for _, v := range x {
		if math.IsInf(v, 0) {
			return true
		}
	}
	return false
}

func specialCases() []specialCase {
	nan, inf := math.NaN(), math.Inf(1)
	first := func(i, _ int) bool { return i == 0 }
	last := func(i, k int) bool { return i == k-1 }
	middle := func(i, k int) bool { return i == k/2 }
	second := func(i, _ int) bool { return i == 1 }
	even := func(i, _ int) bool { return i%2 == 0 }
	every := func(int, int) bool { return true }
	// set puts v where the predicate holds, base elsewhere.
	set := func(where func(i, k int) bool, v float64, base func(float64) float64) func(int, int, float64) float64 {
		return func(i, k int, ordinary float64) float64 {
			if where(i, k) {
				return v
			}
			return base(ordinary)
		}
	}
	finite := func(ordinary float64) float64 { return ordinary }
	all := func(v float64) func(float64) float64 { return func(float64) float64 { return v } }
	// and overwrites one more place.
	and := func(at func(int, int, float64) float64, where func(i, k int) bool, v float64) func(int, int, float64) float64 {
		return func(i, k int, ordinary float64) float64 {
			if where(i, k) {
				return v
			}
			return at(i, k, ordinary)
		}
	}
	return []specialCase{
		{"nan-first", set(first, nan, finite), 2},
		{"nan-last", set(last, nan, finite), 2},
		{"nan-middle", set(middle, nan, finite), 3},
		{"nan-every", set(every, nan, finite), 1},
		{"nan-among-negative-inf", set(middle, nan, all(-inf)), 2},
		{"nan-among-positive-inf", set(middle, nan, all(inf)), 2},
		{"nan-first-positive-inf-last", and(set(first, nan, finite), last, inf), 2},
		{"nan-last-positive-inf-first", and(set(last, nan, finite), first, inf), 2},
		{"nan-last-negative-inf-first", and(set(last, nan, finite), first, -inf), 2},
		{"positive-inf-first", set(first, inf, finite), 2},
		{"positive-inf-last", set(last, inf, finite), 2},
		{"positive-inf-two", and(set(first, inf, finite), second, inf), 3},
		{"positive-inf-some", set(even, inf, finite), 3},
		{"positive-inf-every", set(every, inf, finite), 1},
		{"positive-inf-first-negative-inf-last", and(set(first, inf, finite), last, -inf), 2},
		{"negative-inf-first-positive-inf-last", and(set(last, inf, finite), first, -inf), 2},
		{"positive-inf-among-negative-inf", set(middle, inf, all(-inf)), 2},
		{"negative-inf-every", set(every, -inf, finite), 1},
	}
}
