package allowance

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestOnesAndTail adds up ones and a tail in float16, in many orders, and holds the
// computed sum against the bound after every addition. Where all tails together are
// lost beside the ones the sum is their number, and the bound must know.
func TestOnesAndTail(t *testing.T) {
	u := half.UnitRoundoff()
	exact, checked := 0, 0
	for trial := range 3000 {
		r := rand.New(rand.NewPCG(41, uint64(trial)))
		n := 1 + r.IntN(40)
		ts := make([]float64, n)
		deep := r.IntN(14) // up to 2^-13 below 1: from plainly added to lost
		sum := 0.0
		for i := range ts {
			if ts[i] = 1; i > 0 && r.IntN(3) > 0 {
				ts[i] = half.Round(math.Ldexp(1+r.Float64(), -deep-r.IntN(4)))
			}
			sum += ts[i] // exact: multiples of 2^-26 below 2^6
		}
		r.Shuffle(n, func(i, j int) { ts[i], ts[j] = ts[j], ts[i] })
		v := roundingOf(u, 1/sum)
		var p partial
		var s float64
		for i, x := range ts {
			q := term(x/sum, 0, 0)
			if x == 1 {
				q.ones = 1
			}
			p = v.add(p, q)
			s = half.Round(s + x)
			checked++
			if _, ok := p.within(s / sum); !ok {
				t.Fatalf("trial %d: after %v the sum is %g, want within %g −%g +%g of it", trial, ts[:i+1], s, p.w*sum, p.down*sum, p.up*sum)
			}
			if p.ones > 0 {
				exact++
				if s != float64(p.ones) {
					t.Fatalf("trial %d: after %v the sum is %g, the bound says exactly %d", trial, ts[:i+1], s, p.ones)
				}
			}
		}
	}
	t.Logf("%d sums, %d of them known to be integers", checked, exact)
	if exact < checked/10 || exact > checked*9/10 {
		t.Errorf("%d of %d sums are known to be integers: want some of either kind", exact, checked)
	}
}

// Past 1/u not every integer is a number.
func TestOnesEnd(t *testing.T) {
	v := roundingOf(half.UnitRoundoff(), 1/4096.)
	var p partial
	for n := 1; n <= 4096; n++ {
		p = v.add(p, partial{w: 1 / 4096., ones: 1})
		if holds := p.ones == n; holds != (n <= 2048) {
			t.Fatalf("the sum of %d ones in float16: known exactly %t", n, holds)
		}
	}
}

// TestExponentialError: ExpULP ulps are a relative 2u·ExpULP just above a power of
// two and half of that just below the next, and never more than h.
func TestExponentialError(t *testing.T) {
	c := newCalc(impl.Model{Accumulate: dtype.Float32, ExpULP: 1}, dtype.Float32, &Exact{Sum: 1})
	u := 0x1p-24
	for _, tt := range []struct{ value, excess, want float64 }{
		{0, 0, 2 * u},
		{0x1p-1001, 0, 2 * u},
		{1, 0, 2 * u},
		{0x1.fffffp-1, 0, u},
		{1.5, 0, 2 * u / 1.5},
		{0x1.8p-140, 0, 2 * u}, // subnormal: bounded apart
		{0x1.fffffep-20, 0x1p-20, 2 * u},
	} {
		if got := c.exponentialError(tt.value, tt.excess); math.Abs(got/tt.want-1) > 1e-5 {
			t.Errorf("an exponential of about %x(1 + %g): %g, want %g", tt.value, tt.excess, got, tt.want)
		}
	}
}

// A softmax whose exponential is 1 % off everywhere adds up to 1 all the same, and
// one whose sum leaves an element out does not.
func TestSumToOne(t *testing.T) {
	f32 := dtype.Float32
	m := impl.Model{Accumulate: f32, ExpULP: 1, ExpZeroExact: true, Sum: impl.Sequential, Shift: impl.ShiftMax, Normalise: impl.Divide}
	for _, n := range []int{2, 10, 100, 1000} {
		x := make([]float64, n)
		e := &Exact{Input: function.Logits(x), Softmax: make([]float64, n)}
		r := rand.New(rand.NewPCG(51, uint64(n)))
		for i := range x {
			if i > 0 {
				x[i] = -float64(1+r.IntN(1024)) / 256
			}
			e.Softmax[i] = math.Exp(x[i])
			e.Sum += e.Softmax[i]
		}
		for i := range x {
			e.Softmax[i] /= e.Sum
		}
		e.LogSum = math.Log(e.Sum)
		bound, ok := SumToOne(m, f32, e)
		if !ok || bound > float64(n)*f32.UnitRoundoff() {
			t.Fatalf("%d logits: %g, %t", n, bound, ok)
		}
		off := func(factor float64, skip int) float64 {
			var s float64
			for i, v := range x {
				if i != skip {
					s = f32.Round(s + f32.Round(factor*math.Exp(v)))
				}
			}
			total := -1.0
			for _, v := range x {
				total += f32.Round(factor*math.Exp(v)) / s
			}
			return math.Abs(total)
		}
		if got := off(1.01, -1); got > bound+0x1p-40 {
			t.Errorf("%d logits, exponentials 1 %% off: the sum is off by %g, at most %g", n, got, bound)
		}
		if got := off(1, n-1); got <= bound {
			t.Errorf("%d logits, one left out: the sum is off by %g, allowed %g", n, got, bound)
		}
		ys := make([]Answer, n)
		for i := range ys {
			ys[i] = Answer{Y: e.Softmax[i], Spacing: f32.Spacing(e.Softmax[i])}
		}
		For(m, function.Softmax, f32, e, ys)
		var sum float64
		for i := range ys {
			sum += ys[i].Err
		}
		if bound > sum {
			t.Errorf("%d logits: %g, more than the allowances together, %g", n, bound, sum)
		}
	}
	for _, m := range []impl.Model{{Scheme: impl.Online}, {Scheme: impl.Quantised}, {Normalise: impl.ExpMinusLog}} {
		m.Accumulate = f32
		if _, ok := SumToOne(m, f32, &Exact{Input: function.Logits([]float64{0}), Softmax: []float64{1}, Sum: 1}); ok {
			t.Errorf("%+v: has a bound, though its answers are not those exponentials over their sum", m)
		}
	}
}
