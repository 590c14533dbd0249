// Package impl holds the implementations under verification: one algorithm a
// file, each written once over its arithmetic ([Arithmetic]: storage and
// accumulation dtype, every operation rounded), so that the file reads like
// the paper's pseudo-code. They are honest: the ones that are bad are bad
// because the algorithm is.
//
// The package imports dtype and function only. It must not import the
// reference: what is judged does not know the judge.
//
// Adding an implementation takes one new file and one line in [All].
package impl
