package dtype

import (
	"math"
	"strings"
	"testing"
)

// TestFormats checks the layouts against the figures of their standards: IEEE
// 754-2019 table 3.5, the bfloat16 definition, and OFP8 revision 1.0.
func TestFormats(t *testing.T) {
	tests := []struct {
		f                            Format
		name                         string
		bits, precision              int
		minExp, maxExp               int
		max, minNormal, minSubnormal float64
		hasInf                       bool
	}{
		{Float64, "float64", 64, 53, -1022, 1023, math.MaxFloat64, 0x1p-1022, math.SmallestNonzeroFloat64, true},
		{Float32, "float32", 32, 24, -126, 127, math.MaxFloat32, 0x1p-126, math.SmallestNonzeroFloat32, true},
		{Float16, "float16", 16, 11, -14, 15, 65504, 0x1p-14, 0x1p-24, true},
		{BFloat16, "bfloat16", 16, 8, -126, 127, 0x1.fep127, 0x1p-126, 0x1p-133, true},
		{Float8E4M3FN, "float8_e4m3fn", 8, 4, -6, 8, 448, 0x1p-6, 0x1p-9, false},
		{Float8E5M2, "float8_e5m2", 8, 3, -14, 15, 57344, 0x1p-14, 0x1p-16, true},
	}
	if len(tests) != len(All()) {
		t.Fatalf("All() has %d formats, want %d", len(All()), len(tests))
	}
	for i, tt := range tests {
		f := tt.f
		if All()[i] != f {
			t.Errorf("All()[%d] = %v, want %v", i, All()[i], f)
		}
		if f.String() != tt.name || f.Bits() != tt.bits || f.Precision() != tt.precision ||
			f.MinExp() != tt.minExp || f.MaxExp() != tt.maxExp || f.HasInf() != tt.hasInf {
			t.Errorf("%v: bits %d, precision %d, exponents %d to %d, infinities %v; want %+v",
				f, f.Bits(), f.Precision(), f.MinExp(), f.MaxExp(), f.HasInf(), tt)
		}
		if f.Max() != tt.max || f.MinNormal() != tt.minNormal || f.MinSubnormal() != tt.minSubnormal {
			t.Errorf("%v: Max %v, MinNormal %v, MinSubnormal %v; want %+v",
				f, f.Max(), f.MinNormal(), f.MinSubnormal(), tt)
		}
		if got, want := f.UnitRoundoff(), f.Spacing(1)/2; got != want {
			t.Errorf("%v: UnitRoundoff() = %v, want half of Spacing(1), %v", f, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, f := range All() {
		if g, err := Parse(f.String()); g != f || err != nil {
			t.Errorf("Parse(%q) = %v, %v", f, g, err)
		}
	}
	for _, name := range []string{"", "float", "Float32", "float32 ", "float8_e4m3", "Format(0)"} {
		g, err := Parse(name)
		if g != 0 || err == nil {
			t.Errorf("Parse(%q) = %v, %v, want an error", name, g, err)
			continue
		}
		if !strings.Contains(err.Error(), "float8_e4m3fn") {
			t.Errorf("Parse(%q): %q does not list the formats", name, err)
		}
	}
}

func TestStringOfNoFormat(t *testing.T) {
	for f, want := range map[Format]string{0: "Format(0)", 7: "Format(7)", 255: "Format(255)"} {
		if got := f.String(); got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
	}
}
