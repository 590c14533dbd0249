// Package draw has generators of rows for pgregory.net/rapid, for property tests in
// the ordinary style: what fails shrinks to short rows of simple numbers. It is
// apart from package properties so that programs which only judge need not link
// rapid.
package draw
