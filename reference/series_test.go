package reference

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
)

// randomBits returns an integer in [2^(n-1), 2^n).
func randomBits(rng *rand.Rand, n int) *big.Int {
	z := new(big.Int)
	for range n {
		z.Lsh(z, 1)
		z.Add(z, big.NewInt(rng.Int64N(2)))
	}
	return z.SetBit(z, n-1, 1)
}

// TestTaylor: the sum is short by no more than taylor's comment counts, never
// too large.
func TestTaylor(t *testing.T) {
	rng := rand.New(rand.NewPCG(32, 1))
	worst := 0.0
	for i := range 300 {
		W, b := 40+rng.IntN(600), 4+rng.IntN(30)
		if i%10 == 0 {
			W *= 5
		}
		if testing.Short() && i%4 > 0 {
			continue
		}
		x := randomBits(rng, W-b)
		n := W/b + 1 // at least as many terms
		limit := 5*float64(n)/float64(blocks(n)) + 8
		y := slowExp(scaled(x, -W), uint(W)+64)
		y.SetMantExp(y, W)
		y.Sub(y, scaled(taylor(x, uint(W), b), 0))
		off, _ := y.Float64()
		if off < 0 || off >= limit {
			t.Errorf("W=%d, b=%d: short by %g units, claimed [0, %g)", W, b, off, limit)
		}
		worst = max(worst, off/limit)
	}
	for _, W := range []uint{16, 100} { // no x is too small
		if y := taylor(new(big.Int), W, int(W)); y.Cmp(new(big.Int).Lsh(one, W)) != 0 {
			t.Errorf("e^0 = %v·2^-%d", y, W)
		}
	}
	t.Logf("worst/claimed %.3f", worst)
}

// TestPower: less than 1.2 units short for 0 ≤ x < 2^-4, less than 1.1 units off
// for |x| < 2^-20.
func TestPower(t *testing.T) {
	rng := rand.New(rand.NewPCG(32, 2))
	for i := range 400 {
		const W = 200
		b, limit := 4, big.NewRat(12, 10)
		if i%2 == 0 {
			b, limit = 20, big.NewRat(11, 10)
		}
		x := randomBits(rng, W-b-rng.IntN(8))
		if i%4 == 0 {
			x.Neg(x)
		}
		m := 1 + rng.IntN(40)
		want := big.NewRat(1, 1)
		r := new(big.Rat).SetFrac(x, new(big.Int).Lsh(one, W))
		for range m {
			want.Mul(want, r)
		}
		want.Mul(want, new(big.Rat).SetInt(new(big.Int).Lsh(one, W)))
		off := want.Sub(want, new(big.Rat).SetInt(power(x, m, W)))
		if i%4 != 0 && off.Sign() < 0 || off.Abs(off).Cmp(limit) >= 0 {
			t.Errorf("(%v·2^-%d)^%d is off by %s units", x, W, m, off.FloatString(3))
		}
	}
}

// TestPolynomial: Horner's rule in units, against the sum in rationals.
func TestPolynomial(t *testing.T) {
	rng := rand.New(rand.NewPCG(32, 3))
	for range 200 {
		const W = 64
		x := randomBits(rng, W-4)
		m := 1 + rng.IntN(12)
		c := make([]*big.Int, m)
		want, p := new(big.Rat), big.NewRat(1, 1)
		for i := range c {
			c[i] = randomBits(rng, W)
			want.Add(want, new(big.Rat).Mul(p, new(big.Rat).SetInt(c[i])))
			p.Mul(p, new(big.Rat).SetFrac(x, new(big.Int).Lsh(one, W)))
		}
		got := polynomial(c, x, W)
		off := want.Sub(want, new(big.Rat).SetInt(got))
		if off.Sign() < 0 || off.Cmp(big.NewRat(16, 15)) >= 0 {
			t.Errorf("%d coefficients: short by %s units", m, off.FloatString(3))
		}
	}
}

// TestBlocks: about √(n/2), and never 0.
func TestBlocks(t *testing.T) {
	for n := 1; n < 100_000; n = n*5/4 + 1 {
		if m := blocks(n); m < 1 || 2*m*m < n || 2*(m-1)*(m-1) >= n && m > 1 {
			t.Errorf("blocks(%d) = %d", n, m)
		}
	}
}

func BenchmarkLn2(b *testing.B) {
	for _, w := range []int{256, 4096, 65536} {
		b.Run(fmt.Sprint(w), func(b *testing.B) {
			for b.Loop() {
				computeLn2(w)
			}
		})
	}
}
