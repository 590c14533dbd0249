package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/softulp/softulp/function"
)

// TestCmpScaled against rationals, equal sizes and far ones.
func TestCmpScaled(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	for range 20000 {
		m := big.NewInt(rng.Int64N(64) - 32)
		e := rng.IntN(20) - 10
		c := big.NewRat(rng.Int64N(4000)-2000, 1+rng.Int64N(1<<uint(rng.IntN(12))))
		if rng.IntN(4) == 0 { // a number of m's own size, or m·2^e itself
			c = dyadic{m, e}.rat()
			c.Mul(c, big.NewRat(1000+rng.Int64N(3)-1, 1000))
		}
		got, want := cmpScaled(m, e, c), dyadic{m, e}.rat().Cmp(c)
		if sign(got) != want {
			t.Fatalf("%v·2^%d against %v: %d, want %d", m, e, c, got, want)
		}
	}
	for _, c := range []struct {
		m    int64
		e    int
		c    *big.Rat
		want int
	}{
		{1, -(1 << farBelow), exactRat(0x1p-1074), -1},
		{-1, -(1 << farBelow), exactRat(0x1p-1074), -1},
		{-1, -(1 << farBelow), exactRat(-0x1p-1074), 1},
		{1, -(1 << farBelow), new(big.Rat), 1},
		{0, -(1 << farBelow), new(big.Rat), 0},
		{1, 1 << 20, exactRat(math.MaxFloat64), 1},
		{-1, 1 << 20, exactRat(-math.MaxFloat64), -1},
	} {
		if got := cmpScaled(big.NewInt(c.m), c.e, c.c); sign(got) != c.want {
			t.Errorf("%d·2^%d: %d, want %d", c.m, c.e, got, c.want)
		}
	}
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// TestCmp: the ends of an enclosure lie on either side of the number, at any
// precision, and so do the numbers next to its value at 300 bits.
func TestCmp(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 2))
	for range 500 {
		x := randomRow(rng, 1+rng.IntN(4))
		r := mustRow(t, x)
		for _, fn := range function.OfLogits() {
			n := r.Answer(fn).At(0)
			if !n.IsFinite() {
				continue
			}
			if n.exact != nil {
				if n.Cmp(n.exact) != 0 || n.Cmp(new(big.Rat).Add(n.exact, exactRat(0x1p-1074))) != -1 {
					t.Errorf("%s of %g: %v does not compare as itself", fn, x, n.exact)
				}
				continue
			}
			v := n.enclose(300)
			if max(v.lo.BitLen(), v.hi.BitLen())+v.e < -2000 {
				if s := n.Cmp(new(big.Rat)); s != sign(v.lo.Sign()+v.hi.Sign()) {
					t.Errorf("%s of %g: sign %d", fn, x, s)
				}
				continue
			}
			if n.Cmp(dyadic{v.lo, v.e}.rat()) != 1 || n.Cmp(dyadic{v.hi, v.e}.rat()) != -1 {
				t.Errorf("%s of %g: not within its enclosure", fn, x)
			}
			mid := new(big.Int).Add(v.lo, v.hi)
			side := n.Cmp(dyadic{mid, v.e - 1}.rat())
			lo, hi := n.enclose(1000).ends()
			above, below := lo.Cmp(scaled(mid, v.e-1)) >= 0, hi.Cmp(scaled(mid, v.e-1)) <= 0
			if above && side != 1 || below && side != -1 || side == 0 {
				t.Errorf("%s of %g: compares %d with the middle of its enclosure", fn, x, side)
			}
		}
	}
}

// TestCmpFar: an answer that is only known to be nonzero compares with
// everything that is not as small.
func TestCmpFar(t *testing.T) {
	r := mustRow(t, []float64{0, -math.MaxFloat64})
	tiny := new(big.Rat).SetFrac(one, new(big.Int).Lsh(one, 5000))
	for _, c := range []struct {
		fn   function.Function
		i    int
		c    *big.Rat
		want int
	}{
		{function.Softmax, 1, new(big.Rat), 1},
		{function.Softmax, 1, tiny, -1},
		{function.Softmax, 1, exactRat(-1), 1},
		{function.Softmax, 0, exactRat(1), -1},
		{function.Softmax, 0, exactRat(1 - 0x1p-53), 1},
		{function.LogSoftmax, 0, new(big.Rat), -1},
		{function.LogSoftmax, 0, new(big.Rat).Neg(tiny), 1},
		{function.LogSoftmax, 1, exactRat(-math.MaxFloat64), -1},
		{function.LogSumExp, 0, new(big.Rat), 1},
		{function.LogSumExp, 0, tiny, -1},
	} {
		if got := r.Answer(c.fn).At(c.i).Cmp(c.c); got != c.want {
			t.Errorf("%s[%d] against %.3g: %d, want %d", c.fn, c.i, new(big.Float).SetRat(c.c), got, c.want)
		}
	}
	// What cannot be told is refused, not searched for without end.
	defer func() {
		if s, ok := recover().(string); !ok || !strings.Contains(s, "below 2^-(2^27)") {
			t.Errorf("recovered %v", s)
		}
	}()
	low := new(big.Rat).SetFrac(one, new(big.Int).Lsh(one, 1<<27+2))
	r.Answer(function.Softmax).At(1).Cmp(low)
}

func TestNumberKinds(t *testing.T) {
	for _, v := range []float64{nan, inf, nInf} {
		if n := literal(v); n.IsFinite() || n.Rat() != nil || !alike(n.special, v) {
			t.Errorf("literal(%g) = %+v", v, n)
		}
	}
	if n := literal(0.1); !n.IsFinite() || n.Rat().Cmp(exactRat(0.1)) != 0 {
		t.Errorf("literal(0.1) = %v", n.Rat())
	}
	if n := rational(1, 3); !n.IsFinite() || n.Rat().RatString() != "1/3" {
		t.Errorf("rational(1, 3) = %v", n.Rat())
	}
	if n := mustRow(t, []float64{1, 2}).Answer(function.Softmax).At(0); !n.IsFinite() || n.Rat() != nil {
		t.Errorf("softmax(1, 2)[0] = %+v", n)
	}
}

// TestMorePrecision: it always grows, to twice at most, and 1.5 times where bits
// are dear.
func TestMorePrecision(t *testing.T) {
	for p := 1; p < 1<<20; p = morePrecision(p) {
		if q := morePrecision(p); q <= p || q > 2*p || p >= 2048 && 2*q > 3*p {
			t.Errorf("after %d bits, %d", p, q)
		}
	}
}
