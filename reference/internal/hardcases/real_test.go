package main

import (
	"math/big"
	"testing"

	"github.com/ALTree/bigfloat"
)

// TestReal holds exp and log against bigfloat, where that is known to be right,
// and against each other.
func TestReal(t *testing.T) {
	for _, prec := range []uint{100, 424, 700} {
		a := newReal(prec)
		for _, v := range []float64{1, -1, 0.5, -0.75, 1e-30, -0x1p-200, 0.99} {
			x := new(big.Float).SetPrec(prec).SetFloat64(v)
			closeTo(t, "exp", a.exp(x), bigfloat.Exp(x), int(prec)-10)
		}
		for _, v := range []float64{2, 0.5, 10, 1e-300, 1e300, 0x1.0000001p0} {
			x := new(big.Float).SetPrec(prec).SetFloat64(v)
			closeTo(t, "log", a.log(x), bigfloat.Log(x), int(prec)-40) // of 0x1.0000001p0, a relative error
		}
		for _, v := range []float64{-700, -745, -20000, 700, -700000} { // which bigfloat does not do
			x := new(big.Float).SetPrec(prec).SetFloat64(v)
			closeTo(t, "log of exp", a.log(a.exp(x)), x, int(prec)-10)
			y, z := a.exp(x), a.exp(new(big.Float).Neg(x))
			closeTo(t, "product", y.Mul(y, z), big.NewFloat(1), int(prec)-10)
		}
	}
}

// closeTo checks that got is within a relative 2^-bits of want.
func closeTo(t *testing.T, what string, got, want *big.Float, bits int) {
	t.Helper()
	d := new(big.Float).SetPrec(4000).Sub(got, want)
	if d.Sign() != 0 && d.MantExp(nil)-want.MantExp(nil) > -bits {
		t.Errorf("%s: %.40g, want %.40g to %d bits", what, got, want, bits)
	}
}
