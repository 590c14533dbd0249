package allowance

import (
	"math"
	"math/bits"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// Rows of many logits that are not far apart, of a program from outside that computes in float32
// or float64, are what there is most of. For them the loops of outsideExponentials, newRescaling,
// outsideSum and softmax are written here and in the files beside this one once more, for speed:
// without calls, spacings by bit patterns. Each operation is that of the plain form, in its order, so
// that the results are the same, bit for bit. An element that is out of the ordinary is left to
// the plain form.

// What is ordinary in an element: a logit below the maximum, but not by more than moderate, and a
// probability from visible on, so that nothing here is subnormal in float64.
const (
	moderate = 600
	visible  = 0x1p-900
)

// isOrdinary reports whether the row and the model are.
func (c *calc) isOrdinary() bool {
	switch c.m.Scheme {
	case impl.Plain, impl.Log1p, impl.Online, impl.Blocked, impl.Tree:
	default:
		return false
	}
	return c.m.Outside && c.m.Shift == impl.ShiftMax && !c.m.FlushSubnormals && c.t == 1 &&
		(c.acc == dtype.Float32 || c.acc == dtype.Float64) &&
		len(c.X) > fewTerms && c.h < 0x1p100 && c.Sum >= 1 && c.Sum < 0x1p64
}

// spacing is Format.Spacing of positive numbers whose spacing is a normal float64.
type spacing struct{ floor, less uint64 } // of exponents, biased

func spacingOf(f dtype.Format) spacing {
	return spacing{uint64(f.MinExp() + 1023), uint64(f.Precision() - 1)}
}

func (s spacing) at(x float64) float64 {
	return math.Float64frombits((max(math.Float64bits(x)>>52, s.floor) - s.less) << 52)
}

// ordinaryExponentials is outsideExponentials.
func (c *calc) ordinaryExponentials() {
	x := c.X
	ws, out := c.Softmax[:len(x)], c.out.excess[:len(x)]
	m, sum, h, ulps, at := c.Max, c.Sum, c.h, c.m.ExpULP, spacingOf(c.acc)
	single := c.acc == dtype.Float32
	for j, a := range x {
		hi, w := a-m, ws[j]
		if !(hi < 0 && hi >= -moderate && w >= visible) {
			out[j] = c.outsideExponential(j, 0, false)
			c.left++
			continue
		}
		t := hi - a
		lo := (a - (hi - t)) - (m + t)
		f := hi
		if single {
			f = float64(float32(hi))
		}
		delta := math.Abs((f - hi) - lo)
		if !(delta < 1) {
			out[j] = c.outsideExponential(j, 0, false)
			c.left++
			continue
		}
		excess := delta / (1 - float64(delta/2))
		off, value := float64((1+excess)*slack), float64(w*sum)
		own := h
		if e := float64(float64(ulps*at.at(float64(value*off)))*off) / value; e < 1 {
			if e = e / (1 - e); e < h {
				own = e
			}
		}
		out[j] = excess + own + float64(excess*own)
	}
}

// addOrdinary is addOutside for all terms.
func (c *calc) addOrdinary(t *addends) {
	x := c.X
	ws, es := c.Softmax[:len(x)], c.out.excess[:len(x)]
	magnitudes := t.magnitudes[:len(x)]
	n := 0
	m, absolute := c.Max, t.absolute
	var r rescaling
	if t.rescaled != nil {
		r = *t.rescaled
	}
	up, down, all, longest := t.up, t.down, t.gathering.total, t.longest
	for j, a := range x {
		d, w, excess := m-a, ws[j], es[j]
		l := 0.0
		if d > 0 && d <= moderate && w >= visible && r.distinct != nil {
			d = float64(d * slack)
			l = float64(float64(r.distinct[weightBucket(w)])*r.step) + float64(r.slope*d)
		}
		if !(d > 0 && d <= moderate && w >= visible && l < 1 && excess < math.MaxFloat64) {
			t.up, t.down, t.gathering.total, t.longest = up, down, all, longest
			t.magnitudes = magnitudes[:n]
			c.addOutside(t, j)
			c.left++
			up, down, all, longest = t.up, t.down, t.gathering.total, t.longest
			n = len(t.magnitudes)
			continue
		}
		more := l / (1 - float64(l/2))
		if more > longest {
			longest = more
		}
		excess = excess + more + float64(excess*more)
		above := float64(w*excess) + absolute
		up += above
		below := float64(w*(excess/(1+excess))) + absolute
		if below > w {
			below = w
		}
		down += below
		magnitude := w + above
		magnitudes[n] = magnitude
		n++
		all += magnitude
	}
	t.up, t.down, t.gathering.total, t.longest = up, down, all, longest
	t.magnitudes = magnitudes[:n]
}

// ordinaryAnswers is softmaxOf for all answers.
func (c *calc) ordinaryAnswers(ys []Answer, r, over, under, extra, absolute float64) {
	ys = ys[:len(c.X)]
	es, x := c.out.excess[:len(ys)], c.X[:len(ys)]
	abs := float64(c.under/c.Sum*(1+under)) + absolute
	limit, least := min(c.storage.Max(), 0x1p100), c.storage.MinSubnormal()/2
	at := spacingOf(c.storage)
	for i := range ys {
		a := &ys[i]
		y, e, unit := a.Y, es[i], math.Float64bits(a.Spacing)
		up := e + under + float64(e*under)
		up = up + extra + float64(up*extra)
		down := e + over + float64(e*over)
		down = down + extra + float64(down*extra)
		more, less := float64(y*up), float64(y*(down/(1+down)))
		above, below := float64((more+abs)*slack), float64((less+abs)*slack)
		err := above
		if below > err {
			err = below
		}
		high := y + err
		// The unit is a power of two: its bits are those of the exponent.
		if !(y >= visible && high < limit && bits.RotateLeft64(unit, 12)-123 <= 1800 && x[i] >= -math.MaxFloat64) {
			c.softmaxOf(a, i, r, over, under, extra, absolute)
			c.left++
			continue
		}
		half := at.at(high)
		inverse := math.Float64frombits(2046<<52 - unit)
		rounded := float64(float64(half*inverse) / 2)
		a.Above = float64((float64(above*inverse) + rounded) * slack)
		a.Below = float64((float64(below*inverse) + rounded) * slack)
		a.Err = float64((err + half) * slack)
		a.Vacuous = y+more+abs >= 1 && y-less-abs < least
		a.MayOverflow, a.MayFail = false, false
	}
}
