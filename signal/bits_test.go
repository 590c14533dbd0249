package signal

import (
	"math"
	"math/big"
	"testing"

	"github.com/ALTree/bigfloat"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// off returns log2 of the relative difference of two numbers, −Inf if there is none.
func off(x, y *big.Float) float64 {
	d := new(big.Float).SetPrec(64).Sub(x, y)
	if d.Sign() == 0 {
		return math.Inf(-1)
	}
	return float64(d.MantExp(nil) - y.MantExp(nil))
}

// TestExp: against twice the bits everywhere, and against package bigfloat where that
// is right.
func TestExp(t *testing.T) {
	s := random(1, "test/exp")
	for _, prec := range []uint{100, 400, 1000} {
		b, twice := newBits(prec), newBits(2*prec)
		for range 300 {
			x := math.Ldexp(s.normal(), s.IntN(40)-20)
			got := b.exp(b.number(x))
			if o := off(got, twice.exp(twice.number(x))); o > -float64(prec)+2 {
				t.Errorf("%d bits: exp(%g) is off by 2^%g", prec, x, o)
			}
			if math.Abs(x) < 1 && prec < 900 {
				if o := off(got, bigfloat.Exp(b.number(x))); o > -float64(prec)+8 {
					t.Errorf("%d bits: exp(%g) is 2^%g from bigfloat's", prec, x, o)
				}
			}
		}
	}
	b := newBits(200)
	for _, x := range []float64{0, -745, 1e6, -1e9} {
		want := 1.0
		if x == 0 {
			if got, _ := b.exp(b.number(x)).Float64(); got != want {
				t.Errorf("exp(0) = %g", got)
			}
			continue
		}
		if o := off(b.log(b.exp(b.number(x))), b.number(x)); o > -190 {
			t.Errorf("log(exp(%g)) is off by 2^%g", x, o)
		}
	}
	if b.exp(b.number(-2e9)).Sign() != 0 {
		t.Error("exp(-2e9) is not taken as 0")
	}
}

// TestLog: against package bigfloat, and at powers of two.
func TestLog(t *testing.T) {
	s := random(1, "test/log")
	for _, prec := range []uint{100, 400} {
		b := newBits(prec)
		for range 100 {
			x := b.number(math.Ldexp(1+s.Float64(), s.IntN(2000)-1000))
			if o := off(b.log(x), bigfloat.Log(x)); o > -float64(prec)+8 {
				t.Errorf("%d bits: log(%g) is 2^%g from bigfloat's", prec, x, o)
			}
		}
		half := b.log(b.number(0.5))
		if o := off(half.Mul(half, b.number(1074)), b.log(b.number(0x1p-1074))); o > -float64(prec)+4 {
			t.Errorf("%d bits: log(2^-1074) is off by 2^%g", prec, o)
		}
	}
}

// TestBitsReference: softmax by these exponentials is the reference's.
func TestBitsReference(t *testing.T) {
	b := newBits(400)
	s := random(1, "test/softmax")
	for range 50 {
		x := make([]float64, 5)
		for i := range x {
			x[i] = 30 * s.normal()
		}
		plain, err := reference.Plain(function.Softmax, x)
		if err != nil {
			t.Fatal(err)
		}
		sum := b.zero()
		for _, v := range x {
			sum.Add(sum, b.exp(b.number(v)))
		}
		for i, v := range x {
			y := b.exp(b.number(v))
			if o := off(y.Quo(y, sum), plain[i]); o > -380 {
				t.Errorf("%v: softmax[%d] is 2^%g from the plain reference", x, i, o)
			}
		}
	}
}
