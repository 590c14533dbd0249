package properties

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestBytes: rows go through bytes and back, and any bytes make a row of the dtype
// that is not too wide.
func TestBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 1))
	for _, f := range dtype.All() {
		for _, c := range Cases(function.Softmax, f, 1, 200) {
			d := FromBytes(function.Softmax, f, Bytes(function.Softmax, f, c))
			if d.Seed != c.Seed%256 {
				t.Fatalf("%v: seed %d of %d", f, d.Seed, c.Seed)
			}
			if want := c.X[:min(len(c.X), MaxFuzzK)]; !slices.EqualFunc(d.X, want, same) {
				t.Fatalf("%v: %x, was %x", f, d.X, want)
			}
		}
		widest := 0
		for range 3000 {
			data := make([]byte, rng.IntN(1<<rng.IntN(17)))
			for i := range data {
				data[i] = byte(rng.Uint32())
			}
			c := FromBytes(function.Softmax, f, data)
			widest = max(widest, len(c.X))
			for _, v := range c.X {
				if !f.Representable(v) {
					t.Fatalf("%v: %x of % x", f, v, data)
				}
			}
		}
		if widest != MaxFuzzK {
			t.Errorf("%v: the widest row has %d logits, want %d", f, widest, MaxFuzzK)
		}
	}
}

// TestBytesReachPatterns: every bit pattern of the dtypes of 16 bits and fewer is a
// logit of some bytes, and of the others every sign and exponent with fractions of
// all ones, of none and of one bit.
func TestBytesReachPatterns(t *testing.T) {
	for _, f := range dtype.All() {
		bits, fraction := f.Bits(), f.Precision()-1
		var patterns []uint64
		if bits <= 16 {
			for p := range uint64(1) << bits {
				patterns = append(patterns, p)
			}
		} else {
			for e := range uint64(1) << (bits - fraction) {
				patterns = append(patterns, e<<fraction, (e+1)<<fraction-1)
				for b := range fraction {
					patterns = append(patterns, e<<fraction|1<<b)
				}
			}
		}
		reached := map[uint64]bool{}
		for at := 0; at < len(patterns); at += MaxFuzzK {
			part := patterns[at:min(at+MaxFuzzK, len(patterns))]
			data := make([]byte, header)
			for _, p := range part {
				for b := 0; b < bits; b += 8 {
					data = append(data, byte(p>>b))
				}
			}
			x := FromBytes(function.Softmax, f, data).X
			if len(x) != len(part) {
				t.Fatalf("%v: %d logits of %d patterns", f, len(x), len(part))
			}
			for i, p := range part {
				if want := f.Decode(p); !same(x[i], want) {
					t.Fatalf("%v: pattern %#x is %x, want %x", f, p, x[i], want)
				}
				if x[i] == x[i] { // Encode has one pattern for all NaN
					reached[f.Encode(x[i])] = true
				}
			}
		}
		for _, p := range patterns {
			if v := f.Decode(p); v == v && !reached[p] {
				t.Fatalf("%v: pattern %#x is not reached", f, p)
			}
		}
	}
}

// TestBytesReachWidths: every width is reached by repeating a number, whatever the
// dtype, and by as many numbers; of the dtypes of more than 8 bits, which read them
// alike, some.
func TestBytesReachWidths(t *testing.T) {
	for _, f := range dtype.All() {
		for k := range MaxFuzzK + 1 {
			if f.Bits() == 8 || k%64 < 2 {
				plain := make([]byte, header+k*f.Bits()/8)
				if got := len(FromBytes(function.Softmax, f, plain).X); got != k {
					t.Fatalf("%v: %d logits of bytes for %d", f, got, k)
				}
			}
			one := append([]byte{2, 0, 0, 1, byte(k), byte(k >> 8)}, make([]byte, f.Bits()/8)...)
			if got := len(FromBytes(function.Softmax, f, one).X); got != max(k, 1) {
				t.Fatalf("%v: %d logits of one, for %d", f, got, k)
			}
		}
	}
}

