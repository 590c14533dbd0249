package dtype

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestSpacingExhaustive holds Spacing against the differences of neighbours.
func TestSpacingExhaustive(t *testing.T) {
	for _, f := range small() {
		vs := magnitudes(f)
		for i, a := range vs[:len(vs)-1] {
			want := vs[i+1] - a
			for _, x := range []float64{a, (a + vs[i+1]) / 2, math.Nextafter(vs[i+1], 0)} {
				if got := f.Spacing(x); got != want {
					t.Errorf("%v: Spacing(%x) = %x, want %x", f, x, got, want)
				}
				if got := f.Spacing(-x); got != want {
					t.Errorf("%v: Spacing(%x) = %x, want %x", f, -x, got, want)
				}
			}
		}
	}
}

// TestSpacingWide does so for random numbers of float64 and float32.
func TestSpacingWide(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	xs := specials()
	for range 50_000 {
		xs = append(xs, random(r), randomIn(r, Float32))
	}
	for _, x := range xs {
		x = math.Abs(x)
		if x < math.MaxFloat64 {
			if got, want := Float64.Spacing(x), math.Nextafter(x, math.Inf(1))-x; got != want {
				t.Errorf("float64: Spacing(%x) = %x, want %x", x, got, want)
			}
		}
		if x32 := float32(x); x32 < math.MaxFloat32 {
			want := float64(math.Nextafter32(x32, math.MaxFloat32)) - float64(x32)
			if got := Float32.Spacing(float64(x32)); got != want {
				t.Errorf("float32: Spacing(%x) = %x, want %x", x32, got, want)
			}
		}
	}
}

func TestSpacingSpecial(t *testing.T) {
	for _, f := range All() {
		for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			if got := f.Spacing(x); got == got {
				t.Errorf("%v: Spacing(%v) = %v, want NaN", f, x, got)
			}
		}
		if got := f.Spacing(0); got != f.MinSubnormal() {
			t.Errorf("%v: Spacing(0) = %v, want %v", f, got, f.MinSubnormal())
		}
		if got := f.Spacing(math.SmallestNonzeroFloat64); got != f.MinSubnormal() {
			t.Errorf("%v: Spacing below MinSubnormal = %v, want %v", f, got, f.MinSubnormal())
		}
	}
	if got, want := Float16.Spacing(0x1p20), 0x1p10; got != want {
		t.Errorf("float16: Spacing(2^20) = %v, want %v as if the exponent had no bound", got, want)
	}
}

// TestSpacingExp holds the exponents against Spacing at powers of two.
func TestSpacingExp(t *testing.T) {
	for _, f := range All() {
		for e := f.MinExp() - f.Precision() + 1; e <= f.MaxExp(); e++ {
			want := f.Spacing(math.Ldexp(1, e))
			if got := math.Ldexp(1, f.SpacingExp(e)); got != want {
				t.Errorf("%v: SpacingExp(%d) is the exponent of %v, want %v", f, e, got, want)
			}
		}
	}
}

// TestSpacings: of finite numbers from 0 on it is Spacing; in float64 where that is normal.
func TestSpacings(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	for _, f := range All() {
		xs := append(specials(), f.MinSubnormal(), f.MinNormal(), f.Max(), 0x1p-969, math.Nextafter(0x1p-969, 1), math.MaxFloat64)
		for range 20_000 {
			xs = append(xs, random(r), randomIn(r, f))
		}
		at, compared := f.Spacings(), 0
		for _, x := range xs {
			x = math.Abs(x)
			if !(x <= math.MaxFloat64) || f == Float64 && x < 0x1p-969 {
				continue
			}
			compared++
			if got, want := at.At(x), f.Spacing(x); got != want {
				t.Fatalf("%v: %x at %x, Spacing has %x", f, got, x, want)
			}
		}
		if compared < 10_000 {
			t.Errorf("%v: %d numbers were compared", f, compared)
		}
	}
}
