// Command compare measures which of two ways of making rows of an engine's bytes
// finds known defects sooner: rapid's generators of package draw, by rapid.MakeFuzz,
// or properties.FromBytes. Both are fuzzed by go test's engine, on one processor, for
// the same time at most and from the same input, a kilobyte of zeros; both choose
// among the same properties, and rows are as wide.
package main
