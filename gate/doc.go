// Package gate reaches the verdict on an implementation, wherever it runs, and
// keeps it in a results document.
//
// It imports properties, reference, impl, function and dtype.
package gate
