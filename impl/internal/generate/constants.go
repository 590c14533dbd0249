package main

import (
	"math"
	"math/big"
	"strconv"

	"github.com/ALTree/bigfloat"
)

// precision is the precision in bits in which constants are computed before
// they are rounded.
const precision = 256

func exact(x float64) *big.Float {
	return new(big.Float).SetPrec(precision).SetFloat64(x)
}

// ln2 returns the natural logarithm of 2.
func ln2() *big.Float { return bigfloat.Log(exact(2)) }

// exponential returns e^x, for the small x that occur here.
func exponential(x *big.Float) *big.Float {
	return bigfloat.Exp(new(big.Float).SetPrec(precision).Set(x))
}

// root returns 2^(j/n).
func root(j, n int) *big.Float {
	x := ln2()
	x.Mul(x, exact(float64(j)))
	return exponential(x.Quo(x, exact(float64(n))))
}

// split writes x as a sum: each part but the last is what is left, rounded to
// the given number of bits; the last is rounded to lastBits.
func split(x *big.Float, lastBits uint, bits ...uint) []*big.Float {
	rest := new(big.Float).SetPrec(precision).Set(x)
	var parts []*big.Float
	for _, b := range append(bits, lastBits) {
		part := new(big.Float).SetPrec(b).Set(rest)
		parts = append(parts, part)
		rest.Sub(rest, part)
	}
	return parts
}

// round32 and round64 round to float32 and float64, to nearest even.
func round32(x *big.Float) float64 { f, _ := x.Float32(); return float64(f) }
func round64(x *big.Float) float64 { f, _ := x.Float64(); return f }

// hex formats a constant so that no digit is lost.
func hex(x float64) string { return strconv.FormatFloat(x, 'x', -1, 64) }

// power formats an error bound as a power of two.
func power(x float64) string {
	return "2^" + strconv.FormatFloat(math.Log2(x), 'f', 1, 64)
}
