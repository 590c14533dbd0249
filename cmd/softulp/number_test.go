package main

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
)

func TestParseNumber(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		in   string
		want float64
	}{
		{"0", 0}, {"-0", math.Copysign(0, -1)}, {"1", 1}, {"+1.5", 1.5}, {"-3.25", -3.25}, {".5", 0.5}, {"-.5", -0.5}, {"5.", 5},
		{"0.1", 0x1.999999999999ap-4}, {"1e3", 1000}, {"1E-3", 0.001},
		{"5e-324", 0x1p-1074}, {"1e-400", 0}, {"1.7976931348623157e308", math.MaxFloat64},
		{"0x1p-3", 0.125}, {"-0x1.8p+1", -3}, {"0X1.8P1", 3}, {"0x1.8", 1.5}, {"-0xff", -255}, {"0x1.0000000000000800001p0", 0x1.0000000000001p0},
		{"inf", inf}, {"+inf", inf}, {"-inf", -inf}, {"Inf", inf}, {"-Infinity", -inf},
		{"nan", nan}, {"NaN", nan}, {"-nan", nan}, {"+NAN", nan},
		{minus + "2", -2}, {minus + "inf", -inf}, // as protectNegatives or a text has it
	}
	for _, tt := range tests {
		got, err := parseNumber(tt.in)
		if err != nil || math.Float64bits(got) != math.Float64bits(tt.want) && !(got != got && tt.want != tt.want) {
			t.Errorf("parseNumber(%q) = %v, %v, want %v", tt.in, got, err, tt.want)
		}
	}
	for _, in := range []string{"", "-", "+", ".", "e5", "one", "1,5", "1 2", "0x", "0xg", "1e", "--1", minus + minus + "1", "1e309", "-1e309", "0x1p1024",
		"1e99999999999999999999", "infinite", "nano", "1\n", "１", strings.Repeat("9", 400), strings.Repeat("x", 10000)} {
		got, err := parseNumber(in)
		if err == nil {
			t.Errorf("parseNumber(%.20q) = %v, want an error", in, got)
		} else if len(err.Error()) > 200 {
			t.Errorf("parseNumber(%.20q): a message of %d bytes", in, len(err.Error()))
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"-0x1.8p+1", "nan", "1e-400", minus + "inf"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := parseNumber(s)
		if err != nil {
			return
		}
		// What is printed of a number reads as the same number.
		for _, text := range []string{decimal(v), hexadecimal(v)} {
			back, err := parseNumber(text)
			if err != nil || math.Float64bits(back) != math.Float64bits(v) && v == v {
				t.Errorf("%q is %v, printed as %q, read as %v, %v", s, v, text, back, err)
			}
		}
	})
}

func TestProtectNegatives(t *testing.T) {
	tests := []struct{ in, want string }{
		{"exact 1 -3.25 -inf", "exact 1 −3.25 −inf"},
		{"-1 -.5 -0x1p3 -INF -Infinity -nan -NaN", "−1 −.5 −0x1p3 −INF −Infinity −nan −NaN"},
		{"-f softmax --dtype x --target -1 --cotangent=-1,2", "-f softmax --dtype x --target −1 --cotangent=-1,2"},
		{"-- -1 -2", "-- -1 -2"},
		{"-1 -- -2", "−1 -- -2"},
		{"- --1 -x -.", "- --1 -x -."},
		{"-1,2", "−1,2"},
	}
	for _, tt := range tests {
		in := strings.Fields(tt.in)
		if got := strings.Join(protectNegatives(in), " "); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.in, got, tt.want)
		}
		if !slices.Equal(in, strings.Fields(tt.in)) {
			t.Errorf("%s: the arguments themselves changed", tt.in)
		}
	}
	if protectNegatives(nil) == nil {
		t.Error("no arguments became nil")
	}
}

func TestBits(t *testing.T) {
	tests := []struct {
		v    float64
		f    dtype.Format
		want string
	}{
		{1, dtype.Float64, "0x3ff0000000000000"}, {0, dtype.Float64, "0x0000000000000000"}, {0x1p-149, dtype.Float32, "0x00000001"},
		{-1, dtype.BFloat16, "0xbf80"}, {1, dtype.Float8E4M3FN, "0x38"}, {math.Inf(1), dtype.Float8E5M2, "0x7c"},
	}
	for _, tt := range tests {
		if got := bits(tt.v, tt.f); got != tt.want {
			t.Errorf("%v in %v: got %s, want %s", tt.v, tt.f, got, tt.want)
		}
	}
}
