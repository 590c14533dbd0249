package main

import (
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// differences returns pairs (0, d) whose answers miss a midpoint. In a
// neighbourhood of d the answer moves by nearly the same for each ulp of d, and the
// midpoints by a spacing: how many of either to go is a problem of continued
// fractions, here a lattice of two dimensions.
func differences() ([]hardrows.Row, error) {
	rng := rand.New(rand.NewPCG(3, 6))
	var rows []hardrows.Row
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32} {
		for _, fn := range function.OfLogits() {
			for _, e := range []int{-6, -1, 1, 2, 3, 4} { // the exponent of d
				row, err := bestDifference(rng, fn, f, e)
				if err != nil {
					return nil, err
				}
				rows = append(rows, row)
			}
		}
	}
	return rows, nil
}

// bestDifference tries some thousand neighbourhoods of random d of either sign.
func bestDifference(rng *rand.Rand, fn function.Function, f dtype.Format, e int) (best hardrows.Row, err error) {
	best = hardrows.Row{Function: fn, Dtype: f, Boundary: hardrows.Midpoint,
		How: "a single difference, by continued fractions"}
	const neighbourhoods = 4000
	for range neighbourhoods {
		d := random(rng, f, e)
		if rng.IntN(2) == 0 {
			d = -d
		}
		x := []float64{0, d}
		y, err := evaluate(fn, x, 128)
		if err != nil {
			return best, err
		}
		x[1] = d + float64(float64(stepsToMidpoint(f, y.y, slope(fn, d), d))*f.Spacing(d))
		if x[1] != f.Round(x[1]) {
			continue // beyond a power of two
		}
		if y, err = evaluate(fn, x, 128); err != nil {
			return best, err
		}
		b := boundary(f, hardrows.Midpoint, y.y)
		miss := new(big.Float).Sub(y.y, b)
		if m := miss.Quo(miss, b).MantExp(nil); best.X == nil || m < best.Miss {
			best.X, best.Miss = x, m
		}
	}
	return best, nil
}

// slope returns the derivative by d of the answer for (0, d), to a few ulps.
func slope(fn function.Function, d float64) float64 {
	p := 1 / (1 + math.Exp(d)) // the softmax of 0
	q := 1 / (1 + math.Exp(-d))
	switch fn {
	case function.Softmax:
		return float64(-p * q)
	case function.LogSoftmax:
		return -q
	default:
		return q
	}
}

// stepsToMidpoint returns how many ulps of d to go so that the answer y, where it
// moves by slope for each unit of d, is next to a midpoint. In so many steps the
// second order, (steps·ulp)²/8 or less, stays below the miss.
func stepsToMidpoint(f dtype.Format, y *big.Float, slope, d float64) int64 {
	const scale = 60
	v, _ := y.Float64()
	spacing := f.Spacing(v)
	unit := new(big.Float).SetPrec(200).SetFloat64(spacing)
	unit.SetMantExp(unit, -scale)
	units := func(t *big.Float) *big.Int {
		n, _ := new(big.Float).SetPrec(200).Quo(t, unit).Int(nil)
		return n
	}
	move := new(big.Float).SetPrec(200).SetFloat64(slope)
	move.Mul(move, big.NewFloat(f.Spacing(d)))
	aim := new(big.Float).SetPrec(200).Sub(boundary(f, hardrows.Midpoint, y), y)
	k, ok := nearSum([]*big.Int{units(move), units(big.NewFloat(spacing))}, units(aim), f.Precision()/3)
	if !ok {
		return 0
	}
	return k[0]
}
