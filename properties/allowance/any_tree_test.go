package allowance

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// treeSum adds up terms in half precision in a random order and grouping, the addends that
// grouping says first. It returns the sum and what the additions lost, rounding by rounding.
func treeSum(r *rand.Rand, ts []float64, grouping string) (s, lost float64) {
	ts = slices.Clone(ts)
	switch grouping {
	case "ascending", "huffman":
		slices.Sort(ts)
	case "descending":
		slices.Sort(ts)
		slices.Reverse(ts)
	default:
		r.Shuffle(len(ts), func(i, j int) { ts[i], ts[j] = ts[j], ts[i] })
	}
	add := func(a, b float64) float64 {
		s := half.Round(a + b)
		lost += math.Abs(s - (a + b)) // exact in float64
		return s
	}
	for len(ts) > 1 {
		i, j := 0, 1
		switch grouping {
		case "random":
			i = r.IntN(len(ts) - 1)
			j = i + 1 + r.IntN(len(ts)-1-i)
		case "halves":
			i, j = len(ts)-2, len(ts)-1
			if len(ts) > 2 { // a queue: those that were added last are added last again
				i, j = 0, 1
			}
		}
		sum := add(ts[i], ts[j])
		ts = slices.Delete(ts, j, j+1)
		switch grouping {
		case "halves":
			ts = append(ts[1:], sum)
		case "huffman":
			ts = ts[1:]
			at, _ := slices.BinarySearch(ts, sum)
			ts = slices.Insert(ts, at, sum)
		default:
			ts[i] = sum
		}
	}
	return ts[0], lost
}

// TestAnyTree: no tree of additions, of whatever shape, loses more than the bound; and some
// come near it.
func TestAnyTree(t *testing.T) {
	v := half.UnitRoundoff() / (1 + half.UnitRoundoff())
	for _, kind := range append(kinds, "one-and-tail") {
		largest := 0.0
		for _, n := range []int{2, 3, 4, 7, 16, 24, 25, 100, 400} {
			for _, grouping := range []string{"in turn", "ascending", "descending", "random", "halves", "huffman"} {
				for trial := range 6 {
					r := rand.New(rand.NewPCG(uint64(trial), uint64(n)))
					ts := terms(r, kind, n)
					if kind == "one-and-tail" {
						ts = terms(r, "uniform", n)
						for i := range ts[1:] {
							ts[i+1] = half.Round(ts[i+1] / 4096)
						}
						ts[0] = 1
					}
					var g gathering
					for _, x := range ts {
						g.add(x)
					}
					if len(g.magnitudes) == 0 {
						continue
					}
					bound := g.anyTree(v)
					s, lost := treeSum(r, ts, grouping)
					if off := math.Abs(s - g.total); off > bound || lost > bound*(1+0x1p-40) {
						t.Fatalf("%s, %d terms, %s: off by %g, %g lost, %g allowed", kind, n, grouping, off, lost, bound)
					}
					if bound > 0 {
						largest = max(largest, lost/bound)
					}
				}
			}
		}
		t.Logf("%s: up to %.3f of the bound", kind, largest)
		if largest < 0.2 && kind != "ones" {
			t.Errorf("%s: the bound is used to %.3f at most", kind, largest)
		}
	}
}

// TestAnyTreeDominated: of a sum that one term dominates no more may be lost than what the
// others are, however many.
func TestAnyTreeDominated(t *testing.T) {
	v := half.UnitRoundoff() / (1 + half.UnitRoundoff())
	var g gathering
	g.add(1)
	for range 999 {
		g.add(0x1p-24)
	}
	if bound := g.anyTree(v); bound > 999*0x1p-24*(1+2*999*v) {
		t.Errorf("%g of %g may be lost", bound, 999*0x1p-24)
	}
	// In equal terms it is no more than the half of (n−1)v, and a little.
	g = gathering{}
	for range 100 {
		g.add(1)
	}
	if bound := g.anyTree(v); bound > 0.6*99*v*100 {
		t.Errorf("%g is allowed in a sum of ones", bound)
	}
}

// TestHeavies: terms that are counted by their size are what they are one by one, each as large as
// its bucket reaches: from the heaviest down, and the light ones apart.
func TestHeavies(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 0))
	for trial := range 200 {
		g := gathering{memory: new(heavies)}
		for range fewTerms + 1 + r.IntN(200) {
			g.add(math.Ldexp(1+r.Float64(), -r.IntN(1+trial/4)))
		}
		threshold := float64(math.Ldexp(1+r.Float64(), -1-r.IntN(30)) * g.total)
		var tops []float64
		light := 0.0
		for _, a := range g.magnitudes {
			if a <= threshold {
				light += a
				continue
			}
			f, e := math.Frexp(a) // 32 buckets are from 0 to 1, 16 of them from a half on
			tops = append(tops, math.Ldexp((math.Floor(32*f)+1)/32, e))
		}
		slices.Sort(tops)
		slices.Reverse(tops)
		want, heaviest := 0.0, 0.0 // sums of the k heaviest, from the second on
		for k, a := range tops {
			if heaviest += a; k > 0 {
				want += heaviest
			}
		}
		for range 2 { // in the same memory
			h, l := g.heavy(threshold)
			if got := h.descending(); h.n != len(tops) || l != light || math.Abs(got-want) > 1e-12*want {
				t.Fatalf("%d of %d terms are above %g, %g together in descending order, the others %g; want %d, %g and %g",
					h.n, len(g.magnitudes), threshold, got, l, len(tops), want, light)
			}
		}
	}
}
