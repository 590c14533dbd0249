package remedy

import (
	"math"
	"slices"

	"github.com/softulp/softulp/impl"
)

// TopK splits p by magnitude: the k largest components go to kept, the others to
// rest, each to the vector that the other has −0 at that place. Of equal
// magnitudes the first are kept, and a NaN counts as the largest.
//
// kept_i + rest_i is p_i bit for bit, in any format and rounding to nearest: −0 is
// the number whose addition changes nothing, while +0 would turn a p_i of −0 into +0.
func TopK(kept, rest, p []float64, k int) {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch a, b := magnitude(p[i]), magnitude(p[j]); {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	minusZero := math.Copysign(0, -1)
	for n, i := range order {
		if n < k {
			kept[i], rest[i] = p[i], minusZero
		} else {
			kept[i], rest[i] = minusZero, p[i]
		}
	}
}

func magnitude(v float64) float64 {
	if math.IsNaN(v) {
		return math.Inf(1)
	}
	return math.Abs(v)
}

// Feedback sends the k largest components of a gradient and keeps the others to
// add them to the next one. Source: Stich, Cordonnier and Jaggi, Sparsified SGD
// with memory, 2018, algorithm 1, whose gradients are here those times the rate.
//
//	p = fl(memory + g)
//	kept, memory = TopK(p)
//
// In a step nothing is lost after the addition: kept + memory is p bit for bit. Over steps 1 … T, exactly,
//
//	Σ kept + memory = Σ g + Σ δ,  δ = p − (memory + g), at most u·|p| each
//
// so that nothing at all is lost while the sums are numbers of the format, and
// a g that is below half the spacing of a memory near it is lost for good. A
// compensated memory keeps δ beside it, which is exactly a number of the format,
// and adds it to the next gradient:
//
//	q = fl(g + low)
//	p, low = fl(memory + q), memory + q − p
//
// With low counted as memory the identity then holds with δ = q − (g + low), which
// is at most u·|g + low|: the roundings no longer grow with the memory.
type Feedback struct {
	compensated bool
	memory, low []float64
	p           []float64
}

// NewFeedback returns an empty memory for n components.
func NewFeedback(n int, compensated bool) *Feedback {
	return &Feedback{compensated, make([]float64, n), make([]float64, n), make([]float64, n)}
}

// Memory returns what is kept for the next step, and what it lacks: 0 where the
// memory is not compensated. Both change with the next step.
func (f *Feedback) Memory() (memory, low []float64) { return f.memory, f.low }

// Sum returns the gradient of the last step with what was kept before it, p. It
// changes with the next step.
func (f *Feedback) Sum() []float64 { return f.p }

// Step writes to kept what is sent of g, whose other components are kept. All is in
// the accumulation dtype.
func (f *Feedback) Step(a impl.Arithmetic, kept, g []float64, k int) {
	for i, v := range g {
		if !f.compensated {
			f.p[i] = a.Add(f.memory[i], v)
			continue
		}
		f.p[i], f.low[i] = twoSum(a, f.memory[i], a.Add(v, f.low[i]))
	}
	TopK(kept, f.memory, f.p, k)
}

// twoSum returns fl(x + y) and its rounding error, exactly unless the sum
// overflows. Source: Knuth, The Art of Computer Programming 2, section 4.2.2,
// theorem B; it holds in every binary format that rounds to nearest.
func twoSum(a impl.Arithmetic, x, y float64) (s, e float64) {
	s = a.Add(x, y)
	b := a.Sub(s, x)
	return s, a.Add(a.Sub(x, a.Sub(s, b)), a.Sub(y, b))
}
