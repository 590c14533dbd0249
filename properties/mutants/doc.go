// Package mutants holds defects that real libraries had: each a small deviation of
// a correct implementation, named as the catalogue of defects names it, with the
// issue that reported it. A verification suite is worth what it catches of them.
//
// The package is for tests, for softulp report --mutants, make mutants and the
// corpus of the fuzz targets (make corpus); no gate carries it.
// Adding a mutant takes a function in its section's file and a line in that
// section's list.
package mutants
