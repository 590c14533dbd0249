package main

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

const (
	huge = math.MaxFloat64
	tiny = math.SmallestNonzeroFloat64
)

// times returns n logits v.
func times(v float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

func join(parts ...[]float64) []float64 {
	var x []float64
	for _, p := range parts {
		x = append(x, p...)
	}
	return x
}

// anchored returns rows whose answer is a midpoint but for one term, which may
// be far too small for any arithmetic to see, and those that are one exactly.
func anchored() ([]hardrows.Row, error) {
	var rows []hardrows.Row
	add := func(fn function.Function, f dtype.Format, how string, x ...float64) {
		rows = append(rows, hardrows.Row{Function: fn, Dtype: f, X: x, Boundary: hardrows.Midpoint, How: how})
	}
	for _, f := range dtype.All() {
		// log-softmax: the difference is the midpoint above a power of two. (A
		// power beyond the precision, so that -1 is half a spacing.)
		p := math.Ldexp(1, f.Precision())
		add(function.LogSoftmax, f, "a difference that is a midpoint", -1, p)
		add(function.LogSoftmax, f, "a difference that is a midpoint, even away from 0", -1, p+2)
		add(function.LogSoftmax, f, "a difference that is a midpoint, shared by an equal logit", -1, -1, p)
		add(function.LogSoftmax, f, "a difference a hair above a midpoint", -1+0x1p-53, p)
		add(function.LogSoftmax, f, "a difference a hair below a midpoint", -1-0x1p-52, p)
		if f == dtype.Float64 {
			continue // its midpoints are no logits
		}
		// log-sum-exp: the maximum is a midpoint.
		limit, _ := f.OverflowThreshold()
		over, _ := limit.Float64()
		for _, m := range []struct {
			name string
			at   float64
		}{
			{"half the smallest subnormal", f.MinSubnormal() / 2},
			{"minus half the smallest subnormal", -f.MinSubnormal() / 2},
			{"below the smallest normal", f.MinNormal() - f.MinSubnormal()/2},
			{"above 1", 1 + f.UnitRoundoff()},
			{"below -1", -1 - f.UnitRoundoff()},
			{"where overflow begins", over},
			{"where negative overflow begins", -over},
		} {
			add(function.LogSumExp, f, "a maximum that is a midpoint, alone: "+m.name, m.at)
			if m.at > -1e30 {
				add(function.LogSumExp, f, "a maximum that is a midpoint: "+m.name, m.at, -1e30, -huge)
			}
			if math.Abs(m.at) < 1e6 {
				add(function.LogSumExp, f, "a maximum that is a midpoint: "+m.name, m.at, m.at-1000)
			}
		}
		add(function.LogSumExp, f, "a hair below where overflow begins", math.Nextafter(over, 0), -huge)
	}
	add(function.LogSoftmax, dtype.Float64, "a difference where overflow begins", -0x1p970, huge)
	add(function.LogSoftmax, dtype.Float64, "a difference a hair below where overflow begins", -0x1p970+0x1p917, huge)
	for _, c := range []struct {
		f dtype.Format
		n int
	}{{dtype.Float8E4M3FN, 1 << 10}, {dtype.Float8E5M2, 1 << 17}} {
		// softmax: 1/n is half the smallest subnormal.
		n, half := c.n, c.n/2
		far := []float64{-huge}
		add(function.Softmax, c.f, "1/n, a tie", times(0, n)...)
		add(function.Softmax, c.f, "1/n less what cannot be seen", join(times(0, n), far)...)
		add(function.Softmax, c.f, "1/n less e^-1000/n", join(times(3, n), []float64{-997})...)
		add(function.Softmax, c.f, "one fewer", join(times(0, n-1), far)...)
		for _, d := range []float64{tiny, 0x1p-600, 0x1p-60} {
			how := fmt.Sprintf("half of the logits %g above the others", d)
			add(function.Softmax, c.f, how+", above", join(times(d, half), times(0, half), far)...)
			add(function.Softmax, c.f, how+", below", join(times(0, half), times(d, half), far)...)
			how = fmt.Sprintf("differences ±%g that cancel but for their squares", d)
			add(function.Softmax, c.f, how, join(times(0, n-2), []float64{d, -d})...)
		}
	}
	return rows, nil
}

// spreads returns rows whose differences overflow float64, or are too small for
// it, alone and among ordinary logits.
func spreads() ([]hardrows.Row, error) {
	var rows []hardrows.Row
	for _, c := range []struct {
		how string
		x   []float64
	}{
		{"the widest spread, from above", []float64{huge, -huge}},
		{"the widest spread, from below", []float64{-huge, huge}},
		{"the widest spread, the maximum twice", []float64{huge, -huge, huge}},
		{"the widest spread and ordinary logits", []float64{huge, 1, -0.5, -huge}},
		{"far below ordinary logits", []float64{1, -0.5, -huge, 0x1.8p-3}},
		{"far below, and what is far below", []float64{-huge, 1, -0.5}},
		{"neighbours at the top", []float64{huge, math.Nextafter(huge, 0)}},
		{"neighbours at the bottom", []float64{math.Nextafter(-huge, 0), -huge}},
		{"a spread of 1e308", []float64{0x1p1022, -0x1p1022, 0}},
		{"the smallest difference", []float64{0, tiny}},
		{"the smallest difference, from above", []float64{tiny, 0}},
		{"the smallest differences on both sides", []float64{0, -tiny, tiny}},
		{"the smallest difference and the widest spread", []float64{tiny, 0, -huge}},
		{"the smallest difference among ordinary logits", []float64{tiny, 0, 1, -0.75, -tiny}},
		{"neighbours at 1", []float64{1, 1 + 0x1p-52}},
		{"a masked logit", []float64{0.25, math.Inf(-1), -0.5}},
		{"masked but for one", []float64{-0.3125, math.Inf(-1), math.Inf(-1)}},
		{"zeros of both signs", []float64{math.Copysign(0, -1), 0, -1}},
	} {
		for _, fn := range function.OfLogits() {
			rows = append(rows, hardrows.Row{Function: fn, Dtype: dtype.Float64, X: c.x, Boundary: hardrows.Number, How: c.how},
				hardrows.Row{Function: fn, Dtype: dtype.Float32, X: c.x, Boundary: hardrows.Midpoint, How: c.how})
		}
	}
	return rows, nil
}

// vanishing returns rows where the answer differs from a number of the dtype, or
// from 0, by a term from above the rounding unit down to below the smallest
// subnormal.
func vanishing() ([]hardrows.Row, error) {
	var rows []hardrows.Row
	for _, f := range dtype.All() {
		// e^-d next to half a unit below 1, the smallest normal, the smallest
		// subnormal and half of it, and beyond.
		for _, e := range []int{-f.Precision() - 1, f.MinExp(), f.SpacingExp(f.MinExp()), f.SpacingExp(f.MinExp()) - 1, 2 * f.MinExp()} {
			d := f.Round(float64(float64(-e) * math.Ln2))
			for i, x := range [][]float64{{0, -d}, {0, f.NextUp(-d)}, {0, f.NextDown(-d)}, {-d, 0}, {-d, 0, 0}} {
				for _, fn := range function.OfLogits() {
					if fn == function.LogSumExp && i > 2 {
						continue
					}
					rows = append(rows, hardrows.Row{Function: fn, Dtype: f, X: x,
						Boundary: []hardrows.Boundary{hardrows.Number, hardrows.Midpoint}[i%2],
						How:      fmt.Sprintf("a term near 2^%d", e)})
				}
			}
		}
	}
	return rows, nil
}
