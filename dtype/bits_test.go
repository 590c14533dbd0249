package dtype

import (
	"math"
	"math/rand/v2"
	"testing"
)

// decodings are independent ways to read the small formats: place the bits in
// a float32 and correct the exponent's bias, which subnormals survive.
var decodings = map[Format]func(b uint64) float64{
	BFloat16: func(b uint64) float64 { return float64(math.Float32frombits(uint32(b) << 16)) },
	Float16:  decodeFloat16,
	// OFP8 revision 1.0: E5M2 is the upper half of a binary16.
	Float8E5M2: func(b uint64) float64 { return decodeFloat16(b << 8) },
	Float8E4M3FN: func(b uint64) float64 {
		if b&0x7f == 0x7f {
			return math.NaN()
		}
		y := float64(math.Float32frombits(uint32(b&0x7f)<<20)) * 0x1p120
		if b&0x80 != 0 {
			return -y
		}
		return y
	},
}

func decodeFloat16(b uint64) float64 {
	y := float64(math.Float32frombits(uint32(b&0x7fff)<<13)) * 0x1p112
	switch {
	case b&0x7fff == 0x7c00:
		y = math.Inf(1)
	case b&0x7fff > 0x7c00:
		y = math.NaN()
	}
	if b&0x8000 != 0 {
		return -y
	}
	return y
}

// TestDecode decodes every pattern of the small formats, encodes it again, and
// checks that bits above the format's are ignored.
func TestDecode(t *testing.T) {
	for _, f := range small() {
		t.Run(f.String(), func(t *testing.T) {
			nan := f.Encode(math.NaN())
			for b := uint64(0); b < 1<<f.Bits(); b++ {
				x := f.Decode(b)
				if want := decodings[f](b); !same(x, want) {
					t.Errorf("Decode(%#x) = %v, want %v", b, x, want)
				}
				if y := f.Decode(b | 0xdeadbeef<<f.Bits()); !same(x, y) {
					t.Errorf("Decode(%#x) = %v, with higher bits %v", b, x, y)
				}
				want := b
				if x != x {
					want = nan
				}
				if got := f.Encode(x); got != want {
					t.Errorf("Encode(Decode(%#x)) = %#x, want %#x", b, got, want)
				}
				if !f.Representable(x) {
					t.Errorf("Decode(%#x) = %v is not representable", b, x)
				}
			}
		})
	}
}

// TestOFP8 checks the patterns that OFP8 revision 1.0 tabulates.
func TestOFP8(t *testing.T) {
	tests := []struct {
		f Format
		b uint64
		x float64
	}{
		{Float8E4M3FN, 0b0_0000_000, 0},
		{Float8E4M3FN, 0b1_0000_000, math.Copysign(0, -1)},
		{Float8E4M3FN, 0b0_1111_110, 448},
		{Float8E4M3FN, 0b0_1111_111, math.NaN()},
		{Float8E4M3FN, 0b1_1111_111, math.NaN()},
		{Float8E4M3FN, 0b0_1111_000, 256}, // the top exponent holds numbers
		{Float8E4M3FN, 0b0_0001_000, 0x1p-6},
		{Float8E4M3FN, 0b0_0000_111, 0.875 * 0x1p-6},
		{Float8E4M3FN, 0b0_0000_001, 0x1p-9},
		{Float8E5M2, 0b0_00000_00, 0},
		{Float8E5M2, 0b1_00000_00, math.Copysign(0, -1)},
		{Float8E5M2, 0b0_11111_00, math.Inf(1)},
		{Float8E5M2, 0b1_11111_00, math.Inf(-1)},
		{Float8E5M2, 0b0_11111_01, math.NaN()},
		{Float8E5M2, 0b0_11111_10, math.NaN()},
		{Float8E5M2, 0b1_11111_11, math.NaN()},
		{Float8E5M2, 0b0_11110_11, 57344},
		{Float8E5M2, 0b0_00001_00, 0x1p-14},
		{Float8E5M2, 0b0_00000_11, 0.75 * 0x1p-14},
		{Float8E5M2, 0b0_00000_01, 0x1p-16},
	}
	for _, tt := range tests {
		if got := tt.f.Decode(tt.b); !same(got, tt.x) {
			t.Errorf("%v: Decode(%#010b) = %v, want %v", tt.f, tt.b, got, tt.x)
		}
		if got := tt.f.Encode(tt.x); tt.x == tt.x && got != tt.b {
			t.Errorf("%v: Encode(%v) = %#010b, want %#010b", tt.f, tt.x, got, tt.b)
		}
	}
}

// TestEncodeWide holds float32 and float64 against Go's own patterns.
func TestEncodeWide(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	xs := specials()
	for range 100_000 {
		xs = append(xs, random(r), randomIn(r, Float32))
	}
	for _, x := range xs {
		if x != x {
			continue
		}
		b64, b32 := math.Float64bits(x), uint64(math.Float32bits(float32(x)))
		if got := Float64.Encode(x); got != b64 {
			t.Errorf("float64: Encode(%x) = %#x, want %#x", x, got, b64)
		}
		if got := Float64.Decode(b64); !same(got, x) {
			t.Errorf("float64: Decode(%#x) = %x, want %x", b64, got, x)
		}
		if got := Float32.Encode(x); got != b32 {
			t.Errorf("float32: Encode(%x) = %#x, want %#x", x, got, b32)
		}
		if got := Float32.Decode(b32); !same(got, float64(float32(x))) {
			t.Errorf("float32: Decode(%#x) = %x, want %x", b32, got, float32(x))
		}
	}
}

// TestEncodeRounds holds that a number that is not representable is rounded
// first.
func TestEncodeRounds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, f := range All() {
		for range 10_000 {
			x := randomIn(r, f)
			if got, want := f.Encode(x), f.Encode(f.Round(x)); got != want {
				t.Errorf("%v: Encode(%x) = %#x, want %#x", f, x, got, want)
			}
		}
	}
}

func TestEncodeSpecial(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		f                 Format
		inf, negInf, nans uint64
	}{
		{Float64, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000},
		{Float32, 0x7f800000, 0xff800000, 0x7fc00000},
		{Float16, 0x7c00, 0xfc00, 0x7e00},
		{BFloat16, 0x7f80, 0xff80, 0x7fc0},
		{Float8E4M3FN, 0x7f, 0x7f, 0x7f},
		{Float8E5M2, 0x7c, 0xfc, 0x7e},
	}
	for _, tt := range tests {
		for _, x := range []struct {
			x    float64
			want uint64
		}{
			{inf, tt.inf}, {-inf, tt.negInf}, {nan, tt.nans}, {math.Copysign(nan, -1), tt.nans},
			{math.Float64frombits(0x7ff0000000000001), tt.nans},
		} {
			if got := tt.f.Encode(x.x); got != x.want {
				t.Errorf("%v: Encode(%v) = %#x, want %#x", tt.f, x.x, got, x.want)
			}
		}
	}
}
