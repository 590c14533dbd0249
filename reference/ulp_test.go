package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// truth is an answer by a narrow enclosure and the binade it lies in.
type truth struct {
	lo, hi *big.Float
	e      int // 2^e ≤ |y| < 2^(e+1); far below every format for 0
}

func newTruth(n Number) truth {
	y := truth{e: math.MinInt32}
	y.lo, y.hi = n.decimalEnds(600)
	for _, end := range []*big.Float{y.lo, y.hi} {
		if end.Sign() != 0 {
			y.e = max(y.e, end.MantExp(nil)-1)
		}
	}
	if y.e < -5000 { // 0 < |y| < 2^-4999 is enough, and far exponents cost dear
		switch least := big2(-4999); {
		case y.lo.Sign() > 0 || y.hi.Sign() > 0:
			y.lo, y.hi = new(big.Float), least
		case y.lo.Sign() < 0:
			y.lo, y.hi = least.Neg(least), new(big.Float)
		}
		return y
	}
	// The ends may lie on either side of ±2^e, where the spacing changes.
	power, _ := big2(y.e).Rat(nil)
	if y.hi.Sign() > 0 && n.Cmp(power) < 0 || y.lo.Sign() < 0 && n.Cmp(power.Neg(power)) > 0 {
		y.e--
	}
	return y
}

// ulps measures |got − y| / spacing(y) by the definition.
func (y truth) ulps(f dtype.Format, got float64) (lo, hi *big.Float) {
	z := big.NewFloat(got)
	if c := z.Cmp(y.lo); c != z.Cmp(y.hi) && c != 0 && z.Cmp(y.hi) != 0 {
		lo = new(big.Float) // got is inside
	} else if lo = distance(z, y.lo, big.ToZero); lo.Cmp(distance(z, y.hi, big.ToZero)) > 0 {
		lo = distance(z, y.hi, big.ToZero)
	}
	if hi = distance(z, y.lo, big.AwayFromZero); hi.Cmp(distance(z, y.hi, big.AwayFromZero)) < 0 {
		hi = distance(z, y.hi, big.AwayFromZero)
	}
	s := big2(-f.SpacingExp(y.e))
	return lo.Mul(lo, s), hi.Mul(hi, s)
}

// distance returns |a − b|, rounded at 8000 bits.
func distance(a, b *big.Float, mode big.RoundingMode) *big.Float {
	d := new(big.Float).SetPrec(8000).SetMode(mode).Sub(a, b)
	return d.Abs(d)
}

// big2 returns 2^e.
func big2(e int) *big.Float { return new(big.Float).SetMantExp(big.NewFloat(1), e) }

// checkErrors holds Error and Within for answers to one question against the
// truth about it.
func checkErrors(t *testing.T, a *Answer, i int, f dtype.Format, y truth, answers ...float64) {
	t.Helper()
	for _, got := range answers {
		checkError(t, a, i, f, y, got)
	}
}

func checkError(t *testing.T, a *Answer, i int, f dtype.Format, y truth, got float64) {
	t.Helper()
	n := a.At(i)
	lo, hi := a.Error(i, f, got)
	if want := a.Round(i, f); isFinite(want) != isFinite(got) || !isFinite(got) {
		want := !alike(got, want)
		if math.IsInf(lo, 1) != want || math.IsInf(hi, 1) != want || !want && hi != 0 {
			t.Errorf("%v: %s[%d] of row %g, got %g: %g to %g, infinite: %v", f, a.fn, i, a.row.values, got, lo, hi, want)
		}
		return
	}
	dlo, dhi := y.ulps(f, got)
	limit := big.NewFloat(math.MaxFloat64)
	if dlo.Cmp(limit) > 0 {
		if lo < math.MaxFloat64*(1-0x1p-40) || hi != math.MaxFloat64 {
			t.Errorf("%v: %s[%d] of row %g, got %g: %g to %g, want the largest float64", f, a.fn, i, a.row.values, got, lo, hi)
		}
		return
	}
	if big.NewFloat(lo).Cmp(dhi) > 0 || big.NewFloat(hi).Cmp(dlo) < 0 {
		t.Errorf("%v: %s[%d] of row %.17g, got %.17g: %.20g to %.20g, is %.20g", f, a.fn, i, a.row.values, got, lo, hi, dlo)
	}
	if hi-lo > errorWidth+0x1p-40*hi {
		t.Errorf("%v: %s[%d] of row %g, got %g: %g to %g is too wide", f, a.fn, i, a.row.values, got, lo, hi)
	}
	// The allowances next to the error, on either side.
	up, acc := dhi.Float64()
	if acc == big.Below {
		up = math.Nextafter(up, inf)
	}
	down, acc := dlo.Float64()
	if acc == big.Above {
		down = math.Nextafter(down, 0)
	}
	if !a.Within(i, f, got, up) {
		t.Errorf("%v: %s[%d] of row %.17g, got %.17g: not within %.20g, is %.20g", f, a.fn, i, a.row.values, got, up, dhi)
	}
	if want := n.exact != nil && acc == big.Exact; a.Within(i, f, got, down) != want && down >= 0 {
		t.Errorf("%v: %s[%d] of row %.17g, got %.17g: within %.20g: %v, is %.20g", f, a.fn, i, a.row.values, got, down, !want, dlo)
	}
}

