// Package fuzz holds the native fuzz targets (go test -fuzz=FuzzSoftmax ./fuzz):
// every implementation against the exact answers, for each function, in all dtypes
// and in one family of them; and the tiers of the reference against each other. make
// fuzz TIME=60s runs them in turn. Without -fuzz, go test runs the seeds and what was
// found before, in testdata/fuzz.
//
// Inputs are bytes: keys of a program and of a property, then what package properties
// makes a row of: bit patterns of the dtype, grids, repetitions, up to 4097 logits.
//
// testdata/fuzz holds a counterexample for each mutant of package mutants, and what
// fuzzing found in the project itself. make corpus brings it up to date, and a test
// says when that is due.
package fuzz
