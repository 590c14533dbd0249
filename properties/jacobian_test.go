package properties

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestJacobian: each of the conditions alone finds something.
func TestJacobian(t *testing.T) {
	// linear computes the product with a matrix that is made of the Jacobian.
	linear := func(change func(j [][]float64)) func(func([]float64, function.Input), []float64, function.Input) {
		return func(compute func([]float64, function.Input), y []float64, in function.Input) {
			g := in.Cotangent
			j := make([][]float64, len(y))
			for k := range j {
				in.Cotangent = make([]float64, len(y))
				in.Cotangent[k] = 1
				j[k] = make([]float64, len(y))
				compute(j[k], in)
			}
			change(j)
			for i := range y {
				var s float64
				for k := range j {
					s += float64(j[k][i] * g[k])
				}
				y[i] = dtype.Float32.Round(s)
			}
		}
	}
	each := func(j [][]float64, change func(i, k int, v float64) float64) {
		for k := range j {
			for i, v := range j[k] {
				j[k][i] = change(i, k, v)
			}
		}
	}
	catches(t, []broken{
		{"negative definite", "jacobian", "direct", function.SoftmaxVJP,
			linear(func(j [][]float64) { each(j, func(_, _ int, v float64) float64 { return -v }) }), 10},
		{"the lower triangle doubled", "jacobian", "direct", function.SoftmaxVJP, linear(func(j [][]float64) {
			each(j, func(i, k int, v float64) float64 {
				if i > k {
					return 2 * v
				}
				return v
			})
		}), 10},
		{"a larger diagonal", "jacobian", "direct", function.SoftmaxVJP, linear(func(j [][]float64) {
			each(j, func(i, k int, v float64) float64 {
				if i == k {
					return 2 * v
				}
				return v
			})
		}), 10},
		{"no number above 1", "jacobian", "direct", function.SoftmaxVJP, given(func(in *function.Input) {
			for i, g := range in.Cotangent {
				in.Cotangent[i] = min(g, 1)
			}
		}), 5},
		{"no number above 1", "jacobian", "softmax", function.LogSoftmaxVJP, given(func(in *function.Input) {
			for i, g := range in.Cotangent {
				in.Cotangent[i] = min(g, 1)
			}
		}), 5},
	})
}

// TestJacobianOfEach: violations of the conditions on a matrix, one by one.
func TestJacobianOfEach(t *testing.T) {
	matrix := func(rows ...[]float64) [][]estimate {
		columns := make([][]estimate, len(rows))
		for j := range columns {
			for i := range rows {
				columns[j] = append(columns[j], estimate{rows[i][j], 0x1p-20})
			}
		}
		return columns
	}
	for _, tt := range []struct {
		name                             string
		m                                [][]estimate
		symmetric, sumsTo0, semidefinite bool
	}{
		{"softmax of two", matrix([]float64{0.25, -0.25}, []float64{-0.25, 0.25}), true, true, true},
		{"within the allowance", matrix([]float64{0.25, -0.25 + 0x1p-21}, []float64{-0.25, 0.25}), true, true, true},
		{"a sum beyond it", matrix([]float64{0.25, -0.25}, []float64{-0.25, 0.25 + 0x1p-17}), true, false, true},
		{"not symmetric", matrix([]float64{0.25, -0.25, 0}, []float64{0, 0.25, -0.25}, []float64{-0.25, 0, 0.25}), false, true, true},
		{"negative", matrix([]float64{-0.25, 0.25}, []float64{0.25, -0.25}), true, true, false},
		{"barely negative", matrix([]float64{-0x1p-16, 0x1p-16}, []float64{0x1p-16, -0x1p-16}), true, true, false},
		{"negative within the allowance", matrix([]float64{-0x1p-22, 0x1p-22}, []float64{0x1p-22, -0x1p-22}), true, true, true},
		{"nothing", matrix([]float64{0}), true, true, true},
	} {
		if v := isSymmetric(tt.m); (v == nil) != (tt.symmetric && tt.sumsTo0) {
			t.Errorf("%s: symmetric: %v", tt.name, v)
		}
		if v := isSemidefinite(tt.m); (v == nil) != tt.semidefinite {
			t.Errorf("%s: semidefinite: %v", tt.name, v)
		}
	}
}

// TestJacobianFarApart: elements of which some are next to nothing beside the others.
func TestJacobianFarApart(t *testing.T) {
	im, err := impl.Find("product-first", function.SoftmaxVJP)
	if err != nil {
		t.Fatal(err)
	}
	s := Of(im, impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64})
	c := Case{Input: function.Input{X: []float64{0, 4, 292, 332}, Cotangent: []float64{1, 2, 3, 4}}}
	if v, judged := jacobian().Judge(new(Bench), s, &c); v != nil || !judged {
		t.Errorf("judged: %v, %v", judged, v)
	}
}
