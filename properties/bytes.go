package properties

import (
	"encoding/binary"
	"math"

	"github.com/softulp/softulp/dtype"
)

// MaxFuzzK is the width of the widest row that FromBytes makes: one more than the
// exponentials of 1 that a sum of 12 integer bits holds.
const MaxFuzzK = 4097

// header is the number of bytes before those of a row's numbers.
const header = 6

// FromBytes makes a case of any bytes, for native fuzzing: six bytes of header,
// then numbers.
//
//	0    bit 0: the numbers are multiples of a power of two, not bit patterns;
//	     bit 1: the row is extended
//	1    the power of two: 8 times its exponent, signed; multiples are signed
//	     bytes, and −128 is −Inf, or the least number where there is none
//	2    the case's seed
//	3    the period p: the last p numbers are repeated, all of them for 0
//	4, 5 the width to which they are, little-endian: 13 bits, shifted right by the
//	     number in the 3 bits above them, so that most rows are short
//
// Bytes that are left over when there are MaxFuzzK numbers, or too few for another
// one, are ignored.
func FromBytes(f dtype.Format, data []byte) Case {
	var h [header]byte
	data = data[copy(h[:], data):]
	c := Case{Seed: uint64(h[2])}
	if h[0]&1 == 0 {
		size := f.Bits() / 8
		for ; len(data) >= size && len(c.X) < MaxFuzzK; data = data[size:] {
			c.X = append(c.X, pattern(f, data))
		}
	} else {
		unit := int(int8(h[1])) / 8
		for _, v := range data[:min(len(data), MaxFuzzK)] {
			switch v := int8(v); v {
			case -128:
				c.X = append(c.X, f.Overflow(true))
			default:
				c.X = append(c.X, f.Round(math.Ldexp(float64(v), unit)))
			}
		}
	}
	if n := len(c.X); h[0]&2 != 0 && n > 0 {
		p := int(h[3])
		if p == 0 || p > n {
			p = n
		}
		w := binary.LittleEndian.Uint16(h[4:])
		for k := min(int(w&0x1fff)>>(w>>13), MaxFuzzK); len(c.X) < k; {
			c.X = append(c.X, c.X[len(c.X)-p])
		}
	}
	return c
}

// pattern returns the number that data's first bytes are the bits of. The wide
// dtypes have a way of their own, as fuzzing spends its time here.
func pattern(f dtype.Format, data []byte) float64 {
	v := 0.0
	switch f {
	case dtype.Float64:
		v = math.Float64frombits(binary.LittleEndian.Uint64(data))
	case dtype.Float32:
		v = float64(math.Float32frombits(binary.LittleEndian.Uint32(data)))
	default:
		b := uint64(data[0])
		if f.Bits() == 16 {
			b |= uint64(data[1]) << 8
		}
		v = f.Decode(b)
	}
	if v != v {
		return nan // whatever its payload
	}
	return v
}

// Bytes returns bytes that FromBytes makes c's row of, as bit patterns, for seed
// corpora: few where the row ends in repetitions. Its seed is cut to 8 bits and the
// row to MaxFuzzK logits.
func Bytes(f dtype.Format, c Case) []byte {
	x := c.X[:min(len(c.X), MaxFuzzK)]
	data := []byte{0, 0, byte(c.Seed), 0, 0, 0}
	if stored, p := periodic(x); stored < len(x) {
		data[0], data[3] = 2, byte(p)
		binary.LittleEndian.PutUint16(data[4:], uint16(len(x)))
		x = x[:stored]
	}
	for _, v := range x {
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], f.Encode(v))
		data = append(data, word[:f.Bits()/8]...)
	}
	return data
}

// periodic returns the least number of elements that x is made of by repeating the
// last p of them, and that p, at most 255.
func periodic(x []float64) (stored, p int) {
	stored = len(x)
	for q := 1; q <= min(255, len(x)); q++ {
		n := len(x)
		for n > q && same(x[n-1], x[n-1-q]) {
			n--
		}
		if n < stored {
			stored, p = n, q
		}
	}
	return stored, p
}
