package main

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// taylor returns e^t for −1000 < t < 0 to more than 300 bits: the series at
// t/2^k, of magnitude below 2^-7, squared k times, which loses k bits.
func taylor(t float64) *big.Float {
	const prec = 400
	k := max(0, math.Ilogb(t)+1) + 8
	x := new(big.Float).SetPrec(prec).SetFloat64(t)
	x.SetMantExp(x, -k)
	sum := big.NewFloat(1).SetPrec(prec)
	term := big.NewFloat(1).SetPrec(prec)
	for n := int64(1); n < 60; n++ {
		term.Mul(term, x)
		term.Quo(term, new(big.Float).SetInt64(n))
		sum.Add(sum, term)
	}
	for range k {
		sum.Mul(sum, sum)
	}
	return sum
}

func TestExp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var worst float64
	for range 5000 {
		x := -math.Exp2(20*r.Float64() - 10.5) // −2^9.5 ≈ −724 … −2^-10.5
		if x < -708 {
			continue // subnormal results have another spacing
		}
		want := taylor(x)
		got := new(big.Float).SetPrec(400).SetFloat64(exp(x))
		rel, _ := got.Sub(got, want).Quo(got, want).Float64()
		worst = max(worst, math.Abs(rel))
	}
	// The last addition errs by half an ulp, and its right operand, which is
	// at most 0.42 of the sum, by some 2½ half ulps of its own.
	t.Logf("largest relative error %.3g", worst)
	if worst > 0x1p-52 {
		t.Errorf("relative error %g, more than 2^-52", worst)
	}
}

func TestExpEdges(t *testing.T) {
	tests := []struct{ x, want float64 }{
		{0, 1},
		{math.Copysign(0, -1), 1},
		{-0x1p-60, 1},
		{-1000, 0},
		{-1e308, 0},
		{math.Inf(-1), 0},
		{-745.2, 0},
		{-744.5, 0x1p-1074}, // e^-744.5 = 0.94·2^-1074
	}
	for _, test := range tests {
		if got := exp(test.x); got != test.want {
			t.Errorf("exp(%v) = %v, want %v", test.x, got, test.want)
		}
	}
}