// TestError: rows of any bits, and answers that are right, next to right, far
// off, not numbers of the format and no numbers at all.
func TestError(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 1))
	rows := 800
	if testing.Short() {
		rows = 60
	}
	for range rows {
		r := mustRow(t, randomRow(rng, 1+rng.IntN(4)))
		fn := function.OfLogits()[rng.IntN(3)]
		a := r.Answer(fn)
		i := rng.IntN(a.Len())
		n := a.At(i)
		if !n.IsFinite() {
			continue // TestProfiles
		}
		truth := newTruth(n)
		for _, f := range dtype.All() {
			y := a.Round(i, f)
			checkErrors(t, a, i, f, truth,
				y, f.NextUp(y), f.NextDown(y), -y, 0, 1, f.Max(), -f.Max(), f.MinSubnormal(), f.MinNormal(),
				y*(1+0x1p-50), f.Round(y*1.7), f.Round(anyFloat(rng)), anyFloat(rng), nan, inf, nInf)
		}
	}
}

// TestErrorNextToPowerOfTwo: answers next to 2^e, where the spacing changes, by
// any distance.
func TestErrorNextToPowerOfTwo(t *testing.T) {
	step := 31
	if testing.Short() {
		step = 101
	}
	// 627: the middle of the enclosure of 1/4 + 2^-631 lies below 1/4.
	ks := []int{627}
	for k := 40; k <= 1074; k += step {
		ks = append(ks, k)
	}
	for _, k := range ks {
		d := math.Ldexp(1, -k)
		for _, x := range [][]float64{
			{d, 0}, {-d, 0}, {0, d, d, 0}, {0, -d, 0, 0}, // 1/2, 1/4
			{0, -float64(k)}, {-float64(k), 0, 3 * -float64(k)}, // 1
			{1, -float64(k)}, {-4, -float64(k) - 4}, // log-sum-exp above 1, of smaller magnitude than 4
			{2, 2 - float64(k) - d},
		} {
			r := mustRow(t, x)
			for _, fn := range function.OfLogits() {
				a := r.Answer(fn)
				for i := range a.Len() {
					truth := newTruth(a.At(i))
					for _, f := range []dtype.Format{dtype.Float64, dtype.BFloat16} {
						y := a.Round(i, f)
						checkErrors(t, a, i, f, truth, y, f.NextUp(y), f.NextDown(y), y/2, 2*y)
					}
				}
			}
		}
	}
}

