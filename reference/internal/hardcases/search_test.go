package main

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// TestSolve: the answer with the logit solved for is the goal.
func TestSolve(t *testing.T) {
	b := new(big.Float).SetPrec(60).SetFloat64(0.3)
	for _, c := range []struct {
		fn   function.Function
		b    float64
		x    []float64
		at   int
		want float64 // by hand
	}{
		{function.Softmax, 0.25, []float64{1, math.Inf(-1)}, 1, 1 + math.Log(3)},
		{function.Softmax, 0.25, []float64{math.Inf(-1), 1, 1}, 0, 1 + math.Log(2.0/3)},
		{function.LogSoftmax, -2, []float64{0, -100, -100}, 1, math.Log(math.Exp(2) - 1 - math.Exp(-100))},
		{function.LogSumExp, 3, []float64{2, 1}, 0, math.Log(math.Exp(3) - math.Exp(1))},
		{function.LogSumExp, 0, []float64{-1, -1, math.Inf(-1)}, 2, math.Log(1 - 2*math.Exp(-1))},
	} {
		g := newGoal(c.fn, dtype.Float64, dtype.Float64, b.SetFloat64(c.b), 100)
		v, ok := g.solve(c.x, c.at)
		if !ok {
			t.Errorf("%s of %g: no solution", c.fn, c.x)
			continue
		}
		if got, _ := v.Float64(); math.Abs(got-c.want) > 1e-14 {
			t.Errorf("%s of %g: %g, want %g", c.fn, c.x, got, c.want)
		}
	}
	g := newGoal(function.LogSumExp, dtype.Float64, dtype.Float64, b.SetFloat64(1), 100)
	if v, ok := g.solve([]float64{1.5, 0}, 1); ok {
		t.Errorf("solved for %g where there is no room", v)
	}
}

// TestFill: each logit brings the precision of a float64 less some bits, and
// residual says by how much the goal is missed.
func TestFill(t *testing.T) {
	b := midpointAbove(dtype.Float64, 0.375)
	for _, n := range []int{1, 2, 5, 9} {
		g := newGoal(function.Softmax, dtype.Float64, dtype.Float64, b, 1000)
		x, ok := g.fill([]float64{0}, n)
		if !ok || len(x) != n+1 {
			t.Fatalf("%d logits: %v, %v", n, x, ok)
		}
		miss, err := measure(function.Softmax, dtype.Float64, hardrows.Midpoint, x)
		if err != nil || miss > -44*n {
			t.Errorf("%d logits: miss 2^%d, %v", n, miss, err)
		}
		if r := g.residual(x); r < miss || r > miss+2 {
			t.Errorf("%d logits: residual 2^%d, miss 2^%d", n, r, miss)
		}
	}
}

// TestFillGroups: two groups of three come nearer than two single logits.
func TestFillGroups(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	g := newGoal(function.LogSumExp, dtype.Float64, dtype.Float64, big.NewFloat(0), 600)
	found := 0
	for range 10 {
		x, ok := g.fillGroups(rng, []float64{-0.75}, []int{3, 3})
		if !ok {
			continue
		}
		found++
		miss, err := measure(function.LogSumExp, dtype.Float64, hardrows.Zero, x)
		if err != nil || miss > -140 {
			t.Errorf("%x: miss 2^%d, %v", x, miss, err)
		}
	}
	if found == 0 {
		t.Error("found none")
	}
}

// TestHardestPairs holds the search in a narrow format against all pairs.
func TestHardestPairs(t *testing.T) {
	f := dtype.Float8E5M2
	var all []float64
	for v := -16.0; v <= 16; v = f.NextUp(v) {
		if v == 0 || math.Abs(v) > 0x1p-5 {
			all = append(all, v)
		}
	}
	for _, fn := range []function.Function{function.Softmax, function.LogSumExp} {
		rows, err := hardestPairs(fn, f)
		if err != nil || len(rows) == 0 {
			t.Fatal(err)
		}
		least := 0
		for _, x0 := range all {
			for _, x1 := range all {
				if fn == function.LogSumExp && math.Abs(math.Log(math.Exp(x0)+math.Exp(x1))) < 0x1p-12 {
					continue
				}
				miss, err := measure(fn, f, hardrows.Midpoint, []float64{x0, x1})
				if err != nil {
					t.Fatal(err)
				}
				least = min(least, miss)
			}
		}
		if rows[0].Miss > least {
			t.Errorf("%s: the search finds 2^%d, there is 2^%d", fn, rows[0].Miss, least)
		}
	}
}

// TestWrite: what is written reads back, twice the same.
func TestWrite(t *testing.T) {
	var one, two strings.Builder
	for _, w := range []*strings.Builder{&one, &two} {
		if err := write(w, "anchored"); err != nil {
			t.Fatal(err)
		}
	}
	if one.String() != two.String() {
		t.Error("written twice, different")
	}
	rows, err := hardrows.Read(strings.NewReader(one.String()))
	if err != nil || len(rows) < 100 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows {
		if !strings.Contains(one.String(), "\n"+r.String()+"\n") {
			t.Errorf("line %d reads as %v", r.Line, r)
		}
	}
	if err := write(&two, "nosuch"); err == nil {
		t.Error("an unknown family is no error")
	}
}

// TestFamiliesRepeat: the same rows each time, for what takes no time.
func TestFamiliesRepeat(t *testing.T) {
	for _, f := range families() {
		if !slices.Contains([]string{"anchored", "spread", "vanishing", "lattice"}, f.name) {
			continue
		}
		a, err := f.find()
		if err != nil {
			t.Fatal(err)
		}
		b, err := f.find()
		if err != nil || len(a) != len(b) {
			t.Fatalf("%s: %d and %d rows, %v", f.name, len(a), len(b), err)
		}
		for i := range a {
			if a[i].String() != b[i].String() {
				t.Errorf("%s: %v and %v", f.name, a[i], b[i])
			}
		}
	}
}
