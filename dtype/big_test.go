package dtype

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// randomBig returns a number of 200 bits whose exponent is uniform from four
// binades below what rounds to zero in f to two above Max.
func randomBig(r *rand.Rand, f Format) *big.Float {
	m := big.NewInt(1)
	for range 4 {
		m.Lsh(m, 50).Or(m, big.NewInt(r.Int64N(1<<50)))
	}
	if r.IntN(2) == 0 {
		m.Neg(m)
	}
	lo := f.MinExp() - f.Precision() - 4
	x := new(big.Float).SetPrec(201).SetInt(m)
	return x.SetMantExp(x, lo+r.IntN(f.MaxExp()+3-lo)-200)
}

// TestRoundBigWide holds float64 and float32 against math/big's conversions on
// numbers with more bits than a float64.
func TestRoundBigWide(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 50_000 {
		x := randomBig(r, Float64)
		want, _ := x.Float64()
		if got := Float64.RoundBig(x); !same(got, want) {
			t.Errorf("float64: RoundBig(%x) = %x, want %x", x, got, want)
		}
		x = randomBig(r, Float32)
		want32, _ := x.Float32()
		if got := Float32.RoundBig(x); !same(got, float64(want32)) {
			t.Errorf("float32: RoundBig(%x) = %x, want %x", x, got, want32)
		}
	}
}

// TestRoundBigOnce puts numbers so close to midpoints of float32 that a
// rounding to float64 on the way lands on the midpoint itself. It counts how
// often that would go wrong, so that the test is known to tell the difference.
func TestRoundBigOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 2))
	const n = 10_000
	wrong := 0
	for range n {
		a := math.Abs(float64(float32(randomIn(r, Float32))))
		if a >= math.MaxFloat32 {
			a = 0
		}
		b := float64(math.Nextafter32(float32(a), math.MaxFloat32))
		mid := (a + b) / 2
		dir := 1 - 2*r.IntN(2)
		want := a
		if dir > 0 {
			want = b
		}
		x := plus(mid, dir, -300-r.IntN(1000))
		if got := Float32.RoundBig(x); got != want {
			t.Errorf("RoundBig(%x %+d·ε) = %x, want %x", mid, dir, got, want)
		}
		q, _ := x.Rat(nil)
		if got := Float32.RoundRat(q); got != want {
			t.Errorf("RoundRat(%x %+d·ε) = %x, want %x", mid, dir, got, want)
		}
		twice, _ := x.Float64()
		if float64(float32(twice)) != want {
			wrong++
		}
	}
	if wrong < n/4 || wrong > 3*n/4 {
		t.Errorf("rounding twice is wrong on %d of %d inputs, want about half", wrong, n)
	}
}

// TestRoundBigFloat64Ties does for float64 what TestRoundExhaustive does for
// the small formats, on random neighbours and at the ends of the range.
func TestRoundBigFloat64Ties(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	as := []float64{0, math.SmallestNonzeroFloat64, 0x1p-1022, math.Nextafter(0x1p-1022, 0), 1, math.Nextafter(1, 0)}
	for range 2_000 {
		as = append(as, math.Abs(random(r)))
	}
	for _, a := range as {
		b := math.Nextafter(a, math.Inf(1))
		mid := new(big.Float).SetPrec(100).Add(big.NewFloat(a), big.NewFloat(b))
		mid.Quo(mid, big.NewFloat(2))
		tie := a
		if math.Float64bits(a)&1 == 1 {
			tie = b
		}
		for _, sign := range []float64{1, -1} {
			mid := new(big.Float).Mul(mid, big.NewFloat(sign))
			q, _ := mid.Rat(nil)
			if got, want := Float64.RoundBig(mid), sign*tie; !same(got, want) {
				t.Errorf("RoundBig(%x) = %x, want %x", mid, got, want)
			}
			if got, want := Float64.RoundRat(q), sign*tie; !same(got, want) {
				t.Errorf("RoundRat(%x) = %x, want %x", mid, got, want)
			}
			if got, want := Float64.RoundBigToward(mid, int(sign)), sign*b; !same(got, want) {
				t.Errorf("RoundBigToward(%x, %v) = %x, want %x", mid, sign, got, want)
			}
			if got, want := Float64.RoundBigToward(mid, -int(sign)), sign*a; !same(got, want) {
				t.Errorf("RoundBigToward(%x, %v) = %x, want %x", mid, -sign, got, want)
			}
		}
	}
}

// TestRoundBigExtremes rounds numbers of exponents that no float64 has, zeros
// and infinities.
func TestRoundBigExtremes(t *testing.T) {
	one, minusOne := big.NewFloat(1), big.NewFloat(-1)
	pow := func(m *big.Float, e int) *big.Float { return new(big.Float).SetMantExp(m, e) }
	negZero := math.Copysign(0, -1)
	inf := math.Inf(1)
	for _, f := range All() {
		tests := []struct {
			name           string
			x              *big.Float
			even, up, down float64
		}{
			{name: "2^1e9", x: pow(one, 1e9), even: inf, up: inf, down: inf},
			{name: "-2^1e9", x: pow(minusOne, 1e9), even: -inf, up: -inf, down: -inf},
			{name: "2^MaxExp", x: pow(one, big.MaxExp-1), even: inf, up: inf, down: inf},
			{name: "2^-1e9", x: pow(one, -1e9)},
			{name: "-2^-1e9", x: pow(minusOne, -1e9), even: negZero, up: negZero, down: negZero},
			{name: "2^MinExp", x: pow(one, big.MinExp)},
			{name: "+0", x: new(big.Float), down: negZero},
			{name: "-0", x: new(big.Float).Neg(new(big.Float)), even: negZero, down: negZero},
			{name: "+Inf", x: new(big.Float).SetInf(false), even: inf, up: inf, down: inf},
			{name: "-Inf", x: new(big.Float).SetInf(true), even: -inf, up: -inf, down: -inf},
		}
		for _, tt := range tests {
			for dir, want := range map[int]float64{0: tt.even, 1: tt.up, -1: tt.down} {
				if math.IsInf(want, 0) {
					want = f.Overflow(want < 0)
				}
				if got := f.RoundBigToward(tt.x, dir); !same(got, want) {
					t.Errorf("%v: RoundBigToward(%s, %d) = %v, want %v", f, tt.name, dir, got, want)
				}
			}
		}
	}
}