// TestErrorKnown: errors that can be told by hand.
func TestErrorKnown(t *testing.T) {
	const e40 = 4.248354255291589e-18 // e^-40, from mpmath
	tests := []struct {
		x    []float64
		fn   function.Function
		i    int
		f    dtype.Format
		got  float64
		want float64
	}{
		// Just below 1 the spacing of float64 is 2^-53.
		{[]float64{0, -40}, function.Softmax, 0, dtype.Float64, 1, e40 * 0x1p53},
		{[]float64{0, -40}, function.Softmax, 0, dtype.Float64, 1 - 0x1p-53, 1 - e40*0x1p53},
		{[]float64{0, -40}, function.Softmax, 0, dtype.Float64, 1 + 0x1p-52, 2 + e40*0x1p53},
		{[]float64{0, -40}, function.Softmax, 0, dtype.Float32, 1, e40 * 0x1p24},
		{[]float64{0, -1000}, function.Softmax, 0, dtype.Float64, 1 - 0x1p-53, 1},
		{[]float64{0, -1e300}, function.Softmax, 0, dtype.Float16, 1 + 0x1p-10, 2},
		// 1/4 itself belongs to the binade above.
		{[]float64{5, 5, 5, 5}, function.Softmax, 2, dtype.Float64, 0.25 - 0x1p-55, 0.5},
		{[]float64{5, 5, 5, 5}, function.Softmax, 2, dtype.Float64, 0.25 + 0x1p-54, 1},
		{[]float64{5, 5, 5, 5}, function.Softmax, 2, dtype.Float64, 0.25, 0},
		{[]float64{0x1p-1074, 0}, function.Softmax, 0, dtype.Float64, 0.25, 0x1p51},
		{[]float64{0x1p-1074, 0}, function.Softmax, 1, dtype.Float64, 0.25, 0x1p52},
		{[]float64{7, nInf, nInf}, function.LogSumExp, 0, dtype.Float16, 7.5, 128},
		{[]float64{7, nInf, nInf}, function.LogSoftmax, 0, dtype.Float16, 0, 0},
		// Zero, and what underflows: the spacing is that of subnormal numbers.
		{[]float64{7, nInf, nInf}, function.Softmax, 1, dtype.Float32, 0x1p-149, 1},
		{[]float64{7, nInf, nInf}, function.Softmax, 1, dtype.Float32, -0x1p-148, 2},
		{[]float64{0, -1e9}, function.Softmax, 1, dtype.Float8E5M2, 0x1p-14, 4},
		{[]float64{0, -1e9}, function.Softmax, 1, dtype.Float64, 0, 0},
		{[]float64{0, -1e300}, function.LogSoftmax, 0, dtype.Float64, -0x1p-1073, 2},
		// Overflow: 500 is beyond float8_e4m3fn, which has no infinity.
		{[]float64{500}, function.LogSumExp, 0, dtype.Float8E4M3FN, nan, 0},
		{[]float64{500}, function.LogSumExp, 0, dtype.Float8E4M3FN, 448, inf},
		{[]float64{464}, function.LogSumExp, 0, dtype.Float8E4M3FN, 448, 0.5},
		{[]float64{70000}, function.LogSumExp, 0, dtype.Float16, inf, 0},
		{[]float64{70000}, function.LogSumExp, 0, dtype.Float16, 65504, inf},
		{[]float64{70000}, function.LogSumExp, 0, dtype.Float16, nInf, inf},
		{[]float64{70000}, function.LogSumExp, 0, dtype.Float16, nan, inf},
		{[]float64{0, -70000}, function.LogSoftmax, 1, dtype.Float16, nInf, 0},
		{[]float64{1, 2}, function.Softmax, 0, dtype.Float16, nan, inf},
		// The largest float64 stands for what is beyond it.
		{[]float64{0, -1e9}, function.Softmax, 1, dtype.Float64, math.MaxFloat64, math.MaxFloat64},
	}
	for _, c := range tests {
		a := mustRow(t, c.x).Answer(c.fn)
		lo, hi := a.Error(c.i, c.f, c.got)
		// e40 is a float64, and so is the product.
		slack := c.want * 0x1p-40
		if math.IsInf(c.want, 1) {
			slack = 0
		}
		if !(lo <= c.want+slack && c.want-slack <= hi) {
			t.Errorf("%v: %s(%g)[%d], got %g: %g to %g, want %g", c.f, c.fn, c.x, c.i, c.got, lo, hi, c.want)
		}
	}
}

// TestWithin: allowances that are no ordinary numbers, and answers that are
// never exactly right.
func TestWithin(t *testing.T) {
	tests := []struct {
		x            []float64
		i            int
		got, allowed float64
		want         bool
	}{
		{[]float64{1, 2}, 0, 0.25, inf, true},
		{[]float64{1, 2}, 0, nan, inf, true},
		{[]float64{1, 2}, 0, nan, math.MaxFloat64, false},
		{[]float64{1, 2}, 0, 0.25, nan, false},
		{[]float64{1, 1}, 0, 0.5, nan, false},
		{[]float64{1, 1}, 0, 0.5, 0, true},
		{[]float64{1, 1}, 0, 0.5, -1, false},
		{[]float64{1, nInf}, 1, 0, 0, true},
		{[]float64{0, -1e9}, 1, 0, 0, false}, // e^-1e9 is not 0,
		{[]float64{0, -1e9}, 1, 0, 0x1p-1074, true},
		{[]float64{0, -1000}, 0, 1, 0, false}, // nor is 1 − e^-1000 1,
		{[]float64{0, -1000}, 0, 1, 0x1p-1074, true},
		{[]float64{0x1p-1074, 0}, 0, 0.5, 0, false}, // nor this 1/2
		{[]float64{0x1p-1074, 0}, 0, 0.5, 0x1p-1022, true},
		{[]float64{0x1p-1074, 0}, 0, 0.5, 0x1p-1024, false}, // 2^-1076/2^-53 is 2^-1023
		{[]float64{0x1p-1074, 0}, 0, 0.5 + 0x1p-53, 1, true},
		{[]float64{0x1p-1074, 0}, 1, 0.5 - 0x1p-54, 1, true},
		{[]float64{0x1p-1074, 0}, 1, 0.5, 0x1p-1000, true},
		{[]float64{0, -1e9}, 1, math.MaxFloat64, math.MaxFloat64, false},
		{[]float64{0, -1e9}, 1, math.MaxFloat64, inf, true},
	}
	for _, c := range tests {
		a := mustRow(t, c.x).Answer(function.Softmax)
		if got := a.Within(c.i, dtype.Float64, c.got, c.allowed); got != c.want {
			lo, hi := a.Error(c.i, dtype.Float64, c.got)
			t.Errorf("softmax(%g)[%d], got %.17g: within %g: %v (%g to %g)", c.x, c.i, c.got, c.allowed, got, lo, hi)
		}
	}
}
