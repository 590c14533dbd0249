// Package worst keeps the worst rows that are known: those on which an implementation is
// farthest from the exact answer, as searches and exhaustive runs found them, and those that
// are hardest to round. They are the files *.wc beside this text, one for each function,
// and part of every program that imports the package; reports, gates and fuzzing replay
// them.
//
// Each line is one row; empty lines and lines that begin with # are comments:
//
//	function dtype x1,x2,… objective=error implementation how [target=N | cotangent=g1,… | weights=p1,…]
//
// Numbers of the row are hexadecimal floats, exact. The error is a decimal number in the
// unit of the objective (package search has them; ulp is one), how is what found it, such as
// split or exhaustive. After exhaustive nothing of the same width and dtype is worse for
// that implementation.
//
// Lines are sorted, none is there twice, and none is ever taken away: an implementation that
// was mended is held to what it once did wrong.
//
// The package imports function and dtype.
package worst

import "embed"

//go:embed *.wc
var files embed.FS
