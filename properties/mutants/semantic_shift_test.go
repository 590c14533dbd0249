package mutants

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// judge holds a computation against one property, with the model of impl's shifted.
func judge(t *testing.T, property string, fn function.Function, compute func(y, x []float64), x []float64) *properties.Violation {
	t.Helper()
	m := Mutant{Name: t.Name(), Of: "shifted", Function: fn, Arithmetic: alone(dtype.Float32), New: stateless(compute)}
	s, err := m.Subject()
	if err != nil {
		t.Fatal(err)
	}
	v, judged := properties.Find(property).Judge(new(properties.Bench), s, &properties.Case{Input: function.Logits(x)})
	if !judged {
		t.Fatalf("%s says nothing about %v", property, x)
	}
	return v
}

// unguardedLSE is m + log Σ e^(x−m) with no guard for an infinite m.
func unguardedLSE(a impl.Arithmetic, x []float64) float64 {
	m := largest(x)
	return a.Store(a.Add(m, a.Log(denominator(a, x, m))))
}

// neg-inf-minus-neg-inf (matrixStats#84, mlx#2395, iree#24175 and many more): no
// guard for rows of nothing but −Inf. NaN is what ieee and limit have for the
// softmax and log-softmax of such a row, where masked-zero has 0; of a log-sum-exp
// it is a violation, by every profile.
func TestNoGuardForMaskedRows(t *testing.T) {
	a, inf, nan := alone(dtype.Float32), math.Inf(1), math.NaN()
	for _, x := range [][]float64{{-inf}, {-inf, -inf}, {-inf, -inf, -inf}} {
		y := make([]float64, len(x))
		plain{Arithmetic: a}.softmax(y, x)
		fit(t, "no guard", function.Softmax, a.Storage, y, x, reference.IEEE, reference.Limit)
		fit(t, "zeros", function.Softmax, a.Storage, make([]float64, len(x)), x, reference.MaskedZero)
		plain{Arithmetic: a}.logSoftmax(y, x)
		fit(t, "no guard", function.LogSoftmax, a.Storage, y, x, reference.IEEE, reference.Limit)

		l := unguardedLSE(a, x)
		if !math.IsNaN(l) {
			t.Errorf("unguarded log-sum-exp of %v: %g, want NaN", x, l)
		}
		fit(t, "no guard", function.LogSumExp, a.Storage, []float64{nan}, x)
		if judge(t, "edge-cases", function.LogSumExp, func(y, x []float64) { y[0] = unguardedLSE(a, x) }, x) == nil {
			t.Errorf("edge-cases allows NaN for the log-sum-exp of %v", x)
		}
		if v := judge(t, "edge-cases", function.Softmax, plain{Arithmetic: a}.softmax, x); v != nil {
			t.Errorf("the softmax of %v: %v", x, v)
		}
	}
}

// pos-inf-nan-where-limit-defined (posterior#399, NNlib.jl#206): ∞ − ∞ where a
// limit exists. Of a softmax NaN is allowed by ieee and masked-zero, and limit has
// 1/m for each of m infinite logits; of a log-sum-exp it is a violation.
func TestPositiveInfinity(t *testing.T) {
	a, inf := alone(dtype.Float32), math.Inf(1)
	for _, test := range []struct{ x, limit []float64 }{
		{[]float64{inf, 0}, []float64{1, 0}},
		{[]float64{-1, inf, 2, inf}, []float64{0, 0.5, 0, 0.5}},
		{[]float64{inf, -inf}, []float64{1, 0}},
	} {
		y := make([]float64, len(test.x))
		plain{Arithmetic: a}.softmax(y, test.x)
		fit(t, "∞ − ∞", function.Softmax, a.Storage, y, test.x, reference.IEEE, reference.MaskedZero)
		fit(t, "the limit", function.Softmax, a.Storage, test.limit, test.x, reference.Limit)

		l := unguardedLSE(a, test.x)
		if !math.IsNaN(l) {
			t.Errorf("unguarded log-sum-exp of %v: %g, want NaN", test.x, l)
		}
		fit(t, "∞ − ∞", function.LogSumExp, a.Storage, []float64{l}, test.x)
		fit(t, "+Inf", function.LogSumExp, a.Storage, []float64{inf}, test.x, reference.Profiles()...)
		if judge(t, "edge-cases", function.LogSumExp, func(y, x []float64) { y[0] = unguardedLSE(a, x) }, test.x) == nil {
			t.Errorf("edge-cases allows NaN for the log-sum-exp of %v", test.x)
		}
	}
}

// additive-1e9-mask (keras PR#21149): a mask of −1e9 in place of −Inf. Nothing shows
// while some logit is kept that is above it; a row all masked is uniform, which no
// profile has; and where the kept logits are lower the masked ones win.
func TestAdditiveMask(t *testing.T) {
	a, inf := alone(dtype.Float32), math.Inf(1)
	additive := plain{Arithmetic: a, input: func(z []float64) []float64 {
		for i, v := range z {
			if math.IsInf(v, -1) {
				z[i] = -1e9 // the logit that was there is absorbed
			}
		}
		return z
	}}.softmax
	for _, x := range [][]float64{{1, -inf, 0.5}, {-inf, -1e4}} {
		if v := judge(t, "accuracy", function.Softmax, additive, x); v != nil {
			t.Errorf("%v: %v", x, v)
		}
	}
	if x := []float64{-2e9, -inf}; judge(t, "accuracy", function.Softmax, additive, x) == nil {
		t.Errorf("accuracy allows a masked logit above those of %v", x)
	}
	x := []float64{-inf, -inf, -inf, -inf}
	y := make([]float64, len(x))
	additive(y, x)
	fit(t, "−1e9", function.Softmax, a.Storage, y, x)
	if judge(t, "edge-cases", function.Softmax, additive, x) == nil {
		t.Errorf("edge-cases allows %v for %v", y, x)
	}
}

// mask-not-applied-to-output (jax#16208): maximum and sum are those of what is kept,
// and masked answers are e^(x−m)/s all the same. By every profile they are 0.
func TestMaskedOutput(t *testing.T) {
	a, inf := alone(dtype.Float32), math.Inf(1)
	leaks := func(hidden float64) func(y, x []float64) { // the logit under the mask
		return func(y, x []float64) {
			m := largest(x)
			s := denominator(a, x, m)
			z := append([]float64{}, x...)
			for i, v := range z {
				if math.IsInf(v, -1) {
					z[i] = hidden
				}
			}
			divide(a, y, z, m, s)
		}
	}
	x := []float64{1, -inf, 0}
	for _, hidden := range []float64{-3, 0, 5} {
		if judge(t, "accuracy", function.Softmax, leaks(hidden), x) == nil {
			t.Errorf("accuracy allows the answer to a masked logit of %g", hidden)
		}
	}
	if judge(t, "range", function.Softmax, leaks(5), x) == nil {
		t.Error("range allows a masked answer above 1")
	}
	if v := judge(t, "accuracy", function.Softmax, leaks(-1e4), x); v != nil {
		t.Errorf("masked logits that underflow anyway: %v", v)
	}
}
