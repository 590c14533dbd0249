package npy

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/softulp/softulp/dtype"
)

// Kind is what an array's elements are.
type Kind uint8

const (
	Float    Kind = iota // float64, float32 or float16
	Integer              // signed
	Unsigned             // integers, or the bit patterns of a format that NumPy has not
	Raw                  // bytes without a meaning, as arrays of ml_dtypes are saved
)

// Array is an array of any rank of at least one element.
type Array struct {
	Shape []int // none for a single number
	Kind  Kind
	Bits  int          // of an element
	DType dtype.Format // of the elements of a Float
	// Data holds the elements in C order, of a Raw as unsigned integers.
	Data []float64
}

// DecodeArray reads a .npy file of size bytes from r, as [Decode] does, of any rank. Raw
// elements have one byte or two.
func DecodeArray(r io.Reader, size int64) (Array, error) {
	if size < 0 {
		return Array{}, errors.New("has no known size: write the array to a file on disk first")
	}
	r = io.LimitReader(r, size)
	h, n, err := readHeader(r, size)
	if err != nil {
		return Array{}, err
	}
	e, err := parseAny(h.descr)
	if err != nil {
		return Array{}, err
	}
	for _, n := range h.shape {
		switch {
		case n < 0:
			return Array{}, fmt.Errorf("has a negative dimension in its shape %s: write it again with numpy.save", tuple(h.shape))
		case n == 0:
			return Array{}, fmt.Errorf("holds no numbers (shape %s): save at least one row", tuple(h.shape))
		}
	}
	if err := claim(h, h.shape, e.size, size-n); err != nil {
		return Array{}, err
	}
	a := Array{Kind: e.kind, Bits: 8 * e.size, DType: e.dtype}
	elements := 1
	for _, n := range h.shape {
		a.Shape = append(a.Shape, int(n))
		elements *= int(n)
	}
	a.Data = make([]float64, elements)
	shape := a.Shape
	if len(shape) == 0 {
		shape = []int{1}
	}
	if err := fill(a.Data, r, e, h.fortran, shape); err != nil {
		return Array{}, err
	}
	return a, nil
}

// parseAny returns the element that a dtype string describes, raw ones included.
func parseAny(descr string) (element, error) {
	if len(descr) == 3 && descr[1] == 'V' && strings.IndexByte("<>|", descr[0]) >= 0 && (descr[2] == '1' || descr[2] == '2') {
		order := descr[:1]
		if order == "|" && descr[2] == '2' {
			order = "<" // as machines have it that do not say
		}
		e, err := parseDescr(order + "u" + descr[2:])
		e.kind = Raw
		return e, err
	}
	return parseDescr(descr)
}

// Numbers makes the elements numbers of a format: those of a Float and integers must be
// such already, and unsigned integers and raw elements of the format's width are its bit
// patterns, if it is narrower than float32. The error names the first element that is
// no number of the format.
func (a Array) Numbers(f dtype.Format) ([]float64, error) {
	patterns := a.Bits == f.Bits() && f.Bits() <= 16
	switch {
	case a.Kind == Raw && !patterns:
		return nil, fmt.Errorf("holds raw elements of %d bits, which are no bit patterns of %v", a.Bits, f)
	case a.Kind == Raw || a.Kind == Unsigned && patterns:
		v := make([]float64, len(a.Data))
		for i, b := range a.Data {
			v[i] = f.Decode(uint64(b))
		}
		return v, nil
	case a.Kind == Float && a.DType == f:
		return a.Data, nil
	}
	for i, v := range a.Data {
		if !f.Representable(v) {
			return nil, fmt.Errorf("element %s is %g, which is no number of %v (the nearest is %g)", a.At(i), v, f, f.Round(v))
		}
	}
	return a.Data, nil
}

// At writes the index of element i of the data as Python does.
func (a Array) At(i int) string {
	index := make([]int64, len(a.Shape))
	for d := len(a.Shape) - 1; d >= 0; d-- {
		index[d] = int64(i % a.Shape[d])
		i /= a.Shape[d]
	}
	s := tuple(index)
	return "[" + strings.TrimSuffix(s[1:len(s)-1], ",") + "]"
}

// Describe writes the shape and the dtype, for messages.
func (a Array) Describe() string {
	kind := [...]string{"float", "int", "uint", "raw"}[a.Kind]
	shape := make([]int64, len(a.Shape))
	for d, n := range a.Shape {
		shape[d] = int64(n)
	}
	return fmt.Sprintf("%s of %s%d", tuple(shape), kind, a.Bits)
}
