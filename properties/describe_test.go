package properties

import (
	"math"
	"testing"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// TestDescribe: what allowances are derived from is that of x/T, in memory that is used
// again.
func TestDescribe(t *testing.T) {
	var e allowance.Exact
	var row reference.Row
	for _, x := range [][]float64{{0}, {1, 2, 3}, {-5, math.Inf(-1), 4.25, 4.25}, {0.1, -700, 30, 29.5, 0}} {
		for _, temperature := range []float64{0, 1, 0.5, 2, 0.7, 10} {
			in := function.Input{X: x, Temperature: temperature}
			if err := row.ResetInput(in, reference.IEEE); err != nil {
				t.Fatal(err)
			}
			Describe(&e, &row, in)
			m := math.Inf(-1)
			for _, v := range x {
				m = max(m, v)
			}
			s := 0.0
			for _, v := range x {
				s += math.Exp((v - m) / in.T())
			}
			near := func(got, want float64) bool { return math.Abs(got-want) <= 1e-14*math.Abs(want) }
			if e.Max != m || !near(e.Sum, s) || !near(e.LogSum, math.Log(s)) || len(e.Softmax) != len(x) || e.T() != in.T() {
				t.Errorf("%v, T = %g: %+v, want a maximum of %g, a sum of %g", x, in.T(), e, m, s)
			}
			for i, v := range x {
				if want := math.Exp((v-m)/in.T()) / s; i < len(e.Softmax) && math.Abs(e.Softmax[i]-want) > 1e-12*want {
					t.Errorf("%v, T = %g: softmax %d is %g, want %g", x, in.T(), i, e.Softmax[i], want)
				}
			}
		}
	}
}
