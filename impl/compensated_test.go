package impl

import (
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// TestCompensationIsHalf: however wide the row and however narrow the format, a compensated
// sum is at least half of the plain one, which is at least its largest term: the compensation
// does not take more from it. Of the terms that are drawn, ones lead to the worst sums that
// are rounded up: half a spacing of the sum so far, or a little more.
func TestCompensationIsHalf(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float8E4M3FN, dtype.Float8E5M2, dtype.BFloat16, dtype.Float16} {
		a := Arithmetic{Storage: f, Accumulate: f}
		r := rand.New(rand.NewPCG(1, uint64(f)))
		least := 1.0
		for range 400 {
			e := make([]float64, 1+r.IntN(600))
			var s, largest float64
			for i := range e {
				switch e[i] = a.Round(r.Float64()); r.IntN(4) {
				case 0:
					e[i] = a.Round(e[i] / float64(int(1)<<r.IntN(8)))
				case 1, 2:
					if s > 0 {
						e[i] = min(1, a.Round(f.Spacing(s)/2))
					}
					if r.IntN(2) == 0 {
						e[i] = f.NextUp(e[i])
					}
				}
				if a.Add(s, e[i]) > f.Max()/2 {
					e = e[:i]
					break
				}
				s, largest = a.Add(s, e[i]), max(largest, e[i])
			}
			if got := neumaierSum(a, e); got < s/2 || s < largest {
				t.Fatalf("%v: %v: compensated %g, plain %g, largest %g", f, e, got, s, largest)
			} else if s > 0 {
				least = min(least, got/s)
			}
		}
		t.Logf("%v: at least %.3f of the plain sum", f, least)
		if least == 1 {
			t.Errorf("%v: no compensation takes anything", f)
		}
	}
}