// TestFromBytes: the header, by hand.
func TestFromBytes(t *testing.T) {
	inf := math.Inf(-1)
	for _, c := range []struct {
		name string
		f    dtype.Format
		data []byte
		seed uint64
		want []float64
	}{
		{"nothing", dtype.Float32, nil, 0, nil},
		{"half a header", dtype.Float32, []byte{0, 0, 7}, 7, nil},
		{"bit patterns", dtype.Float16, []byte{0, 0, 0, 0, 0, 0, 0x00, 0x3c, 0x00, 0xfc}, 0, []float64{1, inf}},
		{"a byte too many", dtype.Float16, []byte{0, 0, 0, 0, 0, 0, 0x00, 0x3c, 9}, 0, []float64{1}},
		{"a grid of halves", dtype.Float32, []byte{1, 0xf8, 3, 0, 0, 0, 1, 0xff, 0x80}, 3, []float64{0.5, -0.5, inf}},
		{"a grid of units", dtype.Float32, []byte{1, 7, 0, 0, 0, 0, 127, 0x81}, 0, []float64{127, -127}},
		{"no infinity", dtype.Float8E4M3FN, []byte{1, 0, 0, 0, 0, 0, 0x80}, 0, []float64{dtype.Float8E4M3FN.Overflow(true)}},
		{"all of it repeated", dtype.Float32, []byte{3, 0, 0, 0, 5, 0, 1, 2}, 0, []float64{1, 2, 1, 2, 1}},
		{"the last repeated", dtype.Float32, []byte{3, 0, 0, 1, 5, 0, 1, 2}, 0, []float64{1, 2, 2, 2, 2}},
		{"a period that is too long", dtype.Float32, []byte{3, 0, 0, 9, 3, 0, 1, 2}, 0, []float64{1, 2, 1}},
		{"a width that is shifted", dtype.Float32, []byte{3, 0, 0, 0, 8, 0x40, 1}, 0, []float64{1, 1}},
		{"a width that is there", dtype.Float32, []byte{3, 0, 0, 0, 1, 0, 1, 2}, 0, []float64{1, 2}},
		{"nothing repeated", dtype.Float32, []byte{3, 0, 0, 0, 9, 0}, 0, nil},
	} {
		got := FromBytes(function.Softmax, c.f, c.data)
		if !slices.EqualFunc(got.X, c.want, same) || got.Seed != c.seed {
			t.Errorf("%s: %v, seed %d, want %v, seed %d", c.name, got.X, got.Seed, c.want, c.seed)
		}
	}
}

// TestBytesAreFew: what is periodic takes no more bytes than its beginning and a
// period.
func TestBytesAreFew(t *testing.T) {
	long := make([]float64, 3000)
	for i := range long {
		long[i] = float64(i % 3)
	}
	long[0] = 5
	for _, c := range []struct {
		name string
		x    []float64
		want int // numbers
	}{
		{"no logit", nil, 0},
		{"one", []float64{1}, 1},
		{"none alike", []float64{1, 2, 3}, 3},
		{"all alike", slices.Repeat([]float64{1}, 2049), 1},
		{"all but the first", append([]float64{2}, slices.Repeat([]float64{1}, 2048)...), 2},
		{"all but the last", append(slices.Repeat([]float64{1}, 20), 2), 21},
		{"zeros of either sign", []float64{0, math.Copysign(0, -1)}, 2},
		{"a period of 3 after another number", long, 4},
		{"a period that is too long", slices.Repeat(long[:256], 2), 260}, // the period of 3 ends at 256
	} {
		data := Bytes(function.Softmax, dtype.Float32, Case{Input: function.Logits(c.x)})
		if got := (len(data) - header) / 4; got != c.want {
			t.Errorf("%s: %d numbers, want %d", c.name, got, c.want)
		}
	}
}
