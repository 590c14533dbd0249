package cheap

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
	"pgregory.net/rapid"
)

func own(f dtype.Format) impl.Arithmetic { return impl.Arithmetic{Storage: f, Accumulate: f} }

// inEach runs test in several arithmetics, with a bound on what n roundings of numbers
// up to 1 amount to.
func inEach(t *testing.T, test func(t *testing.T, a impl.Arithmetic, off func(n int) float64)) {
	for _, a := range []impl.Arithmetic{own(dtype.Float64), own(dtype.Float32), own(dtype.BFloat16), {Storage: dtype.BFloat16, Accumulate: dtype.Float32}} {
		off := func(n int) float64 {
			return float64(n)*a.Accumulate.UnitRoundoff() + a.Storage.UnitRoundoff()
		}
		t.Run(a.String(), func(t *testing.T) { test(t, a, off) })
	}
}

// rows draws logits of the storage dtype, on a grid half of the time, so that some are equal.
func rows(f dtype.Format, most int) *rapid.Generator[[]float64] {
	return rapid.Custom(func(t *rapid.T) []float64 {
		n := rapid.IntRange(1, most).Draw(t, "n")
		scale := rapid.SampledFrom([]float64{0.1, 1, 10, 50}).Draw(t, "scale")
		grid := rapid.Bool().Draw(t, "grid")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		x := make([]float64, n)
		for i := range x {
			x[i] = (2*r.Float64() - 1) * scale
			if grid {
				x[i] = math.Round(x[i]*4) / 4
			}
			x[i] = f.Round(x[i])
		}
		return x
	})
}

// exact returns the softmax of x, correctly rounded to float64.
func exact(t interface{ Fatal(...any) }, x []float64) []float64 {
	row, err := reference.New(x, reference.IEEE)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, len(x))
	if err := row.Round(function.Softmax, dtype.Float64, y); err != nil {
		t.Fatal(err)
	}
	return y
}

func sum(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v
	}
	return s
}

// distance returns half of Σ|x − y|.
func distance(x, y []float64) float64 {
	var s float64
	for i, v := range x {
		s += math.Abs(v - y[i])
	}
	return s / 2
}
