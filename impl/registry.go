package impl

import (
	"fmt"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// All returns every implementation, grouped by function, in the order in which
// reports list them. Adding one takes a line here.
func All() []Implementation {
	return []Implementation{
		// softmax
		naive(),
		shifted(),
		reciprocal(),
		softmaxLog1p(),
		expMinusLSE(),
		gonum(),
		online(),
		twoPass(),
		blocked(),
		lazyRescale(),
		base2(),
		pairwise(),
		compensated(),
		doubleDouble(),
		parallel(),
		poly32(),
		table(),
		schraudolph(),
		cubicExp2(),
		quantised8(),

		// log_softmax
		logSoftmaxDirect(),
		logSoftmaxShifted(),
		logSoftmaxLog1p(),
		logSoftmaxOnline(),
		logSoftmaxLogOf(),

		// logsumexp
		logSumExpDirect(),
		logSumExpShifted(),
		logSumExpLog1p(),
		logSumExpOnline(),
		logSumExpLogOf(),
		logSumExpGonum(),

		// cross_entropy
		crossEntropyFused(),
		crossEntropyLog1p(),
		crossEntropyLSEMinusLogit(),
		crossEntropyChained(),
		crossEntropyClipped(),

		// cross_entropy_soft
		crossEntropySoftFused(),
		crossEntropySoftChained(),
		crossEntropySoftLSEMinusDot(),

		// softmax_vjp
		softmaxVJPDirect(),
		softmaxVJPProductFirst(),
		softmaxVJPJacobian(),

		// log_softmax_vjp
		logSoftmaxVJPDirect(),
		logSoftmaxVJPSoftmax(),

		// cross_entropy_grad
		crossEntropyGradPMinusOne(),
		crossEntropyGradMinusSum(),
		crossEntropyGradJacobian(),

		// cross_entropy_soft_grad
		crossEntropySoftGradDirect(),
		crossEntropySoftGradJacobian(),
	}
}

// Of returns the implementations of fn, in the order of [All].
func Of(fn function.Function) []Implementation {
	var of []Implementation
	for _, im := range All() {
		if im.Function == fn {
			of = append(of, im)
		}
	}
	return of
}

// Find returns the implementation of fn with the given name. The error lists
// the names that exist.
func Find(name string, fn function.Function) (Implementation, error) {
	var names []string
	for _, im := range Of(fn) {
		if im.Name == name {
			return im, nil
		}
		names = append(names, im.Name)
	}
	return Implementation{}, fmt.Errorf("unknown implementation %q of %s: want one of %s",
		name, fn, strings.Join(names, ", "))
}

// Arithmetics returns the arithmetics in which people run softmax: the wide
// formats in themselves, the narrow ones with float32 accumulation, and the
// 16-bit ones in themselves, each operation rounded.
func Arithmetics() []Arithmetic {
	return append(wideArithmetics(), narrowArithmetics()...)
}

// wideArithmetics are those that compute in the dtype of their input and in
// at least 24 bits.
func wideArithmetics() []Arithmetic {
	return []Arithmetic{
		{Storage: dtype.Float64, Accumulate: dtype.Float64},
		{Storage: dtype.Float32, Accumulate: dtype.Float32},
	}
}

// narrowArithmetics are those with a storage dtype of 16 or 8 bits.
func narrowArithmetics() []Arithmetic {
	return []Arithmetic{
		{Storage: dtype.Float16, Accumulate: dtype.Float32},
		{Storage: dtype.BFloat16, Accumulate: dtype.Float32},
		{Storage: dtype.Float8E4M3FN, Accumulate: dtype.Float32},
		{Storage: dtype.Float8E5M2, Accumulate: dtype.Float32},
		{Storage: dtype.Float16, Accumulate: dtype.Float16},
		{Storage: dtype.BFloat16, Accumulate: dtype.BFloat16},
	}
}

// ParseArithmetic returns the arithmetic that [Arithmetic.String] writes as s.
func ParseArithmetic(s string) (Arithmetic, error) {
	storage, accumulate, both := strings.Cut(s, "+")
	if !both {
		accumulate = storage
	}
	var a Arithmetic
	var err error
	if a.Storage, err = dtype.Parse(storage); err != nil {
		return Arithmetic{}, fmt.Errorf("arithmetic %q: %w", s, err)
	}
	if a.Accumulate, err = dtype.Parse(accumulate); err != nil {
		return Arithmetic{}, fmt.Errorf("arithmetic %q: %w", s, err)
	}
	return a, nil
}
