package reference

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestLogSumExpCancels: K copies of −log K, rounded to a float64, leave what the
// rounding lost: answers of 1e-16 and less, against log K + m at 300 bits.
func TestLogSumExpCancels(t *testing.T) {
	ks := []int{2, 3, 4, 5, 7, 8, 10, 64, 100, 1000, 6625, 32000, 1 << 20}
	for k := 11; k < 2000; k += 29 {
		ks = append(ks, k)
	}
	for _, k := range ks {
		log := slowLog(new(big.Float).SetInt64(int64(k)), 400)
		near, _ := log.Float64()
		for _, m := range []float64{-near, -math.Nextafter(near, 0), -math.Nextafter(near, 20)} {
			x := make([]float64, k)
			for i := range x {
				x[i] = m
			}
			want := new(big.Float).SetPrec(400).Add(log, big.NewFloat(m))
			a := mustRow(t, x).Answer(function.LogSumExp)
			for _, f := range dtype.All() {
				if got := a.Round(0, f); got != f.RoundBig(want) {
					t.Errorf("%v: %d copies of %.17g: %g, want %.20g", f, k, m, got, want)
				}
			}
			checkEnclosed(t, fmt.Sprintf("%d copies of %.17g", k, m), a.At(0), want, 300)
		}
	}
}

// checkEnclosed reports an error unless the enclosures of n hold y, which is
// right to a relative 2^-bits, and are as narrow as asked.
func checkEnclosed(t *testing.T, what string, n Number, y *big.Float, bits int) {
	t.Helper()
	for p := 16; p < bits; p = p*3/2 + 1 {
		v := n.enclose(p)
		lo, hi := v.ends()
		if lo.Cmp(y) >= 0 || hi.Cmp(y) <= 0 {
			t.Errorf("%s: (%.40g, %.40g) at %d bits does not hold %.40g", what, lo, hi, p, y)
		}
		w := new(big.Float).SetPrec(64).Sub(hi, lo)
		if w.MantExp(nil) > y.MantExp(nil)-p+2 {
			t.Errorf("%s: (%.40g, %.40g) is wider than %d bits should be", what, lo, hi, p)
		}
	}
}

// TestLogSumExpCancelsBelowAnyFloat64: −2^-1074 and a term that nearly makes up
// for it: log(1+e^-744.44…) has the size of 2^-1074.
func TestLogSumExpCancelsBelowAnyFloat64(t *testing.T) {
	const m = -0x1p-1074
	for i := range 200 {
		b := -744.4 - float64(i)*0.001
		// m + log(1+t), t = e^(b−m), all in 1200 bits below 2^-1074.
		d := new(big.Float).SetPrec(1300).Sub(big.NewFloat(b), big.NewFloat(m))
		y := slowLog1p(slowExp(d, 1300), 1300)
		y.Add(y, big.NewFloat(m))
		a := mustRow(t, []float64{b, m}).Answer(function.LogSumExp)
		for _, f := range dtype.All() {
			if got, want := a.Round(0, f), f.RoundBig(y); got != want || math.Signbit(got) != math.Signbit(want) {
				t.Errorf("%v: log-sum-exp(%g, %g) = %g, want %g", f, b, m, got, want)
			}
		}
		checkEnclosed(t, fmt.Sprintf("log-sum-exp(%g, %g)", b, m), a.At(0), y, 200)
	}
}

// TestLogSumExpCancelsTwice: two logits, the second chosen so that the sum is
// next to 1, for first ones over the whole range.
func TestLogSumExpCancelsTwice(t *testing.T) {
	for i := 1; i < 400; i++ {
		m := -0.69 * float64(i) / 400
		rest := new(big.Float).SetPrec(400).SetInt64(1)
		rest.Sub(rest, slowExp(big.NewFloat(m), 400))
		b, _ := slowLog(rest, 300).Float64()
		sum := new(big.Float).SetPrec(400).Add(slowExp(big.NewFloat(m), 400), slowExp(big.NewFloat(b), 400))
		sum.Sub(sum, big.NewFloat(1))
		neg := sum.Sign() < 0
		// log(1+u), u of either sign: log1p(−u) = −log1p(u/(1−u)).
		if neg {
			sum.Neg(sum)
			sum.Quo(sum, new(big.Float).SetPrec(400).Sub(big.NewFloat(1), sum))
		}
		y := slowLog1p(sum, 300)
		if neg {
			y.Neg(y)
		}
		a := mustRow(t, []float64{b, m}).Answer(function.LogSumExp)
		for _, f := range dtype.All() {
			if got := a.Round(0, f); got != f.RoundBig(y) {
				t.Errorf("%v: log-sum-exp(%.17g, %.17g) = %g, want %g", f, b, m, got, y)
			}
		}
		checkEnclosed(t, fmt.Sprintf("log-sum-exp(%g, %g)", b, m), a.At(0), y, 200)
	}
}
