package impl

import (
	"math"
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// The judge of these tests is itself held against identities: e^x·e^−x = 1, also
// where bigfloat.Exp alone is wrong, and digits of e and of √2.
func TestExactE(t *testing.T) {
	for _, x := range []float64{0, 1e-300, 0.1, 1, -1, 10, -87.3, -104, -708.5, -720.25, -745.1, 1e4, -4999} {
		p := exactE(bigFloat(x))
		p.Mul(p, exactE(bigFloat(-x)))
		if r := relativeError(1, p); r > 0x1p-180 {
			t.Errorf("e^%v·e^%v differs from 1 by %g", x, -x, r)
		}
	}
	tests := []struct {
		name string
		got  *big.Float
		want string
	}{
		{"e", exactE(bigFloat(1)), "2.7182818284590452353602874713526624977572470937"},
		{"e^-1", exactE(bigFloat(-1)), "0.36787944117144232159552377016146086744581113103"},
		{"2^0.5", exactExp2(0.5), "1.4142135623730950488016887242096980785696718754"},
		{"2^-126.5", exactExp2(-126.5).SetMantExp(exactExp2(-126.5), 127), "1.4142135623730950488016887242096980785696718754"},
	}
	for _, tt := range tests {
		want, _, err := big.ParseFloat(tt.want, 10, exactPrecision, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		d := new(big.Float).Sub(tt.got, want)
		if f, _ := d.Float64(); math.Abs(f) > 1e-45 {
			t.Errorf("%s = %.48f, want %s", tt.name, tt.got, tt.want)
		}
	}
}

func TestULPs(t *testing.T) {
	tests := []struct {
		f    dtype.Format
		got  float64
		want float64
		ulps float64
	}{
		{dtype.Float32, 1, 1, 0},
		{dtype.Float32, 1 + 0x1p-23, 1, 1},
		{dtype.Float32, 1, 1 + 0x1p-24, 0.5},
		{dtype.Float32, 1, 1 - 0x1p-24, 1}, // spacing below 1
		{dtype.Float32, 0, 0x1p-149, 1},
		{dtype.Float32, 0x1p-149, 0, 1},
		{dtype.Float64, 0, 0x1p-1074, 1},
		{dtype.Float8E5M2, 1.25, 1, 1},
		{dtype.Float32, math.Inf(1), 1, math.Inf(1)},
		{dtype.Float32, math.NaN(), 1, math.Inf(1)},
	}
	for _, tt := range tests {
		if got := ulps(tt.f, tt.got, bigFloat(tt.want)); got != tt.ulps {
			t.Errorf("%v: %v against %v is %v ulp, want %v", tt.f, tt.got, tt.want, got, tt.ulps)
		}
	}
}
