package npy

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"strings"
)

// maxElements bounds the matrices that are read: 2^30 float64s are 8 GiB.
const maxElements = min(1<<30, math.MaxInt/8)

// Decode reads a .npy file of size bytes from r. An array of rank 1 is one
// row, one of rank 2 has its rows along the first axis, in C or in Fortran
// order and in either byte order. Elements are float64, float32 or float16, or
// integers that float64 holds exactly.
//
// Everything else is an error of one line that reads on from the file's name
// ("is truncated …"): bytes missing or left over, rank 0 or above 2, an empty
// array, another dtype. Decode allocates memory for the elements only once
// size bears out that there are so many.
func Decode(r io.Reader, size int64) (Matrix, error) {
	if size < 0 {
		return Matrix{}, errors.New("has no known size: write the array to a file on disk first")
	}
	r = io.LimitReader(r, size)
	h, n, err := readHeader(r, size)
	if err != nil {
		return Matrix{}, err
	}
	e, err := parseDescr(h.descr)
	if err != nil {
		return Matrix{}, err
	}
	rows, k, err := dimensions(h.shape)
	if err != nil {
		return Matrix{}, err
	}
	if err := claim(h, []int64{rows, k}, e.size, size-n); err != nil {
		return Matrix{}, err
	}
	m := Matrix{Rows: int(rows), K: int(k), DType: e.dtype, Data: make([]float64, rows*k)}
	if err := fill(m.Data, r, e, h.fortran, []int{m.Rows, m.K}); err != nil {
		return Matrix{}, err
	}
	return m, nil
}

// claim returns what is wrong with a header of so many elements, all dimensions of
// which are positive, before have bytes of data.
func claim(h header, dimensions []int64, size int, have int64) error {
	elements, data := uint64(1), uint64(have)
	for _, n := range dimensions {
		// hi is what does not fit in 64 bits. The product is at least either factor.
		hi, product := bits.Mul64(elements, uint64(n))
		if hi != 0 || product > data/uint64(size) {
			return fmt.Errorf("is truncated: shape %s of dtype %s claims more than the %d bytes of data that follow; write it again with numpy.save",
				tuple(h.shape), h.descr, data)
		}
		elements = product
	}
	switch {
	case elements*uint64(size) > data: // of no dimension
		return fmt.Errorf("is truncated: a number of dtype %s claims more than the %d bytes of data that follow; write it again with numpy.save", h.descr, data)
	case elements*uint64(size) < data:
		return fmt.Errorf("has %d bytes left over after shape %s of dtype %s: save one array to a file",
			data-elements*uint64(size), tuple(h.shape), h.descr)
	case elements > maxElements:
		return fmt.Errorf("has %d numbers, more than %d: save some of the rows", elements, maxElements)
	}
	return nil
}

// dimensions returns the number of rows and of elements in a row.
func dimensions(shape []int64) (rows, k int64, err error) {
	for _, n := range shape {
		if n < 0 {
			return 0, 0, fmt.Errorf("has a negative dimension in its shape %s: write it again with numpy.save", tuple(shape))
		}
	}
	switch len(shape) {
	case 0:
		return 0, 0, errors.New("holds a single number (rank 0): save a row (rank 1) or rows (rank 2) of logits")
	case 1:
		rows, k = 1, shape[0]
	case 2:
		rows, k = shape[0], shape[1]
	default:
		return 0, 0, fmt.Errorf("has rank %d, shape %s, want 1 or 2: save x.reshape(-1, x.shape[-1])", len(shape), tuple(shape))
	}
	if rows == 0 || k == 0 {
		return 0, 0, fmt.Errorf("holds no logits (shape %s): save at least one row", tuple(shape))
	}
	return rows, k, nil
}

// tuple writes a shape as Python does, cut short after eight dimensions.
func tuple(shape []int64) string {
	var s []string
	for i, n := range shape {
		if i == 8 {
			s = append(s, "…")
			break
		}
		s = append(s, fmt.Sprint(n))
	}
	if len(s) == 1 {
		return "(" + s[0] + ",)"
	}
	return "(" + strings.Join(s, ", ") + ")"
}

// fill reads the elements of an array of a shape. In Fortran order the first index
// changes fastest.
func fill(data []float64, r io.Reader, e element, fortran bool, shape []int) error {
	const chunk = 8192 // elements
	buf := make([]byte, min(chunk, len(data))*e.size)
	for i := 0; i < len(data); {
		b := buf[:min(len(buf), (len(data)-i)*e.size)]
		if _, err := io.ReadFull(r, b); err != nil {
			return shortRead(err)
		}
		for ; len(b) > 0; b = b[e.size:] {
			at := i
			if fortran {
				at = transposed(i, shape)
			}
			v, exact := e.decode(b)
			if !exact {
				k := shape[len(shape)-1]
				return fmt.Errorf("holds an integer near %g (row %d, index %d) that float64 does not have: save x.astype('float64')",
					v, at/k, at%k)
			}
			data[at] = v
			i++
		}
	}
	return nil
}

// transposed returns where in C order the element is that is number i in Fortran order.
func transposed(i int, shape []int) int {
	at, stride := 0, 1
	for _, n := range shape[1:] {
		stride *= n
	}
	for d, n := range shape {
		at += i % n * stride
		i /= n
		if d+1 < len(shape) {
			stride /= shape[d+1]
		}
	}
	return at
}
