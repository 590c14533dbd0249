package properties

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// The tests of this file are about the judge: each has a way in which a suite was
// fooled, with the report of it.

// correct returns the shifted algorithm, or what is made of it.
func correct(t *testing.T, fn function.Function, a impl.Arithmetic) *Subject {
	t.Helper()
	name := "shifted"
	switch {
	case slices.Contains(losses(), fn):
		name = "fused"
	case fn == function.CrossEntropyGrad:
		name = "p-minus-one"
	case slices.Contains(gradients(), fn):
		name = "direct"
	}
	im, err := impl.Find(name, fn)
	if err != nil {
		t.Fatal(err)
	}
	return Of(im, a)
}

// storing returns an arithmetic in which correct is run in every dtype: float32
// behind the narrow ones.
func storing(f dtype.Format) impl.Arithmetic {
	if f == dtype.Float64 {
		return impl.Arithmetic{Storage: f, Accumulate: f}
	}
	return impl.Arithmetic{Storage: f, Accumulate: dtype.Float32}
}

// everywhere runs a test in every function and dtype.
func everywhere(t *testing.T, test func(t *testing.T, s *Subject)) {
	for _, fn := range function.All() {
		for _, f := range dtype.All() {
			t.Run(fmt.Sprintf("%s/%s", fn, f), func(t *testing.T) { test(t, correct(t, fn, storing(f))) })
		}
	}
}

// three is a case of three logits, with all that a function may take.
func three() Case {
	return Case{Input: function.Input{X: []float64{0.5, 0, 1}, Target: 1, Cotangent: []float64{1, -2, 0.5}, Weights: []float64{0.25, 0.5, 1}}}
}

// PaddleJitLab/CUDATutorial#69: the largest difference, begun at 0 and compared by
// fmax, stays 0 where answers are NaN. Every property that holds answers against
// exact ones must object, and so to the two infinities.
func TestHarnessNaNEverywhere(t *testing.T) {
	everywhere(t, func(t *testing.T, s *Subject) {
		c := three()
		for _, p := range All() {
			if p.Applies == nil { // about the program alone
				continue
			}
			if v, judged := p.Judge(new(Bench), s, &c); v != nil {
				t.Errorf("%s (%v): a correct one: %v", p.Name, judged, v)
			}
		}
		for _, wrong := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			bad := *s
			bad.Compute = func(y []float64, _ function.Input) {
				for i := range y {
					y[i] = s.DType.Round(wrong)
				}
			}
			judges := []string{"accuracy", "sum-to-one", "padding", "permutation", "gradient-sign"}
			if math.IsNaN(s.DType.Round(wrong)) { // an infinity may end the range
				judges = append(judges, "range")
			}
			for _, p := range judges {
				if v, judged := Find(p).Judge(new(Bench), &bad, &c); judged && v == nil {
					t.Errorf("%s: passes %g everywhere", p, wrong)
				}
			}
			if first := First(Check(new(Bench), &bad, Cases(s.Function, s.DType, 1, 10), true)); first == nil || first.At > 1 {
				t.Errorf("%g everywhere: %+v", wrong, first)
			}
		}
	})
}

// A program that writes nothing must not be judged by what is in the memory: its
// own answer to the row before, or the exact one.
func TestHarnessWritesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, s *Subject) {
		calls, stop := 0, 1<<30
		bad := *s
		bad.Compute = func(y []float64, in function.Input) {
			if calls++; calls <= stop {
				s.Compute(y, in)
			}
		}
		b, c := new(Bench), three()
		for _, p := range All() {
			if v, _ := p.Judge(b, &bad, &c); v != nil {
				t.Errorf("%s: %v", p.Name, v)
			}
		}
		stop = calls
		if v, _ := Find("accuracy").Judge(b, &bad, &c); v == nil {
			t.Error("accuracy is judged by an answer of an earlier call")
		}
		// Nothing on the second of two runs.
		stop = calls + 1
		if v, _ := Find("determinism").Judge(b, &bad, &c); v == nil {
			t.Error("determinism compares an answer with itself")
		}
		// All but the last answer.
		bad.Compute = func(y []float64, in function.Input) {
			z := make([]float64, len(y))
			s.Compute(z, in)
			copy(y[:max(0, len(y)-1)], z)
		}
		if v, _ := Find("accuracy").Judge(b, &bad, &c); v == nil {
			t.Error("the last answer is not judged")
		}
	})
}

