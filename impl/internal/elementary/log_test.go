package elementary

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestLogWithinBound(t *testing.T) {
	n := 40_000
	if testing.Short() {
		n = 5_000
	}
	anywhere := func(rng *rand.Rand) float64 {
		return math.Float64frombits(rng.Uint64N(0x7ff0000000000000-1) + 1)
	}
	nearOne := func(rng *rand.Rand) float64 {
		return 1 + math.Ldexp(rng.Float64()*2-1, -1-rng.IntN(52))
	}
	oneOctave := func(rng *rand.Rand) float64 { return math.Sqrt2/2 + rng.Float64()*1.5 }
	logits := func(rng *rand.Rand) float64 { return math.Ldexp(1+rng.Float64(), rng.IntN(76)-54) }
	negative := func(rng *rand.Rand) float64 { return -rng.Float64() }
	for _, tc := range []struct {
		name string
		f    func(float64) float64
		arg  func(rng *rand.Rand) float64
		one  float64 // what f adds to its argument
	}{
		{"log/anywhere", Log, anywhere, 0},
		{"log/near one", Log, nearOne, 0},
		{"log/one octave", Log, oneOctave, 0},
		{"log1p/positive", Log1p, logits, 1},
		{"log1p/negative", Log1p, negative, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(5, 6))
			worst, at := 0.0, 0.0
			for range n {
				x := tc.arg(rng)
				if x == 1-tc.one || x == -tc.one {
					continue
				}
				if e := logULPs(tc.f(x), x, tc.one); e > worst {
					worst, at = e, x
				}
			}
			t.Logf("worst of %d: %.4f ulp at %x (%.17g)", n, worst, at, at)
			if worst > LogULP {
				t.Errorf("%.4f ulp at %x, want at most %v", worst, at, LogULP)
			}
		})
	}
}

func TestLogSpecial(t *testing.T) {
	inf, nan, negZero := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	for _, tc := range []struct {
		name    string
		f       func(float64) float64
		x, want float64
	}{
		{"log", Log, nan, nan},
		{"log", Log, -1, nan},
		{"log", Log, -inf, nan},
		{"log", Log, 0, -inf},
		{"log", Log, negZero, -inf},
		{"log", Log, inf, inf},
		{"log", Log, 1, 0},
		{"log", Log, 2, math.Ln2},
		{"log", Log, 0x1p-1074, -0x1.74385446d71c3p+9},
		{"log1p", Log1p, nan, nan},
		{"log1p", Log1p, -1.5, nan},
		{"log1p", Log1p, -1, -inf},
		{"log1p", Log1p, inf, inf},
		{"log1p", Log1p, 0, 0},
		{"log1p", Log1p, negZero, negZero},
		{"log1p", Log1p, 0x1p-1074, 0x1p-1074},
		{"log1p", Log1p, -0x1p-55, -0x1p-55},
		{"log1p", Log1p, 1, math.Ln2},
		{"log1p", Log1p, math.MaxFloat64, 0x1.62e42fefa39efp+9},
	} {
		got := tc.f(tc.x)
		if math.Float64bits(got) != math.Float64bits(tc.want) && !(got != got && tc.want != tc.want) {
			t.Errorf("%s(%x) = %x, want %x", tc.name, tc.x, got, tc.want)
		}
	}
}
