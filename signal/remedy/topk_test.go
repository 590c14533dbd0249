package remedy

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"pgregory.net/rapid"
)

func TestTopK(t *testing.T) {
	nan, minus := math.NaN(), math.Copysign(0, -1)
	for _, tt := range []struct {
		p    []float64
		k    int
		kept []int
	}{
		{nil, 1, nil},
		{[]float64{1, -3, 2}, 0, nil},
		{[]float64{1, -3, 2}, 1, []int{1}},
		{[]float64{1, -3, 2}, 2, []int{1, 2}},
		{[]float64{1, -3, 2}, 5, []int{0, 1, 2}},
		{[]float64{2, -2, 2, 1}, 2, []int{0, 1}},
		{[]float64{0, minus, 0}, 1, []int{0}},
		{[]float64{1, nan, math.Inf(-1)}, 2, []int{1, 2}},
		{[]float64{math.Inf(1), nan}, 1, []int{0}},
	} {
		kept, rest := make([]float64, len(tt.p)), make([]float64, len(tt.p))
		TopK(kept, rest, tt.p, tt.k)
		for i, v := range tt.p {
			in, out := kept[i], rest[i]
			if !slices.Contains(tt.kept, i) {
				in, out = out, in
			}
			if !sameBits(in, v) || !sameBits(out, minus) {
				t.Errorf("top %d of %v: kept %v, the rest %v", tt.k, tt.p, kept, rest)
			}
		}
	}
}

// Kept part plus rest is the gradient bit for bit, in every format, zeros of either sign
// included, and no component of the rest is larger than one that is kept.
func TestTopKAddsUp(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		rapid.Check(t, func(t *rapid.T) {
			p := rapid.SliceOf(anyNumber(a.Accumulate)).Draw(t, "p")
			k := rapid.IntRange(0, len(p)+1).Draw(t, "k")
			kept, rest := make([]float64, len(p)), make([]float64, len(p))
			TopK(kept, rest, p, k)
			smallest, largest, n := math.Inf(1), 0.0, 0
			for i, v := range p {
				if !sameBits(a.Add(kept[i], rest[i]), v) {
					t.Fatalf("%v = %v + %v", v, kept[i], rest[i])
				}
				if sameBits(rest[i], math.Copysign(0, -1)) && !(v == 0 && math.Signbit(v)) {
					smallest = min(smallest, math.Abs(v))
					n++
				} else {
					largest = max(largest, math.Abs(rest[i]))
				}
			}
			if n > k || largest > smallest {
				t.Fatalf("%d kept from %v on, %v left", n, smallest, largest)
			}
		})
	})
}

// twoSum is exact in every format, as the sum does not overflow.
func TestTwoSum(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		rapid.Check(t, func(t *rapid.T) {
			x, y := anyNumber(a.Accumulate).Draw(t, "x"), anyNumber(a.Accumulate).Draw(t, "y")
			if math.Abs(x)+math.Abs(y) > a.Accumulate.Max()/2 {
				t.Skip("may overflow")
			}
			s, e := twoSum(a, x, y)
			if sum := exact(0).Add(exact(x), exact(y)); s != a.Add(x, y) || sum.Cmp(exact(0).Add(exact(s), exact(e))) != 0 {
				t.Fatalf("%v + %v = %v + %v", x, y, s, e)
			}
		})
	})
}

// run feeds steps gradients of n components and returns, by component, the exact sums of the
// gradients, of what was sent, and of what is left in memory, and how far the last two
// may differ from the first by the rounding of each step.
func run(a impl.Arithmetic, compensated bool, steps, n, k int, gradient func(i int) float64) (sums, sent, left, bound []*big.Float) {
	zeros := func() []*big.Float {
		z := make([]*big.Float, n)
		for i := range z {
			z[i] = exact(0)
		}
		return z
	}
	sums, sent, left, bound = zeros(), zeros(), zeros(), zeros()
	f := NewFeedback(n, compensated)
	g, kept := make([]float64, n), make([]float64, n)
	u := a.Accumulate.UnitRoundoff()
	for range steps {
		_, low := f.Memory()
		low = slices.Clone(low)
		for i := range g {
			g[i] = gradient(i)
			sums[i].Add(sums[i], exact(g[i]))
		}
		f.Step(a, kept, g, k)
		for i, v := range kept {
			sent[i].Add(sent[i], exact(v))
			rounded := math.Abs(f.Sum()[i])
			if compensated {
				rounded = math.Abs(g[i]+low[i]) * (1 + u)
			}
			bound[i].Add(bound[i], exact(rounded*u*(1+u)))
		}
	}
	memory, low := f.Memory()
	for i := range left {
		left[i].Add(exact(memory[i]), exact(low[i]))
	}
	return sums, sent, left, bound
}

// Over steps, what was sent and what is left are the sum of the gradients to within
// the rounding of each step's addition, which the compensated memory makes that of the
// gradient alone.
func TestFeedback(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		for _, compensated := range []bool{false, true} {
			rapid.Check(t, func(t *rapid.T) {
				r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
				n := rapid.IntRange(1, 8).Draw(t, "n")
				sums, sent, left, bound := run(a, compensated, 20, n, rapid.IntRange(0, n).Draw(t, "k"), func(int) float64 {
					return a.Storage.Round(2*r.Float64() - 1)
				})
				for i := range sums {
					d := exact(0).Sub(exact(0).Add(sent[i], left[i]), sums[i])
					if d.Abs(d).Cmp(bound[i]) > 0 {
						t.Fatalf("compensated %v: off by %v, at most %v is rounded away", compensated, d, bound[i])
					}
				}
			})
		}
	})
}

// Nothing at all is lost where all sums are numbers of the format.
func TestFeedbackExactOnGrid(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		for _, compensated := range []bool{false, true} {
			r := rand.New(rand.NewPCG(1, 2))
			sums, sent, left, _ := run(a, compensated, 25, 6, 1, func(int) float64 {
				return float64(r.IntN(11)-5) / 64 // sums below 128/64
			})
			for i := range sums {
				if exact(0).Add(sent[i], left[i]).Cmp(sums[i]) != 0 {
					t.Errorf("compensated %v: sent %v and left %v of %v", compensated, sent[i], left[i], sums[i])
				}
			}
		}
	})
}

// A gradient below half the spacing of its memory is lost, step after step, unless the
// memory is compensated.
func TestFeedbackStagnates(t *testing.T) {
	a := own(dtype.BFloat16)
	for _, compensated := range []bool{false, true} {
		f := NewFeedback(2, compensated)
		kept := make([]float64, 2)
		f.Step(a, kept, []float64{1, 9}, 1)
		for range 1024 {
			f.Step(a, kept, []float64{0x1p-10, 9}, 1)
		}
		memory, _ := f.Memory()
		if want := map[bool]float64{false: 1, true: 2}[compensated]; memory[0] != want {
			t.Errorf("compensated %v: 1 and 1024 times 2^-10 are %v, want %v", compensated, memory[0], want)
		}
	}
}
