package sides

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// sum adds up exactly.
func sum(g []float64) *big.Rat {
	s := new(big.Rat)
	for _, v := range g {
		s.Add(s, new(big.Rat).SetFloat64(v))
	}
	return s
}

// of returns the elements of g at some places.
func of(g []float64, at []int) []float64 {
	var list []float64
	for _, i := range at {
		list = append(list, g[i])
	}
	return list
}

func count(g []float64, v float64) int {
	n := 0
	for _, w := range g {
		if w == v {
			n++
		}
	}
	return n
}

// TestCancelling: by the groups, and by nothing less, components of the softmax's VJP
// are 0: every group of equal logits has the same mean, which numbers in it are, and
// others are not.
func TestCancelling(t *testing.T) {
	for _, f := range dtype.All() {
		rows, zeros, varied := 0, 0, 0
		vectors(f, cancelling(), func(x, g []float64) {
			rows++
			var mean *big.Rat
			for _, group := range groups(x) {
				part := of(g, group)
				m := sum(part)
				m.Quo(m, big.NewRat(int64(len(part)), 1))
				if mean == nil {
					mean = m
				}
				if m.Cmp(mean) != 0 {
					t.Fatalf("%v: %v for %v: means %v and %v", f, g, x, mean, m)
				}
				if v, _ := m.Float64(); count(part, v) > 0 {
					zeros++
				}
				if slices.Min(part) != slices.Max(part) {
					varied++
				}
			}
		})
		if zeros < rows || varied < rows/2 || rows < 20 {
			t.Errorf("%v: %d rows, %d groups with zeros, %d that are not all mean", f, rows, zeros, varied)
		}
	}
}

// TestCancellingExample: (1, 3, 2) for (a, a, b), but for order, scale and sign.
func TestCancellingExample(t *testing.T) {
	found := 0
	for n := range 100 {
		g := cancelling().Generate(dtype.Float8E5M2, source(n), []float64{0.5, 0.5, 0})
		if g[0]+g[1] != 2*g[2] {
			t.Fatalf("%v", g)
		}
		if math.Abs(g[0]-g[1]) == math.Abs(g[2]) && g[2] != 0 {
			found++
		}
	}
	if found < 5 {
		t.Errorf("%d of 100", found)
	}
}

func TestZeroSum(t *testing.T) {
	for _, f := range dtype.All() {
		vectors(f, zeroSum(), func(x, g []float64) {
			if sum(g).Sign() != 0 {
				t.Fatalf("%v: %v adds up to %v", f, g, sum(g))
			}
		})
	}
}

func TestConstant(t *testing.T) {
	for _, h := range []Family{constant(), constantGrid(), uniform()} {
		vectors(dtype.Float16, h, func(x, g []float64) {
			if len(g) > 0 && slices.Min(g) != slices.Max(g) {
				t.Fatalf("%s: %v", h.Name, g)
			}
		})
	}
}

func TestEqualGroups(t *testing.T) {
	for _, h := range []Family{equalGroups(), onGrid(equalGroups())} {
		vectors(dtype.Float32, h, func(x, g []float64) {
			for _, group := range groups(x) {
				if part := of(g, group); slices.Min(part) != slices.Max(part) {
					t.Fatalf("%s: %v for equal logits of %v", h.Name, part, x)
				}
			}
		})
	}
}

// TestOneHot, of cotangents and of weights.
func TestOneHot(t *testing.T) {
	for _, h := range []Family{oneHot(), positive(oneHot())} {
		vectors(dtype.Float8E4M3FN, h, func(x, g []float64) {
			if len(g) > 0 && count(g, 0) != len(g)-1 {
				t.Fatalf("%s: %v", h.Name, g)
			}
		})
	}
}

func TestAlternating(t *testing.T) {
	vectors(dtype.BFloat16, alternating(), func(x, g []float64) {
		for i := 1; i < len(g); i++ {
			if g[i] != -g[i-1] {
				t.Fatalf("%v", g)
			}
		}
	})
}

// TestOffset: numbers of which the differences are a small part.
func TestOffset(t *testing.T) {
	for _, f := range dtype.All() {
		vectors(f, offset(), func(x, g []float64) {
			if len(g) > 0 && slices.Max(g)-slices.Min(g) > 2*min(math.Abs(slices.Min(g)), math.Abs(slices.Max(g))) {
				t.Fatalf("%v: %v", f, g)
			}
		})
	}
}

