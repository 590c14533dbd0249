package cheap

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"pgregory.net/rapid"
)

// Probabilities add up to 1, and are those with which classes are drawn: as u runs evenly through [0, 1), each class
// comes as often as they say.
func TestProposals(t *testing.T) {
	for _, k := range []int{1, 2, 7, 100} {
		for _, q := range []Proposal{Uniform(k), LogUniform(k)} {
			const n = 100000
			counts := make([]int, k)
			for i := range n {
				counts[q.Draw((float64(i)+0.5)/n)]++
			}
			var total float64
			for i, c := range counts {
				p := q.Probability(i)
				total += p
				if math.Abs(float64(c)/n-p) > 2.0/n {
					t.Errorf("%s of %d: class %d comes %d times of %d, probability %v", q.Name, k, i, c, n, p)
				}
			}
			if math.Abs(total-1) > 1e-13 {
				t.Errorf("%s of %d: the probabilities add up to %v", q.Name, k, total)
			}
			if first, last := q.Draw(0), q.Draw(math.Nextafter(1, 0)); first != 0 || last != k-1 {
				t.Errorf("%s of %d: from class %d to %d", q.Name, k, first, last)
			}
		}
	}
}

// The estimate is a distribution over the target and drawn classes.
func TestSampledIsADistribution(t *testing.T) {
	a := own(dtype.Float64)
	rapid.Check(t, func(t *rapid.T) {
		x := rows(a.Storage, 50).Draw(t, "x")
		target := rapid.IntRange(0, len(x)-1).Draw(t, "target")
		q := rapid.SampledFrom([]Proposal{Uniform(len(x)), LogUniform(len(x))}).Draw(t, "q")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		e := Sampled(a, x, target, rapid.IntRange(0, 100).Draw(t, "m"), q, r.Float64)
		if !slices.IsSorted(e.Class) || len(slices.Compact(slices.Clone(e.Class))) != len(e.Class) || len(e.P) != len(e.Class) {
			t.Fatalf("classes %v", e.Class)
		}
		if s := sum(e.P); math.Abs(s-1) > 1e-13 || e.At(target) == 0 && !slices.Contains(e.Class, target) {
			t.Fatalf("sum %v, target %v", s, e.At(target))
		}
		dense := make([]float64, len(x))
		for i, c := range e.Class {
			dense[c] = e.P[i]
		}
		p := exact(t, x)
		if got, want := e.TotalVariation(p), distance(dense, p); math.Abs(got-want) > 1e-13 {
			t.Fatalf("total variation %v, want %v", got, want)
		}
	})
}

// With two classes and one draw everything can be counted: the other class is drawn
// with probability 1 − Q_t, and weighs 1/(1 − Q_t) then.
func TestSampledTwo(t *testing.T) {
	a := own(dtype.Float64)
	q := Proposal{
		Draw:        func(u float64) int { return map[bool]int{true: 0, false: 1}[u < 0.25] },
		Probability: func(i int) float64 { return []float64{0.25, 0.75}[i] },
	}
	x := []float64{1, 2}
	hit := Sampled(a, x, 0, 1, q, func() float64 { return 0 })
	if len(hit.Class) != 1 || hit.At(0) != 1 || hit.At(1) != 0 || math.Abs(hit.LogSum-1) > 1e-15 {
		t.Errorf("the target drawn: %+v", hit)
	}
	miss := Sampled(a, x, 0, 1, q, func() float64 { return 0.5 })
	z := math.E + math.E*math.E/0.75
	if math.Abs(miss.At(0)-math.E/z) > 1e-15 || math.Abs(miss.LogSum-math.Log(z)) > 1e-15 {
		t.Errorf("the other drawn: %+v", miss)
	}
	// Both ways weighed: the sum is unbiased, the probability is not.
	mean := 0.25*math.Exp(hit.LogSum) + 0.75*math.Exp(miss.LogSum)
	if want := math.E + math.E*math.E; math.Abs(mean-want) > 1e-14*want {
		t.Errorf("expected sum %v, want %v", mean, want)
	}
	if mean, p := 0.25*hit.At(0)+0.75*miss.At(0), exact(t, x)[0]; mean <= p {
		t.Errorf("expected probability %v, at most the exact %v", mean, p)
	}
}

// All classes drawn in proportion: as m grows the estimate becomes the softmax.
func TestSampledConverges(t *testing.T) {
	a := own(dtype.Float64)
	x := []float64{2, 0, 1, -1, 0.5}
	r := rand.New(rand.NewPCG(1, 1))
	p := exact(t, x)
	for _, q := range []Proposal{Uniform(5), LogUniform(5)} {
		e := Sampled(a, x, 3, 200000, q, r.Float64)
		if d := e.TotalVariation(p); d > 0.005 {
			t.Errorf("%s: total variation %v after 200000 draws", q.Name, d)
		}
	}
}
