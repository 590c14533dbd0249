// Package hardrows reads and writes reference/testdata/hard.txt, rows of logits
// whose exact answer lies next to a boundary: where a rounding changes, or a
// sign. Every tier of package reference, and every system it is compared with,
// is held against the same file.
//
// Each line is one row, empty lines and lines that begin with # are comments:
//
//	function dtype x1,x2,…  # miss=2^-123 midpoint: how it was found
//
// A logit is a hexadecimal float, "-inf", or either followed by *N for N of
// them in a row. Logits are float64s, taken as exact, and need not be numbers of
// the dtype. The hard answer is output 0, rounded to dtype: the claim after the #
// is described at [Row].
package hardrows
