package reference

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

// The loops below are softmaxPair, and what is asked of its pairs, written out for a whole row and
// for what is ordinary: an exponential that was not taken for 0, of a logit below the
// maximum. Each says how many outputs it leaves, and marks them with NaN.

// float64s sets y to Answer.Float64 of a row whose logits are not all equal.
func (f *fastRow) float64s(y []float64) (left int) {
	ih, il := f.inv.hi, f.inv.lo
	eh, el := f.eh[:len(y)], f.el[:len(y)]
	for i, h := range eh {
		y[i], _ = mulPair(h, el[i], ih, il)
		if h == 0 {
			y[i] = math.NaN()
			left++
		}
	}
	return left
}

// errors sets lo and hi to Answer.Error of got, numbers of a format in whose range 1 is, on a
// row whose logits are not all equal.
func (f *fastRow) errors(to dtype.Format, got, lo, hi []float64) (left int) {
	ih, il, relative := f.inv.hi, f.inv.lo, f.softmaxErr()
	least, below := to.MinExp(), to.Precision()-1
	eh, el := f.eh[:len(got)], f.el[:len(got)]
	lo, hi = lo[:len(got)], hi[:len(got)]
	for i, g := range got {
		h := eh[i]
		ph, pl := mulPair(h, el[i], ih, il)
		bits := math.Float64bits(ph)
		// Of 1/S less is known, y may be on either side of a power of two, and what is no
		// number is of another class.
		if h == 0 || h == 1 || bits<<12 == 0 || !(math.Abs(g) < 0x1p1000) {
			lo[i], left = math.NaN(), left+1
			continue
		}
		s := max(int(bits>>52)-1023, least) - below
		unit := math.Float64frombits(uint64(1023-s) << 52)
		d := float64(math.Abs((g-ph)-pl) * unit)
		w := float64(float64(ph*relative) * unit)
		if w > errorWidth/4 {
			lo[i], left = math.NaN(), left+1
			continue
		}
		if pl != 0 {
			w += 0x1p-50
		}
		w += float64(0x1p-48 * d)
		lo[i], hi[i] = max(0, d-w), d+w
	}
	return left
}
