package allowance

import (
	"math"
	"math/bits"
	"slices"
)

// tallies are what countOrdinary knows of the logits of each bucket of weights.
type tallies [1024]tally

type tally struct {
	last  uint64 // complement of the bits of the last logit, 0 if there was none
	count uint64 // of logits; from bit 32 on, of those that are others than the one before
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
	occupied := c.memory.occupied.resize(weightBuckets)
	c.memory.occupied = occupied
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
		occupied[b] = 1
		t := &all[b&(len(all)-1)]
		key := ^math.Float64bits(a + 0) // of −0 as of 0
		var change uint64
		if key != t.last {
			change = 1
		}
		t.last = key
		t.count += change<<32 + 1
	}
	c.memory.distinct = slices.Grow(c.memory.distinct[:0], last+1)[:last+1]
	r.distinct = c.memory.distinct
	r.steps = slices.Grow(r.steps, last+1)[:last+1]
	above := int32(0)
	for i := range last/8 + 1 {
		for word := occupied.word(i); word != 0; word &= word - 1 {
			b := 8*i + bits.TrailingZeros64(word)/8
			t := &all[b&(len(all)-1)]
			n := int32(t.count)
			if t.count>>32 == 1 {
				n = 1
			}
			*t = tally{}
			r.distinct[b] = above + n - 1
			r.steps[b] = float64(float64(r.distinct[b]) * r.step)
			above += n
		}
	}
	return least
}
