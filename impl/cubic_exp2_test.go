package impl

import (
	"math"
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl/internal/remez"
)

// ddLn2 is ln 2 as a double-double.
func ddLn2() dd {
	hi, _ := exactLn2().Float64()
	lo, _ := bigFloat(0).Sub(exactLn2(), bigFloat(hi)).Float64()
	return dd{hi, lo}
}

func TestCubicExp2ExpSweep(t *testing.T) {
	ln2 := ddLn2()
	relative := 0.0
	worst, where := sweep(t, -126, func(x float64) float64 {
		p, k := ddExp(ln2.mul(dd{x, 0}))
		got := cubicExp2Exp(inFloat32, x)
		relative = max(relative, ddRelativeError(got, p, k))
		return ddULPs(dtype.Float32, got, p, k)
	})
	t.Logf("the largest relative error is %.7g", relative)
	if !(worst <= cubicExp2ULP) {
		t.Errorf("cubicExp2Exp is %v ulp off at %x, the model says %v", worst, where, cubicExp2ULP)
	}
	if !(relative <= cubicExp2Error) || relative < 8.7e-5 {
		t.Errorf("the relative error is %v, want just below %v", relative, cubicExp2Error)
	}
}

// What the exhaustive sweep found is where it was.
func TestCubicExp2ExpWorst(t *testing.T) {
	const x = -0x1.400002p-23
	got := ulps(dtype.Float32, cubicExp2Exp(inFloat32, x), exactExp2(x))
	if math.Abs(got-1430.267) > 1e-3 || got > cubicExp2ULP {
		t.Errorf("cubicExp2Exp is %v ulp off at %x, want 1430.267", got, x)
	}
}

// The published coefficients are close to the minimax ones for the constant
// term 1, and their error is 2.4 % above the smallest possible.
func TestCubicExp2Coefficients(t *testing.T) {
	power := func(x *big.Float) *big.Float { f, _ := x.Float64(); return exactExp2(f) }
	s, err := remez.Minimax(remez.Problem{F: power, Lo: 0, Hi: 1, Fixed: []float64{1}, Degree: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("minimax: %.9f, %.9f, %.9f with a relative error of %.6g",
		s.Coefficients[1], s.Coefficients[2], s.Coefficients[3], s.MaxError)
	for j, c := range []float64{cubicExp2C1, cubicExp2C2, cubicExp2C3} {
		if inFloat32.Round(c) != c {
			t.Errorf("C%d = %v is no float32", j+1, c)
		}
		if r := relativeError(c, s.Coefficients[j+1]); r > 1e-3 {
			t.Errorf("C%d = %v, minimax is %.9f", j+1, c, s.Coefficients[j+1])
		}
	}
	worst := 0.0
	for i := range 2001 {
		f := float64(i) / 2000
		p := 1 + f*(cubicExp2C1+f*(cubicExp2C2+f*cubicExp2C3))
		worst = max(worst, relativeError(p, exactExp2(f)))
	}
	if r := worst / s.MaxError; r < 1.023 || r > 1.025 {
		t.Errorf("relative error %v, %v times that of minimax, %v", worst, r, s.MaxError)
	}
}

func TestCubicExp2ExpSpecial(t *testing.T) {
	testExpSpecial(t, inFloat32, cubicExp2Exp)
}

func TestCubicExp2ExpFlush(t *testing.T) {
	tests := []struct{ t, want float64 }{
		{-126, 0x1p-126},
		{math.Nextafter(-126, -127), 0},
		{-126.5, 0},
		{-127, 0},
		{-1, 0.5},
		{-17, 0x1p-17},
		{0, 1},
	}
	for _, tt := range tests {
		if got := cubicExp2Exp(inFloat32, tt.t); got != tt.want {
			t.Errorf("2^%v = %x, want %x", tt.t, got, tt.want)
		}
	}
}
