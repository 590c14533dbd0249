package allowance

import (
	"math"
	"slices"
)

// tallies are what countOrdinary knows of the logits of each bucket of weights.
type tallies [1024]tally

type tally struct {
	last    uint64 // complement of the bits of the last logit, 0 if there was none
	logits  int32
	changes int32 // how many of them were others than the one before
}

// countOrdinary is count, and the least logit, in one loop without a branch that depends on the
// logits. Those of a bucket are all equal if there is one change.
func (r *rescaling) countOrdinary(c *calc) (least float64) {
	if c.memory.tallies == nil {
		c.memory.tallies = new(tallies)
	}
	all, x := c.memory.tallies, c.X
	c.memory.buckets = slices.Grow(c.memory.buckets[:0], len(x))[:len(x)]
	ws, buckets := c.Softmax[:len(x)], c.memory.buckets[:len(x)]
	last, least := 0, c.Max
	for i, a := range x {
		if a < -math.MaxFloat64 {
			continue
		}
		if a < least {
			least = a
		}
		b := weightBucket(ws[i])
		if b > last {
			last = b
		}
		buckets[i] = uint16(b)
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
	return least
}
