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

	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d), }", descr, m.Rows, m.K)
	// NEP 1: the data begin at a multiple of 64 bytes, the header ends in \n.
	const preamble = len(magic) + 4
	pad := 63 - (preamble+len(dict))%64
	dict += strings.Repeat(" ", pad) + "\n"

	// Errors of a bufio.Writer stick, and Flush returns them.
	b := bufio.NewWriter(w)
	b.WriteString(magic + "\x01\x00")
	b.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(dict))))
	b.WriteString(dict)
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
