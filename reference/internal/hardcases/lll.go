package main

import "math/big"

// reduce replaces the rows of b, linearly independent integer vectors, by an
// LLL-reduced basis of the same lattice (δ = 3/4): A. K. Lenstra, H. W. Lenstra
// and L. Lovász, "Factoring polynomials with rational coefficients", Math. Ann.
// 261 (1982), in the form that needs integers only (H. Cohen, "A Course in
// Computational Algebraic Number Theory", 1993, algorithm 2.6.7).
//
// With d_i the Gram determinant of the first i rows (d_0 = 1), mu_ij = l_ij/d_(j+1).
func reduce(b [][]*big.Int) {
	n := len(b)
	l := lattice{b: b, d: make([]*big.Int, n+1), l: make([][]*big.Int, n)}
	l.d[0] = big.NewInt(1)
	for i := range l.l {
		l.l[i] = make([]*big.Int, n)
		l.orthogonalise(i)
	}
	for k := 1; k < n; {
		l.subtract(k, k-1)
		if l.swapDue(k) {
			l.swap(k)
			k = max(k-1, 1)
			continue
		}
		for j := k - 2; j >= 0; j-- {
			l.subtract(k, j)
		}
		k++
	}
}

// lattice is a basis with its integral Gram–Schmidt coefficients.
type lattice struct {
	b [][]*big.Int
	d []*big.Int
	l [][]*big.Int
}

// orthogonalise computes row i of l, and d_(i+1), from the rows above.
func (l *lattice) orthogonalise(i int) {
	for j := 0; j <= i; j++ {
		u := dot(l.b[i], l.b[j])
		for m := range j {
			// u ← (d_(m+1)·u − l_im·l_jm)/d_m, exactly
			u.Mul(u, l.d[m+1])
			u.Sub(u, new(big.Int).Mul(l.l[i][m], l.l[j][m]))
			u.Quo(u, l.d[m])
		}
		if j < i {
			l.l[i][j] = u
		} else {
			l.d[i+1] = u
		}
	}
}

// subtract makes |mu_kj| ≤ 1/2.
func (l *lattice) subtract(k, j int) {
	q := nearestQuotient(l.l[k][j], l.d[j+1])
	if q.Sign() == 0 {
		return
	}
	for i := range l.b[k] {
		l.b[k][i].Sub(l.b[k][i], new(big.Int).Mul(q, l.b[j][i]))
	}
	l.l[k][j].Sub(l.l[k][j], new(big.Int).Mul(q, l.d[j+1]))
	for i := range j {
		l.l[k][i].Sub(l.l[k][i], new(big.Int).Mul(q, l.l[j][i]))
	}
}

// swapDue reports whether rows k−1 and k violate Lovász's condition:
// d_(k+1)·d_(k−1) < 3/4·d_k² − l_(k,k−1)².
func (l *lattice) swapDue(k int) bool {
	left := new(big.Int).Mul(l.d[k+1], l.d[k-1])
	right := new(big.Int).Mul(l.d[k], l.d[k])
	right.Mul(right, big.NewInt(3))
	square := new(big.Int).Mul(l.l[k][k-1], l.l[k][k-1])
	right.Sub(right, square.Lsh(square, 2))
	return left.Lsh(left, 2).Cmp(right) < 0
}

// swap exchanges rows k−1 and k. The dimensions are small: what follows from
// the basis is computed anew.
func (l *lattice) swap(k int) {
	l.b[k-1], l.b[k] = l.b[k], l.b[k-1]
	for i := k - 1; i < len(l.b); i++ {
		l.orthogonalise(i)
	}
}

func dot(a, b []*big.Int) *big.Int {
	sum := new(big.Int)
	for i := range a {
		sum.Add(sum, new(big.Int).Mul(a[i], b[i]))
	}
	return sum
}

// nearestQuotient returns a/b, b > 0, rounded to the nearest integer.
func nearestQuotient(a, b *big.Int) *big.Int {
	q := new(big.Int).Lsh(a, 1)
	q.Add(q, b)
	return q.Div(q, new(big.Int).Lsh(b, 1))
}
