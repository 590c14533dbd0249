package impl

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// exact returns the number that x stands for.
func (x dd) exact() *big.Float {
	s := bigFloat(x.hi)
	return s.Add(s, bigFloat(x.lo))
}

// randomDD returns a positive double-double with a random exponent and, one
// time in four, a low part that is zero or far below.
func randomDD(r *rand.Rand) dd {
	hi := math.Ldexp(1+r.Float64(), r.IntN(40)-20)
	lo := (r.Float64() - 0.5) * dtype.Float64.Spacing(hi)
	switch r.IntN(8) {
	case 0:
		lo = 0
	case 1:
		lo = math.Ldexp(lo, -r.IntN(60))
	}
	return twoSum(hi, lo)
}

const uu = 0x1p-106 // u²

func TestDDOperations(t *testing.T) {
	negative := func(x dd) dd { return dd{-x.hi, -x.lo} }
	type number = *big.Float
	tests := []struct {
		name  string
		bound float64 // the theorem's, relative
		got   func(x, y dd) dd
		want  func(x, y number) number
	}{
		{"add", 3.001 * uu, dd.add, func(x, y number) number { return bigFloat(0).Add(x, y) }},
		{"subtract", 3.001 * uu, func(x, y dd) dd { return x.add(negative(y)) },
			func(x, y number) number { return bigFloat(0).Sub(x, y) }},
		{"mul", 5 * uu, dd.mul, func(x, y number) number { return bigFloat(0).Mul(x, y) }},
		{"div", 15.001 * uu, dd.div, func(x, y number) number { return bigFloat(0).Quo(x, y) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, 4))
			worst := 0.0
			for range 20_000 {
				x, y := randomDD(random), randomDD(random)
				got, want := tt.got(x, y), tt.want(x.exact(), y.exact())
				if want.Sign() == 0 {
					continue
				}
				d := got.exact()
				e, _ := d.Quo(d.Sub(d, want), want).Float64()
				if worst = max(worst, math.Abs(e)); worst > tt.bound {
					t.Fatalf("%x, %x: error %.2fu², the theorem says %.2fu²", x, y, worst/uu, tt.bound/uu)
				}
				if got.hi+got.lo != got.hi {
					t.Fatalf("%x, %x: %x is not normalised", x, y, got)
				}
			}
			t.Logf("the largest error is %.2fu²", worst/uu)
		})
	}
}

func TestDDAddFloat(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		x, y := randomDD(random), randomDD(random).hi
		if random.IntN(2) == 0 {
			y = -y
		}
		got := x.addFloat(y).exact()
		want := bigFloat(0).Add(x.exact(), bigFloat(y))
		if e, _ := bigFloat(0).Quo(bigFloat(0).Sub(got, want), want).Float64(); math.Abs(e) > 2*uu {
			t.Fatalf("%x + %x: error %.2fu²", x, y, e/uu)
		}
	}
}

// Error-free transformations are exact, whatever the order and the gap; that is
// what a fused or reassociated operation would break.
func TestErrorFree(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		a := math.Ldexp(random.Float64()-0.5, random.IntN(120)-60)
		b := math.Ldexp(random.Float64()-0.5, random.IntN(120)-60)
		// Sums need up to 53+120+60 bits.
		wide := func(x float64) *big.Float { return new(big.Float).SetPrec(600).SetFloat64(x) }
		sum := wide(0).Add(wide(a), wide(b))
		if s := twoSum(a, b); wide(0).Add(wide(s.hi), wide(s.lo)).Cmp(sum) != 0 {
			t.Fatalf("twoSum(%x, %x) = %x", a, b, s)
		}
		if s := twoProduct(a, b); wide(0).Add(wide(s.hi), wide(s.lo)).Cmp(wide(0).Mul(wide(a), wide(b))) != 0 {
			t.Fatalf("twoProduct(%x, %x) = %x", a, b, s)
		}
		if math.Abs(a) < math.Abs(b) {
			a, b = b, a
		}
		if s := fastTwoSum(a, b); wide(0).Add(wide(s.hi), wide(s.lo)).Cmp(sum) != 0 {
			t.Fatalf("fastTwoSum(%x, %x) = %x", a, b, s)
		}
	}
}

