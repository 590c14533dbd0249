package remedy

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"pgregory.net/rapid"
)

func TestNorms(t *testing.T) {
	for _, tt := range []struct {
		g             []float64
		plain, scaled float64
	}{
		{nil, 0, 0},
		{[]float64{0, 0}, 0, 0},
		{[]float64{3, -4}, 5, 5},
		{[]float64{3e300, 4e300}, math.Inf(1), 5e300},
		{[]float64{3e-300, 4e-300}, 0, 5e-300},
		{[]float64{5e-324}, 0, 5e-324},
		{[]float64{math.Inf(1), 1}, math.Inf(1), math.Inf(1)},
		{[]float64{1, math.NaN()}, math.NaN(), math.NaN()},
	} {
		for i, got := range []float64{PlainNorm(own(dtype.Float64), tt.g), ScaledNorm(own(dtype.Float64), tt.g)} {
			want := []float64{tt.plain, tt.scaled}[i]
			if got != want && math.Abs(got-want) > 2e-16*want && got == got {
				t.Errorf("norm %d of %v: %v, want %v", i, tt.g, got, want)
			}
		}
	}
}

// The scaled norm is within (n/2 + 5) roundings of the exact one, of which
// n is the number of components, wherever it does not overflow and n·u is small.
func TestScaledNorm(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		u := a.Accumulate.UnitRoundoff()
		rapid.Check(t, func(t *rapid.T) {
			g := gradients(a.Storage).Draw(t, "g")
			if float64(len(g))*u > 0.1 {
				t.Skip("a bound to first order says nothing")
			}
			got := ScaledNorm(a, g)
			if math.IsInf(got, 1) {
				return
			}
			slack := exact(got)
			slack.Mul(slack, exact(1.1*(float64(len(g))+5)*u))
			slack.Add(slack, exact(a.Accumulate.MinSubnormal()))
			square := dot(g, g)
			if lo := exact(0).Sub(exact(got), slack); lo.Sign() > 0 && lo.Mul(lo, lo).Cmp(square) > 0 {
				t.Fatalf("‖%v‖ is below %v", g, got)
			}
			if hi := exact(0).Add(exact(got), slack); hi.Mul(hi, hi).Cmp(square) < 0 {
				t.Fatalf("‖%v‖ is above %v", g, got)
			}
		})
	})
}

func TestPairwiseSum(t *testing.T) {
	a := own(dtype.BFloat16)
	one := func(int) float64 { return 1 }
	for n, want := range map[int]float64{0: 0, 1: 1, 3: 3, 256: 256, 1024: 1024, 1 << 20: 1 << 20} {
		if got := pairwiseSum(a, n, one); got != want {
			t.Errorf("%d ones in %v: %v", n, a, got)
		}
	}
	if got := meanOfSquares(own(dtype.Float64), []float64{3, 4}); got != 12.5 {
		t.Errorf("mean of squares %v", got)
	}
}
