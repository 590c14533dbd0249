package main

import (
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// region is a part of a format's numbers, to take midpoints from.
type region struct {
	name string
	// lower returns the magnitude of the number below a midpoint.
	lower func(rng *rand.Rand, f dtype.Format) float64
}

// random returns a number of f in the binade [2^e, 2^(e+1)).
func random(rng *rand.Rand, f dtype.Format, e int) float64 {
	e = max(e, f.MinExp())
	steps := int64(1) << (f.Precision() - 1)
	return math.Ldexp(float64(steps+rng.Int64N(steps)), e-f.Precision()+1)
}

// regions returns where the answers of fn can lie: softmax below 1, the
// magnitude of a log-softmax and of a log-sum-exp wherever logits reach. For
// those two, boundaries are taken with both signs where both exist.
func regions(fn function.Function) []region {
	r := []region{
		{"half the smallest subnormal", func(*rand.Rand, dtype.Format) float64 { return 0 }},
		{"a subnormal", func(rng *rand.Rand, f dtype.Format) float64 {
			return math.Ldexp(float64(rng.Int64N(1<<(f.Precision()-1))), f.SpacingExp(f.MinExp()))
		}},
		{"below the smallest normal", func(_ *rand.Rand, f dtype.Format) float64 { return f.NextDown(f.MinNormal()) }},
		{"above the smallest normal", func(_ *rand.Rand, f dtype.Format) float64 { return f.MinNormal() }},
		{"a small normal", func(rng *rand.Rand, f dtype.Format) float64 {
			return random(rng, f, f.MinExp()/2-rng.IntN(-f.MinExp()/2))
		}},
		{"above a power of two", func(rng *rand.Rand, f dtype.Format) float64 {
			return math.Ldexp(1, -1-rng.IntN(3-f.MinExp()/8))
		}},
		{"below a power of two", func(rng *rand.Rand, f dtype.Format) float64 {
			return f.NextDown(math.Ldexp(1, -1-rng.IntN(3-f.MinExp()/8)))
		}},
		{"in [1/4, 1/2)", func(rng *rand.Rand, f dtype.Format) float64 { return random(rng, f, -2) }},
		{"in [1/2, 1)", func(rng *rand.Rand, f dtype.Format) float64 { return random(rng, f, -1) }},
		{"just below 1", func(rng *rand.Rand, f dtype.Format) float64 {
			return 1 - float64(1+rng.IntN(4))*f.UnitRoundoff()
		}},
	}
	if fn == function.Softmax {
		return r
	}
	return append(r,
		region{"above 1", func(_ *rand.Rand, f dtype.Format) float64 { return 1 }},
		region{"in [1, 32)", func(rng *rand.Rand, f dtype.Format) float64 { return random(rng, f, rng.IntN(5)) }},
		region{"above 32", func(rng *rand.Rand, f dtype.Format) float64 {
			return random(rng, f, 5+rng.IntN(min(5, f.MaxExp()-6)))
		}},
	)
}

// midpointAbove returns the midpoint of the number v of f and the next.
func midpointAbove(f dtype.Format, v float64) *big.Float {
	b := new(big.Float).SetPrec(64).SetFloat64(v)
	b.Add(b, new(big.Float).SetFloat64(f.NextUp(v)))
	return b.Quo(b, new(big.Float).SetInt64(2))
}
