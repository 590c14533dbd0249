package allowance_test

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestManySmallest holds every float64 implementation to its allowance where exponentials
// that are lost one by one add up to several of the smallest numbers: found by
// FuzzLogSoftmaxFloat64.
func TestManySmallest(t *testing.T) {
	for _, k := range []int{2, 3, 5, 9, 18, 64, 300} {
		for _, deep := range []float64{744, 744.5, 745, 745.25, 745.5, 746, 746.5, 747, 748, 750, 799, 801} {
			x := make([]float64, k)
			x[0] = deep
			j := newJudged(t, "smallest", x, dtype.Float64)
			for _, im := range impl.All() {
				if im.Function.TakesSides() {
					continue
				}
				for _, a := range im.Arithmetics {
					if a.Storage != dtype.Float64 || im.Expected != nil && im.Expected(a, function.Logits(x)) != "" {
						continue
					}
					r := j.judge(im.Model(a), im.Function, compute(&im, a, j.in))
					if r.bad >= 0 {
						t.Errorf("%s/%s/%v: K = %d, %v below the maximum: answer %d: error over allowance %.4g", im.Function, im.Name, a, k, deep, r.bad, r.ratio)
					}
				}
			}
		}
	}
}
