package sides

import (
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/properties/hazards"
)

// rows returns rows of every hazard and of convention.
func rows(f dtype.Format) [][]float64 {
	var all [][]float64
	for _, r := range append(hazards.Default(f, 1, 200), hazards.Special(f)...) {
		if len(r.X) <= 200 {
			all = append(all, r.X)
		}
	}
	return all
}

// vectors calls check with vectors of a family for the rows, two of each.
func vectors(f dtype.Format, h Family, check func(x, g []float64)) {
	for n, x := range rows(f) {
		for repetition := range 2 {
			if g := h.Generate(f, rand.New(rand.NewPCG(uint64(n), uint64(repetition))), x); g != nil {
				check(x, g)
			}
		}
	}
}

func TestNames(t *testing.T) {
	pattern := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	for _, list := range [][]Family{Cotangents(), Weights()} {
		seen := map[string]bool{}
		for _, h := range list {
			if !pattern.MatchString(h.Name) || seen[h.Name] {
				t.Errorf("name %q: want it unique, in lower case with hyphens", h.Name)
			}
			seen[h.Name] = true
			if h.About == "" || strings.HasSuffix(h.About, ".") || strings.Contains(h.About, "\n") {
				t.Errorf("%s: About %q: want one clause without a full stop", h.Name, h.About)
			}
		}
	}
}

// TestContract: finite numbers of the format, one for each logit, weights not
// negative, the same from the same source, and the row as it was.
func TestContract(t *testing.T) {
	for n, list := range [][]Family{Cotangents(), Weights()} {
		for _, h := range list {
			t.Run([]string{"cotangent/", "weights/"}[n]+h.Name, func(t *testing.T) {
				for _, f := range dtype.All() {
					some := 0
					for _, x := range rows(f) {
						before := slices.Clone(x)
						g := h.Generate(f, rand.New(rand.NewPCG(3, 4)), x)
						again := h.Generate(f, rand.New(rand.NewPCG(3, 4)), x)
						if !slices.EqualFunc(x, before, same) || !slices.EqualFunc(g, again, same) {
							t.Fatalf("%v: %v has become %v, %v the second time %v", f, before, x, g, again)
						}
						if g == nil {
							continue
						}
						some++
						if len(g) != len(x) {
							t.Fatalf("%v: %d numbers for %d logits", f, len(g), len(x))
						}
						for i, v := range g {
							if v != v || math.IsInf(v, 0) || !f.Representable(v) || n == 1 && v < 0 {
								t.Fatalf("%v: %v: number %d is %g", f, x, i, v)
							}
						}
					}
					if some == 0 && (f.HasInf() || !strings.HasPrefix(h.Name, "masked")) {
						t.Errorf("%v: no vector at all", f)
					}
				}
			})
		}
	}
}

func same(a, b float64) bool { return a == b || a != a && b != b }

// stepOf returns the largest power of two of which all numbers are multiples, 0 of
// zeros.
func stepOf(g []float64) float64 {
	step := 0.0
	for _, v := range g {
		if v == 0 {
			continue
		}
		fraction, e := math.Frexp(v)
		for fraction != math.Trunc(fraction) {
			fraction, e = 2*fraction, e-1
		}
		if w := math.Ldexp(1, e); step == 0 || w < step {
			step = w
		}
	}
	return step
}

// coarse reports whether sums of the numbers are exact, or none has more than a few
// bits.
func coarse(f dtype.Format, g []float64) bool {
	step := stepOf(g)
	if step == 0 {
		return true
	}
	total, top := 0.0, 0.0
	for _, v := range g {
		total += math.Abs(v) / step
		top = max(top, math.Abs(v)/step)
	}
	return total <= math.Ldexp(1, f.Precision()) || top <= 8
}

// TestGrids: vectors of families of that name are coarse, others mostly are not.
func TestGrids(t *testing.T) {
	mayBe := []string{"uniform", "alternating", "constant"} // by chance, or where K is a power of two
	for _, list := range [][]Family{Cotangents(), Weights()} {
		for _, h := range list {
			fine := 0
			for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16} {
				vectors(f, h, func(x, g []float64) {
					if !coarse(f, g) {
						fine++
					}
				})
			}
			if onGrid := strings.HasSuffix(h.Name, gridSuffix); onGrid != (fine == 0) && !slices.Contains(mayBe, h.Name) {
				t.Errorf("%s: %d vectors off the grid", h.Name, fine)
			}
		}
	}
}

// TestDrawFamily: half of the vectors are of families on a grid, and every family comes.
func TestDrawFamily(t *testing.T) {
	for _, list := range [][]Family{Cotangents(), Weights()} {
		counts, n, exact := map[string]int{}, 0, 0
		r := rand.New(rand.NewPCG(5, 6))
		for _, x := range rows(dtype.Float32) {
			for range 5 {
				g, name := draw(list, dtype.Float32, r, x, false)
				if len(g) != len(x) {
					t.Fatalf("%s: %d numbers for %d logits", name, len(g), len(x))
				}
				counts[name]++
				n++
				if strings.HasSuffix(name, gridSuffix) {
					exact++
				}
			}
		}
		for _, h := range list {
			if counts[h.Name] < 5 {
				t.Errorf("%s: %d of %d vectors", h.Name, counts[h.Name], n)
			}
		}
		if exact < n*2/5 || exact > n*3/5 {
			t.Errorf("%d of %d vectors on a grid", exact, n)
		}
	}
}
