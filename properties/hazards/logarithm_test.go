package hazards

import (
	"math"
	"math/big"
	"testing"
)

// Digits from OEIS A002162 (ln 2), A002391 (ln 3) and A002392 (ln 10).
func TestLnAgainstKnownDigits(t *testing.T) {
	for _, c := range []struct {
		n    int
		want string
	}{
		{2, "0.69314718055994530941723212145817656807550013436025525412"},
		{3, "1.09861228866810969139524523692252570464749055782274945173"},
		{10, "2.30258509299404568401799145468436420760110148862877297603"},
	} {
		want, _, err := big.ParseFloat(c.want, 10, 200, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		if !near(lnInt(c.n), want, 150) {
			t.Errorf("ln %d = %.50g, want %s", c.n, lnInt(c.n), c.want)
		}
	}
	if lnInt(1).Sign() != 0 {
		t.Errorf("ln 1 = %v", lnInt(1))
	}
}

func TestLnInvertsExp(t *testing.T) {
	for _, x := range []float64{-745, -87.3, -1, -0x1p-20, -0x1p-53, 0x1p-53, 0x1p-30, 0.4, 0.41, 1, 88.7, 709} {
		if got := ln(bigExp(x)); !near(got, new(big.Float).SetFloat64(x), 150) {
			t.Errorf("ln(e^%g) = %.50g", x, got)
		}
	}
}

func TestLnAgainstFloat64(t *testing.T) {
	for _, x := range []float64{0x1p-1022, 1e-10, 0.5, 2.0 / 3, 0.6666, 0.99, 1.33, 1.34, 7, 128256, math.MaxFloat64} {
		got, _ := ln(new(big.Float).SetFloat64(x)).Float64()
		if want := math.Log(x); math.Abs(got-want) > 4e-16*math.Abs(want) {
			t.Errorf("ln %g = %.17g, math.Log gives %.17g", x, got, want)
		}
	}
}

// near reports whether a is within 2^-bits of b, relative to b.
func near(a, b *big.Float, bits int) bool {
	d := new(big.Float).SetPrec(400)
	d.Sub(d.Set(a), b)
	return d.Sign() == 0 || d.MantExp(nil) <= b.MantExp(nil)-bits
}
