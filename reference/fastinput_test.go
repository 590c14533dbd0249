package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// temperatures and smoothings of the rows below.
var (
	inputTemperatures = []float64{0, 1, 1, 0.5, 2, 0.7, 3, 0.01}
	inputSmoothings   = []float64{0, 0, 0.1, 0.5, 1}
)

// bell returns a number around 0, the same on every architecture.
func bell(rng *rand.Rand) float64 {
	return (rng.Float64() + rng.Float64()) + (rng.Float64() + rng.Float64()) - 2
}

// structuredInput returns an input for every function, of k logits with at least one finite,
// of the kinds that the fast tier tells apart.
func structuredInput(rng *rand.Rand, k int) function.Input {
	in := function.Input{
		X: make([]float64, k), Cotangent: make([]float64, k), Weights: make([]float64, k),
		Target:      rng.IntN(k),
		Temperature: inputTemperatures[rng.IntN(len(inputTemperatures))],
		Smoothing:   inputSmoothings[rng.IntN(len(inputSmoothings))],
	}
	scale := math.Ldexp(1, rng.IntN(9)-3)
	grid := rng.IntN(3) == 0
	for i := range in.X {
		in.X[i] = scale * bell(rng)
		if grid {
			in.X[i] = float64(rng.IntN(4)) / 2
		}
	}
	top := rng.IntN(k)
	switch rng.IntN(8) {
	case 0, 1: // one class dominates
		in.X[top] = float64(2*scale) + 5 + float64(800*rng.Float64()*rng.Float64())
	case 2: // or several do
		in.X[top] = float64(2*scale) + 5 + float64(100*rng.Float64())
		in.X[rng.IntN(k)] = in.X[top]
		in.X[rng.IntN(k)] = in.X[top]
	case 3: // all equal
		for i := range in.X {
			in.X[i] = in.X[0]
		}
	}
	if rng.IntN(4) == 0 {
		for i := range in.X {
			if i != top && rng.IntN(3) == 0 {
				in.X[i] = nInf
			}
		}
	}
	switch rng.IntN(40) {
	case 0:
		in.Temperature = math.Ldexp(1+rng.Float64(), rng.IntN(230)-115)
	case 1:
		by := rng.IntN(2000) - 1000
		for i := range in.X {
			in.X[i] = max(math.Ldexp(in.X[i], by), -math.MaxFloat64)
		}
		in.X[top] = min(max(in.X[top], -math.MaxFloat64), math.MaxFloat64)
		for i := range in.X {
			in.X[i] = min(in.X[i], math.MaxFloat64)
		}
	case 2:
		in.Smoothing = math.Ldexp(rng.Float64(), -rng.IntN(1074))
	}
	sides(rng, &in, top)
	return in
}

// sides fills in the cotangent and the weights.
func sides(rng *rand.Rand, in *function.Input, top int) {
	g, w := in.Cotangent, in.Weights
	k := len(g)
	switch rng.IntN(8) {
	case 0: // one-hot
		g[rng.IntN(k)], w[rng.IntN(k)] = 1, 1
	case 1: // at the top
		g[top], w[top] = 1, 1
	case 2: // constant
		v := bell(rng)
		for i := range g {
			g[i], w[i] = v, math.Abs(v)
		}
	case 3: // on a grid
		for i := range g {
			g[i], w[i] = float64(rng.IntN(5))-2, float64(rng.IntN(3))
		}
	case 4: // of sum zero, or nearly, in several ways
		for i := range g {
			g[i], w[i] = bell(rng), rng.Float64()
			if i%2 == 1 {
				g[i] = -g[i-1]
			}
		}
		if k%2 == 1 {
			g[k-1] = 0
		}
	case 5: // the softmax, rounded
		r := new(Row)
		if r.ResetInput(function.Input{X: in.X, Temperature: in.Temperature}, IEEE) == nil {
			_ = r.Round(function.Softmax, dtype.Float64, w)
		}
		for i := range w {
			g[i] = -w[i]
		}
	default:
		for i := range g {
			g[i], w[i] = math.Ldexp(bell(rng), rng.IntN(20)-10), rng.Float64()
		}
	}
	for i, v := range in.X {
		if math.IsInf(v, -1) && rng.IntN(2) == 0 {
			w[i] = 0 // else the loss is infinite
		}
	}
	switch rng.IntN(12) {
	case 0: // huge or tiny altogether
		by := rng.IntN(2000) - 1040
		for i := range g {
			g[i], w[i] = math.Ldexp(g[i], by), math.Ldexp(w[i], by)
		}
	case 1: // or some of it
		by := rng.IntN(2000) - 1040
		for i := range g {
			if rng.IntN(2) == 0 {
				g[i], w[i] = math.Ldexp(g[i], by), math.Ldexp(w[i], by)
			}
		}
	}
	for i := range g {
		if !isFinite(g[i]) || !isFinite(w[i]) {
			g[i], w[i] = math.MaxFloat64, math.MaxFloat64
		}
	}
}

