package signal

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestJudge(t *testing.T) {
	j, err := judge("shifted", own(dtype.Float32), function.Softmax, function.Logits([]float64{0, 0, 0, 0}))
	if err != nil || j.ulps != 0 || j.relative != 0 || j.got[3] != 0.25 || j.exact[3] != 0.25 {
		t.Errorf("%+v, %v", j, err)
	}
	// Two equal logits 89 overflow without a shift: Inf/Inf.
	j, err = judge("naive", own(dtype.Float32), function.Softmax, function.Logits([]float64{89, 89}))
	if err != nil || !math.IsInf(j.ulps, 1) {
		t.Errorf("%+v, %v", j, err)
	}
	if _, err := judge("none", own(dtype.Float32), function.Softmax, function.Logits([]float64{1})); err == nil {
		t.Error("there is no softmax of that name")
	}
}

func TestExactSum(t *testing.T) {
	if got := exactSum([]float64{0.5, 0.5, 0x1p-1074}); got != 0x1p-1074 {
		t.Errorf("got %g", got)
	}
	if got := exactSum([]float64{0.25}); got != -0.75 {
		t.Errorf("got %g", got)
	}
}

// TestOutlier: mean 0, variance 1, and no K numbers with these can have a larger one.
func TestOutlier(t *testing.T) {
	for _, k := range []int{2, 5, 1000} {
		x := outlier(dtype.Float64, k)
		var sum, squares float64
		for _, v := range x {
			sum += v
			squares += v * v
		}
		if n := float64(k); math.Abs(sum/n) > 1e-12 || math.Abs(squares/n-1) > 1e-12 {
			t.Errorf("K = %d: mean %g, variance %g", k, sum/n, squares/n)
		}
	}
}
