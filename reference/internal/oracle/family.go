package main

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// maker makes rows for one dtype from one stream of random numbers.
type maker struct {
	*rand.Rand
	f dtype.Format
}

// family is a kind of row. At least one logit is finite, and the others are finite
// or −Inf; unless the family says otherwise, they are numbers of the maker's dtype.
// make takes about how many logits there are to be, at least 1.
type family struct {
	name string
	make func(m maker, k int) function.Input
}

// families returns every kind, in the order in which rows take turns: those that
// are about logits, and those that are about what goes with them.
func families() []family {
	return []family{
		{"uniform", with(maker.uniform)},
		{"grid", with(maker.grid)},
		{"random-bits", with(maker.randomBits)},
		{"ties", with(maker.ties)},
		{"masked", with(maker.masked)},
		{"cancelling", with(maker.cancelling)},
		{"underflow", with(maker.underflow)},
		{"extreme", with(maker.extreme)},
		{"neighbours", with(maker.neighbours)},
		{"midpoint", maker.midpointLoss},
		{"float64-logits", with(maker.float64Logits)},
		{"cancelling-groups", maker.cancellingGroups},
		{"near-cancelling", maker.nearCancelling},
		{"leading-cancels", maker.leadingCancels},
		{"zero-sum", maker.zeroSum},
		{"one-hot", maker.oneHot},
		{"margin", maker.margin},
		{"deep-tail", maker.deepTail},
		{"huge-and-tiny", maker.hugeAndTiny},
		{"rational", maker.rational},
		{"midpoint-sides", maker.midpointSides},
		{"second-order", maker.secondOrder},
	}
}

// with draws what goes with logits at random.
func with(logits func(m maker, k int) []float64) func(m maker, k int) function.Input {
	return func(m maker, k int) function.Input { return m.sides(logits(m, k)) }
}

// fill returns k numbers that v draws.
func fill(k int, v func() float64) []float64 {
	x := make([]float64, k)
	for i := range x {
		x[i] = v()
	}
	return x
}

// within draws a number in [lo, hi).
func (m maker) within(lo, hi float64) float64 {
	return lo + float64(m.Float64()*(hi-lo))
}

// uniform spreads the logits evenly over (−s, s), s = 2^-12 … 2^12, or as far
// as the format goes.
func (m maker) uniform(k int) []float64 {
	s := math.Ldexp(1, min(m.IntN(25)-12, m.f.MaxExp()))
	return fill(k, func() float64 { return m.f.Round(m.within(-s, s)) })
}

// grid takes multiples of 2^-8 in [−8, 8], whose differences are exact.
func (m maker) grid(k int) []float64 {
	return fill(k, func() float64 { return m.f.Round(float64(m.IntN(4097)-2048) / 256) })
}

// finite draws any finite number, each with the same probability.
func (m maker) finite() float64 {
	for {
		v := m.f.Decode(m.Uint64())
		if v == v && !math.IsInf(v, 0) {
			return v
		}
	}
}

// randomBits spreads over all of the format: up to 3.6e308 in float64.
func (m maker) randomBits(k int) []float64 { return fill(k, m.finite) }

// ties takes one, two or three values again and again.
func (m maker) ties(k int) []float64 {
	values := m.grid(1 + m.IntN(3))
	if m.IntN(4) == 0 {
		values = m.randomBits(len(values))
	}
	return fill(k, func() float64 { return values[m.IntN(len(values))] })
}

// masked puts −Inf in places, sometimes in all but one.
func (m maker) masked(k int) []float64 {
	x := m.uniform(k)
	one := m.IntN(2 * k) // in half of the rows nothing but x[one] is left
	for i := range x {
		if one < k && i != one || one >= k && i > 0 && m.IntN(2) == 0 {
			x[i] = math.Inf(-1)
		}
	}
	m.Shuffle(k, func(i, j int) { x[i], x[j] = x[j], x[i] })
	return x
}

// cancelling takes rounded logarithms of probabilities, so that the log-sum-exp
// is 0 but for their rounding.
func (m maker) cancelling(k int) []float64 {
	s := math.Ldexp(1, m.IntN(5))
	x := fill(k, func() float64 { return m.f.Round(m.within(-s, s)) })
	row, err := reference.New(x, reference.IEEE)
	if err != nil {
		panic(err) // k is far below MaxK
	}
	y := row.Answer(function.LogSoftmax)
	for i := range x {
		x[i] = y.Round(i, m.f)
	}
	return x
}

// underflow puts terms where their exponential is subnormal or rounds to 0,
// below one or some maxima near 0.
func (m maker) underflow(k int) []float64 {
	top := m.f.Round(m.within(-1, 1))
	lo, hi := m.f.ExpUnderflow()-2, m.f.ExpMinNormal()+2
	return fill(k, func() float64 {
		if m.IntN(k) == 0 {
			return top
		}
		return m.f.Round(top + m.within(lo, hi))
	})
}

// extreme takes the largest and the smallest numbers of the format, and some
// between.
func (m maker) extreme(k int) []float64 {
	f := m.f
	values := []float64{
		f.Max(), f.NextDown(f.Max()), f.Round(f.Max() / 2), 1, f.NextUp(1),
		f.MinNormal(), f.NextDown(f.MinNormal()), f.MinSubnormal(), 0,
	}
	few := values[m.IntN(len(values)):]
	return fill(k, func() float64 {
		v := few[m.IntN(len(few))]
		if m.IntN(2) == 0 {
			v = -v
		}
		return v
	})
}

// neighbours steps from one number to those next to it.
func (m maker) neighbours(k int) []float64 {
	v := m.f.Round(m.within(-64, 64))
	if m.IntN(4) == 0 {
		v = m.finite() / 2
	}
	v = m.f.Round(v)
	return fill(k, func() float64 {
		x := v
		for n := m.IntN(5); n > 0; n-- {
			x = m.f.NextUp(x)
		}
		return x
	})
}

// midpoint puts log-sum-exp next to a midpoint of the format, or the
// log-softmax of the second logit: the first logit is a midpoint, or 0 and the
// second minus one, and the others are far below. In float64, where no float64 is a
// midpoint, it is a number instead. The logits are numbers of float64.
func (m maker) midpoint(k int) []float64 {
	v := m.f.Round(m.within(16, 64))
	if m.IntN(2) == 0 {
		v = m.f.Round(m.within(64, m.f.Max()/8))
	}
	v += (m.f.NextUp(v) - v) / 2
	gap := math.Ldexp(1, m.IntN(12))
	if m.IntN(8) == 0 {
		gap = math.Ldexp(1, 100+m.IntN(900))
	}
	x := fill(k, func() float64 { return v - m.within(gap, 2*gap) })
	x[0] = v
	if k > 1 && m.IntN(2) == 0 {
		for i := range x {
			x[i] -= v
		}
		x[0], x[1] = 0, -v
	}
	return x
}

// float64Logits asks for answers in the format for logits that it does not have.
func (m maker) float64Logits(k int) []float64 {
	return maker{m.Rand, dtype.Float64}.uniform(k)
}
