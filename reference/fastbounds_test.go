package reference

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// TestFastBounds adds up what the proofs beside the fast tier's constants count.
// Real errors are far below most of these bounds, for sums by dozens of bits: no
// measurement sees one that is too small.
func TestFastBounds(t *testing.T) {
	const (
		u         = 0x1p-53
		missing   = MaxK * 0x1p-865 // e^-600 < 2^-865
		quickTerm = 2*u + 0x1p-62
		quickSum  = quickTerm + MaxK*MaxK*u*u + u
	)
	for _, c := range []struct {
		name          string
		bound, counts float64
	}{
		{"sumError", sumError, 2*sumBlock*u*sumBlock*2*u + MaxK/sumBlock*0x1p-103},
		{"tailError", tailError, expError + sumError + missing/tailLeast},
		// 1/S, n + τ, the product.
		{"roundings", roundings, 9*u*u + 2*u*u + 7*u*u},
		{"logLeast", logLeast, tailLeast*(1+tailError) + missing},
		// n + τ beside log 2; 1 + τ beside log(1+2^-7).
		{"logSumError", logSumError, tailError + logError + max(2*u*u/math.Ln2, 2*u*u/0x1p-7)},
		{"quickError", quickError, quickTerm + quickSum + 3*u},
		// Sums of one kind of terms and of products, of a block and of blocks.
		{"blockError", blockError, (sumBlock+4)*(sumBlock+4)*u*u + 7*u*u + sumBlock*2*u*u},
		{"mergeError", mergeError, 6 * u * u},
		{"sumError, of weights", sumError, 2*(sumBlock+4)*(sumBlock+4)*u*u + 7*u*u + MaxK/sumBlock*0x1p-103},
		{"lossError", lossError, sumError + 12*0x1p-102},
		{"rowMargin", rowMargin, 7*u*u + 2*divideError + 12*u*u},
		{"expError, with a temperature", expError, 0x1.dep-87 + -expLowest*divideError},
		{"quickProduct", quickProduct, quickTerm + quickSum + 4*u},
		{"quickAnswer", quickAnswer, quickTerm + quickSum + 7*u + u},
		{"what quickBlock has for 0 of τ", quickMissing, math.Exp(quickLowest) * (1 + 0x1p-40)},
		{"missing", missing, MaxK * farthest},
		{"half of what quickBlock has for 0", 0x1p-150, math.Exp(quickLowest) * (1 + 0x1p-40)},
		{"what expPair is not asked for", 0x1p-500, math.Exp(expLowest/3) * (1 + 0x1p-40)},
		{"what expBlock has for 0", 0x1p-865, math.Exp(blockLowest) * (1 + 0x1p-40)},
	} {
		if !(c.bound >= c.counts) {
			t.Errorf("%s is %g, and counts %g", c.name, c.bound, c.counts)
		}
	}
	for _, f := range dtype.All() {
		if half := f.MinSubnormal() / 2; f != dtype.Float64 && half < 0x1p-150 {
			t.Errorf("%v: half of the smallest number is %g", f, half)
		}
	}
	// The scalings of expBlock: e^blockLowest and a low part of twice 53 bits less.
	if blockLowest/math.Ln2 < -1022+106 {
		t.Errorf("e^%d has no normal low part", blockLowest)
	}
}

// TestQuickSum measures the error of quickBlock's sum, its last rounding included,
// in rows of equal tails, whose errors do not cancel.
func TestQuickSum(t *testing.T) {
	const claimed = 0x1.9fp-52 // 2^-51.3
	ks := []int{2, 3, 17, 300}
	if !testing.Short() {
		ks = append(ks, 1<<16)
	}
	worst, at := 0.0, pair{}
	for _, k := range ks {
		x, e := make([]float64, k), make([]float64, k)
		for i := range 2000 {
			v := -math.Ln2 * (float64(i) + 0.5) / 1000
			if k > 1000 && i%100 > 0 {
				continue
			}
			for j := range x[1:] {
				x[j+1] = v
			}
			var f fastRow
			f.evaluate(x, 0, 1, &divisor{1, 1})
			sh, sl := quickBlock(e, x, 0)
			h, l := twoSum(1, sh)
			s := h + (l + sl)
			if off := math.Abs((s-f.sum.hi)-f.sum.lo) / s; off > worst {
				worst, at = off, pair{v, float64(k)}
			}
		}
	}
	checkWorst(t, "quickBlock's sum", worst, claimed, at)
}

// TestSoftmaxErr: the bound of a softmax holds both that of the exponential and that
// of 1/S, as the error found is below either of them.
func TestSoftmaxErr(t *testing.T) {
	for _, x := range [][]float64{{0, -1}, {0, -100}, {0, 0, -3}, {5, 4, 3, 2}} {
		f := mustRow(t, x).evaluated()
		if got, least := f.softmaxErr(), expError+f.invErr; got < least || f.invErr < roundings || f.invErr > tailError+roundings {
			t.Errorf("%g: a bound of 2^%.2f, of 1/S alone 2^%.2f", x, math.Log2(got), math.Log2(f.invErr))
		}
	}
	if f := mustRow(t, []float64{5, 5, 5, 4.9, 4.9, 4.8}).evaluated(); f.invErr < tailError/4 {
		t.Errorf("half of S is known to 2^%.2f, and 1/S is said to be to 2^%.2f", math.Log2(tailError), math.Log2(f.invErr))
	}
}
