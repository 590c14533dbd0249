package reference

import (
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
)

// Errors in ulps: |got − y| / spacing(y), where spacing(y) is the distance
// between neighbouring numbers of the dtype in the binade of the exact answer
// y, with the subnormal spacing as its floor. A correctly rounded answer has
// an error of at most 0.5.

// Error returns an interval [lo, hi] that holds the error of got as output i,
// in ulps of f. Its width is below 2^-40 ulp plus a relative 2^-40. A NaN or
// an infinity where a number is due, or the other way round, is an infinite
// error; errors beyond the float64 range are reported as the largest float64.
func (a *Answer) Error(i int, f dtype.Format, got float64) (lo, hi float64) {
	g := a.index(i)
	if g < 0 {
		return a.At(i).specialError(f, got)
	}
	p := a.pair(g)
	e := p.binade(f)
	if !isFinite(got) || e >= f.MaxExp() || e >= f.MinExp() && p.nextToPowerOfTwo() {
		return a.At(i).slowError(f, got)
	}
	s := f.SpacingExp(e)
	d := math.Ldexp(got, -s)
	d -= math.Ldexp(p.hi, p.exp-s)
	d -= math.Ldexp(p.lo, p.exp-s)
	d = min(math.Abs(d), math.MaxFloat64)
	// Where got and hi differ, their difference is exact or has a relative
	// error of 2^-53 beside a lo of at most half as much; where they agree the
	// error of lo is 2^-100·|y| ≤ 2^-46 ulp.
	w := 0x1p-45 + float64(0x1p-48*d)
	if d == 0 {
		switch p.kind {
		case exactPair, exactZero:
			w = 0
		case nearZero: // not 0, but below anything
			w = math.SmallestNonzeroFloat64
		}
	}
	return max(0, d-w), min(d+w, math.MaxFloat64)
}

// specialError measures against an answer that is NaN, infinite or, for a
// single element of a special row, finite.
func (n Number) specialError(f dtype.Format, got float64) (lo, hi float64) {
	if n.orNaN && got != got {
		return 0, 0
	}
	if n.IsFinite() {
		return n.slowError(f, got)
	}
	want := f.Round(n.special)
	if got == want || got != got && want != want {
		return 0, 0
	}
	return math.Inf(1), math.Inf(1)
}

// slowError measures against a finite number by its enclosures.
func (n Number) slowError(f dtype.Format, got float64) (lo, hi float64) {
	want := n.Round(f)
	switch {
	case isFinite(want) != isFinite(got):
		return math.Inf(1), math.Inf(1)
	case !isFinite(want):
		if got == want || got != got && want != want {
			return 0, 0
		}
		return math.Inf(1), math.Inf(1)
	}
	s := n.spacingExp(f, want)
	if n.exact != nil {
		d := new(big.Rat).Sub(fromFloat(got).rat(), n.exact)
		d.Quo(d.Abs(d), dyadic{one, s}.rat())
		v, exact := d.Float64()
		if exact {
			return v, v
		}
		return math.Nextafter(v, 0), min(math.Nextafter(v, math.Inf(1)), math.MaxFloat64)
	}
	v := n.enclose(4 * basePrecision)
	a, b := v.ends()
	dist := func(end *big.Float) float64 {
		d := new(big.Float).SetPrec(2400).Sub(big.NewFloat(got), end)
		d.SetMantExp(d.Abs(d), -s)
		x, _ := d.Float64()
		return min(x, math.MaxFloat64)
	}
	x, y := dist(a), dist(b)
	lo, hi = min(x, y), max(x, y)
	if at := big.NewFloat(got); a.Cmp(at) < 0 && at.Cmp(b) < 0 {
		lo = 0
	}
	return max(0, math.Nextafter(lo, 0)), math.Nextafter(hi, math.MaxFloat64)
}

// spacingExp returns the exponent of spacing(y), given y rounded to f.
func (n Number) spacingExp(f dtype.Format, rounded float64) int {
	if math.Abs(rounded) <= f.MinNormal() {
		return f.SpacingExp(f.MinExp())
	}
	e := math.Ilogb(rounded)
	if math.Abs(rounded) == math.Ldexp(1, e) { // y may lie in the binade below
		below := n.Cmp(fromFloat(rounded).rat()) < 0
		if rounded < 0 {
			below = n.Cmp(fromFloat(rounded).rat()) > 0
		}
		if below {
			e--
		}
	}
	return f.SpacingExp(e)
}

// Within reports whether the error of got as output i is at most allowed ulps
// of f. It is always decided: an answer that is no rational is never exactly
// allowed ulps away. An allowance of +Inf admits every error, NaN none.
func (a *Answer) Within(i int, f dtype.Format, got, allowed float64) bool {
	if math.IsInf(allowed, 1) || allowed != allowed {
		return allowed == allowed
	}
	lo, hi := a.Error(i, f, got)
	if hi <= allowed && hi < math.MaxFloat64 { // MaxFloat64 may stand for more
		return true
	}
	if lo > allowed {
		return false
	}
	n := a.At(i) // finite, and so is got: the other errors are decided
	s := n.spacingExp(f, n.Round(f))
	reach := fromFloat(allowed).rat()
	reach.Mul(reach, dyadic{one, s}.rat())
	at := fromFloat(got).rat()
	return n.Cmp(new(big.Rat).Sub(at, reach)) >= 0 && n.Cmp(at.Add(at, reach)) <= 0
}
