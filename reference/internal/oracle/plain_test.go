package main

import (
	"math"
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestSettled rounds numbers that are known up to an error.
func TestSettled(t *testing.T) {
	for _, test := range []struct {
		y, e, want float64
		ok         bool
	}{
		{1, 0x1p-30, 1, true},
		{1 + 0x1p-11, 0x1p-30, 0, false}, // a midpoint
		{1 + 0x1p-11 + 0x1p-20, 0x1p-30, 1 + 0x1p-10, true},
		{-1 - 0x1p-11 - 0x1p-20, 0x1p-30, -1 - 0x1p-10, true},
		{0x1p-30, 0x1p-31, 0, true},
		{-0x1p-30, 0x1p-31, math.Copysign(0, -1), true},
		{0x1p-32, 0x1p-31, 0, false}, // of either sign
		{1e6, 1, math.Inf(1), true},
		{0, 1e6, 0, false},
	} {
		got, ok := settled(big.NewFloat(test.y), big.NewFloat(test.e), dtype.Float16)
		if ok != test.ok || ok && math.Float64bits(got) != math.Float64bits(test.want) {
			t.Errorf("%g ± %g: %g, %v, want %g, %v", test.y, test.e, got, ok, test.want, test.ok)
		}
	}
	// Both overflow to NaN, of one pattern, but they are far apart.
	if _, ok := settled(new(big.Float), big.NewFloat(1e6), dtype.Float8E4M3FN); ok {
		t.Error("0 ± 1e6 is settled")
	}
}

// TestPlainTells wants the plain tier to answer some rows: those that are narrow, and of
// these what is far from a boundary.
func TestPlainTells(t *testing.T) {
	in := function.Input{X: []float64{1, 2, 3}, Cotangent: []float64{1, 0, 0}, Weights: []float64{0, 0, 1}}
	wide := function.Input{X: make([]float64, plainWidth+1), Cotangent: make([]float64, plainWidth+1), Weights: make([]float64, plainWidth+1)}
	p := plain()
	asked := 0
	for range 2 * plainEvery {
		for _, in := range []function.Input{in, wide} {
			row, err := p.row(in)
			if err != nil {
				t.Fatal(err)
			}
			for _, fn := range function.All() {
				o, err := p.round(row, in, fn, dtype.Float64)
				if err != nil {
					t.Fatal(err)
				}
				if n := fn.Outputs(len(in.X)); len(o.y) != n || len(o.known) != n {
					t.Fatalf("%s: %d outputs and %d known, want %d", fn, len(o.y), len(o.known), n)
				}
				for i, known := range o.known {
					if known != o.known[0] {
						t.Errorf("%s: output %d is known: %v", fn, i, known)
					}
				}
				if o.known[0] {
					asked++
				}
			}
		}
	}
	if asked != 2*len(function.All()) {
		t.Errorf("%d answers known, want those of 2 rows for %d functions", asked, len(function.All()))
	}
}
