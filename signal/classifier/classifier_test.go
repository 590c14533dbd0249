package classifier

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/logits/digits"
)

func own(f dtype.Format) impl.Arithmetic { return impl.Arithmetic{Storage: f, Accumulate: f} }

func images(t *testing.T) []digits.Digit {
	t.Helper()
	all, err := digits.Load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func model(t *testing.T, a impl.Arithmetic) *Model {
	t.Helper()
	m, err := New(a, rand.New(rand.NewPCG(1, 2)).Float64)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The gradient is that of the loss that Judge returns, by central differences, which err
// by h²/6 times a third derivative, at most 1, and by a few 1e-15/h.
func TestGradient(t *testing.T) {
	batch := images(t)[:32]
	m, g := model(t, own(dtype.Float64)), make([]float64, Weights)
	m.Gradient(g, batch, new(Signals))
	const h = 1e-4
	for i := 5; i < Weights; i += 31 {
		w := m.w[i]
		var loss [2]float64
		for k := range loss {
			m.w[i] = w + float64(2*k-1)*h
			var err error
			if loss[k], _, err = m.Judge(batch); err != nil {
				t.Fatal(err)
			}
		}
		m.w[i] = w
		if want := (loss[1] - loss[0]) / (2 * h); math.Abs(g[i]-want) > 1e-8 {
			t.Errorf("weight %d: %v, differences say %v", i, g[i], want)
		}
	}
}

// In a narrow format all that is kept is of the storage dtype, and the gradient is near
// that of float64.
func TestGradientNarrow(t *testing.T) {
	batch := images(t)[:32]
	exact := make([]float64, Weights)
	model(t, own(dtype.Float64)).Gradient(exact, batch, new(Signals))
	for _, a := range []impl.Arithmetic{
		own(dtype.Float32), own(dtype.BFloat16), own(dtype.Float16), {Storage: dtype.BFloat16, Accumulate: dtype.Float32},
	} {
		m, g := model(t, a), make([]float64, Weights)
		m.Gradient(g, batch, new(Signals))
		for i, v := range g {
			if !a.Storage.Representable(v) || !a.Storage.Representable(m.w[i]) {
				t.Fatalf("%v: gradient %v, weight %v", a, v, m.w[i])
			}
			// Some 65 + 32 roundings of numbers of about 1.
			if math.Abs(v-exact[i]) > 20*a.Storage.UnitRoundoff() {
				t.Errorf("%v: gradient %v, in float64 %v", a, v, exact[i])
			}
		}
	}
}

// Signals are counted as they die: for logits that are 100 apart, all of them.
func TestSignals(t *testing.T) {
	batch := images(t)[:3]
	m := model(t, own(dtype.Float32))
	clear(m.w)
	var s Signals
	g := make([]float64, Weights)
	m.Gradient(g, batch, &s)
	if s != (Signals{Own: 3, Other: 27}) {
		t.Errorf("equal logits: %+v", s)
	}
	m.w[batch[0].Class*Columns+Columns-1] = 110 // that of the constant 1
	s = Signals{}
	m.Gradient(g, batch[:1], &s)
	if s != (Signals{Own: 1, OwnZero: 1, Other: 9, OtherZero: 9}) {
		t.Errorf("a margin of 110: %+v", s)
	}
}

// Each weight's update comes to one of the ends.
func TestAdd(t *testing.T) {
	m := model(t, own(dtype.BFloat16))
	for i := range m.w {
		m.w[i] = 1
	}
	var d digits.Digit
	for j := range 5 {
		d.X[j] = 1
	}
	g, change := make([]float64, Weights), make([]float64, Weights)
	copy(g[1:], []float64{1, 1, 1, 1, 1})
	copy(change[1:], []float64{0, 0x1p-10, 0x1p-3, math.Inf(1), 0x1p-3})
	var u Updates
	m.Add(change, g, []digits.Digit{d}, &u)
	// Weights 0 to 4 of each of ten classes have ink.
	want := Updates{Blank: 600, Died: 1 + 45, Vanished: 1, Absorbed: 1, Moved: 1, NotFinite: 1}
	if u != want || u.Total() != Weights {
		t.Errorf("got %+v, want %+v", u, want)
	}
	if !slices.Equal(m.w[:6], []float64{1, 1, 1, 1.125, math.Inf(1), 1.125}) {
		t.Errorf("weights %v", m.w[:6])
	}
}

func TestJudge(t *testing.T) {
	all := images(t)
	m := model(t, own(dtype.Float64))
	clear(m.w)
	loss, correct, err := m.Judge(all)
	if err != nil || math.Abs(loss-math.Log(10)) > 1e-12 || correct != 178 { // the first class wins each tie
		t.Errorf("weights of 0: loss %v, %d correct, %v", loss, correct, err)
	}
	m.w[7] = math.NaN()
	if loss, correct, err := m.Judge(all); err != nil || loss == loss || correct != 0 {
		t.Errorf("a weight NaN: loss %v, %d correct, %v", loss, correct, err)
	}
}

// Descent on the gradient lowers the loss.
func TestDescends(t *testing.T) {
	all := images(t)[:320]
	m, g := model(t, own(dtype.Float32)), make([]float64, Weights)
	before, _, err := m.Judge(all)
	if err != nil {
		t.Fatal(err)
	}
	var u Updates
	for step := range 100 {
		batch := all[step%10*32:][:32]
		m.Gradient(g, batch, new(Signals))
		for i, v := range g {
			g[i] = -v / 2
		}
		m.Add(g, g, batch, &u)
	}
	after, correct, err := m.Judge(all)
	if err != nil || !(after < before/4) || correct < 290 || u.Total() != 100*Weights {
		t.Errorf("from %v to %v, %d correct, %+v, %v", before, after, correct, u, err)
	}
}

func TestNewIsRepeatable(t *testing.T) {
	if a, b := model(t, own(dtype.BFloat16)), model(t, own(dtype.BFloat16)); !slices.Equal(a.w, b.w) {
		t.Error("two models from one seed")
	}
	for _, w := range model(t, own(dtype.Float64)).w {
		if !(w >= -0.125 && w < 0.125) {
			t.Errorf("weight %v", w)
		}
	}
}