// sonos/tract PR#2318, allennlp#890: a kernel compared with itself is right. Here
// every logit is 1/256 too small, which each comparison of the program with itself
// must miss, and which the exact answers must show.
func TestHarnessSelfComparison(t *testing.T) {
	s := correct(t, function.Softmax, storing(dtype.Float32))
	bad := *s
	bad.Compute = function.OnLogits(func(y, x []float64) {
		z := make([]float64, len(x))
		for i, v := range x {
			z[i] = s.DType.Round(float64(v * (1 - 0x1p-8)))
		}
		s.Compute(y, function.Logits(z))
	})
	found := map[string]bool{}
	for _, o := range Check(new(Bench), &bad, Cases(s.Function, s.DType, 1, 100), false) {
		found[o.Property.Name] = o.Violation != nil
	}
	for _, name := range []string{"determinism", "batch-invariance", "ties", "order", "single", "edge-cases"} {
		if found[name] {
			t.Errorf("%s objects to a program that agrees with itself", name)
		}
	}
	if !found["accuracy"] {
		t.Error("accuracy does not object")
	}
}

// llama.cpp and tt-metal judge by a normalised mean square error or a correlation
// over a tensor. One answer of 4096, the lowest, is off by a few ulps here.
func TestHarnessOneOfMany(t *testing.T) {
	for _, fn := range []function.Function{function.Softmax, function.LogSoftmax} {
		for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
			s := correct(t, fn, storing(f))
			x := make([]float64, 4096)
			for i := range x {
				x[i] = float64(i*2741%4096) / 512 // exact in all but bfloat16
				x[i] = f.Round(x[i])
			}
			at := 0 // the smallest probability, the largest logarithm by magnitude
			for i, v := range x {
				if v < x[at] {
					at = i
				}
			}
			ulps := 4.0
			if s.DType == s.Model.Accumulate {
				ulps = 2 * 4096 // 4095 additions are allowed half of that
			}
			bad := *s
			bad.Compute = function.OnLogits(func(y, x []float64) {
				s.Compute(y, function.Logits(x))
				y[at] = f.Round(y[at] + float64(ulps*f.Spacing(y[at])))
			})
			c := Case{Input: function.Logits(x)}
			right, wrong := make([]float64, len(x)), make([]float64, len(x))
			s.Compute(right, function.Logits(x))
			bad.Compute(wrong, function.Logits(x))
			var off, all float64
			for i, y := range right {
				off += float64((wrong[i] - y) * (wrong[i] - y))
				all += float64(y * y)
			}
			if nmse := off / all; !(nmse > 0 && nmse < 1e-6) {
				t.Errorf("%s/%s: the error is no small one: %g", fn, f, nmse)
			}
			if v, _ := Find("accuracy").Judge(new(Bench), s, &c); v != nil {
				t.Errorf("%s/%s: %v", fn, f, v)
			}
			v, _ := Find("accuracy").Judge(new(Bench), &bad, &c)
			if v == nil || v.Index != at {
				t.Errorf("%s/%s: answer %d of 4096 is %g ulps off: %v", fn, f, at, ulps, v)
			}
		}
	}
}

