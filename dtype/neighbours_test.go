package dtype

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestNextExhaustive walks through all numbers of the small formats, from −Max
// to Max, and asks for the neighbours of numbers in between too.
func TestNextExhaustive(t *testing.T) {
	for _, f := range small() {
		t.Run(f.String(), func(t *testing.T) {
			vs := magnitudes(f)
			var all []float64
			for i := len(vs) - 1; i > 0; i-- {
				all = append(all, -vs[i])
			}
			all = append(all, vs...)
			for i := 1; i < len(all); i++ {
				a, b := all[i-1], all[i]
				mid := (a + b) / 2
				checkNext(t, f, a, b, true)
				checkNext(t, f, b, a, false)
				for _, x := range []float64{mid, math.Nextafter(a, b), math.Nextafter(b, a)} {
					checkNext(t, f, x, b, true)
					checkNext(t, f, x, a, false)
				}
			}
		})
	}
}

func checkNext(t *testing.T, f Format, x, want float64, up bool) {
	t.Helper()
	name, got := "NextDown", 0.0
	if up {
		name, got = "NextUp", f.NextUp(x)
	} else {
		got = f.NextDown(x)
	}
	if got != want || got != got {
		t.Errorf("%s(%x) = %x, want %x", name, x, got, want)
	}
}

// TestNextWide holds float64 and float32 against math's neighbours.
func TestNextWide(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	inf, inf32 := math.Inf(1), float32(math.Inf(1))
	xs := specials()
	for range 50_000 {
		xs = append(xs, random(r), randomIn(r, Float32))
	}
	for _, x := range xs {
		if want := math.Nextafter(x, inf); !sameNumber(Float64.NextUp(x), want) {
			t.Errorf("float64: NextUp(%x) = %x, want %x", x, Float64.NextUp(x), want)
		}
		if want := math.Nextafter(x, -inf); !sameNumber(Float64.NextDown(x), want) {
			t.Errorf("float64: NextDown(%x) = %x, want %x", x, Float64.NextDown(x), want)
		}
		x32 := float32(x)
		if want := float64(math.Nextafter32(x32, inf32)); !sameNumber(Float32.NextUp(float64(x32)), want) {
			t.Errorf("float32: NextUp(%x) = %x, want %x", x32, Float32.NextUp(float64(x32)), want)
		}
		if want := float64(math.Nextafter32(x32, -inf32)); !sameNumber(Float32.NextDown(float64(x32)), want) {
			t.Errorf("float32: NextDown(%x) = %x, want %x", x32, Float32.NextDown(float64(x32)), want)
		}
	}
}

// sameNumber is same up to the sign of zeros, which Nextafter does not give as
// IEEE 754 does.
func sameNumber(x, y float64) bool { return x == y || x != x && y != y }

func TestNextSpecial(t *testing.T) {
	inf, negZero := math.Inf(1), math.Copysign(0, -1)
	for _, f := range All() {
		tests := []struct {
			name        string
			x, up, down float64
		}{
			{"+0", 0, f.MinSubnormal(), -f.MinSubnormal()},
			{"-0", negZero, f.MinSubnormal(), -f.MinSubnormal()},
			{"MinSubnormal", f.MinSubnormal(), 2 * f.MinSubnormal(), 0},
			{"-MinSubnormal", -f.MinSubnormal(), negZero, -2 * f.MinSubnormal()},
			{"Max", f.Max(), f.Overflow(false), f.Max() - f.Spacing(f.Max())},
			{"-Max", -f.Max(), -f.Max() + f.Spacing(f.Max()), f.Overflow(true)},
			{"+Inf", inf, f.Overflow(false), f.Max()},
			{"-Inf", -inf, -f.Max(), f.Overflow(true)},
			{"NaN", math.NaN(), math.NaN(), math.NaN()},
		}
		if f != Float64 {
			tests = append(tests, []struct {
				name        string
				x, up, down float64
			}{
				{"beyond Max", math.Nextafter(f.Max(), inf), f.Overflow(false), f.Max()},
				{"far beyond", math.MaxFloat64, f.Overflow(false), f.Max()},
				{"far below", -math.MaxFloat64, -f.Max(), f.Overflow(true)},
				{"tiny", math.SmallestNonzeroFloat64, f.MinSubnormal(), 0},
				{"-tiny", -math.SmallestNonzeroFloat64, negZero, -f.MinSubnormal()},
			}...)
		}
		for _, tt := range tests {
			if got := f.NextUp(tt.x); !same(got, tt.up) {
				t.Errorf("%v: NextUp(%s) = %v, want %v", f, tt.name, got, tt.up)
			}
			if got := f.NextDown(tt.x); !same(got, tt.down) {
				t.Errorf("%v: NextDown(%s) = %v, want %v", f, tt.name, got, tt.down)
			}
		}
	}
}

func TestOverflowThreshold(t *testing.T) {
	tests := []struct {
		f         Format
		threshold string
		inclusive bool
	}{
		{Float64, "0x1.fffffffffffff8p1023", true},
		{Float32, "0x1.ffffffp127", true},
		{Float16, "65520", true},
		{BFloat16, "0x1.ffp127", true},
		{Float8E4M3FN, "464", false},
		{Float8E5M2, "61440", true},
	}
	for _, tt := range tests {
		want, _, err := big.ParseFloat(tt.threshold, 0, 100, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		got, inclusive := tt.f.OverflowThreshold()
		if got.Cmp(want) != 0 || inclusive != tt.inclusive {
			t.Errorf("%v: OverflowThreshold() = %v, %v, want %v, %v", tt.f, got, inclusive, want, tt.inclusive)
		}
		eps := new(big.Float).SetMantExp(big.NewFloat(1), -300)
		wide := new(big.Float).SetPrec(2000)
		overflow, at := tt.f.Overflow(false), tt.f.Max()
		if inclusive {
			at = overflow
		}
		for _, c := range []struct {
			name    string
			x       *big.Float
			rounded float64
		}{
			{"below", new(big.Float).Sub(wide.Set(got), eps), tt.f.Max()},
			{"at", got, at},
			{"above", new(big.Float).Add(wide.Set(got), eps), overflow},
		} {
			if y := tt.f.RoundBig(c.x); !same(y, c.rounded) {
				t.Errorf("%v: %s the threshold RoundBig gives %v, want %v", tt.f, c.name, y, c.rounded)
			}
		}
		if y := tt.f.RoundBigToward(got, -1); y != tt.f.Max() {
			t.Errorf("%v: RoundBigToward(threshold, -1) = %v, want Max", tt.f, y)
		}
		if y := tt.f.RoundBigToward(got, 1); !same(y, overflow) {
			t.Errorf("%v: RoundBigToward(threshold, 1) = %v, want %v", tt.f, y, overflow)
		}
	}
}
