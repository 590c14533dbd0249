// Package serve lets softulp judge Go functions in a process of their own: protocol version 1.
//
// A test of yours has no need of it: package gate judges functions in the process that they are in. Here it
// keeps the libraries that softulp compares, and what they depend on, out of its own module.
package serve

import (
	"runtime/debug"
	"slices"
)

// Request is what a function is asked: about matrices of Rows rows of K numbers, one after the other.
type Request[T float32 | float64] struct {
	Rows, K               int
	First                 bool    // matrices are [K, Rows] instead: only where Axes says so
	X, Cotangent, Weights []T     // the last two where the function takes them
	Target                []int64 // Rows likewise
	Y                     []T     // room for the answer
}

// Row returns row i of a matrix of the request.
func (r *Request[T]) Row(m []T, i int) []T { return m[i*r.K : (i+1)*r.K : (i+1)*r.K] }

// Function fills in Y. An error declines the request, and so does a panic.
type Function[T float32 | float64] func(r *Request[T]) error

// Adapter is what a program offers; functions are named as softulp names them.
type Adapter struct {
	Name, Version string
	Axes          []string // "last" if empty; also "first"
	Profile       string   // how it treats infinities, if not as NumPy does
	Float32       map[string]Function[float32]
	Float64       map[string]Function[float64]
}

// Version returns that of a module which this program is built with.
func Version(module string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	i := slices.IndexFunc(info.Deps, func(d *debug.Module) bool { return d.Path == module })
	if i < 0 {
		return "unknown"
	}
	return info.Deps[i].Version
}
