package main

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestReduce: the reduced basis spans the same lattice (same determinant, found
// from it by integers) and is reduced: the first vector is within 2^((n-1)/4) of
// the n-th root of the determinant.
func TestReduce(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 7))
	for n := 2; n <= 8; n++ {
		for range 5 {
			// Rows (0 … 1 … 0, large): the last column of a knapsack.
			b := make([][]*big.Int, n)
			for i := range b {
				b[i] = make([]*big.Int, n)
				for j := range b[i] {
					b[i][j] = new(big.Int)
				}
				b[i][i].SetInt64(1)
				b[i][n-1].Add(b[i][n-1], big.NewInt(rng.Int64()>>1))
			}
			before := gram(b)
			last := make([]*big.Int, n)
			for i := range b {
				last[i] = new(big.Int).Set(b[i][n-1])
			}
			reduce(b)
			if after := gram(b); after.Cmp(before) != 0 {
				t.Errorf("n = %d: determinant² %v, was %v", n, after, before)
			}
			// |b_1|^(2n) ≤ 2^(n(n-1)/2)·det²
			norm := new(big.Int).Exp(dot(b[0], b[0]), big.NewInt(int64(n)), nil)
			if norm.Cmp(new(big.Int).Lsh(before, uint(n*(n-1)/2))) > 0 {
				t.Errorf("n = %d: the first vector %v is too long", n, b[0])
			}
			// The first n−1 coordinates are the combination but for the last row's.
			for _, r := range b {
				rest := new(big.Int).Set(r[n-1])
				for j := range n - 1 {
					rest.Sub(rest, new(big.Int).Mul(r[j], last[j]))
				}
				if new(big.Int).Rem(rest, last[n-1]).Sign() != 0 {
					t.Errorf("n = %d: %v is not in the lattice", n, r)
				}
			}
		}
	}
}

// gram returns the determinant of the Gram matrix of b, by fraction-free
// elimination.
func gram(b [][]*big.Int) *big.Int {
	n := len(b)
	m := make([][]*big.Int, n)
	for i := range m {
		for j := range n {
			m[i] = append(m[i], dot(b[i], b[j]))
		}
	}
	previous := big.NewInt(1)
	for k := range n - 1 { // positive definite: no pivot is 0
		for i := k + 1; i < n; i++ {
			for j := k + 1; j < n; j++ {
				u := new(big.Int).Mul(m[i][j], m[k][k])
				u.Sub(u, new(big.Int).Mul(m[i][k], m[k][j]))
				m[i][j] = u.Quo(u, previous)
			}
		}
		previous = m[k][k]
	}
	return m[n-1][n-1]
}

func TestNearestQuotient(t *testing.T) {
	for _, c := range [][3]int64{{7, 2, 4}, {-7, 2, -3}, {6, 4, 2}, {-5, 4, -1}, {0, 3, 0}, {10, 3, 3}, {-11, 3, -4}} {
		if got := nearestQuotient(big.NewInt(c[0]), big.NewInt(c[1])); got.Int64() != c[2] {
			t.Errorf("%d/%d: %v, want %d", c[0], c[1], got, c[2])
		}
	}
}

// TestNearSum: sums of three steps come as near to an aim as their number makes
// likely.
func TestNearSum(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 8))
	for range 20 {
		const w, size = 12, 90
		steps := make([]*big.Int, 3)
		for j := range steps {
			steps[j] = new(big.Int).Lsh(big.NewInt(rng.Int64()|1<<62), size-63)
		}
		aim := new(big.Int).Lsh(big.NewInt(rng.Int64()>>4), size-63+w/2)
		k, ok := nearSum(steps, aim, w)
		if !ok {
			continue
		}
		left := new(big.Int).Set(aim)
		for j, s := range steps {
			left.Sub(left, new(big.Int).Mul(s, big.NewInt(k[j])))
			if k[j] > 1<<(w+4) || k[j] < -1<<(w+4) {
				t.Errorf("steps %v: more than 2^%d of one", k, w+4)
			}
		}
		if left.BitLen() > size-3*w+w+6 {
			t.Errorf("steps %v leave 2^%d of 2^%d", k, left.BitLen(), aim.BitLen())
		}
	}
}