// TestDominating: what is added to the largest is at most half of its last place, or
// the format ends before.
func TestDominating(t *testing.T) {
	for _, f := range dtype.All() {
		vectors(f, dominating(), func(x, g []float64) {
			sorted := slices.Clone(g)
			for i, v := range sorted {
				sorted[i] = math.Abs(v)
			}
			slices.Sort(sorted)
			top, next := sorted[len(g)-1], sorted[len(g)-2]
			if next > 2 || top < min(f.Max()/4, math.Ldexp(1, f.Precision())) {
				t.Fatalf("%v: %v", f, g)
			}
		})
	}
}

// TestEnds: huge numbers are within a factor of Max/K, tiny ones are subnormal.
func TestEnds(t *testing.T) {
	for _, f := range dtype.All() {
		vectors(f, huge(), func(x, g []float64) {
			for _, v := range g {
				if top := f.Max() / float64(len(g)); math.Abs(v) < 0.75*top || math.Abs(v) > 1.25*top {
					t.Fatalf("%v: %g of %d", f, v, len(g))
				}
			}
		})
		vectors(f, overflowing(), func(x, g []float64) {
			for _, v := range g {
				if math.Abs(v) < f.Max()*0.375 {
					t.Fatalf("%v: %g of %d", f, v, len(g))
				}
			}
		})
		vectors(f, tiny(), func(x, g []float64) {
			for _, v := range g {
				if math.Abs(v) > f.MinNormal() {
					t.Fatalf("%v: %g", f, v)
				}
			}
		})
	}
}

// TestReciprocal: the product with the probability is −1, or the format ends before.
func TestReciprocal(t *testing.T) {
	vectors(dtype.Float64, reciprocal(), func(x, g []float64) {
		p := softmax(x)
		for i, v := range g {
			if v != 0 && v != -math.MaxFloat64/float64(len(x)) && math.Abs(v*p[i]+1) > 0x1p-51 {
				t.Fatalf("%g for a probability %g", v, p[i])
			}
		}
	})
	h := reciprocal()
	if g := h.Generate(dtype.Float64, nil, []float64{1, math.NaN()}); g != nil {
		t.Errorf("of NaN: %v", g)
	}
}

// TestProbabilities: weights that add up to 1, exactly or but for roundings.
func TestProbabilities(t *testing.T) {
	for _, h := range []Family{uniform(), likelihood(), teacher(), smoothed(), sparse()} {
		vectors(dtype.Float64, h, func(x, g []float64) {
			s, _ := sum(g).Float64()
			if len(g) > 0 && (math.Abs(s-1) > 0x1p-44 || h.Name == sparse().Name && s != 1) {
				t.Fatalf("%s: %v adds up to %v", h.Name, g, s)
			}
		})
	}
}

// TestMasked: zeros at the logits −Inf, and nowhere else.
func TestMasked(t *testing.T) {
	for _, h := range []Family{masked(), onGrid(masked())} {
		vectors(dtype.Float16, h, func(x, g []float64) {
			for i, v := range g {
				if (v == 0) != math.IsInf(x[i], -1) {
					t.Fatalf("%s: %g at %g", h.Name, v, x[i])
				}
			}
		})
	}
}

func TestNothing(t *testing.T) {
	vectors(dtype.Float16, nothing(), func(x, g []float64) {
		if count(g, 0) != len(x) {
			t.Fatalf("%v", g)
		}
	})
}

func TestFew(t *testing.T) {
	zeros, all := 0, 0
	vectors(dtype.Float32, few(), func(x, g []float64) {
		zeros, all = zeros+count(g, 0), all+len(g)
	})
	if zeros < all*3/4 || zeros == all {
		t.Errorf("%d zeros of %d", zeros, all)
	}
}

func TestGroups(t *testing.T) {
	inf := math.Inf(1)
	got := groups([]float64{2, -inf, 0, 2, math.Copysign(0, -1), 1, inf, math.NaN()})
	want := [][]int{{0, 3}, {2, 4}, {5}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%v, want %v", got, want)
	}
}
