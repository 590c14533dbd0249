package npy

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"strings"

	"github.com/softulp/softulp/dtype"
)

// element says how one element is stored.
type element struct {
	kind  Kind
	dtype dtype.Format // of the matrix
	size  int          // bytes
	// decode returns the element in the first size bytes of b, and whether
	// float64 has it exactly.
	decode func(b []byte) (v float64, exact bool)
}

// parseDescr returns the element that a dtype string in NumPy's array
// interface protocol describes: byte order, kind, bytes ("<f4").
func parseDescr(descr string) (element, error) {
	if len(descr) < 2 {
		return element{}, refuse(descr)
	}
	kind := descr[1:]
	var order binary.ByteOrder
	switch {
	case descr[0] == '<':
		order = binary.LittleEndian
	case descr[0] == '>':
		order = binary.BigEndian
	case descr[0] == '|' && strings.HasSuffix(kind, "1"): // one byte has no order
		order = binary.LittleEndian
	default:
		return element{}, refuse(descr)
	}

	switch kind {
	case "f8":
		return element{Float, dtype.Float64, 8, func(b []byte) (float64, bool) {
			return math.Float64frombits(order.Uint64(b)), true
		}}, nil
	case "f4":
		return element{Float, dtype.Float32, 4, func(b []byte) (float64, bool) {
			return float64(math.Float32frombits(order.Uint32(b))), true
		}}, nil
	case "f2":
		return element{Float, dtype.Float16, 2, func(b []byte) (float64, bool) {
			return dtype.Float16.Decode(uint64(order.Uint16(b))), true
		}}, nil
	case "i8":
		return integer(Integer, 8, func(b []byte) int64 { return int64(order.Uint64(b)) }), nil
	case "i4":
		return integer(Integer, 4, func(b []byte) int64 { return int64(int32(order.Uint32(b))) }), nil
	case "i2":
		return integer(Integer, 2, func(b []byte) int64 { return int64(int16(order.Uint16(b))) }), nil
	case "i1":
		return integer(Integer, 1, func(b []byte) int64 { return int64(int8(b[0])) }), nil
	case "u8":
		return element{Unsigned, dtype.Float64, 8, func(b []byte) (float64, bool) {
			v := order.Uint64(b)
			return float64(v), fits(v)
		}}, nil
	case "u4":
		return integer(Unsigned, 4, func(b []byte) int64 { return int64(order.Uint32(b)) }), nil
	case "u2":
		return integer(Unsigned, 2, func(b []byte) int64 { return int64(order.Uint16(b)) }), nil
	case "u1":
		return integer(Unsigned, 1, func(b []byte) int64 { return int64(b[0]) }), nil
	}
	return element{}, refuse(descr)
}

func integer(kind Kind, size int, decode func(b []byte) int64) element {
	return element{kind, dtype.Float64, size, func(b []byte) (float64, bool) {
		v := decode(b)
		m := uint64(v)
		if v < 0 {
			m = -m
		}
		return float64(v), fits(m)
	}}
}

// fits reports whether float64, with 53 bits of significand, has m exactly.
func fits(m uint64) bool { return bits.Len64(m)-bits.TrailingZeros64(m) <= 53 }

// refuse names the dtype as far as users know it by another name, and says
// which conversion keeps the numbers.
func refuse(descr string) error {
	to := "float64"
	switch {
	case strings.HasPrefix(descr, "["):
		return fmt.Errorf("holds records of dtype %.60q: save one numeric field of it", descr)
	case strings.HasSuffix(descr, "O"):
		return fmt.Errorf("holds pickled Python objects (dtype %.20q): save x.astype('float64')", descr)
	case len(descr) > 1 && descr[1] == 'c':
		return fmt.Errorf("holds complex numbers (dtype %.20q), and logits are real: save x.real", descr)
	case strings.Contains(descr, "V"), descr == "bfloat16", strings.HasPrefix(descr, "float8"):
		// What ml_dtypes' bfloat16 and float8 arrays are saved as.
		to = "float32"
	}
	return fmt.Errorf("holds numbers of dtype %.20q, want float64, float32, float16 or integers: save x.astype('%s')", descr, to)
}
