package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestLeanOfHigherOrder: softmax VJPs that depart from a midpoint of bfloat16 by the
// third power of e^-d and less, as the first and second cancel exactly, and by the
// second where a cotangent is off by its last bit.
//
// With E = e^-d, x = (0, 0, −d, −2d, −4d) and g = (a, b, b, c, h), a − b = A, that is
// (A + AE + (a − c)E² + (a − h)E⁴)/S², S² = (2 + E + E² + E⁴)² = 4 + 4E + 5E² + 2E³ + …:
// with a − c = 5A/4 it is A/4·(1 − 2E³/S² + …), below A/4.
func TestLeanOfHigherOrder(t *testing.T) {
	const half = 0x1p-8 // of a spacing of bfloat16 at 1
	a, b := 4.0, -4*half
	c := b - (1 + half)
	up, down := 1+2*half, 1.0
	for _, d := range []float64{10, 300, 1e5, 0x1p40, 0x1p900, math.MaxFloat64 / 8} {
		for _, test := range []struct {
			g     []float64
			want  float64
			least float64 // of d, for what is worth less to be less
		}{
			{[]float64{a, b, b, c}, down, 0},
			{[]float64{-a, -b, -b, -c}, -down, 0},
			{[]float64{2 * a, 2 * b, 2 * b, 2 * c}, down, 0}, // T = 2
			{[]float64{a, b, b, math.Nextafter(c, -10)}, up, 100},
			{[]float64{a, b, b, math.Nextafter(c, 10)}, down, 0},
			{[]float64{a, b, b, c, -1e300}, down, 1e5},
			{[]float64{a, b, b, c, 1e300}, down, 1e5},
		} {
			if d < test.least {
				continue
			}
			in := function.Input{X: []float64{0, 0, -d, -2 * d, -4 * d}[:len(test.g)], Cotangent: test.g}
			if test.g[0] == 2*a {
				in.Temperature = 2
			}
			r := mustInput(t, in)
			if y := r.Answer(function.SoftmaxVJP).At(0).Round(dtype.BFloat16); y != test.want {
				t.Errorf("d = %g, g = %v: %x, want %x", d, test.g, y, test.want)
			}
		}
	}
}

// TestLeanOfManyOrders cancels as many powers of e^-d as there are logits, each by the
// cotangent of one.
func TestLeanOfManyOrders(t *testing.T) {
	const logits = 40
	in := function.Input{X: []float64{0, 0}, Cotangent: []float64{1, 0}} // A = 1, of which the VJP is A/4
	// S² has the coefficients s_k, S those 2, 1, 1, …, and A·s_k/4 is a − g_k.
	s := func(k int) float64 { return float64(4 + (k - 1)) }
	for k := 1; k < logits; k++ {
		in.X = append(in.X, -0x1p100*float64(k))
		in.Cotangent = append(in.Cotangent, 1-s(k)/4)
	}
	r := mustInput(t, in)
	if got := r.Answer(function.SoftmaxVJP).At(0).Cmp(big.NewRat(1, 4)); got != -1 {
		t.Errorf("compared with 1/4: %d, want -1: what is left of S² is not in the numerator", got)
	}
}

// TestExpansion holds the sign of sums of few exponentials, of which many coincide
// and some cancel, against polynomials in 1/e.
func TestExpansion(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 27))
	integer := func(v int64) dyadic { return dyadic{big.NewInt(v), 0} }
	e := plainExp(big.NewFloat(-1))
	zeros, signs := 0, map[int]int{}
	for range 3000 {
		size := 1 + rng.IntN(6)
		var d []quotient
		var l, n []dyadic
		var at []int
		exponent := 0
		for range size {
			exponent += 1 + rng.IntN(2)
			at = append(at, exponent)
			d = append(d, quotient{num: integer(int64(-exponent))})
			n = append(n, integer(int64(1+rng.IntN(3))))
			l = append(l, integer(int64(rng.IntN(9)-4)))
		}
		c := integer(int64(rng.IntN(7) - 3))
		if rng.IntN(2) == 0 { // cancel all that can be
			for v := range l {
				l[v] = integer(0)
				for j := range n {
					for k := range n {
						if at[j]+at[k] == at[v] {
							l[v] = l[v].add(n[j].mul(n[k]).mul(c))
						}
					}
				}
			}
		}
		polynomial := make([]dyadic, 2*exponent+1)
		for i := range polynomial {
			polynomial[i] = integer(0)
		}
		for j := range n {
			polynomial[at[j]] = polynomial[at[j]].add(l[j])
			for k := range n {
				polynomial[at[j]+at[k]] = polynomial[at[j]+at[k]].sub(n[j].mul(n[k]).mul(c))
			}
		}
		value, power, zero := plainFloat(), plainFloat().SetInt64(1), true
		for _, p := range polynomial {
			zero = zero && p.sign() == 0
			w := plainFloat().SetRat(p.rat())
			value.Add(value, w.Mul(w, power))
			power.Mul(power, e)
		}
		if zero {
			zeros++
			continue
		}
		got := newExpansion(d, l, n, c).sign()
		if got != value.Sign() {
			t.Errorf("exponents %v, l %v, n %v, c %v: sign %d, want that of %.10g", at, l, n, c, got, value)
		}
		signs[got]++
	}
	if zeros == 0 || signs[1] < 100 || signs[-1] < 100 {
		t.Errorf("%d zeros, signs %v: too few", zeros, signs)
	}
}
