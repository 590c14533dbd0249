package exhaustive

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// Float32s are the float32s of an exponential's range: those below 0 first, from −0 on.
type Float32s struct {
	impl.Exponential
	negative uint64
}

// NewFloat32s returns the numbers that an exponential is judged on.
func NewFloat32s(e impl.Exponential) Float32s {
	return Float32s{e, uint64(math.Float32bits(e.Lo)-1<<31) + 1}
}

// Function returns "exp" or "exp2".
func (f Float32s) Function() string {
	if f.Base2 {
		return "exp2"
	}
	return "exp"
}

// Size returns how many numbers there are.
func (f Float32s) Size() uint64 {
	if f.Hi == 0 {
		return f.negative + 1 // +0
	}
	return f.negative + uint64(math.Float32bits(f.Hi)) + 1
}

// At returns number n.
func (f Float32s) At(n uint64) float64 {
	if n < f.negative {
		return float64(math.Float32frombits(uint32(1<<31 + n)))
	}
	return float64(math.Float32frombits(uint32(n - f.negative)))
}

// exact returns e^x or 2^x, to within a relative 2^-45: e^x for positive x, up to 89, is
// the reciprocal of e^-x.
func (f Float32s) exact(t *tables, x float64) float64 {
	switch {
	case f.Base2:
		return t.power(x)
	case x <= 0:
		return t.expMinus(-x)
	}
	return 1 / t.expMinus(x)
}

func (f Float32s) work() work {
	return work{f.Name, f.Size(), func() (func(lo, hi uint64) error, *Tally) {
		tally, t := new(Tally), shared()
		return func(lo, hi uint64) error {
			for n := lo; n < hi; n++ {
				x := f.At(n)
				tally.exponential(n, f.Compute(x), f.exact(t, x), dtype.Float32)
			}
			return nil
		}, tally
	}}
}

// exponential adds a value that is within 2^-45 of y, relative to it: errors are known to
// 2^-21 ulp. Those that near to a half are not called correctly rounded unless got is what
// y rounds to, wherever it lies in that interval; the rest are not decided here and count as
// not correct.
func (t *Tally) exponential(n uint64, got, y float64, f dtype.Format) {
	t.Rows++
	if !isFinite(got) {
		t.WrongClass++
		t.Wrong.see(0, n, 0)
		return
	}
	t.Answers++
	if f.Round(y-float64(y*relative)) == got && f.Round(y+float64(y*relative)) == got {
		t.Correct++
	}
	t.Worst.see(float64(math.Abs(got-y)/f.Spacing(y)), n, 0)
}
