package cheap

import (
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"pgregory.net/rapid"
)

// The closed form of sparsemax for two classes is (t + 1)/2, within [0, 1].
func TestSparsemaxTwo(t *testing.T) {
	a := own(dtype.Float64)
	for _, d := range []float64{-3, -1, -0.5, 0, 0.25, 0.999, 1, 1.5, 700} {
		y := make([]float64, 2)
		Sparsemax(a, y, []float64{d, 0})
		if want := min(max((d+1)/2, 0), 1); math.Abs(y[0]-want) > 1e-15 || math.Abs(y[1]-(1-want)) > 1e-15 {
			t.Errorf("sparsemax(%v, 0) = %v, want %v", d, y, want)
		}
	}
}

// The closed form of 1.5-entmax for two classes: with s = t/4 and r = √(1/2 − s²),
// (s + r)² for |t| ≤ 2.
func TestEntmaxTwo(t *testing.T) {
	a := own(dtype.Float64)
	for _, d := range []float64{-3, -2, -1, -0.5, 0, 0.25, 1, 1.999, 2, 5, 700} {
		y := make([]float64, 2)
		Entmax15(a, y, []float64{d, 0})
		s := min(max(d/4, -0.5), 0.5)
		p := s + math.Sqrt(0.5-s*s)
		if want := p * p; math.Abs(y[0]-want) > 4e-15 || math.Abs(y[1]-(1-want)) > 4e-15 {
			t.Errorf("entmax(%v, 0) = %v, want %v", d, y, want)
		}
	}
}

func TestSparseKnown(t *testing.T) {
	a := own(dtype.Float64)
	y := make([]float64, 4)
	for _, f := range []func(impl.Arithmetic, []float64, []float64){Sparsemax, Entmax15} {
		f(a, y, []float64{7, 7, 7, 7})
		if !slices.Equal(y, []float64{0.25, 0.25, 0.25, 0.25}) {
			t.Errorf("equal logits: %v", y)
		}
		f(a, y[:1], []float64{-1e300})
		if y[0] != 1 {
			t.Errorf("one logit: %v", y[0])
		}
	}
	// From Martins and Astudillo's definition: τ = (0.6 + 0.5 + 0.2 − 1)/3 = 0.1.
	Sparsemax(a, y, []float64{0.6, 0.2, 0.5, -0.4})
	for i, want := range []float64{0.5, 0.1, 0.4, 0} {
		if math.Abs(y[i]-want) > 1e-15 {
			t.Errorf("sparsemax: %v", y)
		}
	}
}

// What makes sparsemax the nearest point of the simplex and entmax its Tsallis
// counterpart (Karush, Kuhn and Tucker): the sum is 1, where a probability is positive it is
// (z − τ)^power for one τ, and where it is 0, z is at most τ.
func TestOptimal(t *testing.T) {
	for _, tt := range []struct {
		name  string
		f     func(a impl.Arithmetic, y, x []float64)
		scale float64
		root  func(float64) float64
	}{
		{"sparsemax", Sparsemax, 1, func(p float64) float64 { return p }},
		{"entmax15", Entmax15, 0.5, math.Sqrt},
	} {
		inEach(t, func(t *testing.T, a impl.Arithmetic, off func(int) float64) {
			rapid.Check(t, func(t *rapid.T) {
				x := rows(a.Storage, 40).Draw(t, "x")
				y := make([]float64, len(x))
				tt.f(a, y, x)
				m := slices.Max(x)
				var lo, hi, top float64 = math.Inf(-1), math.Inf(1), math.Inf(-1)
				for i, p := range y {
					if p < 0 || p > 1+off(4) || !a.Storage.Representable(p) {
						t.Fatalf("%s: probability %v", tt.name, p)
					}
					z := (x[i] - m) * tt.scale
					if p > 0 {
						lo, hi = max(lo, z-tt.root(p)), min(hi, z-tt.root(p))
					} else {
						top = max(top, z)
					}
				}
				n := len(x) + 8
				if s := sum(y); math.Abs(s-1) > 2*float64(n)*off(2) {
					t.Fatalf("%s: the sum of %v is %v", tt.name, y, s)
				}
				// A root doubles a relative error at most once it is small.
				if lo-hi > 4*off(n) && tt.name == "sparsemax" || lo-hi > 4*math.Sqrt(off(n)) || top > hi+4*math.Sqrt(off(n)) {
					t.Fatalf("%s of %v: τ from %v to %v, zeros up to %v", tt.name, x, hi, lo, top)
				}
			})
		})
	}
}

// In float64 the sum is 1 to within its roundings.
func TestSparseSum(t *testing.T) {
	a := own(dtype.Float64)
	rapid.Check(t, func(t *rapid.T) {
		x := rows(a.Storage, 2000).Draw(t, "x")
		y := make([]float64, len(x))
		for _, f := range []func(impl.Arithmetic, []float64, []float64){Sparsemax, Entmax15} {
			f(a, y, x)
			if s := sum(y); math.Abs(s-1) > 1e-12 {
				t.Fatalf("the sum of %d probabilities is %v", len(x), s)
			}
		}
	})
}

// Permuted logits give permuted answers, a larger logit no smaller probability, and an
// exact shift changes nothing.
func TestSparseOrder(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic, _ func(int) float64) {
		rapid.Check(t, func(t *rapid.T) {
			x := rows(a.Storage, 40).Draw(t, "x")
			order := rapid.Permutation(indices(len(x))).Draw(t, "order")
			for _, f := range []func(impl.Arithmetic, []float64, []float64){Sparsemax, Entmax15} {
				y, moved := make([]float64, len(x)), make([]float64, len(x))
				f(a, y, x)
				p := make([]float64, len(x))
				for i, at := range order {
					p[i] = x[at]
				}
				f(a, moved, p)
				for i, at := range order {
					if moved[i] != y[at] {
						t.Fatalf("class %d: %v, moved %v", at, y[at], moved[i])
					}
				}
				for i := range x {
					for j := range x {
						if x[i] > x[j] && y[i] < y[j] {
							t.Fatalf("%v has %v, %v has %v", x[i], y[i], x[j], y[j])
						}
					}
				}
			}
		})
	})
}

func indices(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func TestLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rows(dtype.Float64, 60).Draw(t, "x")
		k := rapid.IntRange(0, len(x)+2).Draw(t, "k")
		want := indices(len(x))
		slices.SortStableFunc(want, func(i, j int) int {
			switch {
			case x[i] > x[j]:
				return -1
			case x[i] < x[j]:
				return 1
			}
			return 0
		})
		want = want[:min(k, len(x))]
		slices.Sort(want)
		if got := largest(x, k); !slices.Equal(got, want) {
			t.Fatalf("the %d largest of %v: %v, want %v", k, x, got, want)
		}
	})
}

// Total variation is what the softmax of all gives the classes that are left out, and what is kept keeps its
// proportions.
func TestTopKIsTheMassLeftOut(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic, off func(int) float64) {
		rapid.Check(t, func(t *rapid.T) {
			x := rows(a.Storage, 60).Draw(t, "x")
			k := rapid.IntRange(1, len(x)+1).Draw(t, "k")
			y, p := make([]float64, len(x)), exact(t, x)
			TopK(a, y, x, k)
			var out float64
			for i, v := range y {
				if v == 0 {
					out += p[i]
				}
			}
			// An exponent is at most 100, and its rounding is that many u.
			if d := distance(y, p); math.Abs(d-out) > float64(len(x))*off(2)+100*off(1) {
				t.Fatalf("total variation %v, left out %v", d, out)
			}
		})
	})
}
