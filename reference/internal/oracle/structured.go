package main

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// drop draws how far something is below a maximum: anything from what counts to
// what underflows every format, as far as the maker's goes.
func (m maker) drop() float64 {
	d := pick(m, 1, 4, 40, 700, 1000, 1e5, m.f.Max()/2)
	return min(m.f.Max()/2, d*(0.5+m.Float64()))
}

// number returns the number of the format next to v, which may be out of its range.
func (m maker) number(v float64) float64 {
	return m.f.Round(max(-m.f.Max(), min(m.f.Max(), v)))
}

// groups draws a row of k logits in groups of equal ones, up to 6 of them, and
// returns the places of each, those of the largest logits first. Each group is below
// the one before it.
func (m maker) groups(k int) (x []float64, places [][]int) {
	n := 1 + m.IntN(min(k, 6))
	v := m.f.Round(m.within(-4, 4))
	var values []float64
	for range n {
		values = append(values, v)
		next := m.number(v - m.drop())
		if next == v {
			break
		}
		v = next
	}
	places = make([][]int, len(values))
	x = make([]float64, k)
	for i := range x {
		g := m.IntN(len(values))
		if i < len(values) {
			g = i
		}
		x[i] = values[g]
		places[g] = append(places[g], i)
	}
	return x, places
}

// cancellingGroups has cotangents with one mean in every group of equal logits: where
// one is equal to that, its softmax VJP is exactly 0. So are gradients where there
// is one group and the weight is the mean.
func (m maker) cancellingGroups(k int) function.Input {
	x, places := m.groups(k)
	in := m.sides(x)
	b, unit := m.bound(), m.unit()
	mean := m.IntN(2*b+1) - b
	for _, group := range places {
		m.balance(in.Cotangent, group, mean, b, unit)
		m.balance(in.Weights, group, b, b, unit)
	}
	return in
}

// nearCancelling moves one of such cotangents, and weights, to the next number: of
// the format, or of float64.
func (m maker) nearCancelling(k int) function.Input {
	in := m.cancellingGroups(k)
	for _, v := range [][]float64{in.Cotangent, in.Weights} {
		i := m.IntN(len(v))
		if next := m.f.NextUp(v[i]); m.IntN(2) == 0 && next <= m.f.Max() {
			v[i] = next
		} else {
			v[i] = math.Nextafter(v[i], math.Inf(1))
		}
	}
	return in
}

// leadingCancels has cotangents with one mean in the groups of the largest logits, and
// elsewhere some that are equal to it: there only the smaller logits decide.
func (m maker) leadingCancels(k int) function.Input {
	x, places := m.groups(k)
	in := m.sides(x)
	b, unit := m.bound(), m.unit()
	mean := m.IntN(2*b+1) - b
	first := 1 + m.IntN(len(places))
	for g, group := range places {
		if g < first {
			m.balance(in.Cotangent, group, mean, b, unit)
			continue
		}
		for _, i := range group {
			in.Cotangent[i] = pick(m, float64(mean), float64(m.IntN(2*b+1)-b)) * unit
		}
	}
	return in
}

// zeroSum has cotangents that add up to 0, some of which are 0, and weights that all
// are, so that gradients are what they are without a softmax.
func (m maker) zeroSum(k int) function.Input {
	in := m.sides(pick(m, maker.uniform, maker.ties, maker.masked, maker.underflow)(m, k))
	places := make([]int, k)
	for i := range places {
		places[i] = i
	}
	b := m.bound()
	if m.IntN(4) == 0 {
		b = 1
	}
	m.balance(in.Cotangent, places, 0, b, m.unit())
	if m.IntN(2) == 0 {
		clear(in.Weights)
	}
	return in
}

// oneHot has one class that is right, with a weight of 1 or another one.
func (m maker) oneHot(k int) function.Input {
	in := m.sides(pick(m, maker.uniform, maker.ties, maker.masked, maker.underflow, maker.grid)(m, k))
	clear(in.Cotangent)
	clear(in.Weights)
	in.Weights[in.Target] = pick(m, 1, 1, math.Abs(m.finite()))
	in.Cotangent[in.Target] = pick(m, 1, -1, m.finite())
	return in
}

// margin has a largest logit, which is right, 0 to 750 above the others: a loss
// and gradients of about e^-margin.
func (m maker) margin(k int) function.Input {
	margin, top := m.within(0, 750), m.f.Round(m.within(-4, 4))
	x := fill(k, func() float64 { return m.number(top - float64(margin*(1+m.Float64()/16))) })
	right := m.IntN(k)
	x[right] = top
	in := m.sides(x)
	in.Target, in.Smoothing = right, pick(m, 0, 0, in.Smoothing)
	clear(in.Weights)
	in.Weights[right] = 1
	if m.IntN(2) == 0 {
		clear(in.Cotangent)
		in.Cotangent[right] = pick(m, 1.0, -1)
	}
	return in
}

// deepTail has all but a few logits so far below those that no format has numbers
// as small as their exponentials.
func (m maker) deepTail(k int) function.Input {
	few, top := 1+m.IntN(3), m.f.Round(m.within(-4, 4))
	depth := pick(m, 1000, 1e5, 1e5, m.f.Max()/4)
	x := fill(k, func() float64 { return m.number(top - float64(depth*(1+m.Float64()))) })
	for range few {
		x[m.IntN(k)] = top
	}
	in := m.sides(x)
	if depth > m.f.Max() {
		in.Temperature = 1e-3
	}
	return in
}

