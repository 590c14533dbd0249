package hazards

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// A shape is what defines a family: it returns an error where x, of the format
// f, is not of that shape. On a grid of the given step, 0 where there is none,
// every number may be off by half of it.
type shape func(f dtype.Format, x []float64, step float64) error

func shapes() map[string]shape {
	return map[string]shape{
		"empty":            func(_ dtype.Format, x []float64, _ float64) error { return want(len(x) == 0, "empty") },
		"single":           func(_ dtype.Format, x []float64, _ float64) error { return want(len(x) == 1, "one element") },
		"constant":         isConstant,
		"normal-1":         isWithin(6),
		"normal-4":         isWithin(24),
		"normal-16":        isWithin(96),
		"outlier-high":     isOutlierHigh,
		"outlier-low":      isOutlierLow,
		"max-last":         isMaxLast,
		"ties":             isTied,
		"deep-tail":        isDeepTail,
		"near-ties":        isNearlyTied,
		"ascending":        func(_ dtype.Format, x []float64, _ float64) error { return want(slices.IsSorted(x), "ascending") },
		"descending":       isDescending,
		"zigzag":           isZigzag,
		"staircase":        isStaircase,
		"alternating":      isAlternating,
		"exp-overflow":     isAtOverflow,
		"sum-overflow":     isSumAtOverflow,
		"threshold-offset": isAtThreshold,
		"exp-underflow":    isUnderflowing,
		"subnormal-output": isSubnormalOutput,
		"masked-some":      isMaskedSome,
		"masked-but-one":   func(_ dtype.Format, x []float64, _ float64) error { return want(masked(x) == len(x)-1, "one left") },
		"masked-edge":      isMaskedEdge,
		"masked-tile":      isMaskedTile,
		"masked-finite":    isMaskedFinite,
		"masked-finite-but-one": func(f dtype.Format, x []float64, step float64) error {
			if err := isMaskedFinite(f, x, step); err != nil {
				return err
			}
			return want(count(x, slices.Min(x)) == len(x)-1, "all but one masked")
		},
		"masked-finite-all": func(f dtype.Format, x []float64, _ float64) error {
			hi, lo := slices.Max(x), slices.Min(x)
			return want(hi < -200 && count(x, hi)+count(x, 2*hi) == len(x) && (lo == hi || lo == 2*hi), "masked once or twice")
		},
		"below-sentinel":    isBelowSentinel,
		"offset":            isOffset,
		"stagnation":        isStagnant,
		"tiny-differences":  isTinyDifferences,
		"rounding-boundary": isAtBoundary,
		"lse-cancel":        isCancelling,
		"tiny-logits":       isTiny,
		"wide-spread":       isWide,
		"top-of-range":      isTopOfRange,
		"random-bits":       func(_ dtype.Format, x []float64, _ float64) error { return want(masked(x) == 0, "finite") },
	}
}

func TestShapes(t *testing.T) {
	all := shapes()
	for _, h := range All() {
		base, onGrid := strings.CutSuffix(h.Name, gridSuffix)
		is, ok := all[base]
		if !ok {
			t.Errorf("%s: no shape to hold it to", h.Name)
			continue
		}
		t.Run(h.Name, func(t *testing.T) {
			each(t, h, func(f dtype.Format, x []float64) {
				step := 0.0
				if onGrid {
					lo, hi := finiteRange(x)
					step = gridStep(f, lo, hi)
				}
				if err := is(f, x, step); err != nil {
					t.Fatalf("%v k=%d %v: want it %v", f, len(x), x[:min(len(x), 40)], err)
				}
			})
		})
	}
}

