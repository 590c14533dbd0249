package search

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// constant answers the same whatever it is asked.
func constant(fn function.Function, f dtype.Format, y ...float64) *Subject {
	return &Subject{Subject: &properties.Subject{Name: "constant", Function: fn, DType: f, Model: impl.Model{Accumulate: f, ExpULP: 1, LogULP: 1, Sum: impl.Sequential, Shift: impl.ShiftMax, Normalise: impl.Divide},
		Compute: func(to []float64, _ function.Input) { copy(to, y) }}}
}

// TestScores holds scores against figures that can be worked out by hand.
func TestScores(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name string
		s    *Subject
		o    Objective
		in   function.Input
		want seen
	}{
		{"right", constant(function.Softmax, dtype.Float32, 0.5, 0.5), ULP, function.Logits([]float64{1, 1}), seen{0, 0}},
		{"two ulps", constant(function.Softmax, dtype.Float32, 0.5, 0.5+0x1p-23), ULP, function.Logits([]float64{1, 1}), seen{2, 1}},
		{"NaN is no error in ulps", constant(function.Softmax, dtype.Float32, nan, 0.5+0x1p-24), ULP, function.Logits([]float64{1, 1}), seen{1, 1}},
		{"sum", constant(function.Softmax, dtype.Float32, 0.5, 0.75), Sum, function.Logits([]float64{1, 1}), seen{0.25, 0}},
		{"tiny sum", constant(function.Softmax, dtype.Float64, 1, 0x1p-1000), Sum, function.Logits([]float64{1, 1}), seen{0x1p-1000, 0}},
		{"NaN has no sum", constant(function.Softmax, dtype.Float64, 1, nan), Sum, function.Logits([]float64{1, 1}), seen{}},
		{"two of the wrong class", constant(function.Softmax, dtype.Float32, 0.5, nan, math.Inf(1)), Class, function.Logits([]float64{1, 1, 1}), seen{2, 1}},
		{"none of the wrong class", constant(function.Softmax, dtype.Float32, 0.5, 0.5+0x1p-24), Class, function.Logits([]float64{1, 1}), seen{0.5, 1}},
		{"beyond any allowance", constant(function.Softmax, dtype.Float32, 0.5, nan), Allowance, function.Logits([]float64{1, 1}), seen{math.MaxFloat64, 1}},
		// The exact gradient is (−1/2, 1/2)·4: 2^-20 off in units of 2^-24·4.
		{"gradient", constant(function.SoftmaxVJP, dtype.Float32, 1+0x1p-20, -1), Gradient,
			function.Input{X: []float64{3, 3}, Cotangent: []float64{4, 0}}, seen{4, 0}},
		{"gradient of a loss", constant(function.CrossEntropyGrad, dtype.Float32, -0.5, 0.5+0x1p-22), Gradient, function.Input{X: []float64{3, 3}}, seen{4, 1}},
	} {
		e := &evaluator{space: newSpace(c.s.Function, c.s.DType), s: c.s, o: c.o}
		p := e.space.of(&c.in)
		got, err := e.score(&p)
		if err != nil || math.Abs(got.score-c.want.score) > 1e-9*c.want.score || got.index != c.want.index {
			t.Errorf("%s: %+v, %v, want %+v", c.name, got, err, c.want)
		}
	}
}

// TestAllowanceIsTheProperty: an error over its allowance is what the accuracy property
// calls a violation.
func TestAllowanceIsTheProperty(t *testing.T) {
	accuracy := properties.Find("accuracy")
	rng := rand.New(rand.NewPCG(1, 1))
	for _, fn := range function.All() {
		im := impl.Of(fn)[0]
		for _, a := range im.Arithmetics[:3] {
			s := &Subject{Subject: properties.Of(im, a)}
			var worse properties.Subject = *s.Subject
			n := 0
			worse.Compute = func(y []float64, in function.Input) { // a few ulps more
				s.Compute(y, in)
				for i := range y {
					for range n % 5 {
						y[i] = a.Storage.NextUp(y[i])
					}
				}
			}
			bad := &Subject{Subject: &worse}
			e := &evaluator{space: newSpace(fn, a.Storage), s: bad, o: Allowance}
			var b properties.Bench
			over, within := 0, 0
			for n = range 500 {
				p := e.space.random(rng, 1+n%5)
				v, err := e.score(&p)
				if err != nil {
					continue // beyond the range of float8
				}
				c := properties.Case{Input: e.in}
				violation, judged := accuracy.Judge(&b, &worse, &c)
				vacuous := violation != nil && math.IsInf(violation.Allowed, 1)
				if violation != nil && v.score <= 1 && !vacuous || judged && violation == nil && v.score > 1+0x1p-20 {
					t.Fatalf("%s, %v: the score is %v, the property says %v", worse.Name, e.in.X, v.score, violation)
				}
				if violation != nil {
					over++
				} else {
					within++
				}
			}
			if over == 0 || within == 0 {
				t.Errorf("%s: %d over and %d within their allowance", worse.Name, over, within)
			}
		}
	}
}

// TestBoundary: distances from midpoints, by the definition.
func TestBoundary(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, f := range dtype.All() {
		s := constant(function.Softmax, f, 0, 0)
		e := &evaluator{space: newSpace(function.Softmax, f), s: s, o: Boundary}
		for range 100 {
			x := []float64{f.Round(rng.Float64()), f.Round(rng.Float64())}
			if x[0] == x[1] {
				continue
			}
			in := function.Logits(x)
			p := e.space.of(&in)
			got, err := e.score(&p)
			if err != nil {
				t.Fatal(err)
			}
			row, err := reference.New(x, reference.IEEE)
			if err != nil {
				t.Fatal(err)
			}
			nearest := 1.0
			for i := range x {
				a := row.Answer(function.Softmax)
				_, hi := a.Error(i, f, a.Round(i, f))
				nearest = min(nearest, 0.5-hi)
			}
			if off := 1 / got.score; math.Abs(off-nearest) > 0x1p-19+0x1p-6*off {
				t.Errorf("%v, %v: %v ulp from a midpoint, want %v", f, x, off, nearest)
			}
		}
	}
}

// TestMidpointDistance: the bisection against the reference's own figure.
func TestMidpointDistance(t *testing.T) {
	row, err := reference.New([]float64{0, 1, 2}, reference.IEEE)
	if err != nil {
		t.Fatal(err)
	}
	a := row.Answer(function.Softmax)
	for _, f := range dtype.All() {
		for i := range 3 {
			y := a.Round(i, f)
			_, hi := a.Error(i, f, y)
			if got := midpointDistance(a.At(i), y, f); math.Abs(got-(0.5-hi)) > 0x1p-6*got+0x1p-19 {
				t.Errorf("%v, answer %d: %v, want %v", f, i, got, 0.5-hi)
			}
		}
	}
}
