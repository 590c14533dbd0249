// Package fuzz holds the native fuzz targets (go test -fuzz=FuzzSoftmax ./fuzz):
// every implementation against the exact answers, for each function; the tiers of
// the reference against each other; and the reader of NumPy's files. make fuzz
// TIME=60s runs them in turn. Without -fuzz, go test runs the seeds and what was
// found before, in testdata/fuzz.
//
// Inputs are bytes, which package properties makes rows of: bit patterns of the
// dtype, grids, repetitions, up to 4096 logits.
package fuzz
