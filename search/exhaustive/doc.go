// Package exhaustive judges implementations on every row there is: of two logits in
// the formats of 16 bits, of two or three in those of 8, and exponentials on every
// float32 of their range. What it says is the largest error is the largest error.
//
// The implementation itself is called for every row. What it answers is held against
// the exact answer in one of two ways:
//
//   - by package reference, as everywhere;
//   - for two logits, by [pair]: float64 arithmetic whose error is proved to be so
//     small that it seldom matters. Where it might (at a rounding boundary, next to a
//     power of two, for what is infinite or NaN) package reference is asked.
//
// So counts are exact, and the largest error is exact to within [Resolution] ulp.
package exhaustive

// Resolution is how well the errors of pairs are known, in ulps.
const Resolution = 0x1p-20
