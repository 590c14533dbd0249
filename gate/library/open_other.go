//go:build !(((linux && (amd64 || (cgo && (386 || arm || arm64 || loong64 || riscv64)))) || darwin) && !nolibrary)

package library

import (
	"errors"
	"io"
)

// Supported says that libraries cannot be loaded here.
const Supported = false

var errUnsupported = errors.New("this softulp does not load shared libraries")

func open(file, symbol string) (func(args ...uintptr) int32, error) { return nil, errUnsupported }

func keep(in io.Reader, out io.Writer) (io.Reader, io.Writer, error) {
	return nil, nil, errUnsupported
}

// region is never used.
type region struct{ array []byte }

func (r *region) take(int) error   { return errUnsupported }
func (r *region) sound() bool      { return true }
func (r *region) address() uintptr { return 0 }
