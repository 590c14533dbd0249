package reference

import (
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// fillGap returns n logits whose exponentials add up to gap as nearly as n
// float64s can, from below, where a logit v counts e^(v−c): each is the largest,
// but for a few ulps, that still fits, and brings the sum some 45 bits nearer.
// The second result is a logit that counts e times what is left.
func fillGap(gap *big.Float, c float64, n int) (x []float64, over float64) {
	prec := uint(48*n + 200)
	left := new(big.Float).SetPrec(prec).Set(gap)
	shift := big.NewFloat(c)
	next := func() float64 {
		m := new(big.Float)
		e := left.MantExp(m)
		f, _ := m.Float64()
		return c + math.Log(f) + float64(float64(e)*math.Ln2)
	}
	for i := range n {
		v := next()
		w := max(math.Abs(v), math.Abs(c), math.Abs(v-c)) // of which v may be a remainder
		v -= 4 * (math.Nextafter(w, math.Inf(1)) - w)
		if i == 0 {
			v -= 0.5
		}
		d := new(big.Float).SetPrec(200).Sub(big.NewFloat(v), shift)
		// As many bits as reach down to 2^-prec.
		left.Sub(left, slowExp(d, uint(int(prec)+min(0, left.MantExp(nil)))))
		x = append(x, v)
	}
	return x, next() + 1
}

// greedyLengths are the numbers of logits in the rows below; 130 of them take
// about 6000 bits to decide, which is slow to build and once is enough.
func greedyLengths(deep bool) []int {
	switch {
	case testing.Short():
		return []int{2, 3, 12}
	case deep:
		return []int{2, 3, 30, 130}
	}
	return []int{2, 3, 4, 8, 30}
}

// TestGreedyLogSumExp: rows built so that their log-sum-exp misses a midpoint,
// or 0, by 2^-45, 2^-90, … 2^-6000.
func TestGreedyLogSumExp(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float32, dtype.BFloat16, dtype.Float8E4M3FN} {
		for _, a := range []float64{-f.MinSubnormal() / 2, 1, -1} {
			c := halfway(f, a)
			if a < 0 && a > -1 {
				c = 0 // between −0 and +0
			}
			for _, n := range greedyLengths(f == dtype.BFloat16 && a != 1) {
				x, over := fillGap(big.NewFloat(1), c, n)
				checkSide(t, fmt.Sprintf("%d terms below %g", n, c), x, function.LogSumExp, f, c, -1)
				checkSide(t, fmt.Sprintf("%d terms above %g", n, c), append(x, over), function.LogSumExp, f, c, 1)
			}
		}
	}
}

// TestGreedySoftmax: the same for the softmax of a logit 0, which is 1/(1+Σ).
func TestGreedySoftmax(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float16, dtype.Float8E5M2} {
		// The midpoint above a = 1/2 or a bit more.
		a := f.NextUp(0.5)
		mid := new(big.Rat).Add(exactRat(a), exactRat(f.NextUp(a)))
		mid.Quo(mid, big.NewRat(2, 1))
		for _, n := range greedyLengths(f == dtype.Float64) {
			gap := new(big.Float).SetPrec(uint(60*n + 200)).SetRat(new(big.Rat).Inv(mid))
			gap.Sub(gap, big.NewFloat(1))
			x, over := fillGap(gap, 0, n)
			for _, c := range []struct {
				x    []float64
				side int
				want float64
			}{
				{append([]float64{0}, x...), 1, f.NextUp(a)},
				{append([]float64{0, over}, x...), -1, a},
			} {
				start := time.Now()
				y := mustRow(t, c.x).Answer(function.Softmax)
				if got := y.At(0).Cmp(mid); got != c.side {
					t.Errorf("%v, %d terms: compares %d with the midpoint, want %d", f, n, got, c.side)
				}
				if got := y.Round(0, f); got != c.want {
					t.Errorf("%v, %d terms: rounds to %g, want %g", f, n, got, c.want)
				}
				if d := time.Since(start); d > 30*time.Second {
					t.Logf("slow: softmax, %d terms: %v", n, d)
				}
			}
		}
	}
}

// checkSide holds an answer, known to lie on the given side of c, against its
// comparison, its rounding and its error.
func checkSide(t *testing.T, what string, x []float64, fn function.Function, f dtype.Format, c float64, side int) {
	t.Helper()
	start := time.Now()
	a := mustRow(t, x).Answer(fn)
	if got := a.At(0).Cmp(exactRat(c)); got != side {
		t.Errorf("%s: compares %d, want %d", what, got, side)
	}
	want := f.RoundBigToward(big.NewFloat(c), side)
	if got := a.Round(0, f); got != want && c != 0 || math.Signbit(got) != (want < 0 || c == 0 && side < 0) {
		t.Errorf("%s: rounds to %g, want %g", what, got, want)
	}
	checkNearest(t, a, 0, f)
	if c == 0 { // relative precision where nothing is left of m and log S
		v := a.At(0).enclose(200)
		lo, hi := v.ends()
		if lo.Sign() != side || hi.Sign() != side || new(big.Float).Sub(hi, lo).MantExp(nil) > hi.MantExp(nil)-199 {
			t.Errorf("%s: enclosed by (%g, %g)", what, lo, hi)
		}
	}
	if d := time.Since(start); d > 30*time.Second {
		t.Logf("slow: %s: %v", what, d)
	}
}
