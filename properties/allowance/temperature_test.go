package allowance

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// warm returns a calc of the row at a temperature.
func warm(f dtype.Format, temperature float64, x ...float64) *calc {
	e := &Exact{Input: function.Input{X: x, Temperature: temperature}, Max: math.Inf(-1), Sum: 1}
	for _, v := range x {
		e.Max = max(e.Max, v)
	}
	return newCalc(impl.Model{Accumulate: f, Shift: impl.ShiftMax}, f, e)
}

// beyond reports whether the exact error is more than the bound, or far below it.
func beyond(t *testing.T, what string, exact *big.Rat, bound float64) {
	t.Helper()
	exact.Abs(exact)
	if exact.Cmp(rat(bound*slack)) > 0 {
		t.Errorf("%s: off by %g, want at most %g", what, floatOf(exact), bound)
	}
	// A few residuals of 2^-50 of a spacing, a few of the smallest numbers.
	if limit := new(big.Rat).Mul(exact, rat(slack)); limit.Add(limit, rat(0x1p-48)).Cmp(rat(bound)) < 0 {
		t.Errorf("%s: off by %g, bounded by %g", what, floatOf(exact), bound)
	}
}

// TestTemperature holds the errors of quotients and of their differences against exact
// rationals: hardly larger than they are, in float64 too.
func TestTemperature(t *testing.T) {
	for _, f := range dtype.All() {
		if f.Bits() == 8 {
			continue
		}
		for trial := range 5000 {
			r := rand.New(rand.NewPCG(91, uint64(trial)))
			a, b := f.Round(8*r.Float64()-4), f.Round(math.Ldexp(r.Float64()-0.5, r.IntN(5)))
			temperature := []float64{0.5, 2, 0.25, 0.7, 3, 10, f.Round(0.7), 1 + r.Float64()}[r.IntN(8)]
			c := warm(f, temperature, a, b)
			quotient := func(x float64) *big.Rat { return new(big.Rat).Quo(rat(x), rat(temperature)) }
			za, zb := c.divided(a), c.divided(b)
			z := new(big.Rat).Sub(rat(za), quotient(a))
			exact := c.logitError(a)
			beyond(t, "a quotient", z, exact)
			d, delta := c.difference(a, b)
			want := new(big.Rat).Sub(quotient(a), quotient(b))
			off := new(big.Rat).Sub(rat(f.Round(za-zb)), want)
			if got := floatOf(want.Abs(want)); math.Abs(d-got) > got*0x1p-50 {
				t.Errorf("%v, (%g − %g)/%g: %g, want %g", f, a, b, temperature, d, got)
			}
			beyond(t, "a difference", off, delta)
			if frac, _ := math.Frexp(temperature); frac == 0.5 && math.Abs(a) > 0x1p-10 && exact != 0 {
				t.Errorf("%v, %g/%g: off by %g, want no error", f, a, temperature, exact)
			}
		}
	}
}

// TestTemperatureExtremes: quotients that overflow or underflow, and differences out of
// float64's range.
func TestTemperatureExtremes(t *testing.T) {
	most, tiny := math.MaxFloat64, math.SmallestNonzeroFloat64
	for _, tt := range []struct {
		f                 dtype.Format
		a, b, temperature float64
	}{
		{dtype.Float64, most, -most, 2},
		{dtype.Float64, most, -most, 3},
		{dtype.Float64, most, most / 3, 3},
		{dtype.Float64, -most, 1, 10},
		{dtype.Float64, 3 * tiny, 0, 2},
		{dtype.Float64, 3 * tiny, 0, 0.7},
		{dtype.Float64, 1, -1, 1e300},
		{dtype.Float64, 1e-300, -1e-300, 1e-300},
		{dtype.Float32, 0x1p-149, 0, 2},
		{dtype.Float32, 0x1p-140, 0x1p-149, 3},
		{dtype.Float16, 65504, -65504, 3},
		{dtype.Float16, 60000, 3, 2},
	} {
		c := warm(tt.f, tt.temperature, tt.a, tt.b)
		za, zb := c.divided(tt.a), c.divided(tt.b)
		f := tt.f.Round(za - zb)
		d, delta := c.difference(tt.a, tt.b)
		if f-f != 0 {
			if d < 1000 {
				t.Errorf("%v, (%g − %g)/%g: %g, want a large number", tt.f, tt.a, tt.b, tt.temperature, d)
			}
			continue
		}
		exact := new(big.Rat).Sub(rat(tt.a), rat(tt.b))
		exact.Quo(exact, rat(tt.temperature)).Sub(rat(f), exact)
		if exact.Abs(exact).Cmp(rat(delta*slack)) > 0 || delta > 0 && delta > math.Abs(f)*tt.f.UnitRoundoff()*4+4*tt.f.MinSubnormal()/min(1, tt.temperature) {
			t.Errorf("%v, (%g − %g)/%g: off by %g, bounded by %g", tt.f, tt.a, tt.b, tt.temperature, floatOf(exact), delta)
		}
	}

	// x/T overflows: −Inf is an exponential of 0, +Inf spoils the row.
	c := warm(dtype.Float16, 0.5, 0, -40000)
	if _, delta := c.difference(-40000, 0); !math.IsInf(delta, 1) {
		t.Errorf("−40000/0.5 in float16 is off by %g, want no bound", delta)
	}
	if excess, reach := c.numerator(1, 0); !math.IsInf(excess, 1) || reach > 0x1p-1000 {
		t.Errorf("its exponential: %g, %g", excess, reach)
	}
	if z := c.logit(-40000); !math.IsInf(z.e, 1) {
		t.Errorf("the loss of −40000/0.5 in float16 has a bound: %+v", z)
	}
	if !c.takesTemperature() || warm(dtype.Float16, 0.5, 40000).takesTemperature() {
		t.Error("a largest logit that overflows must leave no bound, a lower one must")
	}
}

// TestNoTemperature: the schemes that are not shifted, or quantise, have no bound for one.
func TestNoTemperature(t *testing.T) {
	for _, m := range []impl.Model{{Shift: impl.ShiftNone}, {Shift: impl.ShiftMax, Scheme: impl.Quantised}} {
		m.Accumulate, m.Sum = dtype.Float32, impl.Sequential
		e := &Exact{Input: function.Input{X: []float64{0}, Temperature: 2}, Softmax: []float64{1}, Sum: 1}
		ys := []Answer{{Y: 1, Spacing: 0x1p-23}}
		if For(m, function.Softmax, dtype.Float32, e, ys); !ys[0].Vacuous {
			t.Errorf("%+v: %+v, want no bound", m, ys[0])
		}
	}
}
