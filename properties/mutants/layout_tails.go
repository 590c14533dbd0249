package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// tailSkipSum leaves the last K mod 8 terms out of the denominator.
func tailSkipSum() Mutant {
	a := alone(dtype.Float32)
	const width = 8
	return Mutant{
		Name:       "tail-skip-sum",
		Severity:   "percent",
		About:      "the tail of a vectorised loop is not added to the denominator",
		Source:     "synthetic; of the class of oneDNN d83cb5e367, 18c25c8a41",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			divide(a, y, x, m, denominator(a, x[:len(x)-len(x)%width], m))
		}),
	}
}

// dropLastElement sums up to K − 1.
func dropLastElement() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "drop-last-element",
		Severity:   "percent",
		About:      "the loop of the denominator ends one term early",
		Source:     "synthetic; gorgonia#368 is an axis that is off by one",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			divide(a, y, x, m, denominator(a, x[:max(0, len(x)-1)], m))
		}),
	}
}

// The loop of jitRegisterClobber: four vectors of 16 float32 at a time, which is
// the widest that SVE has.
const (
	jitLanes  = 16
	jitUnroll = 4 * jitLanes
)

// jitRegisterClobber unrolls the exponential 2^n·e^r by four vectors, of which the
// last finds the r of the one before it in its register. Rows of fewer than 64
// logits, and the rest of others, go through the loop that is not unrolled.
func jitRegisterClobber() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "jit-register-clobber",
		Severity:   "catastrophic",
		About:      "a register is used again across an unrolled exponential: the fourth vector of four has the third's reduced argument",
		Source:     "oneDNN 4f8f2893cf, 9a638a8087, 1a44b71c9c",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New:        stateless(func(y, x []float64) { unrolledSoftmax(a, y, x, true) }),
	}
}

// unrolledSoftmax is the shifted softmax by unrolled vectors, with the register of
// the fourth clobbered or not.
func unrolledSoftmax(a impl.Arithmetic, y, x []float64, clobbered bool) {
	m := largest(x)
	var s float64
	for i, v := range x {
		d := a.Sub(v, m)
		e := a.Exp(d)
		unrolled := i < len(x)-len(x)%jitUnroll
		if clobbered && unrolled && i%jitUnroll >= jitUnroll-jitLanes {
			e = a.Exp(d - reduced(d) + reduced(a.Sub(x[i-jitLanes], m)))
		}
		y[i] = e
		s = a.Add(s, e)
	}
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}

// reduced returns d less the nearest multiple of ln 2, 0 where e^d is 0 whatever
// that is.
func reduced(d float64) float64 {
	if d < -1000 {
		return 0
	}
	return d - float64(math.Round(d/math.Ln2)*math.Ln2)
}
