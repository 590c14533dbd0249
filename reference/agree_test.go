package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// plainError is what Plain states of its errors, as bits: a relative part, for
// a log-sum-exp relative to log S, and an absolute one.
const (
	plainRelative = -400
	plainAbsolute = -1512700
)

// plainMargin returns a bound on the error of Plain's answer y for the row.
func plainMargin(r *Row, fn function.Function, y *big.Float) *big.Float {
	scale := new(big.Float).Abs(y)
	if fn == function.LogSumExp { // relative to log S = L − m
		m := big.NewFloat(r.values[0])
		d := new(big.Float).SetPrec(2300).Sub(y, m)
		scale.Mul(scale, big2(-1600))
		scale.Add(scale, d.Abs(d))
	}
	scale.SetPrec(64).SetMode(big.AwayFromZero).Mul(scale, big2(plainRelative))
	if !below(scale, plainAbsolute+64) { // the absolute part is within a rounding
		return scale.Mul(scale, big.NewFloat(1+0x1p-50))
	}
	return scale.Add(scale, big2(plainAbsolute))
}

// agreement counts what a comparison of the tiers found.
type agreement struct {
	rows, answers, roundings, undecided int
}

// compare holds Plain against the enclosures for one function of one row:
// Plain's answer, give or take its own error, meets an enclosure of 440 bits,
// and rounds alike in every dtype, unless its error reaches over a midpoint.
func (c *agreement) compare(t *testing.T, fn function.Function, x []float64) {
	t.Helper()
	ys, err := Plain(fn, x)
	if err != nil {
		t.Fatalf("%g: %v", x, err)
	}
	r := mustRow(t, x)
	a := r.Answer(fn)
	if len(ys) != a.Len() {
		t.Fatalf("%s of %g: %d answers and %d", fn, x, len(ys), a.Len())
	}
	c.rows++
	seen := map[int32]bool{}
	for i, y := range ys {
		n, g := a.At(i), int32(0)
		if fn != function.LogSumExp {
			g = r.group[i]
		}
		if !n.IsFinite() || seen[g] {
			if !n.IsFinite() && !y.IsInf() {
				t.Errorf("%s[%d] of %g: %g", fn, i, x, y)
			}
			continue
		}
		seen[g] = true
		c.answers++
		margin := plainMargin(r, fn, y)
		low := new(big.Float).SetPrec(2500).Sub(y, margin)
		high := new(big.Float).SetPrec(2500).Add(y, margin)
		lo, hi := n.decimalEnds(440)
		if high.Cmp(lo) < 0 || low.Cmp(hi) > 0 {
			t.Errorf("%s[%d] of %.17g: plain %.40g, enclosed by (%.40g, %.40g)", fn, i, x, y, lo, hi)
		}
		for _, f := range dtype.All() {
			got := n.Round(f)
			if z := a.Round(i, f); !same(z, got) {
				t.Errorf("%s[%d] of %.17g rounds to %g in %v by the enclosures, to %g by the fast tier", fn, i, x, got, f, z)
			}
			down, up := f.RoundBig(low), f.RoundBig(high)
			c.roundings++
			if alike(down, up) {
				if !alike(got, down) {
					t.Errorf("%s[%d] of %.17g rounds to %g in %v, plain to %g", fn, i, x, got, f, down)
				}
				continue
			}
			c.undecided++
			// Only answers next to a rational that is a midpoint: the
			// anchored ones, exact ties, and shares of nearly equal logits.
			if n.exact == nil && n.anchor == nil && !(fn == function.Softmax && r.difference(len(r.values)-1).exponent() < -300) {
				t.Errorf("%s[%d] of %.17g: plain does not tell the rounding to %v", fn, i, x, f)
			}
			if !alike(got, down) && !alike(got, up) {
				t.Errorf("%s[%d] of %.17g rounds to %g in %v, plain to %g or %g", fn, i, x, got, f, down, up)
			}
		}
	}
}

// TestTiersAgree: the three tiers, on rows over all exponents
// and on grids. Most rows are small and few of their exponentials have to be
// evaluated: the plain tier takes half a millisecond for each.
func TestTiersAgree(t *testing.T) {
	rows := 100_000
	if testing.Short() {
		rows = 5000
	}
	rng := rand.New(rand.NewPCG(13, 1))
	var c agreement
	start := time.Now()
	for i := range rows {
		fn := function.OfLogits()[i%3]
		c.compare(t, fn, agreementRow(rng, i/3))
	}
	t.Logf("%d rows, %d answers, %d roundings, of which plain leaves %d undecided; %v",
		c.rows, c.answers, c.roundings, c.undecided, time.Since(start))
}

// agreementRow returns a row with at least one finite logit, and rarely more
// than one difference that the plain tier has to exponentiate.
func agreementRow(rng *rand.Rand, i int) []float64 {
	var x []float64
	switch i % 50 {
	case 0: // longer, all exponents
		x = randomRow(rng, 1+rng.IntN(6))
	case 1: // on a grid, many ties
		k := 5
		if rng.IntN(8) == 0 {
			k = 41
		}
		x = make([]float64, rng.IntN(k))
		for j := range x {
			x[j] = float64(rng.IntN(4)) / 4
		}
	case 2, 3, 4, 5: // a pair whose difference counts
		m := math.Ldexp(rng.Float64()-0.5, rng.IntN(40)-30)
		x = []float64{m, m - math.Ldexp(rng.Float64(), rng.IntN(80)-70)}
	default:
		x = make([]float64, 1+rng.IntN(2)+rng.IntN(5)/4) // mostly 1 or 2, at most 3
		for j := range x {
			x[j] = anyFloat(rng)
		}
	}
	if rng.IntN(10) == 0 {
		x = append(x, nInf)
	}
	for _, v := range x {
		if isFinite(v) {
			return x
		}
	}
	return append(x, anyFloat(rng))
}