// fastTally is what TestFastInputs found of one function.
type fastTally struct {
	outputs, known, rounded int
	used                    float64 // largest share of a bound
}

// TestFastInputs holds what the fast tier says of losses and gradients against the enclosures: its
// pairs, which must be within their bounds, and the roundings.
func TestFastInputs(t *testing.T) {
	rows := 2000
	switch {
	case *exhaustive:
		rows = 120_000
	case testing.Short():
		rows = 200
	}
	rng := rand.New(rand.NewPCG(5, 51))
	tallies := map[function.Function]*fastTally{}
	r := new(Row)
	for range rows {
		k := 1 + rng.IntN(8)
		if rng.IntN(100) == 0 {
			k = 1 + rng.IntN(300)
		}
		in := structuredInput(rng, k)
		if err := r.ResetInput(in, IEEE); err != nil {
			t.Fatal(err)
		}
		f := dtype.All()[rng.IntN(6)]
		for _, fn := range function.All() {
			n := tallies[fn]
			if n == nil {
				n = new(fastTally)
				tallies[fn] = n
			}
			n.compare(t, r, fn, f)
			if t.Failed() {
				t.Fatalf("of %+v", in)
			}
		}
	}
	for _, fn := range function.All() {
		n := tallies[fn]
		t.Logf("%-24s %d outputs, the fast tier knows %d and rounds %d; at most %.3f of a bound used", fn, n.outputs, n.known, n.rounded, n.used)
	}
}

// compare holds the fast tier's outputs of fn against the enclosures.
func (n *fastTally) compare(t *testing.T, r *Row, fn function.Function, f dtype.Format) {
	t.Helper()
	a := r.Answer(fn)
	whole := make([]float64, a.Len())
	if err := r.Round(fn, f, whole); err != nil {
		t.Fatal(err)
	}
	for i := range a.Len() {
		if a.special(i) || i >= 8 && i%16 > 0 {
			continue
		}
		n.outputs++
		want := a.At(i)
		nearest := want.Round(f)
		if !same(whole[i], nearest) {
			t.Errorf("%s[%d] in %v: %x in the row, %x by the enclosures", fn, i, f, whole[i], nearest)
		}
		if got := f.NextUp(nearest); isFinite(nearest) && isFinite(got) {
			lo, hi := a.Error(i, f, got)
			if l, h := want.slowError(f, got); lo > h || hi < l || hi-lo > widthOfError(hi) {
				t.Errorf("%s[%d] in %v: error of %x in (%g, %g), is in (%g, %g)", fn, i, f, got, lo, hi, l, h)
			}
		}
		p, ok := a.fast(i)
		if !ok {
			continue
		}
		n.known++
		n.used = max(n.used, boundUsed(t, r, want, p))
		if y, ok := p.round(f); ok {
			n.rounded++
			if !same(y, nearest) {
				t.Errorf("%s[%d] in %v: %x by the pair %+v, %x by the enclosures", fn, i, f, y, p, nearest)
			}
		}
		if e, ok := p.binade(f); ok {
			if s := want.spacingExp(f, nearest); s != f.SpacingExp(min(e, f.MaxExp())) {
				t.Errorf("%s[%d] in %v: binade %d of %+v, spacing 2^%d", fn, i, f, e, p, s)
			}
		}
	}
}

