// Package fuzz holds the native fuzz targets (go test -fuzz=FuzzSoftmax ./fuzz):
// every implementation against the exact answers, for each function, in all dtypes
// and in one family of them; and the tiers of the reference against each other. make
// fuzz TIME=60s runs them in turn. Without -fuzz, go test runs the seeds and what was
// found before, in testdata/fuzz.
//
// Inputs are bytes: keys of a program and of a property, then what package properties
// makes a row of: bit patterns of the dtype, grids, repetitions, up to 4097 logits, each
// with a number of the cotangent or the weights where the function takes them.
//
// They are not drawn by rapid (rapid.MakeFuzz over package draw). A byte here is a part
// of a number or of a width, so that what an engine changes in an input changes the row
// a little; rapid spends eight on each choice, and one that is inserted shifts the
// meaning of all that follow. make fuzz-compare fuzzes known defects in both ways: bytes
// kill more of them, and those that both kill sooner, in fewer executions, although
// rapid's rows, shorter, are executed faster. Bytes can be written by hand, too: seeds,
// and what was found once, say the rows that they are about.
//
// testdata/fuzz holds a counterexample for each mutant of package mutants, and what
// fuzzing found in the project itself. make corpus brings it up to date, and a test
// says when that is due. Every run begins with the rows of package worst too, on which some
// implementation is known to be farthest from the exact answers. make fuzz-corpora packs it for libFuzzer, and the folder
// oss-fuzz has what builds the targets as its programs.
package fuzz
