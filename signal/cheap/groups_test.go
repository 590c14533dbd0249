package cheap

import (
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"pgregory.net/rapid"
)

func TestEqual(t *testing.T) {
	if got := Equal(10, 3); !slices.Equal(got, Groups{0, 3, 6, 10}) {
		t.Errorf("got %v", got)
	}
	g := Equal(6625, 81)
	for group := range g.Len() {
		if n := g[group+1] - g[group]; n < 81 || n > 82 {
			t.Errorf("group %d has %d classes", group, n)
		}
		for class := g[group]; class < g[group+1]; class++ {
			if g.Holding(class) != group {
				t.Errorf("class %d is in group %d, not %d", class, group, g.Holding(class))
			}
		}
	}
}

// partition draws logits and groups that all have members.
func partition(t *rapid.T, f dtype.Format) ([]float64, Groups) {
	x := rows(f, 60).Draw(t, "x")
	return x, Equal(len(x), rapid.IntRange(1, len(x)).Draw(t, "groups"))
}

// With exact scores both are the softmax of all; what they give one class alone is
// what they give it among all; and all add up to 1 with any scores.
func TestTwoLevels(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic, off func(int) float64) {
		rapid.Check(t, func(t *rapid.T) {
			x, g := partition(t, a.Storage)
			first := rapid.IntRange(0, g.Len()-1).Draw(t, "first tail")
			tails := g[first:]
			p, y := exact(t, x), make([]float64, len(x))
			slack := float64(len(x))*off(2) + 200*off(2)

			scores := make([]float64, g.Len())
			ExactScores(a, scores, x, g)
			h, d := Hierarchical{g}, Adaptive{tails}
			h.All(a, y, x, scores)
			if v := distance(y, p); v > slack {
				t.Fatalf("hierarchical: total variation %v", v)
			}
			for i := range x {
				if got := h.Target(a, x, scores, i); got != y[i] {
					t.Fatalf("hierarchical: class %d has %v alone, %v among all", i, got, y[i])
				}
			}
			d.All(a, y, x, scores[first:])
			if v := distance(y, p); v > slack {
				t.Fatalf("adaptive: total variation %v", v)
			}
			for i := range x {
				if got := d.Target(a, x, scores[first:], i); got != y[i] {
					t.Fatalf("adaptive: class %d has %v alone, %v among all", i, got, y[i])
				}
			}

			for i := range scores {
				scores[i] = a.Storage.Round(rapid.Float64Range(-20, 20).Draw(t, "score"))
			}
			h.All(a, y, x, scores)
			if s := sum(y); math.Abs(s-1) > slack {
				t.Fatalf("hierarchical: the sum is %v", s)
			}
			d.All(a, y, x, scores[first:])
			if s := sum(y); math.Abs(s-1) > slack {
				t.Fatalf("adaptive: the sum is %v", s)
			}
		})
	})
}

// Linear scores are exact at the base, and never above the exact ones.
func TestLinearScores(t *testing.T) {
	a := own(dtype.Float64)
	rapid.Check(t, func(t *rapid.T) {
		x, g := partition(t, a.Storage)
		base := make([]float64, len(x))
		for i := range base {
			base[i] = x[i] + rapid.Float64Range(-2, 2).Draw(t, "base")
		}
		linear, full := make([]float64, g.Len()), make([]float64, g.Len())
		LinearScores(a, linear, x, base, g)
		ExactScores(a, full, x, g)
		for i := range full {
			if linear[i] > full[i]+1e-12 {
				t.Fatalf("group %d: %v is above the exact %v", i, linear[i], full[i])
			}
		}
		LinearScores(a, linear, x, x, g)
		for i := range full {
			if math.Abs(linear[i]-full[i]) > 1e-12 {
				t.Fatalf("group %d: %v at the base, the exact one is %v", i, linear[i], full[i])
			}
		}
	})
}

// One group of all classes, and a head of all but one, are the softmax itself.
func TestAdaptiveEnds(t *testing.T) {
	a, x := own(dtype.Float64), []float64{3, 1, 2, -1}
	p, y, scores := exact(t, x), make([]float64, 4), make([]float64, 1)
	for _, tails := range []Groups{{0, 4}, {3, 4}} {
		ExactScores(a, scores, x, tails)
		Adaptive{tails}.All(a, y, x, scores)
		if d := distance(y, p); d > 1e-15 {
			t.Errorf("tails %v: total variation %v", tails, d)
		}
	}
}
