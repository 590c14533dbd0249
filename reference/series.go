package reference

import (
	"math/big"
	"math/bits"
)

// Parts of the summation of a power series of n terms in blocks of m: an
// element t of each block and the m−1 that follow add to the coefficients of a
// polynomial of degree m−1, so that about n/m+m products do for n terms (Smith,
// "Efficient multiple-precision evaluation of elementary functions", Math.
// Comp. 52, 1989). Numbers are integers in units of 2^-W.

// blocks balances the products; those for each block get shorter as the terms do.
func blocks(n int) int {
	m := 1
	for 2*m*m < n {
		m++
	}
	return m
}

// power returns x^m in units of 2^-W, each product rounded down.
func power(x *big.Int, m int, W uint) *big.Int {
	z, tmp := new(big.Int).Set(x), new(big.Int)
	for i := bits.Len(uint(m)) - 2; i >= 0; i-- {
		tmp.Mul(z, z)
		z.Rsh(tmp, W)
		if m>>i&1 == 1 {
			tmp.Mul(z, x)
			z.Rsh(tmp, W)
		}
	}
	return z
}

// polynomial returns Σ c_i x^i by Horner's rule, each product rounded down; it
// overwrites the coefficients.
func polynomial(c []*big.Int, x *big.Int, W uint) *big.Int {
	y, tmp := c[len(c)-1], new(big.Int)
	for i := len(c) - 2; i >= 0; i-- {
		tmp.Mul(y, x)
		y.Rsh(tmp, W)
		y.Add(y, c[i])
	}
	return y
}
