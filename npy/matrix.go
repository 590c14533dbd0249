package npy

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/softulp/softulp/dtype"
)

// Matrix is a matrix of numbers, row by row.
type Matrix struct {
	// Rows and K are the number of rows and of elements in a row, both > 0.
	Rows, K int
	// DType is the format of the elements in the file: Float64, Float32 or
	// Float16. Integers become Float64.
	DType dtype.Format
	// Data holds Rows·K elements, every one a number of DType.
	Data []float64
}

// Row returns row i, 0 ≤ i < Rows. It shares its memory with m.
func (m Matrix) Row(i int) []float64 { return m.Data[i*m.K : (i+1)*m.K : (i+1)*m.K] }

// Read reads the matrix in the file with the given name, as [Decode] does. The
// file must be a regular one: a pipe has no size to check the header against.
// Errors are one line that begins with the quoted name.
func Read(path string) (Matrix, error) {
	m, err := read(path)
	if err != nil {
		return Matrix{}, fmt.Errorf("%q: %w", path, err)
	}
	return m, nil
}

func read(path string) (Matrix, error) {
	f, size, err := open(path)
	if err != nil {
		return Matrix{}, err
	}
	defer f.Close()
	return Decode(f, size)
}

// cause drops the operation and the path from an error of package os, and says
// what to do about the two that users meet.
func cause(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("no such file: check the name, relative to the current directory")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("permission denied: make the file readable")
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("cannot be opened: %w", p.Err)
	}
	return err
}
