package main

import (
	"bytes"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The committed constants must be what this program makes.
func TestCommitted(t *testing.T) {
	for _, k := range kernels() {
		t.Run(k.name, func(t *testing.T) {
			want, err := generate(k.name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join("..", "..", k.name+"_constants.go"))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s_constants.go differs from what the generator makes: run go generate in impl", k.name)
			}
		})
	}
}

func TestRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "constants.go")
	if err := run("double_double", out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(got, []byte("// Code generated ")) {
		t.Errorf("begins with %.40q, not as generated code does", got)
	}
	err = run("poly", out)
	if err == nil || !strings.Contains(err.Error(), `"poly"`) || !strings.Contains(err.Error(), "poly32") {
		t.Errorf("unknown kernel: error %v does not say which and which exist", err)
	}
	if err := run("double_double", filepath.Join(out, "below-a-file")); err == nil {
		t.Error("no error for a file that cannot be written")
	}
}

// Each part but the last has the bits it was given, and together they have
// those of all.
func TestSplit(t *testing.T) {
	tests := []struct {
		name string
		x    *big.Float
		last uint
		bits []uint
	}{
		{"ln 2, float32", ln2(), 24, []uint{16}},
		{"ln 2, float64", ln2(), 53, []uint{37, 37}},
		{"2^(1/32)", root(1, 32), 53, []uint{53}},
		{"2^(31/32)", root(31, 32), 53, []uint{53}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parts := split(tt.x, tt.last, tt.bits...)
			sum, bits := exact(0), tt.last
			for i, p := range parts {
				sum.Add(sum, p)
				if i < len(tt.bits) {
					bits += tt.bits[i]
					if p.MinPrec() > tt.bits[i] {
						t.Errorf("part %d has %d bits, want at most %d", i, p.MinPrec(), tt.bits[i])
					}
				}
			}
			rest := sum.Sub(sum, tt.x)
			if rest.Sign() != 0 && rest.MantExp(nil)-tt.x.MantExp(nil) > -int(bits) {
				t.Errorf("the parts miss the number by %.3g, more than 2^-%d of it", rest, bits)
			}
		})
	}
}

func TestRoot(t *testing.T) {
	for j := range tableSize {
		got := exact(1)
		for range tableSize {
			got.Mul(got, root(j, tableSize))
		}
		want := math.Ldexp(1, j)
		rest, _ := got.Sub(got, exact(want)).Float64()
		if math.Abs(rest) > want*0x1p-240 {
			t.Errorf("2^(%d/32) to the 32nd misses 2^%d by %g", j, j, rest)
		}
	}
}
