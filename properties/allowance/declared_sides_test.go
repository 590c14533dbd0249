package allowance_test

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// halves adds up in halves.
func halves(e []float64) float64 {
	if len(e) < 2 {
		return sum32(e)
	}
	m := len(e) / 2
	return f32.Add(halves(e[:m]), halves(e[m:]))
}

// compensated is Neumaier's sum.
func compensated(e []float64) float64 {
	var s, carry float64
	for _, v := range e {
		next := f32.Add(s, v)
		large, small := s, v
		if math.Abs(s) < math.Abs(v) {
			large, small = v, s
		}
		carry = f32.Add(carry, f32.Add(f32.Sub(large, next), small))
		s = next
	}
	return f32.Add(s, carry)
}

// declared is what an adapter may declare, and a kernel that computes so.
type declared struct {
	name  string
	model func(m *impl.Model)
	sum   func(e []float64) float64
	// softmax, if not nil, takes the place of shifting, adding up and dividing.
	softmax func(z []float64) []float64
}

func declarations() []declared {
	sum := func(s impl.Sum) func(m *impl.Model) { return func(m *impl.Model) { m.Sum = s } }
	find := func(name string) func(z []float64) []float64 {
		return func(z []float64) []float64 {
			im, err := impl.Find(name, function.Softmax)
			if err != nil {
				panic(err)
			}
			return compute(&im, f32, function.Logits(z))
		}
	}
	return []declared{
		{"blocked:4", sum("blocked:4"), lanes(4), nil},
		{"blocked:64", sum("blocked:64"), lanes(64), nil},
		{"pairwise", sum(impl.Pairwise), halves, nil},
		{"compensated", sum(impl.Compensated), compensated, nil},
		{"exact", sum(impl.Exact), exactly, nil},
		{"reciprocal", func(m *impl.Model) { m.Normalise = impl.Reciprocal }, sum32, find("reciprocal")},
		{"exp-minus-log", func(m *impl.Model) { m.Normalise = impl.ExpMinusLog }, sum32, find("exp-minus-lse")},
		{"online", func(m *impl.Model) { m.Scheme = impl.Online }, sum32, find("online")},
		{"no shift", func(m *impl.Model) { m.Shift = impl.ShiftNone }, sum32, find("naive")},
	}
}

// TestDeclaredSides holds losses and gradients in other orders of summation and other ways
// to the softmax, as an adapter may declare them, to their allowances.
func TestDeclaredSides(t *testing.T) {
	rows := withSides(t, dtype.Float32, 8, append(hazardRows(t, dtype.Float32, 8, 120, 300), randomRows(t, dtype.Float32, 8, 80, 100)...))
	for _, d := range declarations() {
		t.Run(d.name, func(t *testing.T) {
			softmax := func(in function.Input) []float64 {
				if d.softmax != nil {
					return d.softmax(tempered(in))
				}
				return kernel{sum: d.sum}.softmax(tempered(in))
			}
			gradient := func(of func(in function.Input, p []float64, i int) float64) func(in function.Input) []float64 {
				return func(in function.Input) []float64 {
					p, y := softmax(in), make([]float64, len(in.X))
					for i := range y {
						y[i] = of(in, p, i)
					}
					return cooled(in, y)
				}
			}
			mean := func(in function.Input, p []float64) float64 { return d.sum(products(p, in.Cotangent)) }
			for _, k := range []struct {
				of      function.Function
				name    string
				compute func(in function.Input) []float64
			}{
				{function.SoftmaxVJP, "direct", gradient(vjp(mean))},
				{function.LogSoftmaxVJP, "softmax", gradient(func(in function.Input, p []float64, i int) float64 {
					return f32.Sub(in.Cotangent[i], f32.Mul(p[i], d.sum(in.Cotangent)))
				})},
				{function.CrossEntropyGrad, "p-minus-one", gradient(minusOne(smoothed))},
				{function.CrossEntropySoftGrad, "direct", gradient(func(in function.Input, p []float64, i int) float64 {
					return f32.Sub(f32.Mul(p[i], d.sum(in.Weights)), in.Weights[i])
				})},
			} {
				im, err := impl.Find(k.name, k.of)
				if err != nil {
					t.Fatal(err)
				}
				model := im.Model(f32)
				d.model(&model)
				worst, judged := 0.0, 0
				for _, j := range rows {
					if im.Expected(f32, j.in) != "" || model.Shift == impl.ShiftNone && (j.in.T() != 1 || extreme(j.x)) {
						continue
					}
					r := j.judge(model, k.of, k.compute(j.in))
					worst = max(worst, r.ratio)
					judged += r.elements
					if r.bad >= 0 {
						t.Errorf("%s/%s, %s, %s: answer %d is at %.4g of its allowance", k.of, k.name, j.name, j.shown(), r.bad, r.ratio)
					}
				}
				t.Logf("%-22s worst/allowance %.3f, %d judged", k.of, worst, judged)
				if worst <= 0.5 || judged < 500 {
					t.Errorf("%s: largest ratio %.3f of %d: want an allowance that is used by more than half", k.of, worst, judged)
				}
			}
		})
	}
}

