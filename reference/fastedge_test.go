package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

// widthOfError is what Error promises, in ulps (not the constant that it uses).
func widthOfError(hi float64) float64 { return 0x1p-20 + 0x1p-40*hi }

// checkFast holds all that the fast tier says of a row against the enclosures, one
// output of each group of equal logits.
func checkFast(t *testing.T, x []float64) {
	t.Helper()
	r := mustRow(t, x)
	for _, fn := range function.OfLogits() {
		a := r.Answer(fn)
		whole := make([][]float64, len(dtype.All()))
		for k, f := range dtype.All() {
			whole[k] = make([]float64, a.Len())
			if err := r.Round(fn, f, whole[k]); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[int32]bool{}
		for i := range a.Len() {
			if a.special(i) || seen[a.key(i)] {
				continue
			}
			seen[a.key(i)] = true
			n := a.At(i)
			checkApprox(t, r, n, a.pair(i))
			if y, z := a.Float64(i), n.Round(dtype.Float64); y != z && y != math.Nextafter(z, inf) && y != math.Nextafter(z, nInf) {
				t.Errorf("%s[%d] of %x: Float64 is %x, nearest is %x", fn, i, x, y, z)
			}
			for k, f := range dtype.All() {
				y := n.Round(f)
				if z := a.Round(i, f); !same(y, z) || !same(y, whole[k][i]) {
					t.Errorf("%s[%d] of %x in %v: %x, in the row %x, want %x", fn, i, x, f, z, whole[k][i], y)
				}
				if !isFinite(y) || math.Abs(y) == f.Max() || f != dtype.Float64 && f != dtype.BFloat16 {
					continue // the enclosures take their time
				}
				if s, want := a.Spacing(i, f), math.Ldexp(1, n.spacingExp(f, y)); s != want {
					t.Errorf("%s[%d] of %x in %v: spacing %g, want %g", fn, i, x, f, s, want)
				}
				for _, got := range []float64{y, f.NextUp(y)} {
					lo, hi := a.Error(i, f, got)
					l, h := n.slowError(f, got)
					if isFinite(got) && (lo > h || hi < l || hi-lo > widthOfError(hi)) {
						t.Errorf("%s[%d] of %x in %v: error of %x in (%g, %g), is in (%g, %g)", fn, i, x, f, got, lo, hi, l, h)
					}
				}
			}
		}
	}
}

// TestFastEdges: rows at the ends of the ranges that the fast tier's cases have.
func TestFastEdges(t *testing.T) {
	const most = math.MaxFloat64
	minusZero := math.Copysign(0, -1)
	for _, x := range [][]float64{
		// Where expBlock, expPair and quickBlock stop.
		{0, -599.9999, -600, math.Nextafter(-600, 0), -600.0001, -700},
		{0, -1119.9999, -1120, math.Nextafter(-1120, nInf), -1121, -1e5},
		{0.1, -105.8, -105.9, -106, -103.9, -104, -87.3},
		{0, 0, 0, -103.972, -103.973, -745.13, -745.14, -708.4},
		// τ next to tailLeast, and a logit beside it that is as small.
		{0, -519.8}, {0, -519.86}, {0, -519.9}, {0, -520.6},
		append(slices.Repeat([]float64{-600.001}, 40), 0, -519.5),
		append(slices.Repeat([]float64{-600.001}, 40), 0, -519.9, -519.9),
		{0x1p-900, -525}, {-0x1p-900, -525}, {0x1p-600, -519.87}, {-0x1p-600, -519.87},
		{0x1p-600, -519.8}, {0x1p-600, -518}, {-0x1p-600, -510}, {1, -518},
		{0x1p-628, -600}, {0x1p-629, -600}, {0x1p-630, -600}, {0x1p-757, -525}, {-0x1p-757, -525},
		// Differences of two parts next to logLeast, of either sign.
		{600, 0x1p-600}, {600, -0x1p-600}, {600, 0x1p-700}, {600, -0x1p-700}, {600, 0x1p-740}, {600, -0x1p-740},
		{600, 0x1p-749}, {600, -0x1p-749}, {600, 0x1p-751}, {600, -0x1p-751}, {530, 0x1p-760}, {0x1p-640, -1, -600},
		// Logits far from each other and at the ends of the range.
		{most, -most}, {most, most, -most, nInf}, {-most, -most}, {-most, 1, 1}, {most, math.Nextafter(most, 0)},
		{1.8e308 / 2, -1.8e308 / 2, 0}, {minusZero, 0, -most}, {minusZero}, {minusZero, nInf}, {0x1p-1074}, {-0x1p-1074, nInf},
		{0x1.5p-969}, {-0x1.5p-971}, {0x1.5p-972}, {0x1.5p-973}, {0x1.5p-974}, {0x1.5p-1000}, // spacings at the end of the normal numbers
		{0x1p-1074, 0}, {0x1p-1022, -0x1p-1022, 0},
		// 1/n with n a power of two or not, τ tiny or none.
		{3, 3, nInf}, {3, 3, 3, nInf}, {3, 3, nInf, -700}, {3, 3, 3, 3, -60}, {3, 3, 3, 3, -200, nInf}, {3, 3, 3, -36, -80},
		append(slices.Repeat([]float64{5}, 32), -95), append(slices.Repeat([]float64{5}, 24), -1e9),
		// −Inf beside the one finite logit, and beside several.
		{2.5, nInf}, {nInf, 464}, {nInf, 1, 2, nInf}, {nInf, -0.5, -0.5},
	} {
		checkFast(t, x)
	}
}

// TestFastLowParts: sums whose low parts are large beside the error of log S, so
// that it is their roundings that bound the answer's error.
func TestFastLowParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 1))
	rows := 60
	if testing.Short() {
		rows = 20
	}
	for range rows {
		m := math.Ldexp(1+rng.Float64(), 20+rng.IntN(30))
		checkFast(t, []float64{m, m - rng.Float64(), m - 2*rng.Float64()})
		d := math.Ldexp(1+rng.Float64(), 20+rng.IntN(30))
		r := mustRow(t, []float64{rng.Float64(), rng.Float64(), rng.Float64() - d})
		a := r.Answer(function.LogSoftmax)
		checkApprox(t, r, a.At(2), a.pair(2))
	}
}

