package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRowGroups: equal logits are one group, the largest first, and every
// element knows its own.
func TestRowGroups(t *testing.T) {
	x := []float64{1, nInf, 2, math.Copysign(0, -1), 2, 0, nInf, -5, 1}
	r := mustRow(t, x)
	if want := []float64{2, 1, 0, -5}; !slices.Equal(r.values, want) {
		t.Errorf("values %g, want %g", r.values, want)
	}
	if want := []int{2, 2, 2, 1}; !slices.Equal(r.counts, want) {
		t.Errorf("counts %d, want %d", r.counts, want)
	}
	if want := []int32{1, isNegInf, 0, 2, 0, 2, isNegInf, 3, 1}; !slices.Equal(r.group, want) {
		t.Errorf("groups %d, want %d", r.group, want)
	}
	if r.finites != 7 {
		t.Errorf("%d terms, want 7", r.finites)
	}
}

// TestRowGroupsRandom: the same for rows of any bits.
func TestRowGroupsRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	for range 2000 {
		x := randomRow(rng, 1+rng.IntN(40))
		r := mustRow(t, x)
		counts := make([]int, len(r.values))
		for i, v := range x {
			switch {
			case math.IsInf(v, -1):
				if r.group[i] != isNegInf && r.kind == finiteRow {
					t.Fatalf("%g: element %d", x, i)
				}
			case r.values[r.group[i]] != v:
				t.Fatalf("%g: element %d is in the group of %g", x, i, r.values[r.group[i]])
			default:
				counts[r.group[i]]++
			}
		}
		if !slices.Equal(counts, r.counts) {
			t.Fatalf("%g: counts %d, want %d", x, r.counts, counts)
		}
		for g := 1; g < len(r.values); g++ {
			if r.values[g] >= r.values[g-1] {
				t.Fatalf("%g: values %g are not falling", x, r.values)
			}
			want := new(big.Rat).Sub(exactRat(r.values[g]), exactRat(r.values[0]))
			if r.difference(g).rat().Cmp(want) != 0 {
				t.Fatalf("%g: difference %d", x, g)
			}
		}
	}
}

// TestRowKinds: what a row falls under, NaN before +Inf before −Inf.
func TestRowKinds(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		want rowKind
	}{
		{nil, emptyRow},
		{[]float64{0, nan, inf}, nanRow},
		{[]float64{nInf, nan}, nanRow},
		{[]float64{inf, 1, nInf}, posInfRow},
		{[]float64{inf}, posInfRow},
		{[]float64{nInf, nInf}, allNegInfRow},
		{[]float64{nInf, -math.MaxFloat64}, finiteRow},
	} {
		if r := mustRow(t, c.x); r.kind != c.want {
			t.Errorf("%g: kind %d, want %d", c.x, r.kind, c.want)
		}
	}
}

// TestRowCopies: the row keeps no reference to its logits, and does not write
// to them.
func TestRowCopies(t *testing.T) {
	x := []float64{1, 2, nInf, 3}
	r := mustRow(t, x)
	if !slices.Equal(x, []float64{1, 2, nInf, 3}) {
		t.Errorf("New wrote to its argument: %g", x)
	}
	x[3] = 100
	if r.values[0] != 3 {
		t.Error("the row changed with the slice it was made of")
	}
}
