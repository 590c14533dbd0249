package impl

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ALTree/bigfloat"

	"github.com/softulp/softulp/dtype"
)

// TestElementaryWithinBound measures the elementary functions in each
// accumulation dtype against arbitrary precision; those of float64 are measured
// on more arguments beside their code.
func TestElementaryWithinBound(t *testing.T) {
	n := 800
	if testing.Short() {
		n = 200
	}
	uniform := func(lo, hi float64) func(*rand.Rand) float64 {
		return func(rng *rand.Rand) float64 { return lo + (hi-lo)*rng.Float64() }
	}
	positive := func(f dtype.Format) func(*rand.Rand) float64 {
		return func(rng *rand.Rand) float64 { return math.Abs(randomNumber(rng, f)) }
	}
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
		a := in(f)
		for _, tc := range []struct {
			name  string
			arg   func(*rand.Rand) float64
			got   func(float64) float64
			exact func(float64) *big.Float
			bound float64
		}{
			{"Exp", uniform(f.ExpUnderflow(), f.ExpOverflow()), a.Exp,
				func(x float64) *big.Float { return exactE(bigFloat(x)) }, a.ExpULP()},
			{"Exp/subnormal", uniform(f.ExpUnderflow(), f.ExpMinNormal()), a.Exp,
				func(x float64) *big.Float { return exactE(bigFloat(x)) }, a.ExpULP()},
			{"Exp2", uniform(float64(f.MinExp()-f.Precision()+1), float64(f.MaxExp())), a.Exp2,
				func(x float64) *big.Float { return exactE(new(big.Float).Mul(bigFloat(x), bigfloat.Log(bigFloat(2)))) }, a.Exp2ULP()},
			{"Log", positive(f), a.Log,
				func(x float64) *big.Float { return bigfloat.Log(bigFloat(x)) }, a.LogULP()},
			{"Log1p", positive(f), a.Log1p, exactLog1p, a.LogULP()},
		} {
			t.Run(f.String()+"/"+tc.name, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(2, uint64(f)))
				worst, at := 0.0, 0.0
				for range n {
					x := f.Round(tc.arg(rng))
					if math.Abs(x) < 0x1p-100 {
						continue // below what the exact side resolves
					}
					if e := ulps(f, tc.got(x), tc.exact(x)); e > worst {
						worst, at = e, x
					}
				}
				t.Logf("worst of %d: %.9f ulp at %x", n, worst, at)
				if worst > tc.bound {
					t.Errorf("%.9f ulp at %x, want at most %v", worst, at, tc.bound)
				}
			})
		}
	}
}

// exactLog1p returns log(1 + x) for x ≥ 2^-100.
func exactLog1p(x float64) *big.Float {
	y := new(big.Float).SetPrec(1400).SetFloat64(x)
	y.Add(y, big.NewFloat(1))
	if x > 0x1p-20 {
		return bigfloat.Log(y.SetPrec(exactPrecision))
	}
	// x − x²/2 + x³/3 − …, nine terms: 2^-180 is left out.
	sum, power := bigFloat(0), bigFloat(-1)
	for n := 1; n <= 9; n++ {
		power.Mul(power, bigFloat(-x))
		sum.Add(sum, new(big.Float).Quo(power, bigFloat(float64(n))))
	}
	return sum
}

// TestExpThresholds holds the class of e^x against the dtype's thresholds.
func TestExpThresholds(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
		a := in(f)
		if v := a.Exp(f.ExpOverflow()); math.IsInf(v, 0) {
			t.Errorf("%v: e^%v overflows", f, f.ExpOverflow())
		}
		if v := a.Exp(f.NextUp(f.ExpOverflow())); !math.IsInf(v, 1) {
			t.Errorf("%v: e^%v = %v, want +Inf", f, f.NextUp(f.ExpOverflow()), v)
		}
		if v := a.Exp(f.ExpUnderflow()); v == 0 {
			t.Errorf("%v: e^%v is 0", f, f.ExpUnderflow())
		}
		if v := a.Exp(f.NextDown(f.ExpUnderflow())); v != 0 {
			t.Errorf("%v: e^%v = %v, want 0", f, f.NextDown(f.ExpUnderflow()), v)
		}
	}
}

func TestExpPairOfArithmetic(t *testing.T) {
	for _, a := range Arithmetics() {
		for _, x := range []float64{0, 1, -1, 0.34375, 88, -104, 448, -57344} {
			m, k := a.expPair(x)
			if !a.Accumulate.Representable(m) || m < 0.70 || m > 1.42 {
				t.Errorf("%v: expPair(%v) has the mantissa %v", a, x, m)
			}
			if got, want := a.scale(m, k), a.Exp(x); a.Accumulate != dtype.Float64 && want > a.Accumulate.MinNormal() &&
				math.Abs(got-want) > a.Accumulate.Spacing(want) {
				t.Errorf("%v: expPair(%v) = %v·2^%d = %v, want %v", a, x, m, k, got, want)
			}
		}
	}
}
