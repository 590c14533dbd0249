// Package mutants holds defects that real libraries had: each a small deviation of
// a correct implementation, named as the catalogue of defects names it, with the
// issue that reported it. A verification suite is worth what it catches of them.
//
// The package is for tests and for make mutants alone; nothing else may import it.
// Adding a mutant takes a function in its section's file and a line in that
// section's list.
package mutants
