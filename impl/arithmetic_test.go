package impl

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// in returns the arithmetic that stores and computes in f.
func in(f dtype.Format) Arithmetic { return Arithmetic{Storage: f, Accumulate: f} }

// randomNumber returns a number of f: uniform in its exponents, so that sums
// cancel, absorb and round, products underflow and quotients overflow.
func randomNumber(rng *rand.Rand, f dtype.Format) float64 {
	e := f.MinExp() - f.Precision() + rng.IntN(f.MaxExp()-f.MinExp()+f.Precision()+1)
	switch rng.IntN(4) {
	case 0, 1:
		e = rng.IntN(2*f.Precision()) - f.Precision()
	case 2:
		e = f.MinExp() + rng.IntN(f.Precision()+2) - f.Precision()
	}
	x := f.Round(math.Ldexp(1+rng.Float64(), e))
	if rng.IntN(4) == 0 { // few bits, for ties
		x = f.Round(math.Ldexp(float64(1+rng.IntN(16)), e))
	}
	if math.IsInf(x, 0) || math.IsNaN(x) {
		x = f.Max()
	}
	if rng.IntN(2) == 0 {
		return -x
	}
	return x
}

// TestArithmeticRoundsOnce holds every operation against the exact result,
// rounded once: the detour through float64 must not show.
func TestArithmeticRoundsOnce(t *testing.T) {
	n := 15_000
	if testing.Short() {
		n = 3_000
	}
	operations := []struct {
		name  string
		got   func(a Arithmetic, x, y float64) float64
		exact func(z, x, y *big.Rat) *big.Rat
	}{
		{"Add", Arithmetic.Add, (*big.Rat).Add},
		{"Sub", Arithmetic.Sub, (*big.Rat).Sub},
		{"Mul", Arithmetic.Mul, (*big.Rat).Mul},
		{"Div", Arithmetic.Div, (*big.Rat).Quo},
	}
	for _, f := range dtype.All() {
		for _, op := range operations {
			t.Run(f.String()+"/"+op.name, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(1, uint64(f)))
				subnormal := 0
				for range n {
					x, y := randomNumber(rng, f), randomNumber(rng, f)
					if op.name == "Div" && y == 0 {
						continue
					}
					got := op.got(in(f), x, y)
					exact := op.exact(new(big.Rat), new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(y))
					want := f.RoundRat(exact)
					if got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
						t.Fatalf("%s(%x, %x) = %x, want %x", op.name, x, y, got, want)
					}
					if math.Abs(want) < f.MinNormal() && want != 0 {
						subnormal++
					}
				}
				if subnormal == 0 {
					t.Error("no result was subnormal")
				}
			})
		}
	}
}

// TestArithmeticOfSubnormals walks through the range where fewer bits are left:
// products and quotients of float16 numbers up to twice the smallest normal one.
func TestArithmeticOfSubnormals(t *testing.T) {
	a := in(dtype.Float16)
	step := 7
	if testing.Short() {
		step = 97
	}
	for i := 1; i < 0x1000; i += step {
		x := dtype.Float16.Decode(uint64(i))
		for j := 0x3800; j < 0x4000; j += 13 {
			y := dtype.Float16.Decode(uint64(j)) // 1/2 to 2
			rx, ry := new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(y)
			if got, want := a.Mul(x, y), a.Accumulate.RoundRat(new(big.Rat).Mul(rx, ry)); got != want {
				t.Fatalf("%x·%x = %x, want %x", x, y, got, want)
			}
			if got, want := a.Div(x, y), a.Accumulate.RoundRat(new(big.Rat).Quo(rx, ry)); got != want {
				t.Fatalf("%x/%x = %x, want %x", x, y, got, want)
			}
		}
	}
}

func TestStoreRoundsToStorage(t *testing.T) {
	for _, tc := range []struct {
		a       Arithmetic
		x, want float64
	}{
		{Arithmetic{dtype.Float16, dtype.Float32}, 1 + 0x1p-11, 1},
		{Arithmetic{dtype.Float16, dtype.Float32}, 65520, math.Inf(1)},
		{Arithmetic{dtype.BFloat16, dtype.Float32}, 1 + 0x1p-8 + 0x1p-20, 1 + 0x1p-7},
		{Arithmetic{dtype.Float8E4M3FN, dtype.Float32}, 1000, math.NaN()},
		{Arithmetic{dtype.Float8E5M2, dtype.Float32}, 0x1p-18, 0},
		{in(dtype.Float64), math.Pi, math.Pi},
	} {
		if got := tc.a.Store(tc.x); got != tc.want && !(math.IsNaN(got) && math.IsNaN(tc.want)) {
			t.Errorf("%v: Store(%v) = %v, want %v", tc.a, tc.x, got, tc.want)
		}
	}
}
