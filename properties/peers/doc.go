// Package peers judges programs as other test suites judge their softmax: each
// [Suite] is one of them in small, with its own kind of inputs, its own reference
// in float64, its own metric and tolerance, and its own treatment of NaN. Held
// against the same mutants as the properties, they are a yardstick: what a
// verification suite is worth is what it catches that the others do not.
//
// What is reproduced is the check, not the program around it. A tensor is the
// sequence of its rows along the softmax axis; a suite that draws its inputs anew
// in each run draws them here once, with a fixed seed, from the generator and the
// portable normal deviates of package hazards; fixtures that are tables of drawn
// numbers are drawn here too. Each file says what else is approximated. Where a
// choice had to be made it is the one that catches more.
//
// The package is for tests and for make mutants. A suite is one file; adding one
// takes a line in [All].
package peers
