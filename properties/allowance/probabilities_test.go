package allowance

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// described returns the calc of an input, from the reference's answers.
func described(t *testing.T, m impl.Model, in function.Input) (*calc, *reference.Row) {
	t.Helper()
	row := new(reference.Row)
	if err := row.ResetInput(in, reference.IEEE); err != nil {
		t.Fatal(err)
	}
	e := &Exact{Input: in, Max: math.Inf(-1), Softmax: make([]float64, len(in.X))}
	at := 0
	for i, v := range in.X {
		e.Softmax[i] = row.Answer(function.Softmax).Float64(i)
		if v > e.Max {
			e.Max, at = v, i
		}
	}
	e.Sum, e.LogSum = 1/e.Softmax[at], math.Abs(row.Answer(function.LogSoftmax).Float64(at))
	return newCalc(m, m.Accumulate, e), row
}

// normalRow returns n logits of f of the given spread, half of them on a grid.
func normalRow(r *rand.Rand, f dtype.Format, n int, spread float64) []float64 {
	x := make([]float64, n)
	grid := r.IntN(2) == 0
	for i := range x {
		v := float64(spread * r.NormFloat64())
		if grid {
			v = math.Round(4*v) / 4
		}
		x[i] = f.Round(v)
	}
	return x
}

// TestProbabilities holds computed probabilities to their bounds, as intermediate results:
// those that are known must be so, and none is 0 of which the bound denies it.
func TestProbabilities(t *testing.T) {
	for _, name := range []string{"shifted", "log1p", "reciprocal", "exp-minus-lse", "pairwise", "compensated", "online", "blocked"} {
		for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
			im, err := impl.Find(name, function.Softmax)
			if err != nil {
				t.Fatal(err)
			}
			a := impl.Arithmetic{Storage: f, Accumulate: f}
			largest, known := 0.0, 0
			for trial := range 200 {
				r := rand.New(rand.NewPCG(101, uint64(trial)))
				x := normalRow(r, f, 1+r.IntN(30), math.Ldexp(1, r.IntN(7)-1))
				in := function.Input{X: x}
				if im.Expected != nil && im.Expected(a, in) != "" {
					continue
				}
				c, row := described(t, im.Model(a), in)
				y := make([]float64, len(x))
				im.Compute(a, y, in)
				exact := row.Answer(function.Softmax)
				for i, p := range c.probabilities().p {
					ulps, _ := exact.Error(i, f, y[i]) // at least
					err := float64(ulps * exact.Spacing(i, f))
					bound := p.error()
					if err > bound*slack+math.SmallestNonzeroFloat64 {
						t.Fatalf("%s/%v, %v: probability %d is %g, off by %g, want at most %g", name, f, x, i, y[i], err, bound)
					}
					if p.known && p.c != y[i] || y[i] < p.bottom() || y[i] > p.top() {
						t.Fatalf("%s/%v, %v: probability %d is %g, want %g if known (%t), between %g and %g", name, f, x, i, y[i], p.c, p.known, p.bottom(), p.top())
					}
					if bound > 0 && err > 0 {
						largest = max(largest, err/bound)
					}
					if p.known {
						known++
					}
				}
			}
			t.Logf("%-14s %-9v largest error over bound %.3f, %d known", name, f, largest, known)
			if largest <= 0.5 {
				t.Errorf("%s/%v: largest error over bound %.3f: want more than half of it used", name, f, largest)
			}
			if (name == "shifted" || name == "log1p") != (known > 0) && name != "pairwise" {
				t.Errorf("%s/%v: %d probabilities are known", name, f, known)
			}
		}
	}
}

// TestMean: in a long row most of what the probabilities are off is the error of their
// common denominator, which moves a mean that is near 0 by nothing.
func TestMean(t *testing.T) {
	im, err := impl.Find("direct", function.SoftmaxVJP)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float64} {
		a := impl.Arithmetic{Storage: f, Accumulate: f}
		r := rand.New(rand.NewPCG(103, 1))
		x, g := normalRow(r, f, 2000, 1), make([]float64, 2000)
		for i := range g {
			g[i] = 1 - 2*float64(i%2)
		}
		c, _ := described(t, im.Model(a), function.Input{X: x, Cotangent: g})
		ps := c.probabilities()
		_, sharp := ps.mean(g)
		ps.shared = false
		_, blunt := ps.mean(g)
		t.Logf("%v: off by %.3g u, taken one by one by %.3g u", f, sharp/c.u, blunt/c.u)
		if sharp > blunt/20 {
			t.Errorf("%v: the mean is off by %g u at most, want a twentieth of %g u", f, sharp/c.u, blunt/c.u)
		}
	}
}

// TestMeanOfConstant: what the numerators are off does not matter where all cotangents are the
// same.
func TestMeanOfConstant(t *testing.T) {
	im, err := impl.Find("direct", function.SoftmaxVJP)
	if err != nil {
		t.Fatal(err)
	}
	a := impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	m := im.Model(a)
	in := function.Input{X: []float64{0, -0.3, -0.7}, Cotangent: []float64{1, 1, 1}}
	for i, x := range in.X {
		in.X[i] = dtype.Float32.Round(x)
	}
	bounds := [2]float64{}
	for i, ulps := range []float64{0.5, 1000} {
		m.ExpULP = ulps
		c, _ := described(t, m, in)
		_, bounds[i] = c.probabilities().mean(in.Cotangent)
	}
	if bounds[1] > bounds[0]*1.001 {
		t.Errorf("exponentials good to 0.5 ulp: off by %g; to 1000 ulps: off by %g", bounds[0], bounds[1])
	}
}
