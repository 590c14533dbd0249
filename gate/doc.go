// Package gate reaches the verdict on an implementation, wherever it runs, and
// keeps it in a results document.
//
// It imports properties, reference, impl, function and dtype, and the rows of
// fuzz/worst, which know none of these but function and dtype. Packages below it import
// it, never the other way round.
package gate
