package allowance_test

import (
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// lanes adds e up in n interleaved accumulators, then those from left to right.
func lanes(n int) func(e []float64) float64 {
	return func(e []float64) float64 {
		acc := make([]float64, min(n, len(e)))
		for i, v := range e {
			if i < n {
				acc[i] = v
			} else {
				acc[i%n] = f32.Add(acc[i%n], v)
			}
		}
		return sum32(acc)
	}
}

// exactly rounds the sum once. 512 bits hold every float32 sum exactly.
func exactly(e []float64) float64 {
	s := new(big.Float).SetPrec(512)
	for _, v := range e {
		s.Add(s, new(big.Float).SetFloat64(v))
	}
	return dtype.Float32.RoundBig(s)
}

// TestDeclaredSums holds the orders of summation that only an adapter declares,
// as no implementation here has them, to their allowances.
func TestDeclaredSums(t *testing.T) {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []struct {
		sum impl.Sum
		by  func(e []float64) float64
	}{
		{"blocked:1", lanes(1)},
		{"blocked:4", lanes(4)},
		{"blocked:8", lanes(8)},
		{"blocked:64", lanes(64)},
		{impl.Exact, exactly},
	} {
		t.Run(string(d.sum), func(t *testing.T) {
			model := shifted.Model(f32)
			model.Sum = d.sum
			worst := 0.0
			for _, j := range append(hazardRows(t, dtype.Float32, 7, 150, 300), randomRows(t, dtype.Float32, 7, 50, 100)...) {
				r := j.judge(model, function.Softmax, kernel{sum: d.by}.softmax(j.x))
				worst = max(worst, r.ratio)
				if r.bad >= 0 {
					t.Errorf("%s, K = %d: answer %d is at %.4g of its allowance", j.name, len(j.x), r.bad, r.ratio)
				}
			}
			t.Logf("worst/allowance %.3f", worst)
			if worst <= 0.5 {
				t.Errorf("largest ratio %.3f: want an allowance that is used by more than half", worst)
			}
		})
	}
}

// TestSumsTellApart: a sequential sum is beyond what pairwise and exact allow
// where it stagnates: 2^-25 is lost beside 1, 2047 times over.
func TestSumsTellApart(t *testing.T) {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	x := join(repeated(0, 1), repeated(-17.5, 2047)) // e^-17.5 = 2^-25.2
	j := newJudged(t, "stagnation", x, dtype.Float32)
	y := kernel{}.softmax(x)
	for _, sum := range []impl.Sum{impl.Pairwise, impl.Exact, impl.Compensated} {
		model := shifted.Model(f32)
		model.Sum = sum
		if r := j.judge(model, function.Softmax, y); r.bad < 0 {
			t.Errorf("a sequential sum passes as %s: %.3g of the allowance", sum, r.ratio)
		}
	}
	if r := j.judge(shifted.Model(f32), function.Softmax, y); r.bad >= 0 {
		t.Errorf("a sequential sum is at %.3g of its own allowance", r.ratio)
	}
}

// TestVacuous: an allowance that excludes nothing says so. A bfloat16 sum of
// ones stagnates at 2^8, and even at K = 1000 its bound is not vacuous, as no
// addition loses more than its smaller addend.
func TestVacuous(t *testing.T) {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	b := impl.Arithmetic{Storage: dtype.BFloat16, Accumulate: dtype.BFloat16}
	model := shifted.Model(b)
	for _, k := range []int{1, 2, 64, 1000} {
		x := make([]float64, k)
		j := newJudged(t, "equal", x, dtype.BFloat16)
		r := j.judge(model, function.Softmax, compute(&shifted, b, j.in))
		t.Logf("K = %d: ratio %.3f, %d judged, %d vacuous", k, r.ratio, r.elements, r.vacuous)
		if r.bad >= 0 {
			t.Errorf("K = %d: answer %d is beyond its allowance", k, r.bad)
		}
		if r.vacuous > 0 {
			t.Errorf("K = %d: %d answers are vacuous, want a bound", k, r.vacuous)
		}
	}
	model.ExpULP, model.ExpZeroExact = 2/dtype.BFloat16.UnitRoundoff(), false // off by as much as there is
	x := []float64{0, 0, -1}
	j := newJudged(t, "no exponential", x, dtype.BFloat16)
	if r := j.judge(model, function.Softmax, []float64{0.5, 0.5, 0}); r.vacuous != len(x) {
		t.Errorf("an exponential without a bound: %d of %d answers are vacuous", r.vacuous, len(x))
	}
}
