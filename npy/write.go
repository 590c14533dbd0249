package npy

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/softulp/softulp/dtype"
)

// Write writes m as NumPy does: format version 1.0, rank 2, C order,
// little-endian elements of m.DType. It is an error if m.DType is not Float64,
// Float32 or Float16, if an element is not a number of it, or if m is not
// Rows·K elements with both positive.
func Write(w io.Writer, m Matrix) error {
	if m.Rows <= 0 || m.K <= 0 || len(m.Data)%m.Rows != 0 || len(m.Data)/m.Rows != m.K {
		return fmt.Errorf("npy: write: %d elements are not %d rows of %d", len(m.Data), m.Rows, m.K)
	}
	descr, ok := map[dtype.Format]string{dtype.Float64: "<f8", dtype.Float32: "<f4", dtype.Float16: "<f2"}[m.DType]
	if !ok {
		return fmt.Errorf("npy: write: NumPy has no dtype %v", m.DType)
	}
	for i, v := range m.Data {
		if !m.DType.Representable(v) {
			return fmt.Errorf("npy: write: row %d, index %d: %g is no number of %v", i/m.K, i%m.K, v, m.DType)
		}
	}

	// Errors of a bufio.Writer stick, and Flush returns them.
	b := bufio.NewWriter(w)
	writeHeader(b, descr, fmt.Sprintf("(%d, %d)", m.Rows, m.K))
	var buf [8]byte
	for _, v := range m.Data {
		out := buf[:0]
		switch m.DType {
		case dtype.Float64:
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
		case dtype.Float32:
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(v)))
		case dtype.Float16:
			out = binary.LittleEndian.AppendUint16(out, uint16(dtype.Float16.Encode(v)))
		}
		b.Write(out)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("npy: write: %w", err)
	}
	return nil
}

// WriteArray writes an array as Write does, of its shape: elements of float64, float32 or
// float16, of int64, or unsigned ones of 8 or 16 bits.
func WriteArray(w io.Writer, a Array) error {
	elements := 1
	var shape []int64
	for _, n := range a.Shape {
		elements *= n
		shape = append(shape, int64(n))
	}
	if elements != len(a.Data) || elements == 0 {
		return fmt.Errorf("npy: write: %d elements in an array of shape %s", len(a.Data), tuple(shape))
	}
	e, err := encoder(a)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	writeHeader(b, e.descr, tuple(shape))
	var buf [8]byte
	for i, v := range a.Data {
		out, exact := e.append(buf[:0], v)
		if !exact {
			return fmt.Errorf("npy: write: element %s: %g is no %s", a.At(i), v, e.descr)
		}
		b.Write(out)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("npy: write: %w", err)
	}
	return nil
}

// encoding says how elements are written.
type encoding struct {
	descr string
	// append appends an element, and reports whether it is exact.
	append func(b []byte, v float64) ([]byte, bool)
}

func encoder(a Array) (encoding, error) {
	le := binary.LittleEndian
	whole := func(v, most float64) bool { return v == math.Trunc(v) && v >= 0 && v <= most }
	switch {
	case a.Kind == Float && a.DType == dtype.Float64:
		return encoding{"<f8", func(b []byte, v float64) ([]byte, bool) { return le.AppendUint64(b, math.Float64bits(v)), true }}, nil
	case a.Kind == Float && a.DType == dtype.Float32:
		return encoding{"<f4", func(b []byte, v float64) ([]byte, bool) {
			return le.AppendUint32(b, math.Float32bits(float32(v))), a.DType.Representable(v)
		}}, nil
	case a.Kind == Float && a.DType == dtype.Float16:
		return encoding{"<f2", func(b []byte, v float64) ([]byte, bool) {
			return le.AppendUint16(b, uint16(a.DType.Encode(v))), a.DType.Representable(v)
		}}, nil
	case a.Kind == Integer && a.Bits == 64:
		return encoding{"<i8", func(b []byte, v float64) ([]byte, bool) {
			return le.AppendUint64(b, uint64(int64(v))), whole(math.Abs(v), 1<<53)
		}}, nil
	case a.Kind == Unsigned && a.Bits == 16:
		return encoding{"<u2", func(b []byte, v float64) ([]byte, bool) {
			return le.AppendUint16(b, uint16(v)), whole(v, math.MaxUint16)
		}}, nil
	case a.Kind == Unsigned && a.Bits == 8:
		return encoding{"|u1", func(b []byte, v float64) ([]byte, bool) { return append(b, uint8(v)), whole(v, math.MaxUint8) }}, nil
	}
	return encoding{}, fmt.Errorf("npy: write: no elements of %s", a.Describe())
}

// writeHeader writes the magic string and the header. NEP 1: the data begin at a multiple
// of 64 bytes, the header ends in \n.
func writeHeader(b *bufio.Writer, descr, shape string) {
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape)
	const preamble = len(magic) + 4
	pad := 63 - (preamble+len(dict))%64
	dict += strings.Repeat(" ", pad) + "\n"
	// Errors of a bufio.Writer stick, and Flush returns them.
	b.WriteString(magic + "\x01\x00")
	b.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(dict))))
	b.WriteString(dict)
}