// TestFastCancels: log-sum-exps from 1 down to 2^-80, where what the pair knows of
// the answer ends, and the hard ones next to 0.
func TestFastCancels(t *testing.T) {
	for k := range 80 {
		a := -math.Ln2 + math.Ldexp(1.37, -k)
		checkFast(t, []float64{a, -math.Ln2})
		checkFast(t, []float64{a, -math.Log(-math.Expm1(a)), -1e3})
	}
	n := 0
	for _, r := range readHard(t) {
		if r.Function != function.LogSumExp || r.Boundary != hardrows.Zero || len(r.X) > 8 {
			continue
		}
		if n++; n%4 == 0 || !testing.Short() {
			checkFast(t, r.X)
		}
	}
	if n < 10 {
		t.Errorf("%d hard rows", n)
	}
}

// TestApproxUndecided: pairs next to a rounding's boundary by less than their bound,
// and by more.
func TestApproxUndecided(t *testing.T) {
	const ulp = 0x1p-52
	for _, c := range []struct {
		f    dtype.Format
		p    approx
		want float64 // NaN: undecided
	}{
		{dtype.Float64, approx{hi: 1, lo: ulp/2 - 0x1p-100, err: 0x1p-90}, nan},
		{dtype.Float64, approx{hi: 1, lo: ulp/2 - 0x1p-100, err: 0x1p-101}, 1},
		{dtype.Float64, approx{hi: 1, lo: ulp/2 - 0x1p-106, err: 0x1p-107}, nan}, // lo + err is rounded
		{dtype.Float64, approx{err: 0x1p-90}, nan},
		{dtype.Float64, approx{hi: 1, err: 0x1p-52}, nan},
		// A float64 between two midpoints of a coarser dtype, and on one.
		{dtype.BFloat16, approx{hi: 1 + 0x1p-8 - 0x1p-30, err: 0x1p-20}, nan},
		{dtype.BFloat16, approx{hi: 1 + 0x1p-8 - 0x1p-30, err: 0x1p-80}, 1},
		{dtype.BFloat16, approx{hi: 1 + 0x1p-8, err: 0x1p-80}, nan},
		{dtype.BFloat16, approx{hi: 1 + 0x1p-8, lo: 0x1p-81, err: 0x1p-80}, nan},
		{dtype.BFloat16, approx{hi: 1 + 0x1p-8, lo: 0x1p-79, err: 0x1p-80}, 1 + 0x1p-7},
		{dtype.BFloat16, approx{hi: 1 + 0x1p-8, lo: -0x1p-80, err: 0x1p-80}, 1},
		{dtype.BFloat16, approx{hi: -1 - 0x1p-8, lo: -0x1p-79, err: 0x1p-80}, -1 - 0x1p-7},
		{dtype.Float16, approx{hi: 65520, lo: 0, err: 0x1p-60}, nan},
		{dtype.Float16, approx{hi: 65519, err: 0x1p-60}, 65504},
		{dtype.Float16, approx{hi: 65521, err: 0x1p-60}, inf},
		// Around 2^-1021 and 2^-1022 (units of 2^-1074: 2^53 and 2^52), and below.
		{dtype.Float64, approx{hi: 1, lo: ulp/2 - 0x1p-100, err: 0x1p-90, exp: -1021}, nan},
		{dtype.Float64, approx{hi: 1, lo: ulp/2 - 0x1p-90, err: 0x1p-101, exp: -1021}, 0x1p-1021},
		{dtype.Float64, approx{hi: 1, lo: ulp/2 - 0x1p-100, err: 0x1p-90, exp: -1022}, nan},
		{dtype.Float64, approx{hi: 1, lo: -ulp / 4, err: 0x1p-90, exp: -1022}, nan},
		{dtype.Float64, approx{hi: 1 - ulp/2, err: 0x1p-90, exp: -1022}, nan},
		{dtype.Float64, approx{hi: 1 - ulp/2, lo: 0x1p-89, err: 0x1p-90, exp: -1022}, 0x1p-1022},
		{dtype.Float64, approx{hi: 1 - ulp/2, lo: -0x1p-89, err: 0x1p-90, exp: -1022}, 0x1p-1022 - 0x1p-1074},
		{dtype.Float64, approx{hi: 0.75, err: 0x1p-20, exp: -1060}, nan},
		{dtype.Float64, approx{hi: 1, err: 0x1p-90, exp: -1075}, nan},
		{dtype.Float64, approx{hi: 1, lo: 0x1p-89, err: 0x1p-90, exp: -1075}, 0x1p-1074},
		{dtype.Float64, approx{hi: -1, lo: 0x1p-89, err: 0x1p-90, exp: -1075}, math.Copysign(0, -1)},
		{dtype.Float64, approx{hi: -1.25, err: 0x1p-90, exp: -1079}, math.Copysign(0, -1)},
		{dtype.Float32, approx{hi: -1.25, err: 0x1p-90, exp: -1000}, math.Copysign(0, -1)},
		{dtype.Float64, approx{hi: 1, err: 0x1p-90, exp: 1023}, nan},
	} {
		y, ok := c.p.round(c.f)
		if ok != (c.want == c.want) || ok && !same(y, c.want) {
			t.Errorf("%v: %+v is rounded to %x (%v), want %x", c.f, c.p, y, ok, c.want)
		}
	}
}

