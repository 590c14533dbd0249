package allowance

import (
	"math"
	"math/bits"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// Rows of many logits that are not far apart, of a program from outside that computes in float32
// or float64, are what there is most of. For them the loops of outsideExponentials, newRescaling,
// outsideSum and softmax are written here and in the files beside this one once more, for speed:
// without calls or branches that nobody foresees, and with spacings from bit patterns. Each operation is
// that of the plain form, in its order, so that the results are the same, bit for bit. An element
// that is out of the ordinary is left to the plain form.

// What is ordinary in an element: a logit below the maximum, but not by more than moderate, and a
// probability from visible on, so that nothing here is subnormal in float64.
const (
	moderate = 600
	visible  = 0x1p-900
)

// isOrdinary reports whether the model and the row as a whole are. An ordinary exponential then
// has an excess.
func (c *calc) isOrdinary() bool {
	switch c.m.Scheme {
	case impl.Plain, impl.Log1p, impl.Online, impl.Blocked, impl.Tree:
	default:
		return false
	}
	return c.m.Outside && c.m.Shift == impl.ShiftMax && !c.m.FlushSubnormals && c.t == 1 &&
		(c.acc == dtype.Float32 || c.acc == dtype.Float64) && c.h < 1 &&
		len(c.X) > fewTerms && c.Sum >= 1 && c.Sum < 0x1p64
}

// within reports whether 0 < x ≤ limit, by the order of bit patterns.
func within(x, limit float64) bool {
	return math.Float64bits(x)-1 < math.Float64bits(limit)
}

// ordinaryExponentials is outsideExponentials. It notes which elements are not ordinary.
func (c *calc) ordinaryExponentials() {
	x, n := c.X, 0
	odd := slices.Grow(c.memory.odd[:0], len(x))[:len(x)]
	ws, out := c.Softmax[:len(x)], c.out.excess[:len(x)]
	m, sum, h, ulps, at := c.Max, c.Sum, c.h, c.m.ExpULP, c.acc.Spacings()
	single, limit := c.acc == dtype.Float32, math.Float64bits(h)
	// Two loops, as in addRun, since what one division waits for is then half as long.
	for j, a := range x {
		if !(within(m-a, moderate) && ws[j] >= visible) {
			odd[n] = int32(j)
			n++
			continue
		}
		hi := a - m // whose rounding is off by 2^-15 at most, as it is moderate
		t := hi - a
		lo := (a - (hi - t)) - (m + t)
		f := hi
		if single {
			f = float64(float32(hi))
		}
		delta := math.Abs((f - hi) - lo)
		out[j] = delta / (1 - float64(delta/2))
	}
	for j, w := range ws { // of odd ones it is not made use of
		value, excess := float64(w*sum), out[j]
		off := float64((1 + excess) * slack)
		e := float64(float64(ulps*at.At(float64(value*off)))*off) / value
		e = e / (1 - e)
		own := h
		if math.Float64bits(e) < limit { // not where it is negative, having no bound
			own = e
		}
		out[j] = excess + own + float64(excess*own)
	}
	c.memory.odd = odd[:n]
	for _, j := range odd[:n] {
		out[j] = c.outsideExponential(int(j), 0, false)
	}
}

// addOrdinary is addOutside for all terms.
func (c *calc) addOrdinary(t *addends) {
	if r := t.rescaled; r != nil && !(float64(float64(len(c.X))*r.step)+float64(r.slope*moderate*slack) < 0.5) {
		for j := range c.X { // in the ordinary terms an excess of rescaling may have no bound
			c.addOutside(t, j)
		}
		return
	}
	t.magnitudes = slices.Grow(t.magnitudes, len(c.X))
	from := 0
	for _, j := range c.memory.odd {
		c.addRun(t, from, int(j))
		c.addOutside(t, int(j))
		from = int(j) + 1
	}
	c.addRun(t, from, len(c.X))
}

// addRun adds terms that are ordinary.
func (c *calc) addRun(t *addends, from, to int) {
	if from == to {
		return
	}
	ws := c.Softmax[from:to]
	n := len(t.magnitudes)
	magnitudes := t.magnitudes[n : n+len(ws)] // the excesses first
	es := c.out.excess[from:to][:len(ws)]
	if t.rescaled != nil {
		c.rescaleRun(t, magnitudes, from, to)
		es = magnitudes
	}
	up, down, all, absolute := t.up, t.down, t.gathering.total, t.absolute
	for j, w := range ws {
		excess := es[j]
		above := float64(w*excess) + absolute
		below := float64(w*(excess/(1+excess))) + absolute
		if below > w {
			below = w
		}
		up += above
		down += below
		magnitude := w + above
		magnitudes[j] = magnitude
		all += magnitude
	}
	t.up, t.down, t.gathering.total = up, down, all
	t.magnitudes = t.magnitudes[:n+len(ws)]
}

// rescaleRun writes the excesses of terms that are ordinary with what rescaling makes of them.
func (c *calc) rescaleRun(t *addends, es []float64, from, to int) {
	x, buckets := c.X[from:to][:len(es)], c.memory.buckets[from:to][:len(es)]
	owns, steps := c.out.excess[from:to][:len(es)], t.rescaled.steps
	m, slope, longest := c.Max, t.rescaled.slope, t.longest
	for j, a := range x {
		own, d := owns[j], float64((m-a)*slack)
		l := steps[buckets[j]] + float64(slope*d)
		more := l / (1 - float64(l/2))
		if more > longest {
			longest = more
		}
		es[j] = own + more + float64(own*more)
	}
	t.longest = longest
}

// ordinaryAnswers is softmaxOf for all answers.
func (c *calc) ordinaryAnswers(ys []Answer, r, over, under, extra, absolute float64) {
	if !(max(over, under, extra) < 0x1p100) { // in which there may be infinities
		for i := range ys {
			c.softmaxOf(&ys[i], i, r, over, under, extra, absolute)
		}
		return
	}
	from := 0
	for _, j := range c.memory.odd {
		c.answerRun(ys, from, int(j), r, over, under, extra, absolute)
		c.softmaxOf(&ys[j], int(j), r, over, under, extra, absolute)
		from = int(j) + 1
	}
	c.answerRun(ys, from, len(ys), r, over, under, extra, absolute)
}

// answerRun bounds answers whose logits are ordinary.
func (c *calc) answerRun(ys []Answer, from, to int, r, over, under, extra, absolute float64) {
	if from == to {
		return
	}
	ys = ys[from:to]
	es := c.out.excess[from:to][:len(ys)]
	abs := float64(c.under/c.Sum*(1+under)) + absolute
	at := c.storage.Spacings()
	left, n := slices.Grow(c.memory.left[:0], len(ys))[:len(ys)], 0
	c.memory.left = left
	again := extra != 0
	for i := range ys {
		a := &ys[i]
		y, e, unit := a.Y, es[i], math.Float64bits(a.Spacing)
		up, down := e+under+float64(e*under), e+over+float64(e*over)
		if again {
			up, down = up+extra+float64(up*extra), down+extra+float64(down*extra)
		}
		more, less := float64(y*up), float64(y*(down/(1+down)))
		above, below := float64((more+abs)*slack), float64((less+abs)*slack)
		err := above
		if below > err {
			err = below
		}
		high := y + err
		// The unit is a power of two: its bits are those of the exponent. An allowance up to 1 may be vacuous;
		// what stays below does not come near the end of any format.
		if !(y >= visible && y+more+abs < 1 && bits.RotateLeft64(unit, 12)-123 <= 1800) {
			left[n] = int32(i)
			n++
			continue
		}
		half := at.At(high)
		inverse := math.Float64frombits(2046<<52 - unit)
		rounded := float64(float64(half*inverse) / 2)
		a.Above = float64((float64(above*inverse) + rounded) * slack)
		a.Below = float64((float64(below*inverse) + rounded) * slack)
		a.Err = float64((err + half) * slack)
		a.Vacuous, a.MayOverflow, a.MayFail = false, false, false
	}
	for _, i := range left[:n] {
		c.softmaxOf(&ys[i], from+int(i), r, over, under, extra, absolute)
	}
	c.left += n
}
