package reference

import (
	"math"
	"math/big"
	"sync"

	"github.com/ALTree/bigfloat"
)

// plainExp returns e^d for d ≤ 0, with a relative error of 2^-plainPrec up to a
// few bits, or 0 for d < plainDropped.
//
// bigfloat.Exp (v0.2.0) must not see d itself. Where e^d is subnormal as a
// float64, −745.2 < d < −708.4, its Newton iteration starts from a seed of few
// bits and ends with as few as 18 right; for |d| ≥ 1e6 it does not return in
// seconds. So d = k·ln 2 + r with |r| < 1, and e^d = e^r·2^k.
func plainExp(d *big.Float) *big.Float {
	if d.Cmp(big.NewFloat(plainDropped)) < 0 {
		return new(big.Float)
	}
	// Any k within 1/2 of d/ln 2 will do, give or take: |r| stays below 1.
	df, _ := d.Float64()
	k := math.Round(df / math.Ln2)
	r := new(big.Float).SetPrec(plainExact).Mul(big.NewFloat(k), plainLn2())
	r.Sub(d, r).SetPrec(plainPrec)
	e := bigfloat.Exp(r)
	return e.SetMantExp(e, int(k))
}

// plainLn2 returns ln 2, which is not to be written to. The product with a k
// of 21 bits is right to 2^-plainPrec with 2·plainGuard − 21 bits to spare.
var plainLn2 = sync.OnceValue(func() *big.Float {
	return bigfloat.Log(new(big.Float).SetPrec(plainPrec + 2*plainGuard).SetInt64(2))
})
