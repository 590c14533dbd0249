package elementary

import (
	"math"
	"math/rand/v2"
	"testing"
)

// arguments returns n numbers in [lo, hi]: half of them uniform, a quarter
// uniform in the exponent, a quarter next to a multiple of step/2, where the
// reduced argument is largest or smallest.
func arguments(rng *rand.Rand, n int, lo, hi, step float64) []float64 {
	xs := make([]float64, 0, n)
	for len(xs) < n {
		var x float64
		switch rng.IntN(4) {
		case 0:
			x = math.Ldexp(1+rng.Float64(), rng.IntN(75)-64)
			if rng.IntN(2) == 0 {
				x = -x
			}
		case 1:
			x = math.Round((lo+(hi-lo)*rng.Float64())/step*2)*step/2 + step*math.Ldexp(rng.NormFloat64(), -rng.IntN(40))
		default:
			x = lo + (hi-lo)*rng.Float64()
		}
		if lo <= x && x <= hi {
			xs = append(xs, x)
		}
	}
	return xs
}

func TestExpWithinBound(t *testing.T) {
	n := 40_000
	if testing.Short() {
		n = 5_000
	}
	for _, tc := range []struct {
		name   string
		f      func(float64) float64
		exact  func(float64) float
		lo, hi float64
		step   float64
	}{
		{"exp/normal", Exp, exactExp, -708.3964, 709.7827128933840, math.Ln2},
		{"exp/subnormal", Exp, exactExp, -745.2, -708.3964, math.Ln2},
		{"exp/small", Exp, exactExp, -1, 1, math.Ln2},
		{"exp2/normal", Exp2, exactExp2, -1022, 1023.9999999999999, 1},
		{"exp2/subnormal", Exp2, exactExp2, -1075.5, -1022, 1},
		{"exp2/small", Exp2, exactExp2, -1, 1, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			worst, at := 0.0, 0.0
			for _, x := range arguments(rand.New(rand.NewPCG(1, 2)), n, tc.lo, tc.hi, tc.step) {
				if e := tc.exact(x).ulps(tc.f(x)); e > worst {
					worst, at = e, x
				}
			}
			t.Logf("worst of %d: %.4f ulp at %x (%.17g)", n, worst, at, at)
			if worst > ExpULP {
				t.Errorf("%.4f ulp at %x, want at most %v", worst, at, ExpULP)
			}
		})
	}
}

func TestExpPairWithinBound(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	worst, at := 0.0, 0.0
	for _, x := range arguments(rand.New(rand.NewPCG(3, 4)), n, -PairLimit, PairLimit, math.Ln2) {
		m, k := ExpPair(x)
		if m < math.Sqrt2/2-0x1p-30 || m > math.Sqrt2+0x1p-30 {
			t.Fatalf("ExpPair(%x) = %v, %d: the mantissa is out of [√½, √2]", x, m, k)
		}
		exact := exactExp(x)
		exact.exp -= k
		if e := exact.ulps(m); e > worst {
			worst, at = e, x
		}
	}
	t.Logf("worst of %d: %.4f ulp at %x (%.17g)", n, worst, at, at)
	if worst > ExpULP {
		t.Errorf("%.4f ulp at %x, want at most %v", worst, at, ExpULP)
	}
}

func TestExpSpecial(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, tc := range []struct {
		name    string
		f       func(float64) float64
		x, want float64
	}{
		{"exp", Exp, nan, nan},
		{"exp", Exp, inf, inf},
		{"exp", Exp, -inf, 0},
		{"exp", Exp, 0, 1},
		{"exp", Exp, math.Copysign(0, -1), 1},
		{"exp", Exp, 0x1p-1074, 1},
		{"exp", Exp, 0x1.62e42fefa39efp+9, 0x1.fffffffffff2ap+1023},
		{"exp", Exp, 0x1.62e42fefa39fp+9, inf},
		{"exp", Exp, math.MaxFloat64, inf},
		{"exp", Exp, -0x1.74910d52d3051p+9, 0x1p-1074},
		{"exp", Exp, -0x1.74910d52d3052p+9, 0},
		{"exp", Exp, -math.MaxFloat64, 0},
		{"exp2", Exp2, nan, nan},
		{"exp2", Exp2, inf, inf},
		{"exp2", Exp2, -inf, 0},
		{"exp2", Exp2, 0, 1},
		{"exp2", Exp2, 1024, inf},
		{"exp2", Exp2, 1023.9999999999999, 0x1.ffffffffffd3ap+1023},
		{"exp2", Exp2, -1075, 0},
		{"exp2", Exp2, -1074.9999999999998, 0x1p-1074},
		{"exp2", Exp2, -math.MaxFloat64, 0},
	} {
		got := tc.f(tc.x)
		if math.Float64bits(got) != math.Float64bits(tc.want) && !(got != got && tc.want != tc.want) {
			t.Errorf("%s(%x) = %x, want %x", tc.name, tc.x, got, tc.want)
		}
	}
	for k := -1074; k <= 1023; k++ {
		if got, want := Exp2(float64(k)), math.Ldexp(1, k); got != want {
			t.Errorf("Exp2(%d) = %x, want %x", k, got, want)
		}
	}
}

func TestExpPairSpecial(t *testing.T) {
	if m, k := ExpPair(math.Inf(-1)); m != 0 || k >= -PairLimit*3/2 {
		t.Errorf("ExpPair(-Inf) = %v, %d", m, k)
	}
	for _, x := range []float64{math.NaN(), math.Inf(1)} {
		if m, _ := ExpPair(x); !math.IsNaN(m) {
			t.Errorf("ExpPair(%v) = %v, want NaN", x, m)
		}
	}
	for _, sign := range []float64{1, -1} {
		m, k := ExpPair(sign * PairLimit)
		if m2, k2 := ExpPair(sign * math.MaxFloat64); m2 != m || k2 != k {
			t.Errorf("ExpPair(%v) = %v, %d, want that of the limit: %v, %d", sign*math.MaxFloat64, m2, k2, m, k)
		}
	}
}
