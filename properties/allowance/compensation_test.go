package allowance

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestCompensation: Kahan's sums and Neumaier's, in half precision, are within what a compensated
// sum is allowed; there is no bound where nu is 1/2 or more.
func TestCompensation(t *testing.T) {
	c := &calc{u: half.UnitRoundoff()}
	add := func(a, b float64) float64 { return half.Round(a + b) }
	kahan := func(ts []float64) float64 {
		var s, c float64
		for _, v := range ts {
			y := add(v, -c)
			t := add(s, y)
			c = add(add(t, -s), -y)
			s = t
		}
		return s
	}
	neumaier := func(ts []float64) float64 {
		var s, c float64
		for _, v := range ts {
			t := add(s, v)
			big, small := s, v
			if s < v {
				big, small = v, s
			}
			c = add(c, add(add(big, -t), small))
			s = t
		}
		return add(s, c)
	}
	largest := 0.0
	for _, kind := range kinds {
		for _, n := range []int{1, 2, 3, 4, 7, 30, 100, 500, 1000} {
			for trial := range 20 {
				r := rand.New(rand.NewPCG(uint64(trial), uint64(n)))
				ts := terms(r, kind, n)
				switch trial % 3 {
				case 1:
					slices.Sort(ts)
				case 2:
					r.Shuffle(n, func(i, j int) { ts[i], ts[j] = ts[j], ts[i] })
				}
				exact := total64(ts)
				for _, s := range []float64{kahan(ts), neumaier(ts)} {
					off, bound := math.Abs(s-exact), exact*c.compensation(n)
					if off > bound {
						t.Fatalf("%s, %d terms, trial %d: off by %g, %g allowed", kind, n, trial, off, bound)
					}
					if bound > 0 {
						largest = max(largest, off/bound)
					}
				}
			}
		}
	}
	t.Logf("up to %.3f of the bound", largest)
	if largest < 0.1 {
		t.Errorf("the bound is used to %.3f at most", largest)
	}
	if c.compensation(1024) < math.Inf(1) {
		t.Error("a bound where nu is 1/2")
	}
}
