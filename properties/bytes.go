package properties

import (
	"encoding/binary"
	"math"

	"github.com/softulp/softulp/dtype"
)

// MaxFuzzK is the width of the widest row that FromBytes makes.
const MaxFuzzK = 4096

// FromBytes makes a case of any bytes, for native fuzzing: three bytes of header,
// then numbers. The header's first byte, modulo 4, says what they are: bit patterns
// of the dtype; small multiples of a power of two, whose exponent the second byte
// gives; and either of them repeated, as often as the third byte says, where it is
// the case's seed too.
func FromBytes(f dtype.Format, data []byte) Case {
	var header [3]byte
	data = data[copy(header[:], data):]
	c := Case{Seed: uint64(header[2])}
	if header[0]&1 == 0 {
		size := f.Bits() / 8
		for ; len(data) >= size && len(c.X) < MaxFuzzK; data = data[size:] {
			var word [8]byte
			copy(word[:], data[:size])
			c.X = append(c.X, f.Decode(binary.LittleEndian.Uint64(word[:])))
		}
	} else {
		unit := int(int8(header[1])) / 8
		for _, v := range data[:min(len(data), MaxFuzzK)] {
			switch v := int8(v); v {
			case -128: // −Inf, where there is one
				c.X = append(c.X, f.Overflow(true))
			default:
				c.X = append(c.X, f.Round(math.Ldexp(float64(v), unit)))
			}
		}
	}
	if header[0]&2 != 0 && len(c.X) > 0 {
		for once := len(c.X); len(c.X)+once <= min(MaxFuzzK, once*(1+int(header[2]))); {
			c.X = append(c.X, c.X[:once]...)
		}
	}
	return c
}

// Bytes returns bytes that FromBytes makes c's row of, as bit patterns, for seed
// corpora; its seed is cut to 8 bits.
func Bytes(f dtype.Format, c Case) []byte {
	data := []byte{0, 0, byte(c.Seed)}
	for _, v := range c.X[:min(len(c.X), MaxFuzzK)] {
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], f.Encode(v))
		data = append(data, word[:f.Bits()/8]...)
	}
	return data
}
