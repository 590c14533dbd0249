package impl

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
)

func TestPoly32ExpSweep(t *testing.T) {
	worst, where := sweep(t, -105, func(x float64) float64 {
		p, k := ddExp(dd{x, 0})
		return ddULPs(dtype.Float32, poly32Exp(inFloat32, x), p, k)
	})
	if !(worst <= poly32ExpULP) {
		t.Errorf("poly32Exp is %v ulp off at %x, the model says %v", worst, where, poly32ExpULP)
	}
}

// What the exhaustive sweep found is where it was, so the bound is no larger
// than it must be.
func TestPoly32ExpWorst(t *testing.T) {
	const x = -0x1.b61052p+04
	got := ulps(dtype.Float32, poly32Exp(inFloat32, x), exactE(bigFloat(x)))
	if math.Abs(got-0.988806) > 1e-6 || got > poly32ExpULP {
		t.Errorf("poly32Exp is %v ulp off at %x, want 0.988806", got, x)
	}
}

// k·hi must be exact for the reduction to be.
func TestPoly32Reduction(t *testing.T) {
	for k := 0.0; k <= 151; k++ {
		if p := k * poly32Ln2Hi; inFloat32.Round(p) != p {
			t.Errorf("%v·hi = %x is no float32", k, p)
		}
	}
	if sum := poly32Ln2Hi + poly32Ln2Lo; math.Abs(sum-math.Ln2) > 0x1p-43 {
		t.Errorf("hi + lo = %v, want ln 2 = %v", sum, math.Ln2)
	}
}

func TestPoly32ExpSpecial(t *testing.T) {
	testExpSpecial(t, inFloat32, poly32Exp)
}

// testExpSpecial checks the values that every exponential of threePass owes.
func testExpSpecial(t *testing.T, a Arithmetic, exp func(a Arithmetic, x float64) float64) {
	t.Helper()
	f := a.Accumulate
	for _, x := range []float64{math.Inf(-1), -f.Max(), -1e4, -746} {
		if got := exp(a, x); got != 0 || math.Signbit(got) {
			t.Errorf("%v: exp(%v) = %v, want +0", a, x, got)
		}
	}
	if got := exp(a, math.NaN()); got == got {
		t.Errorf("%v: exp(NaN) = %v", a, got)
	}
	for _, x := range []float64{0, math.Copysign(0, -1), -f.MinSubnormal(), -f.MinNormal(), -f.UnitRoundoff()} {
		if got := exp(a, x); !(0.97 < got && got <= 1) {
			t.Errorf("%v: exp(%v) = %v, want about 1", a, x, got)
		}
	}
	// From underflow to 1 and beyond in both directions, results are numbers
	// of the dtype and never negative.
	for x := -800.0; x <= 0; x += 0.03125 {
		if got := exp(a, x); !(0 <= got && got <= 1.04) || a.Round(got) != got {
			t.Errorf("%v: exp(%v) = %v", a, x, got)
		}
	}
}

func TestScaleByPower(t *testing.T) {
	in64 := Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}
	tests := []struct {
		a    Arithmetic
		p    float64
		k    int
		want float64
	}{
		{inFloat32, 1, 0, 1},
		{inFloat32, 1, -149, 0x1p-149},
		{inFloat32, 1, -150, 0},                  // a tie goes to even
		{inFloat32, 1 + 0x1p-23, -150, 0x1p-149}, // just above it
		{inFloat32, 1.5, -149, 0x1p-148},         // a tie goes to even
		{inFloat32, 1 + 0x1p-23, -127, 0x1p-127}, // a tie goes to even
		{inFloat32, 1.999999, -151, 0},           // below the tie
		{inFloat32, 2 - 0x1p-23, -127, 0x1p-126}, // up to a normal number
		{in64, 1, -1074, 0x1p-1074},
		{in64, 1, -1075, 0},
		{in64, 1 + 0x1p-52, -1075, 0x1p-1074},
		{in64, 1.25, -1000, 0x1.4p-1000},
		{in64, 2 - 0x1p-52, -1023, 0x1p-1022},
		{in64, 1 + 0x1p-52, -1022, 0x1.0000000000001p-1022},
	}
	for _, tt := range tests {
		if got := scaleByPower(tt.a, tt.p, tt.k); got != tt.want {
			t.Errorf("%v: %x·2^%d = %x, want %x", tt.a, tt.p, tt.k, got, tt.want)
		}
	}
}
