// Package kept knows what the seed corpus must hold: for every known defect a row on
// which a property fails. An input that no longer refutes its mutant is not worth
// keeping, and one that is missing is a counterexample lost.
//
// Inputs that fuzzing found are kept as well, with keys in place of numbers that
// mean something only by chance. The program in the folder main brings the corpus up
// to date.
package kept