// boundUsed returns the error of a pair over its bound, as far as 400 bits of the answer show it;
// 0 for pairs that only tell on which side of a number the answer lies.
func boundUsed(t *testing.T, r *Row, n Number, p approx) float64 {
	t.Helper()
	checkApprox(t, r, n, p)
	if p.err == 0 || p.exp < -2000 || math.Abs(math.Abs(p.lo)-p.err) < 0x1p-40*p.err || math.Abs(p.hi) == p.err {
		return 0
	}
	lo, hi := n.decimalEnds(400)
	d, width := new(big.Float).SetPrec(2500), new(big.Float).SetPrec(2500)
	width.SetMantExp(width.Sub(hi, lo), -p.exp)
	d.Sub(d.SetMantExp(lo, -p.exp), big.NewFloat(p.hi))
	d.Sub(d, big.NewFloat(p.lo))
	d.Sub(d.Abs(d), width)
	off, _ := d.Quo(d, big.NewFloat(p.err)).Float64()
	return max(0, off)
}

// TestFastScaled: cotangents and weights from one end of float64's range to the other, that cancel or
// not, beside logits as far from each other: what scaling rounds, and what it does not.
func TestFastScaled(t *testing.T) {
	rows := 1000
	switch {
	case *exhaustive:
		rows = 100_000
	case testing.Short():
		rows = 200
	}
	rng := rand.New(rand.NewPCG(5, 55))
	values := []float64{0, 0, 1, 3, 0x1p1000, 0x1.8p1001, 0x1p-1074, 0x1p-1072, 0x1p-960, 0x1.4p-1022, 0x1p-301, 0x1.23456789abcdfp-290, 0x1.fedcba9876543p-295, math.MaxFloat64}
	logits := []float64{0, 0, -1, -1, -40, -480, -598, -601, -700, -1119, -1300, nInf}
	r := new(Row)
	var n fastTally
	for range rows {
		k := 2 + rng.IntN(4)
		in := function.Input{X: make([]float64, k), Cotangent: make([]float64, k), Weights: make([]float64, k)}
		some := [2]float64{values[rng.IntN(len(values))], values[rng.IntN(len(values))]}
		for i := range k {
			in.X[i] = logits[rng.IntN(len(logits))]
			in.Cotangent[i] = some[rng.IntN(2)]
			in.Weights[i] = some[rng.IntN(2)]
			if rng.IntN(2) == 0 {
				in.Cotangent[i] = -in.Cotangent[i]
			}
		}
		in.X[rng.IntN(k)] = 0
		in.Temperature = []float64{0, 0, 2, 0.7, 0x1p-99, 0x1p99}[rng.IntN(6)]
		if err := r.ResetInput(in, IEEE); err != nil {
			t.Fatal(err)
		}
		for _, fn := range withSides() {
			if fn.TakesTarget() {
				continue
			}
			for _, f := range []dtype.Format{dtype.Float64, dtype.Float32} {
				n.compare(t, r, fn, f)
			}
			if t.Failed() {
				t.Fatalf("of %+v", in)
			}
		}
	}
	t.Logf("%d outputs, the fast tier knows %d and rounds %d; at most %.3f of a bound used", n.outputs, n.known, n.rounded, n.used)
}

// TestScalingLoses: what the scaling of cotangents and weights rounds to 0 and matters all the same:
// beside a sum that is 0 for its groups, and beside a logit of the largest size.
func TestScalingLoses(t *testing.T) {
	for _, in := range []function.Input{
		{X: []float64{1, 0, 0, -1, -1}, Cotangent: []float64{0, 0x1p1000, -0x1p1000, 0x1p-1074, -0x1p-1074}},
		{X: []float64{1, 1, 0, 0, -1}, Cotangent: []float64{0x1p-1074, -0x1p-1074, 0x1p1000, -0x1p1000, 0}},
		{X: []float64{0, -1, -0x1p1023}, Weights: []float64{0x1p1000, 0x1p1000, 0x1p-76}},
		{X: []float64{0, -0x1p1023}, Weights: []float64{math.MaxFloat64, 0x1p-1074}},
	} {
		r := rowOf(t, in)
		var n fastTally
		for _, fn := range withSides()[1:] {
			if r.Check(fn) == nil && !fn.TakesTarget() {
				n.compare(t, r, fn, dtype.Float64)
				n.compare(t, r, fn, dtype.BFloat16)
			}
		}
		if n.outputs == 0 || t.Failed() {
			t.Errorf("of %+v: %d outputs", in, n.outputs)
		}
	}
}
