// Package baseline keeps the figures of a gate in a small text file, a ratchet: what
// is worse than the file is a finding, and only what is as allowed gets into it.
//
// The file is meant for review in a pull request and is in the Go benchmark format
// (https://golang.org/design/14313-benchmark-format), so that benchstat compares two
// of them. It has one line for an implementation's rows of each width class and one,
// k=all, for all of its rows:
//
//	Unit max-ulp better=lower assume=exact
//	# seed 1
//	# expected to fail: Softmax/impl=naive/dtype=float32: exp overflows above 88.72
//	BenchmarkSoftmax/impl=online/dtype=float32/k=4..15 120 1.731 max-ulp 0.3121 mean-ulp 0.93125 correctly-rounded
//
// The number after the name is how many rows were judged. Figures are rounded to the
// side that is worse, which keeps differences short. Counts of answers of the wrong
// class are given where they are not 0. What the format cannot hold in a name is
// written as %XX, a byte in hexadecimal.
package baseline
