package allowance_test

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestCompensatedSumsHaveBounds: rows so wide that the compensation stagnates too have
// allowances that exclude something, and what is computed keeps to them.
func TestCompensatedSumsHaveBounds(t *testing.T) {
	im, err := impl.Find("compensated", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]func(i, n int) float64{
		"equal":      func(int, int) float64 { return 1 },
		"ascending":  func(i, n int) float64 { return float64(i) / float64(n) * 8 },
		"descending": func(i, n int) float64 { return -float64(i) / float64(n) * 8 },
		"one ahead": func(i, n int) float64 {
			if i == n/2 {
				return 3
			}
			return 0
		},
	}
	for _, f := range []dtype.Format{dtype.BFloat16, dtype.Float16} {
		a := impl.Arithmetic{Storage: f, Accumulate: f}
		for name, at := range rows {
			for _, n := range []int{1024, 6625, 32000, 128256} {
				x := make([]float64, n)
				for i := range x {
					x[i] = f.Round(at(i, n))
				}
				j := newJudged(t, name, x, f)
				if r := j.judge(im.Model(a), im.Function, compute(&im, a, j.in)); r.bad >= 0 || r.vacuous > 0 || r.elements == 0 {
					t.Errorf("%v, %s, K = %d: answer %d, ratio %.3g, %d vacuous of %d", f, name, n, r.bad, r.ratio, r.vacuous, r.elements)
				}
			}
		}
	}
}
