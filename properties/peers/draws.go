package peers

import (
	"hash/fnv"
	"io"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// source returns the random numbers of one suite: PCG-DXSM, the same on every
// architecture, seeded by the suite's name.
func source(suite string) *rand.Rand {
	h := fnv.New64a()
	io.WriteString(h, suite) // a hash never returns an error
	return rand.New(rand.NewPCG(1, h.Sum64()))
}

// A draw is a distribution.
type draw func(r *rand.Rand) float64

// uniform is the distribution on [lo, hi).
func uniform(lo, hi float64) draw {
	return func(r *rand.Rand) float64 { return lo + float64((hi-lo)*r.Float64()) }
}

// integers is the distribution on lo, lo+1, …, hi.
func integers(lo, hi int) draw {
	return func(r *rand.Rand) float64 { return float64(lo + r.IntN(hi-lo+1)) }
}

// normal is near to the standard normal distribution: the sum of twelve uniform
// numbers, less 6 (Irwin and Hall). It needs additions only, so it is the same on
// every architecture; it lacks the tails beyond ±4, which a tensor of a few
// thousand elements has hardly any of.
func normal(r *rand.Rand) float64 {
	sum := -6.0
	for range 12 {
		sum += r.Float64()
	}
	return sum
}

// tensor draws n rows of k numbers of f.
func tensor(f dtype.Format, r *rand.Rand, n, k int, d draw) [][]float64 {
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, k)
		for j := range rows[i] {
			rows[i][j] = f.Round(d(r))
		}
	}
	return rows
}

// labelled draws n rows of k numbers of f, each with the index of one of them and a
// smoothing.
func labelled(f dtype.Format, r *rand.Rand, n, k int, d draw, smoothing float64) []function.Input {
	inputs := make([]function.Input, n)
	for i, x := range tensor(f, r, n, k, d) {
		inputs[i] = function.Input{X: x, Target: r.IntN(k), Smoothing: smoothing}
	}
	return inputs
}

// rounded returns the rows as numbers of f.
func rounded(f dtype.Format, rows ...[]float64) [][]float64 {
	for _, x := range rows {
		for i, v := range x {
			x[i] = f.Round(v)
		}
	}
	return rows
}

// along returns the rows along another axis of a matrix: its columns.
func along(rows [][]float64) [][]float64 {
	columns := make([][]float64, len(rows[0]))
	for j := range columns {
		columns[j] = make([]float64, len(rows))
		for i := range rows {
			columns[j][i] = rows[i][j]
		}
	}
	return columns
}
