package dtype

import (
	"cmp"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRoundExhaustive rounds, in every small format, every number, and for
// every pair of neighbours a < b their midpoint and what lies just below and
// above it, through all the ways to round, with both signs. The pair after Max
// has the first number beyond the range in place of b.
func TestRoundExhaustive(t *testing.T) {
	for _, f := range small() {
		t.Run(f.String(), func(t *testing.T) {
			vs := magnitudes(f)
			if got := vs[len(vs)-1]; got != f.Max() {
				t.Fatalf("the largest pattern is %v, want Max = %v", got, f.Max())
			}
			for i, a := range vs {
				b, upper := a+(a-vs[max(i-1, 0)]), f.Overflow(false)
				if i+1 < len(vs) {
					b, upper = vs[i+1], vs[i+1]
				}
				mid := (a + b) / 2 // exact: one bit more than the format has
				tie := upper
				if i%2 == 0 { // consecutive patterns: the even one is every other
					tie = a
				}
				checkRound(t, f, a, a)
				checkRound(t, f, mid, tie)
				checkRound(t, f, math.Nextafter(mid, 0), a)
				checkRound(t, f, math.Nextafter(mid, math.Inf(1)), upper)
				if !testing.Short() || i%8 < 2 || i > len(vs)-10 {
					checkNearTie(t, f, mid, a, upper)
				}
			}
		})
	}
}

// checkRound checks the ways to round the float64 x ≥ 0, and −x.
func checkRound(t *testing.T, f Format, x, want float64) {
	t.Helper()
	for _, sign := range []float64{1, -1} {
		x, want := sign*x, sign*want
		if got := f.Round(x); !same(got, want) {
			t.Errorf("Round(%x) = %x, want %x", x, got, want)
		}
		if got := f.RoundBig(big.NewFloat(x)); !same(got, want) {
			t.Errorf("RoundBig(%x) = %x, want %x", x, got, want)
		}
		if want == 0 && x == 0 {
			want = 0 // a rational zero has no sign
		}
		if got := f.RoundRat(new(big.Rat).SetFloat64(x)); !same(got, want) {
			t.Errorf("RoundRat(%x) = %x, want %x", x, got, want)
		}
	}
}

// checkNearTie checks that numbers much closer to the midpoint than a float64
// can be are on the right side of it, and that a direction breaks the tie.
func checkNearTie(t *testing.T, f Format, mid, below, above float64) {
	t.Helper()
	for _, sign := range []int{1, -1} {
		s := float64(sign)
		for _, dir := range []int{1, -1} {
			want := s * above
			if sign*dir < 0 {
				want = s * below
			}
			x := plus(s*mid, dir, -200)
			if got := f.RoundBig(x); !same(got, want) {
				t.Errorf("RoundBig(%x %+d·2^-200) = %x, want %x", s*mid, dir, got, want)
			}
			q, _ := x.Rat(nil)
			if got := f.RoundRat(q); !same(got, want) {
				t.Errorf("RoundRat(%x %+d·2^-200) = %x, want %x", s*mid, dir, got, want)
			}
			if got := f.RoundBigToward(big.NewFloat(s*mid), dir); !same(got, want) {
				t.Errorf("RoundBigToward(%x, %d) = %x, want %x", s*mid, dir, got, want)
			}
			// No tie: the direction of the infinitesimal does not matter.
			if got := f.RoundBigToward(x, -dir); !same(got, want) {
				t.Errorf("RoundBigToward(%x %+d·2^-200, %d) = %x, want %x", s*mid, dir, -dir, got, want)
			}
		}
	}
}

// TestRoundFloat32 holds float32 against Go's own conversion.
func TestRoundFloat32(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	xs := specials()
	for range 200_000 {
		xs = append(xs, random(r), randomIn(r, Float32))
	}
	for _, x := range xs {
		want := float64(float32(x))
		if got := Float32.Round(x); !same(got, want) {
			t.Errorf("Round(%x) = %x, want %x", x, got, want)
		}
		if x != x {
			continue
		}
		if got := Float32.RoundBig(big.NewFloat(x)); !same(got, want) {
			t.Errorf("RoundBig(%x) = %x, want %x", x, got, want)
		}
		if got := Float64.RoundBig(big.NewFloat(x)); !same(got, x) {
			t.Errorf("float64: RoundBig(%x) = %x", x, got)
		}
		if got := Float64.Round(x); !same(got, x) {
			t.Errorf("float64: Round(%x) = %x", x, got)
		}
	}
}

// TestRoundAgreesWithBig holds the two roundings, which share no code, against
// each other on numbers of 53 bits.
func TestRoundAgreesWithBig(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, f := range All() {
		for range 50_000 {
			x := randomIn(r, f)
			if got, want := f.Round(x), f.RoundBig(big.NewFloat(x)); !same(got, want) {
				t.Errorf("%v: Round(%x) = %x, RoundBig gives %x", f, x, got, want)
			}
		}
	}
}

// TestRoundOverflow holds e4m3fn's NaN on overflow and infinities: OFP8
// revision 1.0 (non-saturating mode), and ml_dtypes.
func TestRoundOverflow(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		f       Format
		x, want float64
	}{
		{Float8E4M3FN, 448, 448},
		{Float8E4M3FN, 464, 448}, // tie to even: 480 would be 1.875·2^8
		{Float8E4M3FN, math.Nextafter(464, inf), nan},
		{Float8E4M3FN, 480, nan},
		{Float8E4M3FN, 512, nan},
		{Float8E4M3FN, 1e300, nan},
		{Float8E4M3FN, inf, nan},
		{Float8E5M2, 57344, 57344},
		{Float8E5M2, math.Nextafter(61440, 0), 57344},
		{Float8E5M2, 61440, inf},
		{Float16, math.Nextafter(65520, 0), 65504},
		{Float16, 65520, inf},
		{BFloat16, 0x1.ffp127, inf},
		{BFloat16, math.Nextafter(0x1.ffp127, 0), 0x1.fep127},
		{Float32, 0x1.ffffffp127, inf},
		{Float32, math.Nextafter(0x1.ffffffp127, 0), math.MaxFloat32},
		{Float64, inf, inf},
	}
	for _, tt := range tests {
		for _, sign := range []float64{1, -1} {
			x, want := sign*tt.x, sign*tt.want
			if got := tt.f.Round(x); !same(got, want) {
				t.Errorf("%v: Round(%v) = %v, want %v", tt.f, x, got, want)
			}
			if got := tt.f.RoundBig(big.NewFloat(x)); !same(got, want) {
				t.Errorf("%v: RoundBig(%v) = %v, want %v", tt.f, x, got, want)
			}
			if got, want := tt.f.Representable(x), same(x, want); got != want {
				t.Errorf("%v: Representable(%v) = %v, want %v", tt.f, x, got, want)
			}
		}
	}
	for _, f := range All() {
		if got := f.Round(nan); got == got {
			t.Errorf("%v: Round(NaN) = %v", f, got)
		}
		if !f.Representable(nan) || f.Representable(inf) != f.HasInf() {
			t.Errorf("%v: NaN is representable: %v, +Inf: %v", f, f.Representable(nan), f.Representable(inf))
		}
	}
}

// TestRoundMonotone sorts random numbers and looks for a step down.
func TestRoundMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for _, f := range All() {
		xs := make([]float64, 20_000)
		for i := range xs {
			xs[i] = randomIn(r, f)
			if i%2 == 1 { // neighbours of the one before, where a step would be
				xs[i] = xs[i-1] * (1 + float64(r.IntN(9)-4)*f.UnitRoundoff()/4)
			}
		}
		slices.SortFunc(xs, cmp.Compare[float64])
		last := math.Inf(-1)
		for i, x := range xs {
			y := f.Round(x)
			if y != y { // e4m3fn overflows to NaN, which is not ordered
				continue
			}
			if y < last {
				t.Errorf("%v: Round(%x) = %x, but Round(%x) = %x", f, xs[i-1], last, x, y)
			}
			if y != f.Round(y) {
				t.Errorf("%v: Round(%x) = %x is not a fixed point", f, x, y)
			}
			last = y
		}
	}
}
