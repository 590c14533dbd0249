package peers

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// jax is check_vjp of jax.test_util, as testSoftmaxGrad calls it: along one random
// direction t, the product of the gradient for a random cotangent with t must be near
// that of the cotangent with the function's central difference along t, whose step
// is 1e-4, all in float32: within 5e-3 and a relative 2e-3.
//
// The difference is there one of the program's own softmax; here, where the program
// is the gradient alone, that of the suite's reference, rounded to float32. Left out
// are what checks the softmax itself, which compares with SciPy's, and the second
// order.
func jax() Suite {
	return Suite{
		Name:   "JAX",
		Source: "jax tests/nn_test.py, testSoftmaxGrad; jax/_src/public_test_util.py, check_vjp, default_gradient_tolerance",
		About:  "the softmax's gradient along one direction, 5e-3 absolute + 2e-3 relative, on four logits",
	}.complete(func(s *properties.Subject) *checks {
		if s.Function != function.SoftmaxVJP || s.DType != dtype.Float32 || s.Model.Scheme == impl.Quantised {
			return nil
		}
		const step = 1e-4
		f, r := s.DType, source("JAX")
		x := rounded(f, []float64{5.5, 1.3, -4.2, 0.9})[0]
		direction, cotangent := tensor(f, r, 1, 4, normal)[0], tensor(f, r, 1, 4, normal)[0]
		up, down := make([]float64, 4), make([]float64, 4)
		for i, t := range direction {
			d := f.Round(float64(f.Round(step) * t))
			up[i], down[i] = f.Round(x[i]+d), f.Round(x[i]-d)
		}
		high, low := rounded(f, plain(function.Softmax, function.Logits(up)))[0], rounded(f, plain(function.Softmax, function.Logits(down)))[0]
		var want float64
		for i, c := range cotangent {
			want += float64(f.Round(f.Round(high[i]-low[i])*f.Round(0.5/step)) * c)
		}
		t := test{name: "testSoftmaxGrad", inputs: []function.Input{{X: x, Cotangent: cotangent}}}
		return &checks{list(t), math.NaN(), func(_ *test, got, _ [][]float64) string {
			var product float64
			for i, y := range got[0] {
				product += float64(y * direction[i])
			}
			if !isClose(product, want, 2e-3, 5e-3, true) {
				return fmt.Sprintf("cotangent projection %g, want %g", product, want)
			}
			return ""
		}}
	})
}
