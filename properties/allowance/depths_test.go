package allowance

import (
	"slices"
	"testing"
)

// counted is a sum, of which the additions are counted that a term goes through at most.
type counted struct{ depth int }

func (a counted) plus(b counted) counted { return counted{max(a.depth, b.depth) + 1} }

func countedInTurn(ts []counted) counted {
	s := ts[0]
	for _, t := range ts[1:] {
		s = s.plus(t)
	}
	return s
}

// countedNumPy is the order of NumPy's pairwise sum.
func countedNumPy(ts []counted) counted {
	n := len(ts)
	switch {
	case n < 8:
		return countedInTurn(ts) // the first addition, to −0, is exact
	case n > 128:
		h := n / 2
		h -= h % 8
		return countedNumPy(ts[:h]).plus(countedNumPy(ts[h:]))
	}
	var r [8]counted
	copy(r[:], ts)
	i := 8
	for ; i < n-n%8; i += 8 {
		for j := range r {
			r[j] = r[j].plus(ts[i+j])
		}
	}
	s := r[0].plus(r[1]).plus(r[2].plus(r[3])).plus(r[4].plus(r[5]).plus(r[6].plus(r[7])))
	for ; i < n; i++ {
		s = s.plus(ts[i])
	}
	return s
}

func countedHalves(ts []counted) counted {
	if len(ts) == 1 {
		return ts[0]
	}
	return countedHalves(ts[:len(ts)/2]).plus(countedHalves(ts[len(ts)/2:]))
}

// countedLanes adds up in so many lanes, then those in turn, then what is left over; countedTiles
// does in blocks of so many.
func countedLanes(m int) func(ts []counted) counted {
	return func(ts []counted) counted {
		if len(ts) < m {
			return countedInTurn(ts)
		}
		n := len(ts) / m * m
		sums := slices.Clone(ts[:m])
		for i, t := range ts[m:n] {
			sums[i%m] = sums[i%m].plus(t)
		}
		return countedInTurn(append([]counted{countedInTurn(sums)}, ts[n:]...))
	}
}

func countedTiles(m int) func(ts []counted) counted {
	return func(ts []counted) counted {
		var sums []counted
		for len(ts) > 0 {
			n := min(m, len(ts))
			sums, ts = append(sums, countedInTurn(ts[:n])), ts[n:]
		}
		return countedInTurn(sums)
	}
}

// TestDepths: sums that are declared pairwise or blocked take a term through no more
// additions than they are allowed, and wide ones of them use all of it.
func TestDepths(t *testing.T) {
	check := func(name string, n int, sum func(ts []counted) counted, allowed int) {
		if got := sum(make([]counted, n)).depth; got > max(allowed, 0) {
			t.Errorf("%s: a sum of %d goes %d deep, %d are allowed", name, n, got, allowed)
		}
	}
	for n := 1; n < 20000; n += 1 + n/97 {
		check("NumPy", n, countedNumPy, pairwiseDepth(n))
		check("halves", n, countedHalves, pairwiseDepth(n))
		for _, m := range []int{2, 4, 8, 16, 32} {
			check("lanes", n, countedLanes(m), lanesDepth(n, m))
			check("tiles", n, countedTiles(m), lanesDepth(n, m))
		}
	}
	if d := pairwiseDepth(1 << 17); d > 45 {
		t.Errorf("%d additions in a pairwise sum of 2^17", d)
	}
	if d := lanesDepth(1000, 8); d > 125+7 {
		t.Errorf("%d additions in a sum of 1000 in 8 lanes", d)
	}
}
