// Package properties says what must hold of a softmax, its logarithm, of the losses
// that are made of them and of their gradients: one property a file, each a predicate
// on one row, and what goes with it, with the sentence that says why it must hold, and
// its source. What a property allows follows from what the program promises
// (impl.Model), by the theorems of package allowance.
//
// One definition serves three ways. [Property.Check] judges a program on a [Case]
// and returns a [Violation] or nil. Cases come from [Cases] (for a gate outside go
// test, seeded), from package draw (a rapid generator), or from [FromBytes] (for
// native fuzzing). [Shrink] makes a case that fails short and simple.
//
// Every answer is held against the exact one by package reference. The package
// may import dtype, function, impl (for the model), reference and the packages
// below it, never gate or reports.
package properties
