package allowance

import (
	"math"
	"math/bits"
	"slices"
)

// tallies are what countOrdinary knows of the logits of each bucket of weights.
type tallies [1024]tally

type tally struct {
	last    uint64 // complement of the bits of the last logit, 0 if there was none
	logits  int32
	changes int32 // how many of them were others than the one before
}

// countOrdinary is count, and extent, in one loop without a branch that depends on the logits:
// those of a bucket are all equal if there is one change.
func (r *rescaling) countOrdinary(c *calc) extent {
	if c.memory.tallies == nil {
		c.memory.tallies = new(tallies)
	}
	all, x := c.memory.tallies, c.X
	ws := c.Softmax[:len(x)]
	of := extent{c.Max, math.Inf(1)}
	last, least, unit := 0, c.Max, uint64(4096)
	for i, a := range x {
		if a < -math.MaxFloat64 {
			continue
		}
		pattern := math.Float64bits(a)
		if e := pattern << 1 >> 53; e > 0 {
			unit = min(unit, e+uint64(bits.TrailingZeros64(pattern|1<<52)))
		} else {
			of.quantum = min(of.quantum, quantum(a))
		}
		if a < least {
			least = a
		}
		b := weightBucket(ws[i])
		if b > last {
			last = b
		}
		t := &all[b&(len(all)-1)]
		key := ^math.Float64bits(a + 0) // of −0 as of 0
		var change int32
		if key != t.last {
			change = 1
		}
		t.last = key
		t.logits++
		t.changes += change
	}
	of.least = least
	if unit < 4096 {
		of.quantum = min(of.quantum, math.Ldexp(1, int(unit)-1075))
	}
	c.memory.distinct = slices.Grow(c.memory.distinct[:0], last+1)[:last+1]
	r.distinct = c.memory.distinct
	above := int32(0)
	for b := range r.distinct {
		t := &all[b&(len(all)-1)]
		n := t.logits
		if t.changes == 1 {
			n = 1
		}
		r.distinct[b] = above + max(0, n-1)
		above += n
	}
	clear(all[:last+1])
	return of
}
