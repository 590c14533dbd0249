package reference

import (
	"math/big"
	"testing"
)

// Two evaluations that share nothing with the enclosures but package math/big:
// the tests hold everything else against them.

// slowExp returns e^d to prec bits, give or take the last 64: the Taylor series
// at d·2^-n, |d|·2^-n < 2^-16, and n squarings, each of which doubles the error.
func slowExp(d *big.Float, prec uint) *big.Float {
	prec += 128
	n := 0
	if d.Sign() != 0 {
		n = max(0, d.MantExp(nil)+16)
	}
	x := new(big.Float).SetPrec(prec).Set(d)
	x.SetMantExp(x, -n)
	sum := new(big.Float).SetPrec(prec).SetInt64(1)
	term := new(big.Float).SetPrec(prec).SetInt64(1)
	for i := int64(1); term.Sign() != 0 && term.MantExp(nil) > -int(prec); i++ {
		term.Mul(term, x)
		term.Quo(term, new(big.Float).SetInt64(i))
		sum.Add(sum, term)
	}
	for range n {
		sum.Mul(sum, sum)
	}
	return sum
}

// slowLog returns log x for x > 0 to an absolute 2^-prec: e·log 2 + log f with
// x = f·2^e, 1/2 ≤ f < 1, both logarithms as 2 atanh((f−1)/(f+1)).
func slowLog(x *big.Float, prec uint) *big.Float {
	prec += 64
	f := new(big.Float).SetPrec(max(prec, x.Prec()))
	e := x.MantExp(f)
	f.SetPrec(prec)
	l := slowAtanhRatio(f, prec)
	ln2 := slowAtanhRatio(new(big.Float).SetPrec(prec).SetFloat64(0.5), prec)
	return l.Sub(l, ln2.Mul(ln2, new(big.Float).SetInt64(int64(e))))
}

// slowAtanhRatio returns log f = 2 atanh((f−1)/(f+1)) for 1/2 ≤ f ≤ 2.
func slowAtanhRatio(f *big.Float, prec uint) *big.Float {
	one := new(big.Float).SetPrec(prec).SetInt64(1)
	t := new(big.Float).SetPrec(prec).Sub(f, one)
	t.Quo(t, new(big.Float).SetPrec(prec).Add(f, one))
	t2 := new(big.Float).SetPrec(prec).Mul(t, t)
	sum := new(big.Float).SetPrec(prec)
	for i := int64(1); t.Sign() != 0 && t.MantExp(nil) > -int(prec); i += 2 {
		term := new(big.Float).SetPrec(prec).Quo(t, new(big.Float).SetInt64(i))
		sum.Add(sum, term)
		t.Mul(t, t2)
	}
	return sum.Add(sum, sum)
}

// slowLog1p returns log(1+t) for 0 < t < 2^-10 to a relative 2^-prec.
func slowLog1p(t *big.Float, prec uint) *big.Float {
	prec += 64
	sum := new(big.Float).SetPrec(prec)
	power := new(big.Float).SetPrec(prec).Set(t)
	limit := t.MantExp(nil) - int(prec)
	for i := int64(1); power.MantExp(nil) > limit; i++ {
		term := new(big.Float).SetPrec(prec).Quo(power, new(big.Float).SetInt64(i))
		if i%2 == 0 {
			term.Neg(term)
		}
		sum.Add(sum, term)
		power.Mul(power, t)
	}
	return sum
}

// TestSlow holds the two against the digits of e, 1/e^100 and log 10, from
// mpmath 1.3: mp.dps = 60; print(mp.e, mp.exp(-100), mp.log(10)).
func TestSlow(t *testing.T) {
	for _, c := range []struct {
		got  *big.Float
		want string
	}{
		{slowExp(big.NewFloat(1), 200), "2.71828182845904523536028747135266249775724709369995957496697"},
		{slowExp(big.NewFloat(-100), 200), "3.72007597602083596295969580386311833735889229237678196712061e-44"},
		{slowLog(big.NewFloat(10), 200), "2.30258509299404568401799145468436420760110148862877297603333"},
	} {
		if got := c.got.Text('g', 50); got != parseFloat(t, c.want).Text('g', 50) {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	x := new(big.Float).SetPrec(300).SetInt64(1)
	x.Add(x, big.NewFloat(0x1p-20))
	d := new(big.Float).Sub(slowLog(x, 300), slowLog1p(big.NewFloat(0x1p-20), 300))
	if d.Sign() != 0 && d.MantExp(nil) > -290 {
		t.Errorf("log and log1p differ by %g", d)
	}
}

// parseFloat reads a decimal at 400 bits.
func parseFloat(t testing.TB, s string) *big.Float {
	t.Helper()
	x, _, err := big.ParseFloat(s, 10, 400, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// float returns a as a big.Float, exactly.
func (a dyadic) float() *big.Float { return scaled(a.m, a.e) }
