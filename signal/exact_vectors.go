package signal

import (
	"math"
	"math/big"
)

// exactly returns x as a number from which sums and products of float64s lose
// nothing: products are multiples of 2^-2148 below 2^2048.
func exactly(x float64) *big.Float { return new(big.Float).SetPrec(4300).SetFloat64(x) }

// exactDot returns Σ x_i·y_i, exactly. All are finite.
func exactDot(x, y []float64) *big.Float {
	sum, product := exactly(0), exactly(0)
	for i, v := range x {
		if v != 0 && y[i] != 0 {
			sum.Add(sum, product.Mul(exactly(v), exactly(y[i])))
		}
	}
	return sum
}

// exceeds compares ‖c‖, where square is ‖c‖², with a bound, exactly: by which part of
// it the norm exceeds the bound, or 0 if it does not.
func exceeds(square *big.Float, bound float64) (part float64, over bool) {
	limit := exactly(0).Mul(exactly(bound), exactly(bound))
	if square.Cmp(limit) <= 0 {
		return 0, false
	}
	ratio := new(big.Float).SetPrec(200).Quo(square, limit)
	part, _ = ratio.Sub(ratio.Sqrt(ratio), big.NewFloat(1)).Float64()
	return part, true
}

// angle returns the angle between two vectors in (0, π/2), or its sine, which is
// the same as far as it is small, from their exact products xx = x·x, yy = y·y, xy = x·y:
//
//	sin² = (xx·yy − xy²)/(xx·yy)
func angle(xx, yy, xy *big.Float) float64 {
	wide := func() *big.Float { return new(big.Float).SetPrec(8600) }
	all := wide().Mul(xx, yy)
	rest := wide().Sub(all, wide().Mul(xy, xy))
	sine, _ := new(big.Float).SetPrec(200).Quo(rest, all).Float64()
	return math.Sqrt(sine)
}
