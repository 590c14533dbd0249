package remedy

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"pgregory.net/rapid"
)

func own(f dtype.Format) impl.Arithmetic { return impl.Arithmetic{Storage: f, Accumulate: f} }

// arithmetics are those in which gradients are clipped and weights are trained.
func arithmetics() []impl.Arithmetic {
	return []impl.Arithmetic{
		own(dtype.Float64), own(dtype.Float32), own(dtype.Float16), own(dtype.BFloat16),
		{Storage: dtype.BFloat16, Accumulate: dtype.Float32},
		{Storage: dtype.Float16, Accumulate: dtype.Float32},
	}
}

// inEach runs test in every arithmetic.
func inEach(t *testing.T, test func(t *testing.T, a impl.Arithmetic)) {
	for _, a := range arithmetics() {
		t.Run(a.String(), func(t *testing.T) { test(t, a) })
	}
}

// exact returns x as a number from which sums and products lose nothing: squares of
// float64s are multiples of 2^-2148 below 2^2048.
func exact(x float64) *big.Float {
	return new(big.Float).SetPrec(4400).SetMode(big.ToNearestEven).SetFloat64(x)
}

// dot returns Σ x_i·y_i, exactly.
func dot(x, y []float64) *big.Float {
	sum := exact(0)
	for i := range x {
		sum.Add(sum, exact(0).Mul(exact(x[i]), exact(y[i])))
	}
	return sum
}

// within reports whether ‖c‖ ≤ bound, exactly.
func within(c []float64, bound float64) bool {
	return dot(c, c).Cmp(exact(0).Mul(exact(bound), exact(bound))) <= 0
}

// anyNumber draws a finite number of the format: a random pattern, so that every
// exponent is as likely as another.
func anyNumber(f dtype.Format) *rapid.Generator[float64] {
	top := uint64(1)<<f.Bits() - 1
	return rapid.Map(rapid.Uint64Range(0, top), func(b uint64) float64 {
		v := f.Decode(b)
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return f.Max()
		}
		return v
	})
}

// gradients draws vectors whose components lie near one magnitude, anywhere in the range,
// or anywhere.
func gradients(f dtype.Format) *rapid.Generator[[]float64] {
	return rapid.Custom(func(t *rapid.T) []float64 {
		n := rapid.SampledFrom([]int{1, 2, 3, 5, 17, 64, 100}).Draw(t, "n")
		if rapid.Bool().Draw(t, "anywhere") {
			return rapid.SliceOfN(anyNumber(f), n, n).Draw(t, "g")
		}
		scale := math.Abs(anyNumber(f).Draw(t, "scale"))
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		g := make([]float64, n)
		for i := range g {
			g[i] = f.Round((2*r.Float64() - 1) * scale)
		}
		return g
	})
}

// sameBits reports whether two numbers have the same bits.
func sameBits(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) }