// smoothed is the target's q, with label smoothing.
func smoothed(in function.Input, i int) float64 {
	if in.Smoothing == 0 {
		return oneHot(in, i)
	}
	q := f32.Div(in.Smoothing, float64(len(in.X)))
	if i == in.Target {
		q = f32.Add(f32.Sub(1, in.Smoothing), q)
	}
	return q
}

// extreme reports whether exponentials of the logits themselves overflow or underflow.
func extreme(x []float64) bool {
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v)
	}
	return m > 80 || m < -80
}

// TestFlushDeclaredSides: results that come out as zero where they are subnormal are within
// the allowance of a model that says so, and beyond that of one that does not.
func TestFlushDeclaredSides(t *testing.T) {
	im, err := impl.Find("direct", function.SoftmaxVJP)
	if err != nil {
		t.Fatal(err)
	}
	flushing := func(in function.Input) []float64 {
		p := kernel{exp: func(d float64) float64 { return flush(f32.Exp(d)) }, store: flush}.softmax(tempered(in))
		all := make([]float64, len(p))
		for j := range p {
			all[j] = zeroed(f32.Mul(p[j], in.Cotangent[j]))
		}
		d := sum32(all)
		for i := range p {
			p[i] = zeroed(f32.Mul(p[i], zeroed(f32.Sub(in.Cotangent[i], d))))
		}
		for i, v := range cooled(in, p) {
			p[i] = zeroed(v)
		}
		return p
	}
	rows := withSides(t, dtype.Float32, 9, append(tailRows(t, dtype.Float32, 9, 60, 30), hazardRows(t, dtype.Float32, 9, 100, 64)...))
	model, beyond := im.Model(f32), 0
	for _, j := range rows {
		if im.Expected(f32, j.in) != "" {
			continue
		}
		model.FlushSubnormals = true
		if r := j.judge(model, function.SoftmaxVJP, flushing(j.in)); r.bad >= 0 {
			t.Errorf("%s, %s: answer %d is at %.4g of its allowance", j.name, j.shown(), r.bad, r.ratio)
		}
		model.FlushSubnormals = false
		if r := j.judge(model, function.SoftmaxVJP, flushing(j.in)); r.bad >= 0 {
			beyond++
		}
	}
	if beyond < 10 {
		t.Errorf("not declared, it is beyond the allowance on %d of %d rows", beyond, len(rows))
	}
}

// zeroed is flush for numbers of either sign.
func zeroed(y float64) float64 {
	if math.Abs(y) < dtype.Float32.MinNormal() {
		return 0
	}
	return y
}

// TestWideJacobian: the bound of wide rows, which does not follow the products one by one,
// holds as well, and is not much larger where the two meet.
func TestWideJacobian(t *testing.T) {
	im, err := impl.Find("jacobian", function.SoftmaxVJP)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float64} {
		a := impl.Arithmetic{Storage: f, Accumulate: f}
		var allowed [2]float64
		for i, k := range []int{64, 65} {
			for _, j := range withSides(t, f, 3, randomRows(t, f, 3, 60, 1)) {
				in := j.in
				in.X, in.Cotangent, in.Weights = repeated(0, k), repeated(1, k), repeated(1, k)
				for n := range in.X {
					in.X[n], in.Cotangent[n] = -float64(n%9)/4, float64(n%7-3)
				}
				w := judgedInput(t, j.name, in, f)
				if r := w.judge(im.Model(a), function.SoftmaxVJP, compute(&im, a, in)); r.bad >= 0 || r.vacuous > 0 {
					t.Errorf("%v, K = %d, %s: answer %d is at %.4g of its allowance, %d vacuous", f, k, w.shown(), r.bad, r.ratio, r.vacuous)
				}
				allowed[i] = w.ys[function.SoftmaxVJP][1].Err
			}
		}
		if allowed[1] > 4*allowed[0] {
			t.Errorf("%v: %g allowed of 64 logits, %g of 65", f, allowed[0], allowed[1])
		}
	}
}
