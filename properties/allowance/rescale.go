package allowance

import "math"

// onlineSum follows the running reference r through the row, replaced where a
// logit exceeds it by more than the threshold (0: online; 8 ln 2: lazy). A
// replacement multiplies the sum by a computed e^(r−x): its exponent is off by
// a known δ, the exponential by h, the product by one rounding.
func (c *calc) onlineSum(threshold float64) total {
	s := partial{}
	r := math.Inf(-1)
	terms := 0.0 // bounds the sum so far, in units of e^r
	for j, x := range c.X {
		if math.IsInf(x, -1) {
			continue
		}
		if math.IsInf(r, -1) || c.round(c.divided(x)-c.divided(r)) > threshold {
			s = c.rescale(s, r, x, terms)
			r = x
		}
		terms += 257 // each is at most 2^8, and e^(fl(8 ln 2)) exceeds that by little
		s = c.v.add(s, c.exponential(j, r))
	}
	return total{s, r}
}

// rescale moves a sum from the reference r to the larger next.
func (c *calc) rescale(s partial, r, next, terms float64) partial {
	if s.w == 0 && s.up == 0 {
		return s
	}
	d, delta := c.difference(r, next)
	excess, reach := c.factor(d, delta, 0)
	// The exponential and the product may underflow.
	absolute := (float64(terms*c.under) + c.tiny) / c.Sum
	return s.rescaled(compose(excess, c.u), absolute, float64(4*terms*reach))
}

// blockedSum merges tiles of Block elements in order: both sums are brought to
// the larger of the two maxima, where the factor of one of them is exactly 1.
func (c *calc) blockedSum() total {
	s := partial{}
	m := math.Inf(-1)
	for lo := 0; lo < len(c.X); lo += c.m.Block {
		hi := min(lo+c.m.Block, len(c.X))
		tile := math.Inf(-1)
		for _, x := range c.X[lo:hi] {
			tile = max(tile, x)
		}
		if math.IsInf(tile, -1) {
			continue
		}
		t := c.sequentialSum(lo, hi, tile)
		switch {
		case tile > m:
			s = c.rescale(s, m, tile, float64(lo+1))
			m = tile
		case tile < m:
			t = c.rescale(t, tile, m, float64(c.m.Block))
		}
		s = c.v.add(s, t)
	}
	return total{s, m}
}
