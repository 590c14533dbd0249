package elementary

import (
	"math"
	"math/big"
	"testing"

	"github.com/ALTree/bigfloat"
)

// The exact side of the tests: fixed-point integers of fracBits bits behind
// the point and Taylor's series, nothing that the package itself uses.
const fracBits = 192

// A float is mant·2^(exp − fracBits), with mant to within 2^16.
type float struct {
	mant *big.Int
	exp  int
}

var (
	one = new(big.Int).Lsh(big.NewInt(1), fracBits)
	ln2 = fixedLn2()
)

// fixedLn2 returns ln 2 = Σ 1/(n·2^n).
func fixedLn2() *big.Int {
	sum, term := new(big.Int), new(big.Int)
	for n := int64(1); n <= fracBits; n++ {
		sum.Add(sum, term.Quo(new(big.Int).Rsh(one, uint(n)), big.NewInt(n)))
	}
	return sum
}

// fixed returns x with what is below 2^-fracBits cut off.
func fixed(x float64) *big.Int {
	frac, exp := math.Frexp(x)
	mant := big.NewInt(int64(math.Ldexp(frac, 53)))
	if shift := exp - 53 + fracBits; shift >= 0 {
		return mant.Lsh(mant, uint(shift))
	} else {
		return mant.Rsh(mant, uint(-shift))
	}
}

// expFixed returns e^x for the fixed-point x.
func expFixed(x *big.Int) float {
	k, r := new(big.Int).DivMod(x, ln2, new(big.Int))
	// e^r = (e^(r/256))^256, so that some 18 terms are enough.
	r.Rsh(r, 8)
	sum, term := new(big.Int).Set(one), new(big.Int).Set(one)
	for n := int64(1); term.Sign() != 0; n++ {
		term.Rsh(term.Mul(term, r), fracBits)
		term.Quo(term, big.NewInt(n))
		sum.Add(sum, term)
	}
	for range 8 {
		sum.Rsh(sum.Mul(sum, sum), fracBits)
	}
	return float{sum, int(k.Int64())}
}

func exactExp(x float64) float { return expFixed(fixed(x)) }

func exactExp2(x float64) float {
	r := fixed(x)
	k := new(big.Int).Rsh(r, fracBits)
	r.Sub(r, new(big.Int).Lsh(k, fracBits))
	e := expFixed(r.Rsh(r.Mul(r, ln2), fracBits))
	return float{e.mant, e.exp + int(k.Int64())}
}

// ulps returns |got − y| in units of float64's spacing at y.
func (y float) ulps(got float64) float64 {
	if math.IsInf(got, 0) || math.IsNaN(got) {
		return math.Inf(1)
	}
	// The exponent of y is its bit length; from it, the spacing 2^q.
	q := max(y.mant.BitLen()-1+y.exp-fracBits, -1022) - 52
	frac, exp := math.Frexp(got)
	g := big.NewInt(int64(math.Ldexp(frac, 53)))
	exp -= 53 // got = g·2^exp, and exp ≥ q − 2 unless got is 0 or far off
	low := y.exp - fracBits
	d := new(big.Int)
	if exp < low {
		d.Sub(g, d.Lsh(y.mant, uint(low-exp)))
		low = exp
	} else {
		d.Sub(g.Lsh(g, uint(exp-low)), y.mant)
	}
	e, _ := new(big.Float).SetMantExp(new(big.Float).SetInt(d), low-q).Float64()
	return math.Abs(e)
}

// logULPs returns the error of got as log(one + x) in ulps: log(one + x) − got
// is log(1 + δ), where 1 + δ = (one + x)·e^−got.
func logULPs(got, x, one float64) float64 {
	if math.IsInf(got, 0) || math.IsNaN(got) {
		return math.Inf(1)
	}
	e := exactExp(-got)
	y := new(big.Float).SetPrec(4 * fracBits).SetInt(e.mant)
	y.SetMantExp(y, e.exp-fracBits)
	arg := new(big.Float).SetPrec(2200).SetFloat64(x)
	arg.Add(arg, big.NewFloat(one))
	delta, _ := y.Sub(y.Mul(y, arg), big.NewFloat(1)).Float64()
	// The exact logarithm's binade is got's, give or take its last bit; at the
	// boundary the smaller spacing makes the test stricter.
	_, exp := math.Frexp(math.Nextafter(got, 0))
	return math.Abs(delta-delta*delta/2) / math.Ldexp(1, max(exp-1, -1022)-52)
}

// TestExactSide holds the fixed-point exponential against another one.
func TestExactSide(t *testing.T) {
	for i := range 200 {
		x := math.Ldexp(float64(2*i-199), -9) // bigfloat is sound for small arguments
		want := bigfloat.Exp(new(big.Float).SetPrec(256).SetFloat64(x))
		e := exactExp(x)
		got := new(big.Float).SetPrec(400).SetInt(e.mant)
		got.SetMantExp(got, e.exp-fracBits)
		diff := got.Sub(got, want)
		if diff.Sign() != 0 && diff.MantExp(nil) > -170 {
			t.Errorf("e^%v: the two differ by %.3g", x, diff)
		}
	}
}
