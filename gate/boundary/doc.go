// Package boundary judges the catalogue of mutants as the gate judges any program: each
// wrapped as an adapter, in a child process, by what it declares of itself.
//
// A mutant is killed where a check fails on it that the correct implementation, wrapped
// in the same way, passes, or where a figure is worse than that one's, taken as the baseline.
// It imports gate, gate/baseline, gate/process and properties/mutants; the
// gate itself knows no mutants.
package boundary