func TestDDExp(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	var xs []dd
	for range samples(900) {
		x := -746 * random.Float64()
		xs = append(xs, dd{x, 0}, twoSum(x, (random.Float64()-0.5)*dtype.Float64.Spacing(x)))
	}
	for e := -1074; e < 9; e += 17 {
		xs = append(xs, dd{-math.Ldexp(1, e), 0}, dd{-math.Ldexp(1.9, e), 0})
	}
	for n := range 200 { // on and beside the points where the multiple changes
		x := -(float64(n) + 0.5) * math.Ln2 / 32
		xs = append(xs, dd{x, 0}, dd{math.Nextafter(x, 0), 0}, dd{math.Nextafter(x, -1), 0})
	}
	worst := 0.0
	for _, x := range xs {
		p, k := ddExp(x)
		got, want := p.exact(), exactE(x.exact())
		got.SetMantExp(got, k)
		e, _ := bigFloat(0).Quo(bigFloat(0).Sub(got, want), want).Float64()
		worst = max(worst, math.Abs(e))
		if math.Abs(e) > 8*uu {
			t.Errorf("e^%x is off by %.2fu², the proof says 8u²", x, e/uu)
		}
		if p.hi <= 0.98 || p.hi >= 2 {
			t.Errorf("e^%x = %x·2^%d", x, p, k)
		}
	}
	t.Logf("%d numbers: the largest error is %.2fu²", len(xs), worst/uu)
	if p, k := ddExp(dd{}); p != (dd{1, 0}) || k != 0 {
		t.Errorf("e^0 = %x·2^%d", p, k)
	}
}

func TestDDRoundScaled(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for range 100_000 {
		x := randomDD(random)
		if random.IntN(2) == 0 { // on or next to a midpoint of some format
			x.hi = dtype.Float64.Round(math.Ldexp(math.Round(math.Ldexp(x.hi, 10+random.IntN(20))), -20))
			x.lo = []float64{0, 0x1p-80, -0x1p-80}[random.IntN(3)] * x.hi
		}
		if x.hi == 0 {
			continue
		}
		k := []int{0, -120, -140, -149, -1015, -1022, -1040, -1070, -1074}[random.IntN(9)]
		exact := x.exact()
		exact.SetMantExp(exact, k)
		if want, _ := exact.Float64(); x.roundScaled(dtype.Float64, k) != want {
			t.Fatalf("%x·2^%d rounds to the float64 %x, want %x", x, k, x.roundScaled(dtype.Float64, k), want)
		}
		if want, _ := exact.Float32(); x.roundScaled(dtype.Float32, k) != float64(want) {
			t.Fatalf("%x·2^%d rounds to the float32 %x, want %x", x, k, x.roundScaled(dtype.Float32, k), want)
		}
	}
	if got := (dd{}).roundScaled(dtype.Float16, 0); got != 0 || math.Signbit(got) {
		t.Errorf("0 rounds to %v", got)
	}
	if got := (dd{math.NaN(), 0}).roundScaled(dtype.Float64, 0); got == got {
		t.Errorf("NaN rounds to %v", got)
	}
}

