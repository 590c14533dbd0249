package allowance

import (
	"math"
	"slices"

	"github.com/softulp/softulp/impl"
)

// lazily is what a reference that is kept may be below the maximum, in the scheme lazy-rescale,
// at most.
const lazily = 8 * math.Ln2 * slack

// rescales reports whether a program from outside may work with the maximum so far: of the row,
// of lanes or of tiles, in whatever arrangement. One that declares nothing may, as many do; one
// that says more of its sum than that it has n − 1 additions computes in three passes, unless it
// declares its scheme.
func (c *calc) rescales() bool {
	switch c.m.Scheme {
	case impl.Plain:
		return c.m.Outside && c.m.Sum == impl.Sequential && c.m.Shift == impl.ShiftMax
	case impl.Online, impl.LazyRescale, impl.Blocked:
		return c.m.Outside
	}
	return false
}

// rescaling is what bringing sums from one reference to another makes of the terms. A sum of
// exponentials at a reference r is brought to a larger one r' by a computed f = e^(r − r') and
// a product. The references that term j goes through are logits that grow from one to the next, so that
// there are no more of these steps than distinct logits above x_j. (A factor e^0 is 1.)
//
// A factor in [2^-k-1, 2^-k) is off by t = exp_ulp·u·2^-k/f ≤ exp_ulp·u·(1 + log2(2^-k/f)) of
// itself, as 2^y ≤ 1 + y for y up to 1, and the log2 of all factors add up to (m − x_j)·log2 e. So the
// logarithm of what q steps make of a term is at most
//
//	q·(exp_ulp·u·(1+h) + u) + exp_ulp·u·(1+h)·(m − x_j)·log2 e + u·(m − x_j)
//
// the last part for the roundings of the differences, each off by u of itself; on a grid
// they are exact.
type rescaling struct {
	step, slope float64   // of that, with each reference and with the distance
	distinct    []int32   // by bucket of weights: distinct logits above it, and others in it, at most
	steps       []float64 // distinct times step, where that is made use of
	above       []float64 // of short rows in its place: the distinct logits, descending
	lazy        float64
}

// newRescaling counts the row's logits.
func (c *calc) newRescaling() (r *rescaling, least float64) {
	r = &c.memory.rescaling
	*r = rescaling{above: r.above[:0], steps: r.steps[:0]}
	t := min(float64(c.m.ExpULP*c.u*(1+c.h)), c.h)
	r.step, r.slope = t+c.u, float64(t*math.Log2E)*slack
	switch {
	case c.ordinary:
		least = r.countOrdinary(c)
	case len(c.X) <= fewTerms:
		least = r.list(c)
	default:
		least = c.leastLogit()
		r.count(c)
	}
	if !c.onGrid(least) {
		r.slope += c.u
		if c.m.Scheme == impl.LazyRescale {
			r.lazy = 2 * lazily
		}
	}
	return r, least
}

// list fills in the distinct logits, and returns the least.
func (r *rescaling) list(c *calc) (least float64) {
	for _, x := range c.X {
		if !math.IsInf(x, -1) {
			r.above = append(r.above, x)
		}
	}
	slices.Sort(r.above)
	r.above = slices.Compact(r.above)
	slices.Reverse(r.above)
	return r.above[len(r.above)-1]
}

// count fills in the buckets: those of logits that are all equal have one.
func (r *rescaling) count(c *calc) {
	var all [weightBuckets]int32
	var first [weightBuckets]float64
	var mixed [weightBuckets]bool
	last := 0
	for i, x := range c.X {
		if math.IsInf(x, -1) {
			continue
		}
		b := weightBucket(c.Softmax[i])
		if all[b] == 0 {
			first[b] = x
		} else if first[b] != x {
			mixed[b] = true
		}
		all[b]++
		last = max(last, b)
	}
	c.memory.distinct = slices.Grow(c.memory.distinct[:0], last+1)[:last+1]
	r.distinct = c.memory.distinct
	above := int32(0)
	for b := range r.distinct {
		n := all[b]
		if n > 1 && !mixed[b] {
			n = 1
		}
		r.distinct[b] = above + max(0, n-1)
		above += n
	}
}

// weightBuckets cover the weights from 1 down to 2^-60, all others being in the last.
const weightBuckets = 60<<bucketBits + 1

// weightBucket returns that of a weight.
func weightBucket(w float64) int {
	one := math.Float64bits(1) >> (52 - bucketBits)
	return int(min(weightBuckets-1, one-min(one, math.Float64bits(w)>>(52-bucketBits))))
}

// excess bounds what becomes of term j, but for underflow. Terms of weight 0 are far below what
// underflow counts, whatever their steps make of them.
func (r *rescaling) excess(c *calc, j int) float64 {
	x, w := c.X[j], c.Softmax[j]
	if x == c.Max || w == 0 {
		return 0
	}
	var q int
	if r.distinct != nil {
		q = int(r.distinct[weightBucket(w)])
	} else {
		for q < len(r.above) && r.above[q] > x {
			q++
		}
	}
	d := float64((c.Max/c.t - x/c.t) * slack)
	l := float64(float64(q)*r.step) + float64(r.slope*d) + float64(c.u*r.lazy)
	n := 0
	for ; l >= 1 && n < 10; n++ {
		l /= 2
	}
	excess := expExcess(l)
	for range n {
		excess = compose(excess, excess)
	}
	return excess
}

// underflowOfRescaling bounds what underflows, in units of S: a factor that is no normal number, and
// its product with a sum, which is about 1 or more; such factors take the reference up by at least
// as much as the logarithm of the smallest normal number, and no term goes through more of them
// than fit into the row.
func (c *calc) underflowOfRescaling(least float64) float64 {
	n := float64(len(c.X))
	steps := min(n, (c.Max/c.t-least/c.t)/(0.69*float64(-c.acc.MinExp())))
	if steps = math.Floor(steps); steps == 0 {
		return 0
	}
	if c.m.Scheme == impl.LazyRescale { // of terms up to e^lazily
		n *= 257
	}
	return float64(steps*n*(c.under+c.tiny)) / c.Sum
}

// referenceError bounds what rounding the difference from another reference than the maximum makes
// of a numerator. Where it is off by 1, the numerator is far below what underflow counts.
func (c *calc) referenceError(x float64) float64 {
	t := float64(c.u * ((c.Max/c.t - x/c.t) + 2*lazily))
	if !(t < 1) {
		return 0
	}
	return expExcess(t)
}

// leastLogit returns the smallest but −Inf.
func (c *calc) leastLogit() float64 {
	least := c.Max
	for _, x := range c.X {
		if !math.IsInf(x, -1) {
			least = min(least, x)
		}
	}
	return least
}

// onGrid reports whether every difference of the logits, the smallest of which is given, is
// exact in accumulate: they are multiples of a power of two that is at most 2^p times smaller
// than their range.
func (c *calc) onGrid(least float64) bool {
	if c.t != 1 {
		return false
	}
	extent, scale := c.Max-least, math.Ldexp(1, c.acc.Precision())
	for _, x := range c.X {
		if !(extent <= float64(quantum(x)*scale)) && !math.IsInf(x, -1) {
			return false
		}
	}
	return true
}

// quantum returns the largest power of two of which x is a multiple, +Inf for 0: what its last
// bit that is set stands for.
func quantum(x float64) float64 {
	b := math.Float64bits(x) &^ (1 << 63)
	switch {
	case b == 0:
		return math.Inf(1)
	case b<<12 == 0: // the leading bit of a normal number, which is not written
		return math.Float64frombits(b)
	}
	return math.Float64frombits(b) - math.Float64frombits(b&(b-1))
}
