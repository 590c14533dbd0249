package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// representable returns all finite numbers of an 8-bit format, ascending, one
// zero; and, where Max would be followed by another number if the exponent had
// no bound, that number, which stands for overflow.
func representable(f dtype.Format) (values []float64, beyond float64) {
	seen := map[float64]bool{}
	for b := range uint64(1) << f.Bits() {
		if v := f.Decode(b); isFinite(v) && !seen[v] {
			seen[v] = true
			values = append(values, v)
		}
	}
	for i := range values { // insertion sort: 250 numbers
		for j := i; j > 0 && values[j] < values[j-1]; j-- {
			values[j], values[j-1] = values[j-1], values[j]
		}
	}
	return values, f.Max() + (f.Max() - values[len(values)-2])
}

// nearest returns the representable number nearest to n by comparing with all
// of them; of two as near, the one with an even significand.
func nearest(n Number, f dtype.Format, values []float64, beyond float64) float64 {
	all := append(append([]float64{-beyond}, values...), beyond)
	best := all[0]
	for _, v := range all[1:] {
		// |n − v| < |n − best| where n lies above their middle.
		mid := new(big.Rat).Add(exactRat(best), exactRat(v))
		mid.Quo(mid, big.NewRat(2, 1))
		switch c := n.Cmp(mid); {
		case c > 0:
			best = v
		case c == 0 && even(f, v):
			best = v
		}
	}
	if math.Abs(best) == beyond {
		return f.Overflow(best < 0)
	}
	return best
}

// even reports whether the last bit of v's significand is 0. The number beyond
// Max is even where Max is odd.
func even(f dtype.Format, v float64) bool {
	if math.Abs(v) > f.Max() {
		return f.Encode(f.Max())&1 == 1
	}
	return f.Encode(v)&1 == 0
}

// TestRoundNearest8: the rounding is the nearest of all numbers of the format.
func TestRoundNearest8(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	rows := 400
	if testing.Short() {
		rows = 40
	}
	for _, f := range []dtype.Format{dtype.Float8E4M3FN, dtype.Float8E5M2} {
		values, beyond := representable(f)
		if len(values) != map[dtype.Format]int{dtype.Float8E4M3FN: 253, dtype.Float8E5M2: 247}[f] {
			t.Fatalf("%v has %d numbers", f, len(values))
		}
		for i := range rows {
			x := randomRow(rng, 1+rng.IntN(4))
			switch {
			case i%4 == 0: // single logits: ties, and overflow
				x = x[:1]
				x[0] = float64(rng.IntN(1<<12)-1<<11) * math.Ldexp(1, rng.IntN(30)-20)
			case i%4 == 1: // the range of the format
				for j := range x {
					x[j] = math.Ldexp(rng.Float64()-0.5, rng.IntN(20)-2)
				}
			}
			r := mustRow(t, x)
			for _, fn := range function.OfLogits() {
				a := r.Answer(fn)
				n := a.At(a.Len() - 1)
				if !n.IsFinite() {
					continue
				}
				want := nearest(n, f, values, beyond)
				if got := n.Round(f); !alike(got, want) {
					t.Errorf("%v: %s of %.17g rounds to %g, want %g", f, fn, x, got, want)
				}
			}
		}
	}
}

// TestRoundBetweenMidpoints: in every format the answer lies between the
// midpoints on both sides of its rounding.
func TestRoundBetweenMidpoints(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 2))
	rows := 4000
	if testing.Short() {
		rows = 300
	}
	for range rows {
		x := randomRow(rng, 1+rng.IntN(5))
		r := mustRow(t, x)
		for _, fn := range function.OfLogits() {
			a := r.Answer(fn)
			i := rng.IntN(a.Len())
			n := a.At(i)
			if !n.IsFinite() {
				continue
			}
			for _, f := range dtype.All() {
				y := a.Round(i, f)
				if !isFinite(y) {
					top, inclusive := f.OverflowThreshold()
					c, _ := top.Rat(nil)
					if n.Cmp(c) < 0 && n.Cmp(new(big.Rat).Neg(c)) > 0 || !inclusive && n.exact != nil && n.exact.Cmp(c) == 0 {
						t.Errorf("%v: %s[%d] of %.17g overflows", f, fn, i, x)
					}
					continue
				}
				for _, side := range []int{-1, 1} {
					mid := midpointBeside(f, y, side)
					if c := n.Cmp(mid); c == side || c == 0 && f.Encode(y)&1 == 1 {
						t.Errorf("%v: %s[%d] of %.17g rounds to %g, but is beyond the midpoint", f, fn, i, x, y)
					}
				}
				if c := n.Cmp(new(big.Rat)); y == 0 && c < 0 != math.Signbit(y) {
					t.Errorf("%v: %s[%d] of %.17g rounds to %g, the sign of the answer is %d", f, fn, i, x, y, c)
				}
			}
		}
	}
}

// midpointBeside returns the midpoint above or below y, from the bits of its
// neighbour alone.
func midpointBeside(f dtype.Format, y float64, side int) *big.Rat {
	z := f.NextUp(y)
	if side < 0 {
		z = f.NextDown(y)
	}
	mid := exactRat(y)
	if isFinite(z) {
		mid.Add(mid, exactRat(z))
	} else {
		// Max and what would follow: Max + (Max − the one before).
		mid.Mul(mid, big.NewRat(3, 1))
		mid.Sub(mid, exactRat(math.Copysign(f.NextDown(f.Max()), y)))
	}
	return mid.Quo(mid, big.NewRat(2, 1))
}

// TestBetween: neighbours have a midpoint, others none.
func TestBetween(t *testing.T) {
	f := dtype.Float16
	for _, c := range []struct {
		a, b float64
		want float64 // NaN: none
	}{
		{1, f.NextUp(1), 1 + 0x1p-11},
		{math.Copysign(0, -1), f.MinSubnormal(), f.MinSubnormal() / 2},
		{-f.MinSubnormal(), 0, -f.MinSubnormal() / 2},
		{65504, inf, 65520},
		{nInf, -65504, -65520},
		{1, 2, nan},
		{nInf, 0, nan},
		{0, inf, nan},
	} {
		mid, ok := between(f, c.a, c.b)
		if ok != (c.want == c.want) || ok && mid.Cmp(exactRat(c.want)) != 0 {
			t.Errorf("between(%g, %g) = %v, %v; want %g", c.a, c.b, mid, ok, c.want)
		}
	}
	if c := overflow(dtype.Float8E4M3FN); c.Cmp(exactRat(464)) != 0 {
		t.Errorf("float8_e4m3fn overflows at %v", c)
	}
	for _, f := range dtype.All() {
		want, _ := f.OverflowThreshold()
		if c, _ := want.Rat(nil); overflow(f).Cmp(c) != 0 {
			t.Errorf("%v overflows at %v, want %v", f, overflow(f), c)
		}
	}
}
