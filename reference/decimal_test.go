package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/softulp/softulp/function"
)

// TestDecimal: digits from mpmath 1.3 (mp.dps = 1300; nstr of the formulas of
// function.Function with the float64s as inputs, shifted by the maximum).
func TestDecimal(t *testing.T) {
	mixed := []float64{0.1, -2.5, 3.75, 1e-5}
	tests := []struct {
		x      []float64
		fn     function.Function
		i      int
		digits int
		want   string
	}{
		{mixed, function.Softmax, 0, 30, "0.0247195651275688080896247022986"},
		{mixed, function.Softmax, 1, 30, "0.00183601055392680212410956204723"},
		{mixed, function.Softmax, 2, 10, "0.9510770132"},
		{mixed, function.Softmax, 3, 1, "0.02"},
		{mixed, function.LogSoftmax, 0, 30, "-3.70016023847421494093515849273"},
		{mixed, function.LogSoftmax, 2, 30, "-0.0501602384742149464862736158573"},
		{mixed, function.LogSoftmax, 3, 30, "-3.80015023847421494648545558532"},
		{mixed, function.LogSumExp, 0, 30, "3.80016023847421494648627361586"},
		{mixed, function.LogSumExp, 0, 3, "3.8"},
		{[]float64{-1.0986122886681098, -1.0986122886681098, -1.0986122886681098}, function.LogSumExp, 0, 30,
			"-9.0712972350015300422166397992e-17"},

		// Exact answers.
		{[]float64{1, 1, 1}, function.Softmax, 0, 12, "0.333333333333"},
		{[]float64{1, 1, 1, 1}, function.Softmax, 0, 30, "0.25"},
		{[]float64{1, 1, 1, 1}, function.Softmax, 0, 1, "0.2"}, // a tie, to even
		{slices.Repeat([]float64{2}, 40), function.Softmax, 0, 1, "0.02"},
		{slices.Repeat([]float64{2}, 40), function.Softmax, 0, 2, "0.025"},
		{slices.Repeat([]float64{2}, 80), function.Softmax, 0, 2, "0.012"}, // 0.0125
		{slices.Repeat([]float64{2}, 160), function.Softmax, 0, 2, "0.0062"},
		{slices.Repeat([]float64{2}, 1000), function.Softmax, 7, 30, "0.001"},
		{[]float64{1, nInf}, function.Softmax, 0, 30, "1"},
		{[]float64{1, nInf}, function.Softmax, 1, 30, "0"},
		{[]float64{1, nInf}, function.LogSoftmax, 0, 30, "0"},
		{[]float64{0.1}, function.LogSumExp, 0, 60, "0.1000000000000000055511151231257827021181583404541015625"},
		{[]float64{-2.5}, function.LogSumExp, 0, 1, "-2"},
		{[]float64{0x1p-1074}, function.LogSumExp, 0, 5, "4.9407e-324"},
		{[]float64{math.MaxFloat64}, function.LogSumExp, 0, 17, "1.7976931348623157e+308"},

		// Next to a decimal midpoint, and to a number with few digits.
		{[]float64{2.5, -1e9}, function.LogSumExp, 0, 1, "3"},
		{[]float64{-2.5, -1e9}, function.LogSumExp, 0, 1, "-2"},
		{[]float64{-3.5, -1e300}, function.LogSumExp, 0, 1, "-3"},
		{[]float64{0, -100.5}, function.LogSoftmax, 1, 3, "-101"},
		{[]float64{0, -100.5}, function.LogSoftmax, 1, 4, "-100.5"},
		{[]float64{2, -1e300}, function.LogSumExp, 0, 30, "2"},
		{[]float64{0, -1e300}, function.Softmax, 0, 30, "1"},
		{[]float64{3, 3, -1e300}, function.Softmax, 0, 1, "0.5"},
		{slices.Concat(slices.Repeat([]float64{2}, 8), []float64{-1e300}), function.Softmax, 0, 2, "0.12"}, // below 0.125
		{slices.Concat(slices.Repeat([]float64{2}, 16), []float64{-1e300}), function.Softmax, 0, 3, "0.0625"},
		{slices.Concat(slices.Repeat([]float64{2}, 16), []float64{-1e300}), function.Softmax, 0, 2, "0.062"},

		// Tiny answers.
		{[]float64{0, -5000}, function.Softmax, 1, 30, "3.36969414830891751445003232381e-2172"},
		{[]float64{0, -5000}, function.LogSumExp, 0, 30, "3.36969414830891751445003232381e-2172"},
		{[]float64{0, -5000}, function.LogSoftmax, 0, 30, "-3.36969414830891751445003232381e-2172"},
		{[]float64{0, -5677}, function.Softmax, 1, 30, "3.23762269156687758559171303913e-2466"},
		{[]float64{0, -5678.25}, function.Softmax, 1, 30, "9.2759443155731017088996430008e-2467"},
		{[]float64{0, -5678.3}, function.Softmax, 1, 30, "8.82355117300166604020091453974e-2467"},
		{[]float64{0, -5678.3}, function.LogSumExp, 0, 30, "8.82355117300166604020091453974e-2467"},
		{[]float64{0, -1e9}, function.Softmax, 1, 30, "1.24953427192101328092437849901e-434294482"},
		{[]float64{3, 3 - 1e9}, function.LogSoftmax, 0, 30, "-1.24953427192101328092437849901e-434294482"},
		{[]float64{0, -1e6, -1e6, nInf, -1e6}, function.LogSumExp, 0, 30, "9.89049443426567573690672390732e-434295"},
		{[]float64{-1e7 - 1, -1e7, 0, -2e7}, function.LogSumExp, 0, 30, "2.07498663614816739409788922105e-4342945"},
		{[]float64{-1e7 - 1, -1e7, 0, -2e7}, function.LogSoftmax, 2, 30, "-2.07498663614816739409788922105e-4342945"},
		{[]float64{0, -11510.625884386254}, function.Softmax, 1, 8, "9.9700000e-5000"},
		{[]float64{0, -11510.625884386254}, function.Softmax, 1, 3, "9.97e-5000"},
		{[]float64{0, -11510.625884386254}, function.Softmax, 1, 2, "1.0e-4999"},
		{[]float64{0, -11510.625884386254}, function.Softmax, 1, 1, "1e-4999"},
		{[]float64{0, -1e300}, function.Softmax, 1, 30, "10^(-4.34294481903251850453656571405e+299)"},
		{[]float64{0, -1e300, -1e300}, function.LogSumExp, 0, 30, "10^(-4.34294481903251850453656571405e+299)"},
		{[]float64{0, -1e300}, function.LogSoftmax, 0, 3, "-10^(-4.34e+299)"},
		{[]float64{math.MaxFloat64, -math.MaxFloat64}, function.Softmax, 1, 30, "10^(-1.56145641725212403309474678356e+308)"},

		// No numbers, and digits that are none.
		{[]float64{nan, 1}, function.Softmax, 0, 30, "NaN"},
		{[]float64{inf, 1}, function.LogSumExp, 0, 30, "+Inf"},
		{[]float64{nInf, 1}, function.LogSoftmax, 0, 30, "-Inf"},
		{[]float64{1, 2, 3}, function.Softmax, 2, 0, "0.7"},
		{[]float64{1, 2, 3}, function.Softmax, 2, -1000, "0.7"},
		{[]float64{5, 5, 5}, function.LogSoftmax, 0, -7, "-1"},
		{[]float64{0, -1e9}, function.Softmax, 1, -1, "1e-434294482"},
	}
	for _, c := range tests {
		if got := mustRow(t, c.x).Answer(c.fn).Decimal(c.i, c.digits); got != c.want {
			t.Errorf("%s(%.4g)[%d] to %d digits = %s, want %s", c.fn, c.x[:min(len(c.x), 4)], c.i, c.digits, got, c.want)
		}
	}
}

