package main

import (
	"math"
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

func TestMeasure(t *testing.T) {
	inf := math.Inf(-1)
	for _, c := range []struct {
		fn   function.Function
		f    dtype.Format
		kind hardrows.Boundary
		x    []float64
		want int
	}{
		// e^-10 = 2^-14.43, against a boundary of 1 or 0.
		{function.LogSumExp, dtype.Float8E5M2, hardrows.Number, []float64{1, -9}, -15},
		{function.LogSumExp, dtype.Float8E5M2, hardrows.Zero, []float64{0, -10}, -15},
		{function.LogSoftmax, dtype.Float8E5M2, hardrows.Zero, []float64{0, -10}, -15},
		{function.Softmax, dtype.Float8E5M2, hardrows.Number, []float64{0, -10}, -15},
		{function.Softmax, dtype.Float8E5M2, hardrows.Number, []float64{0, 0, -10, inf}, -16}, // 1/2·(1 − e^-10/2)
		{function.LogSumExp, dtype.Float8E5M2, hardrows.Zero, []float64{0, -1e9}, hardrows.Least},
		{function.LogSumExp, dtype.Float8E5M2, hardrows.Zero, []float64{0, inf}, hardrows.Tie},
		{function.LogSoftmax, dtype.Float64, hardrows.Zero, []float64{5}, hardrows.Tie},
		{function.Softmax, dtype.Float64, hardrows.Number, []float64{5, 5}, hardrows.Tie},
		{function.Softmax, dtype.Float64, hardrows.Zero, []float64{5, 5}, -1},
		{function.Softmax, dtype.Float8E5M2, hardrows.Number, []float64{5, 5, 5}, -4}, // 1/3 and 5/16: 1/15
		{function.Softmax, dtype.Float64, hardrows.Number, []float64{-1e9, 5}, hardrows.Least},
		{function.Softmax, dtype.Float64, hardrows.Midpoint, []float64{-1e9, 5}, -1},
		{function.LogSumExp, dtype.Float8E4M3FN, hardrows.Midpoint, []float64{464}, hardrows.Tie},
		{function.LogSumExp, dtype.Float8E4M3FN, hardrows.Midpoint, []float64{465}, -9}, // of 464
		{function.LogSumExp, dtype.Float8E4M3FN, hardrows.Number, []float64{-480}, -4},  // of −448
		{function.LogSumExp, dtype.Float8E4M3FN, hardrows.Midpoint, []float64{0x1p-10}, hardrows.Tie},
		{function.LogSumExp, dtype.Float8E4M3FN, hardrows.Midpoint, []float64{0x1p-11}, -1},
	} {
		got, err := measure(c.fn, c.f, c.kind, c.x)
		if err != nil || got != c.want {
			t.Errorf("%s in %v, %s, %g: misses by 2^%d, %v; want 2^%d", c.fn, c.f, c.kind, c.x, got, err, c.want)
		}
	}
	for _, x := range [][]float64{{inf, inf}, {inf, 0}, {0, math.Inf(1)}} {
		if got, err := measure(function.Softmax, dtype.Float64, hardrows.Midpoint, x); err == nil {
			t.Errorf("%g: misses by 2^%d, want an error", x, got)
		}
	}
}

// TestBoundary holds the boundaries of every number and midpoint of a format of
// 8 bits against the neighbours.
func TestBoundary(t *testing.T) {
	f := dtype.Float8E4M3FN
	for v := 0.0; v < f.Max(); v = f.NextUp(v) {
		w := f.NextUp(v)
		mid := (v + w) / 2
		for _, c := range []struct{ y, number, midpoint float64 }{
			{v, v, mid}, {v + (w-v)/8, v, mid}, {w - (w-v)/8, w, mid}, {mid + (w-v)/64, w, mid},
		} {
			for _, sign := range []float64{1, -1} {
				y := big.NewFloat(sign * c.y)
				if got, _ := boundary(f, hardrows.Number, y).Float64(); got != sign*c.number {
					t.Errorf("%g: nearest to %g, want %g", y, got, sign*c.number)
				}
				if got, _ := boundary(f, hardrows.Midpoint, y).Float64(); got != sign*c.midpoint {
					t.Errorf("%g: midpoint %g, want %g", y, got, sign*c.midpoint)
				}
			}
		}
	}
}
