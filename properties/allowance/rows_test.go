package allowance_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/properties/hazards"
	"github.com/softulp/softulp/reference"
)

// judged is a row with its exact answers.
type judged struct {
	name    string
	x       []float64
	in      function.Input
	f       dtype.Format
	exact   *allowance.Exact
	answers map[function.Function]*reference.Answer
	ys      map[function.Function][]allowance.Answer
}

// shown returns the row as a message about it shows it, in hexadecimal.
func (j *judged) shown() string {
	in := j.in
	return fmt.Sprintf("x %x, target %d, cotangent %x, weights %x, T %g, ε %g", in.X, in.Target, in.Cotangent, in.Weights, in.T(), in.Smoothing)
}

// newJudged returns nil for a row without a finite logit.
func newJudged(t *testing.T, name string, x []float64, f dtype.Format) *judged {
	t.Helper()
	return judgedFor(t, name, function.Logits(x), f, function.OfLogits())
}

// judgedInput is newJudged for an input and the functions that take more than logits, as
// far as the input has everything for them.
func judgedInput(t *testing.T, name string, in function.Input, f dtype.Format) *judged {
	t.Helper()
	return judgedFor(t, name, in, f, append(ofSides(), function.Softmax, function.LogSoftmax))
}

func judgedFor(t testing.TB, name string, in function.Input, f dtype.Format, fns []function.Function) *judged {
	t.Helper()
	x := in.X
	row := new(reference.Row)
	if err := row.ResetInput(in, reference.IEEE); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !row.IsFinite() {
		return nil
	}
	j := &judged{name: name, x: x, in: in, f: f,
		answers: map[function.Function]*reference.Answer{},
		ys:      map[function.Function][]allowance.Answer{}}
	for _, fn := range fns {
		if row.Check(fn) != nil {
			continue
		}
		a := row.Answer(fn)
		ys := make([]allowance.Answer, a.Len())
		for i := range ys {
			ys[i].Y, ys[i].Spacing = a.Float64(i), a.Spacing(i, f)
		}
		j.answers[fn], j.ys[fn] = a, ys
	}
	e := &allowance.Exact{Input: in, Max: math.Inf(-1), Softmax: make([]float64, len(x))}
	at := 0
	for i, v := range x {
		e.Softmax[i] = j.ys[function.Softmax][i].Y
		if v > e.Max {
			e.Max, at = v, i
		}
	}
	e.Sum, e.LogSum = 1/e.Softmax[at], math.Abs(j.ys[function.LogSoftmax][at].Y)
	j.exact = e
	return j
}

// finding is what one implementation did on one row.
type finding struct {
	ratio    float64 // largest error over allowance of what was judged
	wide     float64 // the same of allowances of 1 ulp and more: not just a final rounding
	bad      int     // first answer beyond its allowance, or −1
	vacuous  int     // answers whose allowance is vacuous
	elements int
}

// judge holds the answers y to the allowances of the model.
func (j *judged) judge(m impl.Model, fn function.Function, y []float64) finding {
	ys, ans := j.ys[fn], j.answers[fn]
	allowance.For(m, fn, j.f, j.exact, ys)
	r := finding{bad: -1}
	for i, got := range y {
		a := &ys[i]
		lo, hi := ans.Error(i, j.f, got)
		var bad bool
		switch {
		case math.IsInf(lo, 1): // NaN or ±Inf for a number, or the other way round
			bad = !a.Overflows(j.f, got)
		case math.IsInf(got, 0) || got != got: // as the exact answer
			continue
		case a.Vacuous:
			r.vacuous++
			continue
		case hi == math.MaxFloat64:
			bad = math.Abs(got-a.Y) > a.Err
		case hi > 0:
			allowed := a.Allowed(got)
			r.ratio = max(r.ratio, hi/allowed)
			if allowed >= 1 {
				r.wide = max(r.wide, hi/allowed)
			}
			bad = hi > allowed && !ans.Within(i, j.f, got, allowed)
		}
		r.elements++
		if bad && r.bad < 0 {
			r.bad = i
		}
	}
	return r
}

// compute returns the implementation's answers; one that it does not write is
// NaN.
func compute(im *impl.Implementation, a impl.Arithmetic, in function.Input) []float64 {
	y := make([]float64, im.Function.Outputs(len(in.X)))
	for i := range y {
		y[i] = math.NaN()
	}
	im.Compute(a, y, in)
	return y
}

// hazardRows returns the generated rows of at most k logits.
func hazardRows(t *testing.T, f dtype.Format, seed uint64, n, k int) []*judged {
	t.Helper()
	var rows []*judged
	for _, r := range hazards.Default(f, seed, n) {
		if len(r.X) > k {
			continue
		}
		if j := newJudged(t, r.Hazard, r.X, f); j != nil {
			rows = append(rows, j)
		}
	}
	return rows
}

// randomRows returns n rows of uniform logits of all sorts of spread, half of
// them on a grid of 2^-4 where the format can hold it.
func randomRows(t *testing.T, f dtype.Format, seed uint64, n, k int) []*judged {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, uint64(f)))
	var rows []*judged
	for i := range n {
		x := make([]float64, 1+r.IntN(k))
		spread := math.Ldexp(1, r.IntN(8)-2)
		centre := float64(r.IntN(9) - 4)
		for j := range x {
			v := centre + float64(spread*(r.Float64()-0.5))
			if i%2 == 0 {
				v = math.Round(v*16) / 16
			}
			x[j] = f.Round(v)
		}
		rows = append(rows, newJudged(t, "random", x, f))
	}
	return rows
}

// tailRows returns n rows of one maximum or a few over tails whose exponentials are subnormal
// numbers of f, or just not: many of them add up to what none shows alone.
func tailRows(t *testing.T, f dtype.Format, seed uint64, n, k int) []*judged {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1000+uint64(f)))
	first := -math.Log(f.MinNormal()) // math.Log is wrong for subnormal numbers on amd64
	last := first + float64(float64(f.Precision()+2)*math.Ln2)
	var rows []*judged
	for i := range n {
		x := make([]float64, 2+r.IntN(k-1))
		centre := f.Round(float64(8 * r.Float64()))
		deep := first + float64((last-first)*r.Float64())
		if i%4 == 0 { // between 8 and 1/8 of the smallest subnormal
			deep = last - float64(6*math.Ln2*r.Float64())
		}
		for j := range x {
			switch {
			case j == 0 || i%3 == 0 && r.IntN(16) == 0:
				x[j] = centre
			case i%2 == 0: // all alike
				x[j] = f.Round(centre - deep)
			default:
				x[j] = f.Round(centre - first - float64((last-first)*r.Float64()))
			}
		}
		rows = append(rows, newJudged(t, "tail", x, f))
	}
	return rows
}
