package properties

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/sides"
)

var (
	outsideSeeds = flag.Int("outside-seeds", 3, "TestOutsideHonest: seeds from 1 to `N`")
	outsideCases = flag.Int("outside-cases", 8, "TestOutsideHonest: `N` cases for each program and seed")
)

// declared is a kit with what its author declares beyond the default.
type declared[T native] struct {
	name    string
	kit     kit[T]
	declare func(m *impl.Model)
}

// kits returns correct programs from outside, each in a way of its own.
func kits[T native]() []declared[T] {
	exact := func(x, m T) T { return T(float64(x) - float64(m)) }
	scheme := func(s impl.Scheme) func(m *impl.Model) { return func(m *impl.Model) { m.Scheme = s } }
	sum := func(s impl.Sum) func(m *impl.Model) { return func(m *impl.Model) { m.Sum = s } }
	return []declared[T]{
		{"in turn", kit[T]{exp: roundedExp[T], sum: inTurn[T]}, nil},
		{"in turn, rough", kit[T]{exp: roughExp[T], sum: inTurn[T], fused: true}, nil},
		{"reversed", kit[T]{exp: roughExp[T], sum: reversed[T]}, nil},
		{"pairwise", kit[T]{exp: roughExp[T], sum: numpySum[T]}, nil},
		{"pairwise, declared", kit[T]{exp: roughExp[T], sum: numpySum[T]}, sum(impl.Pairwise)},
		{"8 lanes", kit[T]{exp: vectorExp[T], sum: lanes8[T], fused: true, inverse: true}, nil},
		{"8 lanes, declared", kit[T]{exp: vectorExp[T], sum: lanes8[T]}, sum("blocked:8")},
		{"ascending", kit[T]{exp: roughExp[T], sum: sortedUp[T]}, nil},
		{"descending", kit[T]{exp: roundedExp[T], sum: sortedDown[T], log1p: true}, nil},
		{"in float64", kit[T]{exp: roughExp[T], sum: wideSum[T], shift: exact, fused: true}, nil},
		{"exact, declared", kit[T]{exp: roughExp[T], sum: carriedSum[T]}, sum(impl.Exact)},
		{"Kahan", kit[T]{exp: roundedExp[T], sum: kahan[T]}, nil},
		{"Kahan, declared", kit[T]{exp: roughExp[T], sum: kahan[T]}, sum(impl.Compensated)},
		{"reciprocal, declared", kit[T]{exp: vectorExp[T], sum: lanes8[T], reciprocal: true}, func(m *impl.Model) { m.Normalise = impl.Reciprocal }},
		{"flushing, declared", kit[T]{exp: roughExp[T], sum: lanes8[T], flushes: true}, func(m *impl.Model) { m.FlushSubnormals = true }},
		{"sharp, declared", kit[T]{exp: roundedExp[T], sum: numpySum[T]}, func(m *impl.Model) {
			m.ExpULP, m.LogULP, m.ExpZeroExact, m.Sum = 1.6, 1.6, true, impl.Pairwise
		}},
		{"online", kit[T]{exp: roughExp[T], sum: inTurn[T], online: onlineOf[T](1)}, nil},
		{"online in 8 lanes", kit[T]{exp: vectorExp[T], sum: inTurn[T], online: onlineOf[T](8)}, nil},
		{"tiles", kit[T]{exp: roughExp[T], sum: numpySum[T], online: tiled[T]}, nil},
		{"online, declared", kit[T]{exp: roughExp[T], sum: inTurn[T], online: onlineOf[T](1)}, scheme(impl.Online)},
		{"online in 4 lanes, declared", kit[T]{exp: roundedExp[T], sum: inTurn[T], online: onlineOf[T](4)}, scheme(impl.Online)},
		{"tiles, declared", kit[T]{exp: roughExp[T], sum: numpySum[T], online: tiled[T]}, scheme(impl.Blocked)},
	}
}

// TestOutsideHonest: programs that keep to what a program from outside may do have every
// property, judged by the model that one has which declares nothing or what it must.
func TestOutsideHonest(t *testing.T) {
	var wg sync.WaitGroup
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
		wg.Go(func() {
			if f == dtype.Float64 {
				holdOutside(t, f, kits[float64]())
			} else {
				holdOutside(t, f, kits[float32]())
			}
		})
	}
	wg.Wait()
}

