package search

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/reference"
)

// finest bounds how well distances to midpoints are known, in powers of two of an ulp.
const finest = 200

// midpointDistance returns the distance in ulps of a number, whose rounding to f is y, from
// the nearer midpoint on the side of y where it lies: to a relative 2^-6, if it is above
// 2^-finest. It is found by comparisons, each of which the reference decides.
func midpointDistance(n reference.Number, y float64, f dtype.Format) float64 {
	exact := new(big.Rat).SetFloat64(y)
	side := n.Cmp(exact)
	next := f.NextUp(y)
	if side < 0 {
		next = f.NextDown(y)
	}
	half := new(big.Rat).Sub(new(big.Rat).SetFloat64(next), exact)
	half.Quo(half, big.NewRat(2, 1))
	mid := new(big.Rat).Add(exact, half)
	ulp := new(big.Rat).Abs(half)
	ulp.Mul(ulp, big.NewRat(2, 1))
	way := n.Cmp(mid)
	// The distance lies between off/2 and off: halve until it does not.
	within := func(e int, eighths int64) bool {
		d := new(big.Rat).Mul(ulp, new(big.Rat).SetFrac(big.NewInt(eighths), new(big.Int).Lsh(big.NewInt(128), uint(e))))
		c := new(big.Rat).Add(mid, d)
		if way < 0 {
			c.Sub(mid, d)
		}
		return n.Cmp(c)*way <= 0
	}
	e := 0
	for e < finest && within(e+1, 128) {
		e++
	}
	// Within 2^-e, not within 2^-(e+1): 128ths of 2^-e from 64 to 128.
	low, high := int64(64), int64(128)
	for high-low > 1 {
		if m := (low + high) / 2; within(e, m) {
			high = m
		} else {
			low = m
		}
	}
	return math.Ldexp(float64(high), -e-7)
}
