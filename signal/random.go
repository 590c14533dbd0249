package signal

import (
	"hash/fnv"
	"math/rand/v2"
)

// source draws numbers. Its own methods, and those of rand.Rand that compute with
// integers, give the same numbers on every architecture; NormFloat64 and ExpFloat64 do
// not.
type source struct{ *rand.Rand }

// random returns the numbers that an experiment draws for one purpose: a stream for
// each name, so that a draw more in one place changes nothing elsewhere.
func random(seed uint64, name string) source {
	h := fnv.New64a()
	h.Write([]byte(name))
	return source{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// between returns a number between two, all about equally likely.
func (s source) between(low, high float64) float64 { return low + float64((high-low)*s.Float64()) }

// normal returns a number with mean 0 and variance 1, a multiple of 2^-32 in
// (−6, 6): twelve uniform numbers less their mean, all exact. Its distribution is near
// enough to the normal one wherever only the scale matters, and needs no logarithm.
func (s source) normal() float64 {
	var sum int64
	for range 12 {
		sum += int64(s.Uint32())
	}
	return float64(sum-6<<32) / (1 << 32)
}
