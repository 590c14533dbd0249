package dtype

import (
	"math"
	"math/big"
	"testing"
)

// bigExp returns e^x for |x| < 2^10 with a relative error below 2^-200: the
// Taylor series of e^(x/2^20), whose term number 30 is below 2^-400, squared 20
// times. It shares nothing with the generator of the table, which computes
// logarithms.
func bigExp(x float64) *big.Float {
	const prec, halvings, terms = 600, 20, 30
	r := new(big.Float).SetPrec(prec).SetMantExp(big.NewFloat(x), -halvings)
	r.SetPrec(prec)
	sum := new(big.Float).SetPrec(prec).SetInt64(1)
	term := new(big.Float).SetPrec(prec).SetInt64(1)
	for n := range terms {
		term.Mul(term, r)
		term.Quo(term, big.NewFloat(float64(n+1)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// TestBigExp checks the test's own exponential: e to 50 digits (OEIS A001113),
// and e^x·e^-x.
func TestBigExp(t *testing.T) {
	e, _, err := big.ParseFloat("2.71828182845904523536028747135266249775724709369995", 10, 300, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	diff := new(big.Float).Sub(bigExp(1), e)
	if diff.Abs(diff).Cmp(big.NewFloat(1e-50)) > 0 {
		t.Errorf("bigExp(1) is off by %.3g", diff)
	}
	for _, x := range []float64{1, 0.3, 6, 88.7, 709.7, 745.2} {
		p := new(big.Float).Mul(bigExp(x), bigExp(-x))
		p.Sub(p, big.NewFloat(1))
		if p.Abs(p).Cmp(big.NewFloat(0x1p-400)) > 0 {
			t.Errorf("e^%v·e^-%v − 1 = %.3g", x, x, p)
		}
	}
}

// TestExpThresholds rounds the exponential at each threshold and at its
// neighbour on the other side.
func TestExpThresholds(t *testing.T) {
	for _, f := range All() {
		finite := func(y float64) bool { return math.Abs(y) <= f.Max() }
		normal := func(y float64) bool { return y >= f.MinNormal() }
		nonzero := func(y float64) bool { return y > 0 }
		tests := []struct {
			name        string
			x, neighbor float64
			is          func(y float64) bool
		}{
			{"ExpOverflow", f.ExpOverflow(), f.NextUp(f.ExpOverflow()), finite},
			{"ExpMinNormal", f.ExpMinNormal(), f.NextDown(f.ExpMinNormal()), normal},
			{"ExpUnderflow", f.ExpUnderflow(), f.NextDown(f.ExpUnderflow()), nonzero},
		}
		for _, tt := range tests {
			if !f.Representable(tt.x) {
				t.Errorf("%v: %s() = %x is not a number of the format", f, tt.name, tt.x)
			}
			if y := f.RoundBig(bigExp(tt.x)); !tt.is(y) {
				t.Errorf("%v: %s() = %x, but its exponential rounds to %x", f, tt.name, tt.x, y)
			}
			if y := f.RoundBig(bigExp(tt.neighbor)); tt.is(y) {
				t.Errorf("%v: %s() = %x, but at its neighbour %x the exponential still rounds to %x",
					f, tt.name, tt.x, tt.neighbor, y)
			}
		}
	}
}

// TestExpThresholdsKnown compares with the constants of fdlibm's e_exp.c
// (o_threshold, u_threshold) and of expf.c in ARM's optimized-routines.
func TestExpThresholdsKnown(t *testing.T) {
	tests := []struct {
		name      string
		got, want float64
	}{
		{"float64 overflow", Float64.ExpOverflow(), 7.09782712893383973096e+02},
		{"float64 underflow", Float64.ExpUnderflow(), -7.45133219101941108420e+02},
		{"float32 overflow", Float32.ExpOverflow(), 0x1.62e42ep6},
		{"float32 underflow", Float32.ExpUnderflow(), -0x1.9fe368p6},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s = %x, want %x", tt.name, tt.got, tt.want)
		}
	}
}