// hugeAndTiny has cotangents and weights at both ends of the format, or of float64,
// so that sums need all bits in between and answers overflow or underflow.
func (m maker) hugeAndTiny(k int) function.Input {
	in := m.sides(pick(m, maker.uniform, maker.grid, maker.ties, maker.masked)(m, k))
	if m.IntN(2) == 0 {
		m.f = dtype.Float64
	}
	in.Cotangent = m.extreme(k)
	for i, v := range m.extreme(k) {
		if in.Weights[i] != 0 {
			in.Weights[i] = math.Abs(v)
		}
	}
	if m.IntN(2) == 0 {
		in.Temperature = pick(m, 1e-3, 0.5, 2, 1000)
	}
	return in
}

// rational has one logit again and again, beside −Inf, so that gradients are rational
// numbers. Of two, some are midpoints of the format, and some not quite.
func (m maker) rational(k int) function.Input {
	v, two := m.finite(), m.IntN(2) == 0
	k = max(k, 2)
	x := fill(k, func() float64 {
		if two || m.IntN(4) == 0 {
			return math.Inf(-1)
		}
		return v
	})
	x[0], x[1] = v, v
	in := m.sides(x)
	if two {
		// Gradients are half of the difference, the softmax VJP a quarter.
		a, half := m.halfUp()
		c := pick(m, 2.0, 4)
		in.Temperature = 1
		in.Cotangent[0], in.Cotangent[1] = c*a, -c*half
		for i := range in.Weights {
			in.Weights[i] = 0
		}
		in.Weights[0], in.Weights[1] = c*a, c*half
		for i := 2; i < k; i++ {
			in.Cotangent[i] = pick(m, 0, a+half)
		}
		if m.IntN(4) == 0 { // not quite rational: logits that are nearly one
			if w := m.f.NextDown(v); w >= -m.f.Max() {
				in.X[1] = w
			}
			in.Temperature = pick(m, 1, 0x1p1000, math.MaxFloat64)
		}
	}
	return in
}

// midpointLoss has logits of which the log-softmax of the second, and with it a loss
// where all weight is on that, is next to a midpoint.
func (m maker) midpointLoss(k int) function.Input {
	in := m.sides(m.midpoint(k))
	if k > 1 && m.IntN(2) == 0 {
		in.Target, in.Smoothing = 1, 0
		clear(in.Weights)
		in.Weights[1] = pick(m, 0.5, 1, 2)
	}
	return in
}

// midpointSides has all but one or two logits far below these, and cotangents,
// weights or a smoothing next to which answers are midpoints of the format, but
// for an exponential that is as small.
func (m maker) midpointSides(k int) function.Input {
	in := m.deepTail(k)
	in.Temperature = pick(m, 1, 1, 0.5, 2)
	for i := range k {
		v, half := m.halfUp()
		in.Cotangent[i] = pick(m, 1.0, -1) * (v + half)
		v, half = m.halfUp()
		in.Weights[i] = v + half
	}
	if m.IntN(2) == 0 { // log-softmax VJP: g − s Σ g, where only one of the others is not 0
		i := argmax(in.X)
		for j := range k {
			if j != i && m.IntN(k) != 0 {
				in.Cotangent[j] = 0
			}
		}
	}
	for range 8 {
		v, half := m.halfUp()
		if e := (v + half) * float64(k); e < 1 {
			in.Smoothing = e
			break
		}
	}
	return in
}

// secondOrder has two largest logits 0, and others at −d, −2d, −4d and so on, with
// cotangents such that the softmax VJP of the first is a midpoint but for powers of
// e^-d, of which the first cancels: then the second, sometimes, and so on.
//
// With E = e^-d, the logits 0, 0, −d, −2d and the cotangent a, b, b, c that is
// (a − b + (a − b)E + (a − c)E²)/(2 + E + E²)². The denominator begins with
// 4 + 4E + 5E²: where 4(a − c) = 5(a − b), E² cancels too.
func (m maker) secondOrder(k int) function.Input {
	v, half := m.halfUp()
	d := m.f.Round(min(m.f.Max()/8, pick(m, 1, 100, 1e4, 1e5, 1e300)*(1+m.Float64())))
	k = min(max(k, 3), 6)
	x := make([]float64, k)
	for i := 2; i < k; i++ {
		x[i] = -d * float64(int(1)<<(i-2))
	}
	in := m.sides(x)
	a, b := 4*v, -4*half
	in.Cotangent = fill(k, func() float64 { return b })
	in.Cotangent[0] = a
	if k > 3 {
		in.Cotangent[3] = b - (v + half)
	}
	for i := 4; i < k; i++ {
		in.Cotangent[i] = pick(m, a, b, 0, in.Cotangent[3])
	}
	if m.IntN(4) == 0 {
		i := m.IntN(k)
		in.Cotangent[i] = math.Nextafter(in.Cotangent[i], pick(m, math.Inf(1), math.Inf(-1)))
	}
	in.Temperature = pick(m, 1, 1, 0.5, 2, in.Temperature)
	return in
}