// want returns an error that says what was wanted, nil where it is so.
func want(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func masked(x []float64) int {
	n := 0
	for _, v := range x {
		if math.IsInf(v, -1) {
			n++
		}
	}
	return n
}

func count(x []float64, v float64) int {
	n := 0
	for _, w := range x {
		if w == v {
			n++
		}
	}
	return n
}

// sorted returns the elements in descending order.
func sorted(x []float64) []float64 {
	y := slices.Clone(x)
	slices.Sort(y)
	slices.Reverse(y)
	return y
}

// aims returns the formats whose thresholds a row of f may be about.
func aims(f dtype.Format) []dtype.Format {
	if f.Bits() <= 16 {
		return []dtype.Format{f, dtype.Float32}
	}
	return []dtype.Format{f}
}

// isDeepTail: all exponentials but those of 0 are together below a quarter of the
// spacing above 1.
func isDeepTail(f dtype.Format, x []float64, step float64) error {
	tail := 0.0
	for _, v := range x {
		if v != 0 {
			tail += math.Exp(v - step/2)
		}
	}
	least := math.Ldexp(0.25, 1-f.Precision())
	return want(count(x, 0) > 0 && tail < least, "zeros over a tail below %g, got %g", least, tail)
}

func isConstant(_ dtype.Format, x []float64, _ float64) error {
	return want(count(x, x[0]) == len(x), "constant")
}

func isWithin(bound float64) shape {
	return func(f dtype.Format, x []float64, step float64) error {
		lo, hi := finiteRange(x)
		slack := step/2 + f.Spacing(bound)/2
		return want(-lo <= bound+slack && hi <= bound+slack && (len(x) < 64 || hi-lo > bound/6), "within ±%g and spread out", bound)
	}
}

func isOutlierHigh(f dtype.Format, x []float64, step float64) error {
	y := sorted(x)
	return want(y[0]-y[1] >= 8-step-f.Spacing(y[0]), "with one 8 above the rest")
}

func isOutlierLow(f dtype.Format, x []float64, step float64) error {
	y := sorted(x)
	k := len(y)
	return want(y[k-2]-y[k-1] >= 8-step-f.Spacing(y[k-1]), "with one 8 below the rest")
}

func isMaxLast(f dtype.Format, x []float64, step float64) error {
	at := slices.Index(x, slices.Max(x))
	if err := isOutlierHigh(f, x, step); err != nil {
		return err
	}
	return want(at >= len(x)-8, "with the maximum among the last 8")
}

func isTied(f dtype.Format, x []float64, step float64) error {
	n, k := count(x, slices.Max(x)), len(x)
	if step == 0 && f.Precision() >= 8 { // where 1 below the maximum differs from it
		return want(n == 2 || n == k/2 || n == k-1, "with 2, half or all but one maximal")
	}
	return want(n >= 2, "with 2 maxima")
}

func isNearlyTied(f dtype.Format, x []float64, step float64) error {
	y := sorted(x)
	if step == 0 {
		return want(y[1] == f.NextDown(y[0]) && (len(x) == 2 || y[2] < y[1]), "with two neighbours on top")
	}
	apart := y[0] - y[1] // one step of the grid, if all are multiples of it
	fraction, _ := math.Frexp(apart)
	return want(fraction == 0.5 && apart >= finestGrid && stepOf(x) >= apart, "with two grid neighbours on top")
}

func isDescending(_ dtype.Format, x []float64, _ float64) error {
	y := slices.Clone(x)
	slices.Reverse(y)
	return want(slices.IsSorted(y), "descending")
}

func isZigzag(_ dtype.Format, x []float64, _ float64) error {
	for i := 2; i < len(x); i++ {
		if even := i%2 == 0; even && x[i] < x[i-2] || !even && x[i] > x[i-2] {
			return fmt.Errorf("rising at even and falling at odd indices: not at %d", i)
		}
	}
	return want(x[0] >= x[1], "with the higher half at even indices")
}

func isStaircase(f dtype.Format, x []float64, step float64) error {
	rises, top := 0, x[0]
	for _, v := range x {
		if v > top {
			rises++
			slack := step + f.Spacing(max(v, -top))
			if rise := v - top; rise < 0.5-slack || rise > 12+slack {
				return fmt.Errorf("rising by 0.5 to 12, not by %g", rise)
			}
			top = v
		}
	}
	return want(rises <= 7, "on eight plateaus, not %d", rises+1)
}

func isAlternating(_ dtype.Format, x []float64, _ float64) error {
	for i := 1; i < len(x); i++ {
		if x[i] != -x[i-1] {
			return fmt.Errorf("alternating: not at %d", i)
		}
	}
	return want(math.Abs(x[0]) >= 0.5, "away from 0")
}

func isAtOverflow(f dtype.Format, x []float64, _ float64) error {
	for _, a := range aims(f) {
		top := f.Round(a.ExpOverflow())
		for n := -4; n <= 4; n++ {
			if slices.Contains(x, nudge(f, top, n)) {
				return nil
			}
		}
	}
	return fmt.Errorf("at the overflow threshold of exp")
}

func isSumAtOverflow(f dtype.Format, x []float64, step float64) error {
	for _, a := range aims(f) {
		v := fit(f, a.ExpOverflow()-math.Log(float64(len(x))))
		// One number more than the generator's four: logarithms differ.
		if slices.Max(x) <= nudge(f, v, 5)+step && slices.Min(x) >= nudge(f, v, -5)-step {
			return nil
		}
	}
	return fmt.Errorf("all at the overflow threshold less log K")
}

func isAtThreshold(f dtype.Format, x []float64, step float64) error {
	lo, hi := finiteRange(x)
	for _, a := range aims(f) {
		for _, c := range []float64{a.ExpOverflow(), -a.ExpOverflow(), a.ExpMinNormal(), a.ExpUnderflow()} {
			slack := 6 + step + f.Spacing(math.Abs(c)+6)
			if lo >= c-slack && hi <= c+slack {
				return nil
			}
		}
	}
	return fmt.Errorf("all within 6 of a threshold")
}

func isUnderflowing(f dtype.Format, x []float64, step float64) error {
	y := sorted(x)
	for _, a := range aims(f) {
		highest := nudge(f, fit(f, y[0]+a.ExpMinNormal()), 4) + step
		lowest := min(nudge(f, fit(f, y[0]+a.ExpUnderflow()), -4), fit(f, y[0]+2*a.ExpUnderflow())) - step
		if y[1] <= highest && y[len(y)-1] >= lowest {
			return nil
		}
	}
	return fmt.Errorf("one above the rest by what makes exp underflow")
}

func isSubnormalOutput(f dtype.Format, x []float64, step float64) error {
	y := sorted(x)
	return want(y[0] == 0 && y[1] <= f.ExpMinNormal()+step/2 && y[len(y)-1] >= f.ExpUnderflow()-step/2,
		"0 among numbers whose exponential is subnormal")
}

func isMaskedSome(_ dtype.Format, x []float64, _ float64) error {
	n, k := masked(x), len(x)
	return want(n > 0 && n < k && (n == 1 || n == k-1 || n == k/8 || n == k/2 || n == k*7/8), "with an eighth, half or 7/8 masked")
}

func isMaskedEdge(_ dtype.Format, x []float64, _ float64) error {
	k := len(x)
	edges := masked(x[:1]) + masked(x[k-1:])
	return want(edges > 0 && masked(x) == edges, "masked at an edge and only there")
}

func isMaskedTile(_ dtype.Format, x []float64, _ float64) error {
	first := slices.Index(x, math.Inf(-1))
	n := masked(x)
	if first < 0 || masked(x[first:first+n]) != n {
		return fmt.Errorf("masked in one run")
	}
	return want(first%4 == 0 && n%4 == 0 && n > 0 && n < len(x), "masked in whole tiles")
}

func isMaskedFinite(f dtype.Format, x []float64, _ float64) error {
	lo := slices.Min(x)
	masks := []float64{-1e4, -1e9, -65504, -math.MaxFloat32, -f.Max()}
	if !slices.ContainsFunc(masks, func(m float64) bool { return lo == fit(f, m) }) {
		return fmt.Errorf("masked by a known number")
	}
	return want(count(x, lo) < len(x) && slices.Max(x) >= -24-f.Spacing(24), "with an ordinary logit")
}

func isBelowSentinel(f dtype.Format, x []float64, step float64) error {
	hi := slices.Max(x)
	slack := step + f.Spacing(hi)
	for _, a := range aims(f) {
		if hi <= a.ExpUnderflow()+slack {
			return nil
		}
	}
	return fmt.Errorf("so low that every exp is 0")
}

func isOffset(f dtype.Format, x []float64, step float64) error {
	lo, hi := finiteRange(x)
	return want(hi-lo <= 48+step+f.Spacing(max(hi, -lo)), "within 24 of a constant")
}

func isStagnant(f dtype.Format, x []float64, step float64) error {
	y := sorted(x)
	if x[0] != 0 || y[1] == 0 {
		return fmt.Errorf("0 first and only there")
	}
	for _, p := range []int{f.Precision(), 8, 11, 24} {
		// exp(d) < 2^-p, decided with 150 bits.
		bound := newFloat().Mul(lnInt(2), newFloat().SetInt64(int64(-p)))
		margin := big.NewFloat(max(3*f.Spacing(y[1])-y[1]*0x1p-51, step))
		least := newFloat().Sub(bound, margin)
		if big.NewFloat(y[1]).Cmp(bound) < 0 && big.NewFloat(y[len(y)-1]).Cmp(least) >= 0 {
			return nil
		}
	}
	return fmt.Errorf("just below half an ulp of 1")
}

func isTinyDifferences(f dtype.Format, x []float64, _ float64) error {
	lo, hi := finiteRange(x)
	if hi == 0 && lo >= -1 {
		return nil
	}
	return want(hi-lo <= 17*f.Spacing(max(hi, -lo)), "within 16 ulps of a number or in [-1,0]")
}

func isAtBoundary(f dtype.Format, x []float64, _ float64) error {
	if slices.Max(x) != 0 || count(x, 0) != 1 {
		return fmt.Errorf("0 once and negative elsewhere")
	}
	seen := map[float64]bool{}
	for _, d := range x {
		if d == 0 || seen[d] {
			continue
		}
		seen[d] = true
		// e^d in units of 2^-(p+1): midpoints of f are odd integers there.
		scaled := bigExp(d)
		scaled.SetMantExp(scaled, f.Precision()+1)
		n, _ := scaled.Int(nil)
		if n.Bit(0) == 0 {
			n.Add(n, big.NewInt(1))
		}
		off, _ := new(big.Float).Sub(scaled, new(big.Float).SetInt(n)).Float64()
		// An error of half an ulp in d is one of 2|d| units at most, in the
		// subnormal range one of MinSubnormal/2.
		allowed := 1.01 * max(-2*d, math.Ldexp(f.MinSubnormal(), f.Precision()))
		if math.Abs(off) > allowed || allowed > 0.28 {
			return fmt.Errorf("with e^%g %g from a midpoint", d, off)
		}
	}
	return nil
}

func isCancelling(f dtype.Format, x []float64, _ float64) error {
	terms := map[float64]int64{}
	for _, v := range x {
		terms[v]++
	}
	sum := new(big.Float).SetPrec(320).SetInt64(-1)
	allowed := 0.0
	for v, n := range terms {
		e := bigExp(v)
		e.Mul(e, new(big.Float).SetInt64(n))
		sum.Add(sum, e)
		weight, _ := e.Float64()
		allowed += 1.5 * weight * f.Spacing(v)
	}
	off, _ := sum.Float64()
	// Neighbours of −log K in the best proportion cancel to half a number in K,
	// and the curvature of exp.
	hi, lo := slices.Max(x), slices.Min(x)
	if apart := f.NextUp(lo) - lo; hi <= f.NextUp(lo) && len(x) > 2 && f.Precision() >= 8 {
		allowed = 0.51*apart/float64(len(x)) + apart*apart
	}
	return want(math.Abs(off) <= allowed && len(terms) <= 2, "with exponentials that sum to 1, not 1%+g (allowed %g)", off, allowed)
}

func isTiny(f dtype.Format, x []float64, _ float64) error {
	lo, hi := finiteRange(x)
	return want(max(hi, -lo) < f.MinNormal(), "subnormal")
}

func isWide(f dtype.Format, x []float64, _ float64) error {
	hi := slices.Max(x)
	return want(hi >= 128 && slices.Min(x) == -hi, "as wide as ±128 and symmetric")
}

func isTopOfRange(f dtype.Format, x []float64, _ float64) error {
	known := []float64{f.Max(), f.NextDown(f.Max()), f.Max() / 2, 0, -f.Max()}
	return want(count(x, f.Max()) >= 2 && !slices.ContainsFunc(x, func(v float64) bool { return !slices.Contains(known, v) }), "Max twice")
}
