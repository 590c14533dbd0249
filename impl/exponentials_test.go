package impl

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// TestExponentials: the list has the exponential of each softmax, on a range at whose
// ends something happens, and its bounds hold on a sample.
func TestExponentials(t *testing.T) {
	for _, e := range Exponentials() {
		lo, hi := float64(e.Lo), float64(e.Hi)
		below := e.Compute(dtype.Float32.NextDown(lo))
		if e.Name != "elementary" && !e.Normal && lo == -104 {
			if got := e.Compute(lo); below != 0 || got != 0 && got != dtype.Float32.MinSubnormal() {
				t.Errorf("%s: %v at %v, %v below: the range ends elsewhere", e.Name, got, lo, below)
			}
		}
		if got := e.Compute(lo); e.Normal && (below != 0 || got < dtype.Float32.MinNormal()/2) {
			t.Errorf("%s: %v at %v, %v below: subnormal numbers begin elsewhere", e.Name, got, lo, below)
		}
		if e.Name == "elementary" {
			if above := e.Compute(dtype.Float32.NextUp(hi)); !math.IsInf(above, 1) || math.IsInf(e.Compute(hi), 1) {
				t.Errorf("%s, base 2 %v: does not begin to overflow after %v", e.Name, e.Base2, hi)
			}
		}
		worst, n := 0.0, 0
		for x := lo; x <= hi; x += (hi - lo) / 3000 {
			x := float64(float32(x))
			want := exactE(bigFloat(x))
			if e.Base2 {
				want = exactExp2(x)
			}
			worst = max(worst, ulps(dtype.Float32, e.Compute(x), want))
			n++
		}
		if n < 2990 || worst > e.ULP || worst < e.ULP/3 {
			t.Errorf("%s, base 2 %v: off by up to %v ulp on %d numbers, the bound is %v", e.Name, e.Base2, worst, n, e.ULP)
		}
	}
}
