package allowance

import (
	"math"
	"slices"

	"github.com/softulp/softulp/impl"
)

// lazily is what a reference that is kept may be below the maximum, in the scheme lazy-rescale,
// at most.
const lazily = 8 * math.Ln2 * slack

// rescales reports whether a program from outside declares that it works with the maximum so
// far: of the row, of lanes or of tiles, in whatever arrangement.
func (c *calc) rescales() bool {
	switch c.m.Scheme {
	case impl.Online, impl.LazyRescale, impl.Blocked:
		return c.m.Outside
	}
	return false
}

// chains bounds, by the index j, what rescaling makes of term j: a sum of exponentials at
// a reference r is brought to a larger one r' by a computed e^(r − r') and a product. The
// references that a term goes through are logits that grow from one to the next, so that no
// more than the distinct logits above x_j follow its own, or that of its tile; each factor is
// off by a ratio of (1+h)(1+u); one of e^0 is 1. The differences of references are rounded: each is off by u times
// itself, and they add up to m − x_j at most. On a grid they are exact.
func (c *calc) chains() []float64 {
	var above []float64
	for _, x := range c.X {
		if !math.IsInf(x, -1) {
			above = append(above, x)
		}
	}
	slices.Sort(above)
	above = slices.Compact(above)
	slices.Reverse(above)
	step := compose(c.h, c.u)
	excess := make([]float64, len(above)) // after so many
	for q := 1; q < len(above); q++ {
		excess[q] = compose(excess[q-1], step)
	}
	exact := c.onGrid()
	chain := make([]float64, len(c.X))
	for j, x := range c.X {
		if math.IsInf(x, -1) {
			continue
		}
		q, _ := slices.BinarySearchFunc(above, x, func(a, x float64) int {
			switch {
			case a > x:
				return -1
			case a < x:
				return 1
			}
			return 0
		})
		chain[j] = excess[q]
		if !exact {
			chain[j] = compose(chain[j], c.referenceError(x))
		}
	}
	return chain
}

// distanceToMax returns m − x, in units of the temperature.
func (c *calc) distanceToMax(x float64) float64 {
	d, _ := c.difference(x, c.Max)
	return d
}

// referenceError bounds what rounding the differences of references makes of a term's
// exponential. Where they are off by 1 together, the term and what is made of it are far below the
// smallest number of accumulate, which underflow counts.
func (c *calc) referenceError(x float64) float64 {
	t := float64(c.u * (c.distanceToMax(x) + 2*lazily))
	if !(t < 1) {
		return 0
	}
	return expExcess(t)
}

// onGrid reports whether every difference of the logits is exact in accumulate: they are
// multiples of a power of two that is at most 2^p times smaller than their range.
func (c *calc) onGrid() bool {
	if c.t != 1 {
		return false
	}
	q, least := math.Inf(1), c.Max
	for _, x := range c.X {
		if !math.IsInf(x, -1) {
			q, least = min(q, quantum(x)), min(least, x)
		}
	}
	return c.Max-least <= math.Ldexp(q, c.acc.Precision())
}

// quantum returns the largest power of two of which x is a multiple, +Inf for 0.
func quantum(x float64) float64 {
	if x == 0 {
		return math.Inf(1)
	}
	f, e := math.Frexp(math.Abs(x))
	m := uint64(math.Ldexp(f, 53))
	return math.Ldexp(float64(m&-m), e-53)
}

// underflowOfRescaling bounds what underflows: with each reference a product, and a factor,
// times the sum so far, of terms of up to e^lazily.
func (c *calc) underflowOfRescaling() float64 {
	n := float64(len(c.X))
	return float64(n*(float64(n*257*c.under)+c.tiny)) / c.Sum
}