// TestBinadeUnknown: a pair that knows less than its leading bit tells no binade, unless
// all that it can be is below the normal numbers.
func TestBinadeUnknown(t *testing.T) {
	for _, c := range []struct {
		f    dtype.Format
		p    approx
		want int
		ok   bool
	}{
		{dtype.Float64, approx{err: 0x1p-85}, 0, false},
		{dtype.Float64, approx{hi: 0x1.8p-90, err: 0x1p-85}, 0, false},
		{dtype.Float64, approx{hi: 0x1.8p-90, err: 0x1p-91}, 0, false},
		{dtype.Float32, approx{hi: 0x1.8p-140, err: 0x1p-85}, 0, false},
		{dtype.Float32, approx{hi: 0x1.8p-140, err: 0x1p-139}, -127, true},
		{dtype.Float16, approx{hi: -0x1.8p-90, err: 0x1p-85}, -15, true},
		{dtype.Float16, approx{err: 0x1p-85}, -15, true},
		// Powers of two, where the spacing changes and where it does not.
		{dtype.Float16, approx{hi: 0x1p-13, err: 0x1p-100}, 0, false},
		{dtype.Float16, approx{hi: -0x1p-13, lo: 0x1p-99, err: 0x1p-100}, -14, true},
		{dtype.Float16, approx{hi: 0x1p-14, err: 0x1p-100}, -14, true},
		{dtype.Float16, approx{hi: 0x1p-14, lo: -0x1p-99, err: 0x1p-100}, -15, true},
		{dtype.Float16, approx{hi: 0x1p-15, lo: -0x1p-99, err: 0x1p-100}, -15, true},
	} {
		if e, ok := c.p.binade(c.f); ok != c.ok || ok && e != c.want {
			t.Errorf("%v: %+v: %d, %v", c.f, c.p, e, ok)
		}
	}
}