// oneDNN#1862: a formula for the tolerance gave 0 in one dtype. On ordinary rows an
// allowance is at least the half ulp of the last rounding, and at most what the
// first-order error of n additions, a difference and three functions is, doubled
// for the higher orders.
func TestHarnessAllowances(t *testing.T) {
	for _, fn := range function.OfLogits() {
		im, err := impl.Find("shifted", fn)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range im.Arithmetics {
			s, b := Of(im, a), new(Bench)
			u, judged := a.Accumulate.UnitRoundoff(), 0
			least, most := math.Inf(1), 0.0
			for _, c := range Cases(fn, a.Storage, 1, 300) {
				n := len(c.X)
				if n < 2 || n > 33 || !finite(c.X) || slices.Min(c.X) < -16 || slices.Max(c.X) > 16 || float64(n)*u > 0.25 {
					continue
				}
				if slices.Max(c.X)-slices.Min(c.X) > 4 {
					continue
				}
				b.evaluate(s, c.Input)
				for i := range b.ys {
					y := &b.ys[i]
					if fn != function.Softmax && math.Abs(y.Y) < 0.5 {
						continue // near 0 a logarithm's ulps are as small as one likes
					}
					above, below := y.Above, y.Below
					relative := float64(2 * u * (float64(n) + 4 + 8))
					err := relative // of a logarithm, absolute, and that of the last sum
					if fn == function.Softmax {
						err = float64(relative * y.Y)
					} else {
						err += float64(2 * u * (math.Abs(y.Y) + 32))
					}
					sane := 0.5 + 1/64.0 + float64(2*err/y.Spacing)
					if a.Storage.MinNormal() > y.Y && fn == function.Softmax {
						sane++ // a rounding of a subnormal
					}
					if y.Vacuous || min(above, below) < 0.5 || max(above, below) > sane {
						t.Errorf("%s/%s: %s: answer %d (%g): %g and %g ulps, vacuous %v; want from 0.5 to %g",
							fn, a, c.Hazard, i, y.Y, above, below, y.Vacuous, sane)
					}
					least, most = min(least, above, below), max(most, above, below)
					judged++
				}
			}
			if judged < 10 {
				t.Errorf("%s/%s: %d answers judged", fn, a, judged)
			}
			t.Logf("%s/%s: %d answers, allowances from %.4g to %.4g ulps", fn, a, judged, least, most)
		}
	}
}

// A threshold must be small enough to see something, in every dtype: of two steps
// in one answer of a row, which the format tells apart, nothing is allowed.
func TestHarnessTwoStepsInEveryDType(t *testing.T) {
	for _, f := range dtype.All() {
		s := correct(t, function.Softmax, storing(f))
		bad := *s
		bad.Compute = function.OnLogits(func(y, x []float64) {
			s.Compute(y, function.Logits(x))
			for i := range y {
				if y[i] > 0 && y[i] < 1 {
					y[i] = f.NextDown(f.NextDown(y[i]))
					return
				}
			}
		})
		first := First(Check(new(Bench), &bad, Cases(s.Function, f, 1, 100), true))
		if first == nil {
			t.Errorf("%s: two steps are not found in 100 cases", f)
			continue
		}
		t.Logf("%s: %s at case %d: %v", f, first.Property.Name, first.At, first.Violation)
	}
}

// flash-attention#2716: a dtype commented out of the parametrisation hid a defect
// for six months. Every dtype is one of somebody's storage, in every function, has
// cases, and has them judged by every property that speaks of its function.
func TestHarnessEveryDType(t *testing.T) {
	n := 300
	if testing.Short() {
		n = 100
	}
	everywhere(t, func(t *testing.T, s *Subject) {
		implementations := 0
		for _, im := range impl.Of(s.Function) {
			for _, a := range im.Arithmetics {
				if a.Storage == s.DType {
					implementations++
				}
			}
		}
		if implementations < 3 && !s.Function.TakesSides() || implementations < 2 {
			t.Errorf("%d implementations", implementations)
		}
		for _, o := range Check(new(Bench), s, Cases(s.Function, s.DType, 1, n), false) {
			speaks := o.Property.SpeaksOf(s.Function)
			if o.Property.Name == "padding" && !s.DType.HasInf() {
				speaks = false
			}
			if o.Property.Name == "single" && testing.Short() && o.Judged == 0 {
				continue // there may be no such row among a hundred
			}
			if speaks != (o.Judged > 0) {
				t.Errorf("%s judged %d cases", o.Property.Name, o.Judged)
			}
		}
	})
}
