package properties

import (
	"encoding/binary"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// MaxFuzzK is the width of the widest row that FromBytes makes: one more than the
// exponentials of 1 that a sum of 12 integer bits holds.
const MaxFuzzK = 4097

// header is the number of bytes before those of a row's numbers, sidesHeader that of
// those between the two, of functions that take more than logits.
const (
	header      = 6
	sidesHeader = 5
)

// FromBytes makes a case of a function of any bytes, for native fuzzing: six bytes of
// header, then numbers.
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
// Of a function that takes more than logits, five bytes more come before the numbers:
//
//	6, 7 the target, little-endian, modulo the number of logits
//	8    the temperature, 1 for bytes below 128
//	9    the label smoothing, 0 for bytes below 128
//	10   the power of two of which the vector's numbers are multiples, as byte 1
//
// and where it takes a vector the numbers are pairs, a logit and the vector's number
// for it. What is no number there is 0, an infinity is the largest number, and weights
// are magnitudes. A case without a logit is none of a function that takes a target.
//
// Bytes that are left over when there are MaxFuzzK numbers or pairs, or too few for
// another one, are ignored.
func FromBytes(fn function.Function, f dtype.Format, data []byte) Case {
	var h [header + sidesHeader]byte
	n := header
	if fn.TakesSides() {
		n += sidesHeader
	}
	data = data[copy(h[:n], data):]
	c := Case{Seed: uint64(h[2])}
	v, _ := fn.Vector(&c.Input)
	of := 1 // numbers for each logit
	if v != nil {
		of = 2
	}
	var numbers []float64
	if h[0]&1 == 0 {
		size := f.Bits() / 8
		for ; len(data) >= size && len(numbers) < of*MaxFuzzK; data = data[size:] {
			numbers = append(numbers, pattern(f, data))
		}
	} else {
		for i, b := range data[:min(len(data), of*MaxFuzzK)] {
			switch m := int8(b); {
			case i%of == 1:
				numbers = append(numbers, f.Round(math.Ldexp(float64(m), int(int8(h[10]))/8)))
			case m == -128:
				numbers = append(numbers, f.Overflow(true))
			default:
				numbers = append(numbers, f.Round(math.Ldexp(float64(m), int(int8(h[1]))/8)))
			}
		}
	}
	c.X = numbers
	if v != nil {
		c.X, *v = pairs(numbers)
		tame(f, *v, v == &c.Weights)
	}
	if n := len(c.X); h[0]&2 != 0 && n > 0 {
		p := int(h[3])
		if p == 0 || p > n {
			p = n
		}
		w := binary.LittleEndian.Uint16(h[4:])
		k := min(int(w&0x1fff)>>(w>>13), MaxFuzzK)
		c.X = repeat(c.X, p, k)
		if v != nil {
			*v = repeat(*v, p, k)
		}
	}
	c.parameters(fn, f, h[header:])
	return c
}

// repeat repeats the last p numbers of x until there are k.
func repeat(x []float64, p, k int) []float64 {
	for len(x) < k {
		x = append(x, x[len(x)-p])
	}
	return x
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

// Bytes returns bytes that FromBytes makes c's input of, as bit patterns, for seed
// corpora: few where the row ends in repetitions. Its seed is cut to 8 bits and the
// row to MaxFuzzK logits; temperatures and smoothings are those of package sides, or
// the nearest that a byte says.
func Bytes(fn function.Function, f dtype.Format, c Case) []byte {
	n := min(len(c.X), MaxFuzzK)
	data := []byte{0, 0, byte(c.Seed), 0, 0, 0}
	v, _ := fn.Vector(&c.Input)
	stored, p := periodic(n, func(i, j int) bool { return same(c.X[i], c.X[j]) && (v == nil || same((*v)[i], (*v)[j])) })
	if stored < n {
		data[0], data[3] = 2, byte(p)
		binary.LittleEndian.PutUint16(data[4:], uint16(n))
	}
	data = append(data, c.said(fn, f)...)
	number := func(v float64) {
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], f.Encode(v))
		data = append(data, word[:f.Bits()/8]...)
	}
	for i := range stored {
		number(c.X[i])
		if v != nil {
			number((*v)[i])
		}
	}
	return data
}

// periodic returns the least number of the first of n elements that are all of them
// if the last p of those are repeated, and that p, at most 255.
func periodic(n int, same func(i, j int) bool) (stored, p int) {
	stored = n
	for q := 1; q <= min(255, n); q++ {
		m := n
		for m > q && same(m-1, m-1-q) {
			m--
		}
		if m < stored {
			stored, p = m, q
		}
	}
	return stored, p
}