// TestFastAlone: rows whose answers are rational, or logarithms of integers, ask
// nothing of the enclosures.
func TestFastAlone(t *testing.T) {
	for _, x := range [][]float64{{3}, {3, nInf}, {nInf, -1e300, nInf}, {3, 3, nInf}, {0.7, 0.7, 0.7}, make([]float64, 100)} {
		r := mustRow(t, x)
		for _, fn := range function.OfLogits() {
			a := r.Answer(fn)
			for i := range a.Len() {
				for _, f := range dtype.All() {
					// A share that is a midpoint of f is no question for a pair.
					if n := a.At(i); n.exact == nil || n.exact.IsInt() {
						a.Round(i, f)
					}
				}
			}
		}
		// 1/n less something: on which side of it is known.
		share := mustRow(t, append(slices.Clone(x), x[len(x)/2]-200)).Answer(function.Softmax)
		if i := len(x) / 2; x[i] == share.row.max {
			share.Spacing(i, dtype.Float64)
			share.Error(i, dtype.Float16, 0.25)
		}
		if r.Enclosed()+share.row.Enclosed() != 0 {
			t.Errorf("%g: %d answers were left to the enclosure tier", x, r.Enclosed()+share.row.Enclosed())
		}
	}
}

// TestDistance: the interval holds |got − y| for every y that the pair allows, at the
// edge of what the pair knows too.
func TestDistance(t *testing.T) {
	rng := rand.New(rand.NewPCG(34, 1))
	told := 0
	for range 5000 {
		e := rng.IntN(2040) - 1060
		p := approx{hi: 1 + rng.Float64(), lo: (rng.Float64() - 0.5) * 0x1p-53, err: math.Ldexp(rng.Float64(), -53-rng.IntN(50)), exp: e}
		if e > -900 {
			p = p.unscaled()
		}
		s := max(e-52, -1074)
		got := math.Ldexp(1+rng.Float64()*rng.Float64()*2, e)
		lo, hi, ok := p.distance(got, s)
		if !ok {
			continue
		}
		told++
		c := new(big.Float).SetPrec(300).Add(big.NewFloat(p.hi), big.NewFloat(p.lo))
		for _, k := range []float64{-1, 0, 1} {
			y := new(big.Float).SetPrec(300).Add(c, big.NewFloat(k*p.err))
			y.SetMantExp(y, p.exp)
			d := new(big.Float).SetPrec(3000).Sub(big.NewFloat(got), y)
			d.SetMantExp(d.Abs(d), -s)
			if d.Cmp(big.NewFloat(lo)) < 0 || d.Cmp(big.NewFloat(hi)) > 0 {
				t.Errorf("|%x − %+v| in units of 2^%d: %g is not in (%g, %g)", got, p, s, d, lo, hi)
			}
		}
		if hi-lo > widthOfError(hi) {
			t.Errorf("|%x − %+v| in units of 2^%d: (%g, %g) is too wide", got, p, s, lo, hi)
		}
	}
	if told < 1000 {
		t.Errorf("%d of 5000 told", told)
	}
}

// TestErrorAcross: answers on the other side of 0 from one at the end of the range.
func TestErrorAcross(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		got  float64
		want float64
	}{
		{[]float64{math.MaxFloat64}, -math.MaxFloat64, 0x1p54 - 2},
		{[]float64{-math.MaxFloat64, nInf}, math.MaxFloat64, 0x1p54 - 2},
		{[]float64{-math.MaxFloat64, -math.MaxFloat64}, math.MaxFloat64, 0x1p54 - 2},
		{[]float64{math.MaxFloat64, 0}, math.MaxFloat64 / 2, 0x1p52 - 0.5},
		{[]float64{0x1p1000, 0}, -0x1p1000, 0x1p53},
		{[]float64{0x1p-1022, nInf}, -0x1p-1022, 0x1p53},
	} {
		lo, hi := mustRow(t, c.x).Answer(function.LogSumExp).Error(0, dtype.Float64, c.got)
		if !(lo <= c.want && c.want <= hi && hi-lo <= widthOfError(hi)) {
			t.Errorf("log-sum-exp(%x), got %x: (%g, %g), want %g", c.x, c.got, lo, hi, c.want)
		}
	}
}

