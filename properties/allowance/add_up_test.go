package allowance

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// orders are the orders of summation that a model may declare, as they are computed.
var orders = []struct {
	sum impl.Sum
	by  func(f dtype.Format, ts []float64) float64
}{
	{impl.Sequential, inTurn},
	{impl.Pairwise, inHalves},
	{"blocked:1", lanes(1)},
	{"blocked:4", lanes(4)},
	{"blocked:16", lanes(16)},
	{impl.Compensated, neumaier},
	{impl.Exact, once},
}

func inTurn(f dtype.Format, ts []float64) float64 {
	s := 0.0
	for _, t := range ts {
		s = f.Round(s + t)
	}
	return s
}

func inHalves(f dtype.Format, ts []float64) float64 {
	if len(ts) < 2 {
		return inTurn(f, ts)
	}
	m := len(ts) / 2
	return f.Round(inHalves(f, ts[:m]) + inHalves(f, ts[m:]))
}

// lanes adds up in n interleaved accumulators, then those from left to right.
func lanes(n int) func(f dtype.Format, ts []float64) float64 {
	return func(f dtype.Format, ts []float64) float64 {
		acc := make([]float64, min(n, len(ts)))
		for i, t := range ts {
			acc[i%n] = f.Round(acc[i%n] + t)
		}
		return inTurn(f, acc)
	}
}

func neumaier(f dtype.Format, ts []float64) float64 {
	var s, carry float64
	for _, t := range ts {
		next := f.Round(s + t)
		large, small := s, t
		if math.Abs(s) < math.Abs(t) {
			large, small = t, s
		}
		carry = f.Round(carry + f.Round(f.Round(large-next)+small))
		s = next
	}
	return f.Round(s + carry)
}

// once rounds the exact sum of float16 numbers, which is a float64.
func once(f dtype.Format, ts []float64) float64 {
	s := 0.0
	for _, t := range ts {
		s += t
	}
	return f.Round(s)
}

// signedTerms returns n float16 numbers of the given kind.
func signedTerms(r *rand.Rand, kind string, n int) []float64 {
	ts := make([]float64, n)
	for i := range ts {
		x := 4*r.Float64() - 2
		switch kind {
		case "alternating":
			x = math.Ldexp(1-2*float64(i%2), -3) + float64(0x1p-12*x)
		case "dominating":
			if i == n/2 {
				x *= 512
			}
		case "decades":
			x = math.Ldexp(x, -r.IntN(24))
		case "grid":
			x = math.Round(x * 4)
		case "one-hot":
			if i != n/2 {
				x = 0
			}
		}
		ts[i] = half.Round(x)
	}
	return ts
}

// TestAddUp holds sums of terms of either sign, each of them off, in every order to their
// bounds; and what the additions alone lose.
func TestAddUp(t *testing.T) {
	for _, order := range orders {
		t.Run(string(order.sum), func(t *testing.T) {
			c := arithmetic(half, false)
			c.m.Sum = order.sum
			largest, exact := 0.0, 0
			for _, kind := range []string{"uniform", "alternating", "dominating", "decades", "grid", "one-hot"} {
				for trial := range 300 {
					r := rand.New(rand.NewPCG(71, uint64(trial)))
					ts := signedTerms(r, kind, r.IntN(40)*(1+trial%5))
					off := math.Ldexp(r.Float64(), -8-r.IntN(12)) * float64(trial%2)
					true64 := new(big.Rat)
					bs := make([]bounded, len(ts))
					for i, x := range ts {
						bs[i] = number(x)
						true64.Add(true64, rat(x))
						if off > 0 && x != 0 {
							v := x + float64(off*(2*r.Float64()-1))
							bs[i] = bounded{v: v, e: off}
							true64.Add(true64, rat(v)).Sub(true64, rat(x))
						}
					}
					bound, lost := c.addUp(len(ts), func(j int) bounded { return bs[j] })
					s := traced{bound, true64, order.by(half, ts)}
					largest = max(largest, s.check(t, c, kind))
					if lost == 0 {
						exact++
					}
					if err := math.Abs(s.computed - once(dtype.Float64, ts)); err > lost*slack {
						t.Fatalf("%s: the additions lose %g, want at most %g", kind, err, lost)
					}
				}
			}
			t.Logf("largest error over bound: %.3f; %d sums known to be exact", largest, exact)
			if largest <= 0.5 {
				t.Errorf("largest error over bound %.3f: want more than half of it used", largest)
			}
			if exact < 300 {
				t.Errorf("%d sums are known to be exact: want those of one term at least", exact)
			}
		})
	}
}

// TestAddUpOrders: a sum from left to right of terms that alternate and leave little is
// beyond what a sum that is rounded once, or compensated, is allowed.
func TestAddUpOrders(t *testing.T) {
	ts := signedTerms(rand.New(rand.NewPCG(81, 2)), "uniform", 50)
	s := once(dtype.Float64, ts)
	for i := range ts { // leaves next to nothing
		ts[i] = half.Round(ts[i] - s/50)
	}
	for _, sum := range []impl.Sum{impl.Exact, impl.Compensated} {
		c := arithmetic(half, false)
		c.m.Sum = sum
		_, lost := c.addUp(len(ts), func(j int) bounded { return number(ts[j]) })
		if err := math.Abs(inTurn(half, ts) - once(dtype.Float64, ts)); err <= lost {
			t.Errorf("%s: from left to right the additions lose %g, of %g allowed", sum, err, lost)
		}
	}
}

// TestAddUpOverflow: sums that may exceed the largest number on the way say so, and those that
// surely do have no bound.
func TestAddUpOverflow(t *testing.T) {
	most := half.Max()
	for _, tt := range []struct {
		ts         []float64
		sum        impl.Sum
		over, none bool
	}{
		{[]float64{most, -most, most}, impl.Sequential, false, false},
		{[]float64{most / 2, most / 4, 1}, impl.Sequential, false, false},
		{[]float64{most / 2, most / 2, 1}, impl.Sequential, true, false}, // or rather nearly
		{[]float64{most, most, -most}, impl.Sequential, false, true},
		{[]float64{most, most, -most, -most}, impl.Pairwise, true, false},
		{[]float64{1, 2, 3, 4}, impl.Pairwise, false, false},
	} {
		c := arithmetic(half, false)
		c.m.Sum = tt.sum
		s, _ := c.addUp(len(tt.ts), func(j int) bounded { return number(tt.ts[j]) })
		s = c.operand(s)
		if none := math.IsInf(s.e, 1); none != tt.none || !none && s.over != tt.over {
			t.Errorf("%s, %g: may overflow %t, has no bound %t; want %t, %t", tt.sum, tt.ts, s.over, none, tt.over, tt.none)
		}
	}
}