// TestDecimalNearest: what is printed is within half a unit of its last digit.
func TestDecimalNearest(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 1))
	rows := 3000
	if testing.Short() {
		rows = 300
	}
	checked := 0
	for range rows {
		x := randomRow(rng, 1+rng.IntN(4))
		a := mustRow(t, x).Answer(function.OfLogits()[rng.IntN(3)])
		i, digits := rng.IntN(a.Len()), 1+rng.IntN(40)
		n := a.At(i)
		if !n.IsFinite() {
			continue
		}
		s := a.Decimal(i, digits)
		if strings.Contains(s, "10^") {
			continue // TestDecimal
		}
		mantissa, exponent, _ := strings.Cut(strings.TrimLeft(s, "-0."), "e")
		if len(strings.ReplaceAll(mantissa, ".", "")) > digits {
			t.Errorf("%s of %g to %d digits: %s", a.fn, x, digits, s)
		}
		if len(exponent) > 5 {
			continue // a rational of such a size takes long
		}
		v, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%s of %g: %q is no number", a.fn, x, s)
		}
		if v.Sign() == 0 {
			if n.exact == nil || n.exact.Sign() != 0 {
				t.Errorf("%s of %g: %s", a.fn, x, s)
			}
			continue
		}
		e := new(big.Float).SetPrec(400).SetRat(v).Text('e', digits-1)
		exp, err := strconv.Atoi(e[strings.IndexByte(e, 'e')+1:])
		if err != nil {
			t.Fatal(err)
		}
		// Half a unit of the last digit: 10^(exp−digits+1) / 2.
		half := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(exp-digits+1, digits-1-exp))), nil))
		if exp-digits+1 < 0 {
			half.Inv(half)
		}
		half.Quo(half, big.NewRat(2, 1))
		if n.Cmp(new(big.Rat).Sub(v, half)) < 0 || n.Cmp(new(big.Rat).Add(v, half)) > 0 {
			t.Errorf("%s of %g to %d digits: %s is not the nearest", a.fn, x, digits, s)
		}
		checked++
	}
	if checked < rows/2 {
		t.Errorf("only %d of %d rows were checked", checked, rows)
	}
}

// TestDecimalDeepCancellation: a log-sum-exp below 2^-8192 that is no log(1+τ),
// because m and log S cancel.
func TestDecimalDeepCancellation(t *testing.T) {
	if testing.Short() {
		t.Skip("220 logits with thousands of bits each take seconds")
	}
	x, _ := fillGap(big.NewFloat(1), 0, 220)
	a := mustRow(t, x).Answer(function.LogSumExp)
	v := a.At(0).enclose(100)
	lo, hi := v.ends()
	if !below(lo, -1<<13) || !below(hi, -1<<13) {
		t.Fatalf("the answer is %.3g", lo)
	}
	if got, want := a.Decimal(0, 12), lo.Text('g', 12); got != want || want != hi.Text('g', 12) {
		t.Errorf("got %s, want %s", got, want)
	}
}