// TestFastErrors: the bound of a pair counts the errors of all that it is made of,
// more than any measured error shows.
func TestFastErrors(t *testing.T) {
	rng := rand.New(rand.NewPCG(35, 1))
	for range 100 {
		x := make([]float64, 2+rng.IntN(300))
		for i := range x {
			x[i] = 3 * rng.NormFloat64()
		}
		x[0] = 12
		x[1] = -650 // not in expBlock
		if len(x) > 100 {
			x[0] = x[2] // τ/S next to 1
		}
		r := mustRow(t, x)
		tail := 1 - float64(r.maxima)*r.Answer(function.Softmax).Float64(slices.Index(x, r.max))
		tail *= 1 - 0x1p-40
		for i, v := range x {
			p := r.softmaxPair(i)
			want := p.hi * (expError + tailError*tail)
			if v == r.max {
				want = p.hi * tailError * tail
			}
			if p.err < want {
				t.Fatalf("softmax: %+v of %g, the bound counts %g", p, x, want)
			}
			q, ok := r.logSoftmaxPair(i)
			l, lErr := r.evaluated().logSum()
			if want := l.hi * (tailError + logError); !ok || lErr < want || q.err < want {
				t.Fatalf("log-softmax: %+v of %g, the bound counts %g", q, x, want)
			}
		}
		if q, ok := r.logSumExpPair(); !ok || q.err < r.fast.log.hi*(tailError+logError) {
			t.Fatalf("log-sum-exp: %+v of %g", q, x)
		}
	}
}

// TestFastInputErrors: the same of losses and gradients.
func TestFastInputErrors(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 54))
	for range 200 {
		in := trainingInput(rng, "random", 2+rng.IntN(300))
		g := in.Cotangent
		if rng.IntN(2) == 0 {
			in.X[rng.IntN(len(g))] = 12
		}
		r := rowOf(t, in)
		s := make([]float64, len(g))
		if err := r.Round(function.Softmax, dtype.Float64, s); err != nil {
			t.Fatal(err)
		}
		tail := (1 - float64(r.maxima)*s[r.first]) * (1 - 0x1p-40) // τ/S
		size, d, share := 0.0, 0.0, 0.0                            // Σ|h|e/S, D, P
		for i, v := range g {
			size += math.Abs(v-g[r.first]) * s[i]
			share += in.Weights[i]
			d += in.Weights[i] * (r.max - in.X[i])
		}
		size *= 1 - 0x1p-40
		logs := r.Answer(function.LogSoftmax).Float64(r.first)
		p, ok := r.crossEntropySoftPair()
		if want := share*-logs*(tailError+logError) + d*sumError; !ok || p.err < want*(1-0x1p-30) || p.err > 2*want+0x1p-90 {
			t.Fatalf("loss: %+v of %+v, the bound counts %g", p, in, want)
		}
		for i := range g {
			relative := expError + tailError*tail
			if i == r.first {
				relative = tailError * tail
			}
			p, ok := r.softmaxVJPPair(i)
			want := math.Abs(p.hi)*relative + s[i]*size*expError*(1-0x1p-40)
			if !ok || p.err < want || p.err > 3*want+s[i]*size*(tailError+0x1p-87) {
				t.Fatalf("VJP %d: %+v of %+v, the bound counts %g", i, p, in, want)
			}
			for _, fn := range withSides()[3:] {
				a := r.gradientOf(fn)
				p, ok := r.gradientPair(fn, i)
				want := math.Abs(a.sum.hi)*s[i]*relative + s[i]*a.sum.err
				if i == r.first {
					want = math.Abs(p.hi)*relative + a.others.err*s[i] + math.Abs(a.at(r, i).hi)*tail*tailError
				}
				if want *= 1 - 0x1p-30; !ok || p.err < want || p.err > 3*want+0x1p-98*(math.Abs(p.hi)+math.Abs(a.at(r, i).hi)) {
					t.Fatalf("%s[%d]: %+v of %+v, the bound counts %g", fn, i, p, in, want)
				}
			}
		}
	}
}
