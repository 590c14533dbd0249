package main

import (
	"math"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// sides draws what goes with the logits x.
func (m maker) sides(x []float64) function.Input {
	k := len(x)
	in := function.Input{X: x, Target: m.IntN(k), Cotangent: m.vector(k), Weights: m.weights(k), Temperature: m.temperature(), Smoothing: m.smoothing()}
	masked := slices.Contains(x, math.Inf(-1))
	if m.IntN(3) == 0 || masked && m.IntN(2) == 0 {
		in.Target = argmax(x)
	}
	if masked && m.IntN(4) != 0 { // the losses would be +Inf
		in.Smoothing = 0
		for i, v := range x {
			if math.IsInf(v, -1) {
				in.Weights[i] = 0
			}
		}
	}
	return in
}

// argmax returns the first index of a largest logit.
func argmax(x []float64) int { return slices.Index(x, slices.Max(x)) }

// temperature is 1 in half of the rows.
func (m maker) temperature() float64 {
	switch m.IntN(16) {
	default:
		return 1
	case 0, 1, 2, 3, 4, 5, 6:
		return pick(m, 0.5, 2, 0.7, 3, 1e-3)
	case 7:
		return pick(m, math.SmallestNonzeroFloat64, 0x1p-1022, math.MaxFloat64, math.Nextafter(1, 2), 0x1p1000, 1e5, m.within(0.1, 10))
	}
}

// smoothing is 0 in half of the rows.
func (m maker) smoothing() float64 {
	if m.IntN(2) == 0 {
		return 0
	}
	return pick(m, 0.1, 0.1, 0.5, 1, 1, math.SmallestNonzeroFloat64, math.Nextafter(1, 0), m.Float64())
}

// pick takes one of the values.
func pick[T any](m maker, values ...T) T { return values[m.IntN(len(values))] }

// vector draws a cotangent.
func (m maker) vector(k int) []float64 {
	switch m.IntN(8) {
	default:
		return m.uniform(k)
	case 0:
		return m.grid(k)
	case 1:
		return m.randomBits(k)
	case 2:
		return m.extreme(k)
	case 3:
		return m.ties(k)
	case 4:
		return maker{m.Rand, dtype.Float64}.uniform(k)
	case 5:
		g := make([]float64, k)
		g[m.IntN(k)] = 1
		return g
	}
}

// weights draws the weights of classes, sometimes probabilities, sometimes few or
// none of them positive.
func (m maker) weights(k int) []float64 {
	p := m.vector(k)
	keep := pick(m, 1, 1, 1, 0.5, 0.1, 0)
	for i, v := range p {
		p[i] = math.Abs(v)
		if m.Float64() >= keep {
			p[i] = 0
		}
	}
	if m.IntN(4) == 0 {
		for i := range p {
			p[i] = m.f.Round(m.Float64() / float64(k))
		}
	}
	return p
}

// unit draws a power of two of which all multiples up to 2^p are numbers of the
// format, p its precision.
func (m maker) unit() float64 {
	lowest, highest := m.f.MinExp()-m.f.Precision()+1, m.f.MaxExp()-m.f.Precision()
	if m.IntN(4) != 0 {
		lowest, highest = max(lowest, -12), min(highest, 4)
	}
	return math.Ldexp(1, lowest+m.IntN(highest-lowest+1))
}

// bound draws a number up to 2^(p−2), p the format's precision: four times as much is
// an integer that is exact.
func (m maker) bound() int { return 1 + m.IntN(1<<m.IntN(m.f.Precision()-1)) }

// balance gives the elements at those places the mean given: in pairs, as far
// from it on either side, and the last one as it is where their number is odd.
func (m maker) balance(v []float64, places []int, mean, bound int, unit float64) {
	places = slices.Clone(places)
	m.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for len(places) > 1 {
		d := m.IntN(2*bound+1) - bound
		v[places[0]] = float64(mean+d) * unit
		v[places[1]] = float64(mean-d) * unit
		places = places[2:]
	}
	if len(places) == 1 {
		v[places[0]] = float64(mean) * unit
	}
}

// halfUp returns a number of the format and half of the distance to the next one:
// their sum is a midpoint. The number is positive and far from the largest.
func (m maker) halfUp() (v, half float64) {
	for {
		v = math.Abs(m.finite())
		if m.IntN(4) != 0 {
			v = m.f.Round(math.Ldexp(1+m.Float64(), m.IntN(8)-6))
		}
		if half = (m.f.NextUp(v) - v) / 2; v > 0 && v < m.f.Max()/16 && half > 0 {
			return v, half
		}
	}
}
