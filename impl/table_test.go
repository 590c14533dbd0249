package impl

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
)

var inFloat64 = Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}

func TestTableExpSweep(t *testing.T) {
	worst, where := sweep(t, -105, func(x float64) float64 {
		p, k := ddExp(dd{x, 0})
		return ddULPs(dtype.Float32, tableExp(inFloat32, x), p, k)
	})
	if !(worst <= tableExpULP) {
		t.Errorf("tableExp is %v ulp off at %x, the model says %v", worst, where, tableExpULP)
	}
}

// What the exhaustive sweep found is where it was.
func TestTableExpWorst(t *testing.T) {
	const x = -0x1.5f05d8p+06
	got := ulps(dtype.Float32, tableExp(inFloat32, x), exactE(bigFloat(x)))
	if math.Abs(got-0.754721) > 1e-6 || got > tableExpULP {
		t.Errorf("tableExp is %v ulp off at %x, want 0.754721", got, x)
	}
}

// The parts of the proof: 0.54 ulp where the result is normal, 0.77 in all.
func TestTableExpFloat64(t *testing.T) {
	tests := []struct {
		name   string
		lo, hi float64
		bound  float64
	}{
		{"normal", -708.3, 0, 0.54},
		{"near 0", -0.03, 0, 0.54},
		{"subnormal", -745.2, -708.3, 0.77},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			worst, where := 0.0, 0.0
			for range 200_000 {
				x := tt.lo + float64((tt.hi-tt.lo)*random.Float64())
				p, k := ddExp(dd{x, 0})
				if e := ddULPs(dtype.Float64, tableExp(inFloat64, x), p, k); !(e <= worst) {
					worst, where = e, x
				}
			}
			t.Logf("the largest error is %.6g ulp at %x", worst, where)
			if !(worst <= tt.bound) {
				t.Errorf("tableExp is %v ulp off at %x, the proof says %v", worst, where, tt.bound)
			}
		})
	}
}

// Small |x|, where n = 0 and the reduction does nothing, in every binade.
func TestTableExpTiny(t *testing.T) {
	for e := -1074; e < -5; e++ {
		x := -math.Ldexp(1, e)
		if got := ulps(dtype.Float64, tableExp(inFloat64, x), exactE(bigFloat(x))); !(got <= 0.54) {
			t.Errorf("tableExp is %v ulp off at %x", got, x)
		}
	}
}

func TestTableConstants(t *testing.T) {
	tests := []struct {
		a        Arithmetic
		t        *tableConstants
		multiple float64 // the largest multiple of ln 2/32
	}{
		{inFloat64, &tableFloat64, 34401},
		{inFloat32, &tableFloat32, 4802},
	}
	for _, tt := range tests {
		t.Run(tt.a.String(), func(t *testing.T) {
			for n := 0.0; n <= tt.multiple; n++ {
				if p := bigFloat(n); ulps(tt.a.Accumulate, tt.a.Mul(n, tt.t.stepHi), p.Mul(p, bigFloat(tt.t.stepHi))) != 0 {
					t.Fatalf("%v·hi is not exact", n)
				}
			}
			u := tt.a.Accumulate.UnitRoundoff()
			for j, s := range tt.t.power {
				want := exactExp2(float64(j) / 32)
				sum := bigFloat(s.hi)
				sum.Add(sum, bigFloat(s.lo))
				if r := relativeError(1, sum.Quo(sum, want)); r > u*u {
					t.Errorf("2^(%d/32) is off by %g", j, r)
				}
				if tt.a.Round(s.hi) != s.hi || tt.a.Round(s.lo) != s.lo || math.Abs(s.lo) > u*s.hi {
					t.Errorf("2^(%d/32) = %x + %x is no pair of %v", j, s.hi, s.lo, tt.a)
				}
			}
		})
	}
}

// The last arguments that do not underflow: ln 2^-1075 = −745.1332… and
// ln 2^-150 = −103.9720….
func TestExpUnderflow(t *testing.T) {
	tests := []struct {
		name string
		a    Arithmetic
		exp  func(a Arithmetic, x float64) float64
		x    float64
		want float64
	}{
		{"table", inFloat64, tableExp, -745.133, 0x1p-1074},
		{"table", inFloat64, tableExp, -745.1333, 0},
		{"table", inFloat32, tableExp, -103.9719, 0x1p-149},
		{"table", inFloat32, tableExp, -103.9721, 0},
		{"poly32", inFloat32, poly32Exp, -103.9719, 0x1p-149},
		{"poly32", inFloat32, poly32Exp, -103.9721, 0},
	}
	for _, tt := range tests {
		x := tt.a.Round(tt.x)
		if got := tt.exp(tt.a, x); got != tt.want {
			t.Errorf("%s, %v: exp(%v) = %x, want %x", tt.name, tt.a, x, got, tt.want)
		}
	}
}

func TestTableExpSpecial(t *testing.T) {
	testExpSpecial(t, inFloat64, tableExp)
	testExpSpecial(t, inFloat32, tableExp)
}
