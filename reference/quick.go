package reference

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

const (
	// quickError bounds the relative error of a softmax from quickBlock's
	// exponentials e and their sum: each e 2^-51.9, the sum 2^-51.3, the inverse, the
	// product and the ends of the rounding test 2^-53 each: together 4.2·2^-52.
	quickError = 0x1.1p-50
	// quickLowest is the difference below which quickBlock gives 0: e^-106 is below
	// half of the smallest subnormal of every dtype but float64, 2^-150.
	quickLowest = -106
)

// quickRow is a row's exponentials in float64, for float32 and the smaller dtypes: all of
// them, the sum τ of those of the logits that are not largest, and 1/S.
type quickRow struct {
	e, memory []float64
	tail, inv float64
	ready     bool
}

// quickly returns that of the row: from the fast tier's evaluation if it has been made, or must be
// for the temperature.
func (r *Row) quickly() *quickRow {
	q := &r.quick
	switch {
	case q.ready:
		return q
	case r.fastReady || r.by.t != 1:
		f := r.evaluated()
		q.e, q.tail, q.inv = f.eh, f.tail.hi, f.inv.hi
	default:
		q.memory = resize(q.memory, r.k)
		q.e = q.memory
		sh, sl := quickBlock(q.e, r.x, r.max)
		q.tail = sh + sl
		s, e := twoSum(float64(r.maxima), sh)
		q.inv = 1 / (s + (e + sl))
	}
	q.ready = true
	return q
}

// quickBlock sets e[i] to e^(x[i]−m) for x[i] ≤ m, with a relative error below
// 2^-51.9, or to 0 below e^quickLowest, and returns the sum of those with x[i] < m in two
// parts. It is as much of expPair as float32 and the smaller dtypes need: the
// table's low parts are left out (2^-53), the last operation is rounded (2^-53), all
// else is below 2^-62. The sum has the error of its terms and what the roundings of its
// low part lose, K²·2^-106 ≤ 2^-58; rounded to a float64, it has one below 2^-51.3.
func quickBlock(e, x []float64, m float64) (sh, sl float64) {
	e = e[:len(x)]
	for i, v := range x {
		dh, dl := twoSum(v, -m)
		if !(dh > quickLowest && dh < 0) {
			e[i] = 0
			if dh == 0 {
				e[i] = 1
			}
			continue
		}
		kf := float64(dh*(expSteps/math.Ln2)) + integral
		k := int64(math.Float64bits(kf)<<13) >> 13
		kf -= integral
		r := math.FMA(-kf, expL1, dh)
		r += math.FMA(-kf, expL2, dl)
		q := math.FMA(r, math.FMA(r, 1.0/24, 1.0/6), 0.5)
		q = math.FMA(float64(r*r), q, r)
		t := expTable[k&(expSteps-1)][0]
		z := float64(math.FMA(t, q, t) * math.Float64frombits(uint64(1023+k>>10)<<52))
		e[i] = z
		var c float64
		sh, c = twoSum(sh, z)
		sl += c
	}
	return sh, sl
}

// quickSoftmax rounds the softmax of a finite row to f, any dtype but float64, and
// returns the number of outputs that it leaves as NaN because they are too near to
// a midpoint.
func (r *Row) quickSoftmax(f dtype.Format, y []float64) (left int) {
	q := r.quickly()
	e, inv := q.e, q.inv
	y = y[:len(e)]
	if f == dtype.Float32 {
		for i, z := range e {
			p := float64(z * inv)
			w := float64(p * quickError)
			a, b := float32(p-w), float32(p+w)
			y[i] = float64(a)
			if a != b {
				y[i] = math.NaN()
				left++
			}
		}
		return left
	}
	for i, z := range e {
		p := float64(z * inv)
		w := float64(p * quickError)
		a, b := f.Round(p-w), f.Round(p+w)
		y[i] = a
		if a != b {
			y[i] = math.NaN()
			left++
		}
	}
	return left
}
