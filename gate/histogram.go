package gate

import "math"

// histogram counts errors in bins of which 128 make an octave, so that a
// percentile is known to within 1 %, in bounded memory and without regard to
// the order in which errors come.
type histogram struct {
	zero   int // errors below 2^firstOctave
	bins   []int
	counts int
}

const (
	octaveBins  = 128
	firstOctave = -24
	lastOctave  = 1023 // what is left of numbers that cancel exactly may be 2^1000 ulps off
)

func (h *histogram) count(e float64) {
	h.counts++
	if e < 0x1p-24 {
		h.zero++
		return
	}
	// The exponent, and as many bits after it as choose a bin.
	b := int(math.Float64bits(e)>>(52-7)) - (1023+firstOctave)*octaveBins
	b = min(b, (lastOctave-firstOctave)*octaveBins-1)
	for len(h.bins) <= b {
		h.bins = append(h.bins, make([]int, octaveBins)...)
	}
	h.bins[b]++
}

// add counts what other has counted.
func (h *histogram) add(other *histogram) {
	h.zero += other.zero
	h.counts += other.counts
	for len(h.bins) < len(other.bins) {
		h.bins = append(h.bins, make([]int, octaveBins)...)
	}
	for b, n := range other.bins {
		h.bins[b] += n
	}
}

// quantile returns the upper end of the bin in which the q-quantile lies.
func (h *histogram) quantile(q float64) float64 {
	rank := int(math.Ceil(q * float64(h.counts)))
	n := h.zero
	if n >= rank {
		return 0
	}
	for b, c := range h.bins {
		if n += c; n >= rank {
			o, i := b/octaveBins, b%octaveBins
			return math.Ldexp(1+float64(i+1)/octaveBins, firstOctave+o)
		}
	}
	return 0
}