func holdOutside[T native](t *testing.T, f dtype.Format, all []declared[T]) {
	b := new(Bench)
	judged := map[string]int{}
	cases := map[function.Function][][]Case{}
	for _, fn := range function.All() {
		for seed := range uint64(*outsideSeeds) {
			cases[fn] = append(cases[fn], outsideRows(fn, f, seed+1))
		}
	}
	for n, d := range all {
		for i, last := range usualSteps[T]() {
			s := &Subject{Name: fmt.Sprintf("%s, %s/%s/%v", d.name, last.function, last.name, f), Function: last.function, DType: f,
				Model: outsideDefault(f)}
			if d.declare != nil {
				d.declare(&s.Model)
			}
			if err := s.Model.ValidateFor(f); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
			compute := fromOutside(d.kit, last, f)
			s.Answer = func(y []float64, in function.Input) error { compute(y, in); return nil }
			for seed, of := range cases[last.function] {
				if testing.Short() && (n+i+seed)%15 != 0 {
					continue
				}
				for _, o := range Check(b, s, of, false) {
					judged[o.Property.Name] += o.Judged
					if o.Violation != nil {
						t.Errorf("%s: %s, seed %d, case %d (%s, K = %d): %v", s.Name, o.Property.Name, seed+1, o.At, o.Case.Hazard, len(o.Case.X), o.Violation)
					}
				}
			}
		}
	}
	for _, p := range All() {
		if judged[p.Name] == 0 && p.Name != "edge-cases" {
			t.Errorf("%v: %s judged nothing", f, p.Name)
		}
	}
	t.Logf("%v: accuracy judged %d cases", f, judged["accuracy"])
}

// outsideDefault is the model of a program from outside that declares nothing.
func outsideDefault(f dtype.Format) impl.Model {
	m := impl.Model{Accumulate: f, ExpULP: 4, LogULP: 4, Sum: impl.Sequential, Shift: impl.ShiftMax, Normalise: impl.Divide, Outside: true}
	if f.Bits() <= 16 {
		m.Accumulate = dtype.Float32
	}
	return m
}

// outsideRows returns cases as a gate has them, finite rows with moderate cotangents,
// temperatures and smoothings.
func outsideRows(fn function.Function, f dtype.Format, seed uint64) []Case {
	cases := Cases(fn, f, seed, *outsideCases)
	cases = slices.DeleteFunc(cases, func(c Case) bool { return len(c.X) > 1100 || !finite(c.X) })
	for i := range cases {
		c := &cases[i]
		if fn.TakesSides() {
			d := sides.DrawModerate(f, rand.New(rand.NewPCG(c.Seed, 1)), c.X, fn)
			c.Input, c.Aim = d.Input, d.Aim(fn)
		}
	}
	return cases
}

// TestOutsideMaskedTarget: minus the sum of the others is one of the usual ways where the target's
// probability is exactly 0 too, and −1 is then off by what that sum is.
func TestOutsideMaskedTarget(t *testing.T) {
	f := dtype.Float32
	last := usualSteps[float32]()
	last = last[slices.IndexFunc(last, func(s steps[float32]) bool { return s.name == "minus the others" }):]
	s := &Subject{Function: function.CrossEntropyGrad, DType: f, Model: outsideDefault(f)}
	s.Compute = fromOutside(kits[float32]()[0].kit, last[0], f)
	b, off := new(Bench), 0
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		in := function.Input{X: make([]float64, 40), Target: 7}
		for i := range in.X {
			in.X[i] = f.Round(r.NormFloat64())
		}
		in.X[7] = math.Inf(-1)
		if v, judged := Find("accuracy").Judge(b, s, &Case{Input: in}); v != nil || !judged {
			t.Errorf("seed %d, judged %v: %v", seed, judged, v)
		}
		if b.y[7] != -1 {
			off++
		}
	}
	if off == 0 {
		t.Error("every sum was exact")
	}
}