// Numbers just beside a midpoint of each format, which rounding twice would
// take for the midpoint itself.
func TestDDRoundScaledMidpoints(t *testing.T) {
	for _, f := range dtype.All() {
		if f == dtype.Float64 {
			continue
		}
		u := f.UnitRoundoff()
		tests := []struct {
			x    dd
			want float64
		}{
			{dd{1 + u, 0}, 1},
			{dd{1 + u, 0x1p-60}, 1 + 2*u},
			{dd{1 + u, -0x1p-60}, 1},
			{dd{1 + 3*u, 0}, 1 + 4*u},
			{dd{1 + 3*u, -0x1p-60}, 1 + 2*u},
			{dd{1, -0x1p-60}, 1},
		}
		for _, tt := range tests {
			if got := tt.x.roundScaled(f, 0); got != tt.want {
				t.Errorf("%v: %x rounds to %x, want %x", f, tt.x, got, tt.want)
			}
		}
		half := f.MinSubnormal() / 2
		if got := (dd{half, half * 0x1p-54}).roundScaled(f, 0); got != 2*half {
			t.Errorf("%v: just above half of the smallest number rounds to %x", f, got)
		}
		if got := (dd{half, -half * 0x1p-55}).roundScaled(f, 0); got != 0 {
			t.Errorf("%v: just below half of the smallest number rounds to %x", f, got)
		}
	}
}

func TestDDOdd(t *testing.T) {
	tests := []struct {
		x    dd
		want float64
	}{
		{dd{1, 0}, 1},
		{dd{1, 0x1p-60}, 1 + 0x1p-52},
		{dd{1, -0x1p-60}, 1 - 0x1p-53},
		{dd{-1, -0x1p-60}, -1 - 0x1p-52},
		{dd{-1, 0x1p-60}, -1 + 0x1p-53},
		{dd{1 + 0x1p-52, 0x1p-60}, 1 + 0x1p-52},
		{dd{1 + 0x1p-52, -0x1p-60}, 1 + 0x1p-52},
		{dd{1 + 0x1p-51, -0x1p-60}, 1 + 0x1p-52},
	}
	for _, tt := range tests {
		if got := tt.x.odd(); got != tt.want {
			t.Errorf("%x rounds to odd %x, want %x", tt.x, got, tt.want)
		}
	}
}

// Correctly rounded in every dtype, subnormal answers included.
func TestDoubleDoubleCorrectlyRounded(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	in32 := Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float64}
	for n := range samples(400) {
		x := make([]float64, 1+random.IntN(12))
		spread := []float64{1, 30, 110, 760}[n%4]
		for i := range x {
			x[i] = float64(float32(spread * (random.Float64() - 0.5)))
		}
		y := make([]float64, len(x))
		want := exactSoftmaxRow(x)
		doubleDoubleSoftmax(inFloat64, y, x)
		for i, w := range want {
			if f, _ := w.Float64(); y[i] != f {
				t.Fatalf("x = %v: y[%d] = %x, want %x", x, i, y[i], f)
			}
		}
		doubleDoubleSoftmax(in32, y, x)
		for i, w := range want {
			if f, _ := w.Float32(); y[i] != float64(f) {
				t.Fatalf("x = %v: y[%d] = %x in float32, want %x", x, i, y[i], f)
			}
		}
	}
}

// Before the last rounding, the error is what the comment proves.
func TestDoubleDoubleUnrounded(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	for _, n := range []int{1, 2, 10, 300} {
		x := make([]float64, n)
		for i := range x {
			x[i] = 40 * random.Float64()
		}
		m, s := maximum(x), dd{}
		for _, v := range x {
			p, k := ddShiftedExp(v, m)
			s = s.add(p.scale(k))
		}
		worst := 0.0
		for i, want := range exactSoftmaxRow(x) {
			p, k := ddShiftedExp(x[i], m)
			got := p.div(s).exact()
			got.SetMantExp(got, k)
			e, _ := got.Quo(got.Sub(got, want), want).Float64()
			worst = max(worst, math.Abs(e))
		}
		t.Logf("K = %d: %.2fu²", n, worst/uu)
		if bound := float64(3*n+32) * uu; worst > bound {
			t.Errorf("K = %d: error %.2fu², the proof says %.0fu²", n, worst/uu, bound/uu)
		}
	}
}