// TestRoundRatWide holds float64 and float32 against math/big's conversions of
// random quotients, and all formats against a division to 300 bits.
func TestRoundRatWide(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		q, _ := randomBig(r, Float64).Rat(nil)
		p := big.NewRat(r.Int64(), r.Int64()|1)
		q.Mul(q, p)
		want, _ := q.Float64()
		if got := Float64.RoundRat(q); !same(got, want) {
			t.Errorf("float64: RoundRat(%v) = %x, want %x", q, got, want)
		}
		q, _ = randomBig(r, Float32).Rat(nil)
		q.Mul(q, p)
		want32, _ := q.Float32()
		if got := Float32.RoundRat(q); !same(got, float64(want32)) {
			t.Errorf("float32: RoundRat(%v) = %x, want %x", q, got, want32)
		}
	}
	// Numerator and denominator have at most 116 bits at any power of two, so a
	// quotient that is no tie is 2^-180 or more from one, and 300 bits tell.
	for _, f := range All() {
		for range 5_000 {
			x := new(big.Rat).SetFloat64(randomIn(r, f))
			x.Mul(x, big.NewRat(r.Int64()|1<<62, r.Int64()|1<<62))
			num, den := new(big.Float).SetInt(x.Num()), new(big.Float).SetInt(x.Denom())
			want := f.RoundBig(new(big.Float).SetPrec(300).Quo(num, den))
			if got := f.RoundRat(x); !same(got, want) {
				t.Errorf("%v: RoundRat(%v) = %x, want %x", f, x, got, want)
			}
		}
	}
}

// TestRoundRatLarge takes numerators and denominators of a million bits, alone
// and together, with quotients next to a tie.
func TestRoundRatLarge(t *testing.T) {
	one := big.NewInt(1)
	huge := new(big.Int).Lsh(one, 1_000_000)
	above := new(big.Int).Add(huge, one) // 2^1e6 + 1
	ratio := func(a, b *big.Int) *big.Rat { return new(big.Rat).SetFrac(a, b) }
	negZero := math.Copysign(0, -1)
	for _, f := range All() {
		max, tiny := f.Overflow(false), f.MinSubnormal()
		half := new(big.Rat).SetFloat64(1 + f.UnitRoundoff()/2)
		if f == Float64 {
			half = big.NewRat(1<<54+1, 1<<54) // 1 + u/2 is no float64
		}
		half.Add(half, half).Sub(half, big.NewRat(1, 1)) // 1 + u, the tie above 1
		underflow := new(big.Rat).SetFrac(one, new(big.Int).Lsh(one, uint(f.Precision()-f.MinExp())))
		tests := []struct {
			name string
			q    *big.Rat
			want float64
		}{
			{"2^1e6", ratio(huge, one), max},
			{"2^-1e6", ratio(one, huge), 0},
			{"-2^-1e6", ratio(big.NewInt(-1), huge), negZero},
			{"1 + 2^-1e6", ratio(above, huge), 1},
			{"1/(1 + 2^-1e6)", ratio(huge, above), 1},
			{"a tie", half, 1},
			{"above a tie", new(big.Rat).Mul(half, ratio(above, huge)), f.NextUp(1)},
			{"below a tie", new(big.Rat).Mul(half, ratio(huge, above)), 1},
			{"half of MinSubnormal", underflow, 0},
			{"above half of MinSubnormal", new(big.Rat).Mul(underflow, ratio(above, huge)), tiny},
			{"below half of MinSubnormal", new(big.Rat).Mul(underflow, ratio(huge, above)), 0},
			{"zero", new(big.Rat), 0},
		}
		for _, tt := range tests {
			if got := f.RoundRat(tt.q); !same(got, tt.want) {
				t.Errorf("%v: RoundRat(%s) = %x, want %x", f, tt.name, got, tt.want)
			}
			if tt.q.Sign() <= 0 {
				continue
			}
			if got := f.RoundRat(new(big.Rat).Neg(tt.q)); !same(got, -tt.want) {
				t.Errorf("%v: RoundRat(-(%s)) = %x, want %x", f, tt.name, got, -tt.want)
			}
		}
	}
}

// TestArgumentsUntouched holds that rounding does not write to its argument.
func TestArgumentsUntouched(t *testing.T) {
	for _, f := range All() {
		x := plus(1.0/3, 1, -200)
		q, _ := x.Rat(nil)
		y, p, prec := new(big.Float).Copy(x), new(big.Rat).Set(q), x.Prec()
		f.RoundBig(x)
		f.RoundRat(q)
		if x.Cmp(y) != 0 || x.Prec() != prec || x.Mode() != big.ToNearestEven || q.Cmp(p) != 0 {
			t.Errorf("%v: rounding changed its argument", f)
		}
	}
}
