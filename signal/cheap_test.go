package signal

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/signal/cheap"
)

// Generated rows are the base plus what a hidden state adds, whose variance is about 4, and
// reduced logits are the same in the head, and near in the tails.
func TestZipf(t *testing.T) {
	s := zipf(random(1, "test"), 1000, 40)
	if s.k != 1000 || len(s.all) != 40 || len(s.base) != s.k {
		t.Fatalf("%d classes, %d rows", s.k, len(s.all))
	}
	for i, b := range s.base {
		if math.Abs(b+math.Log(float64(i+1))) > 1e-14 {
			t.Fatalf("base %d is %v", i, b)
		}
	}
	head := tails(&s).Tails[0]
	var squares, off [3]moments
	for _, p := range s.all {
		for i, x := range p.x {
			part := 0
			if i >= head {
				part = 1 + tails(&s).Tails.Holding(i)
			}
			squares[part].add((x - s.base[i]) * (x - s.base[i]))
			off[part].add((x - p.reduced[i]) * (x - p.reduced[i]))
		}
	}
	for part := range squares {
		v, _ := squares[part].mean()
		d, _ := off[part].mean()
		// With fewer dimensions less is told: nothing, about a third and over half are missing.
		if least := []float64{0, 0.2, 0.45}[part]; v < 2 || v > 6 || d < least*v || d > (least+0.25)*v || part == 0 && d != 0 {
			t.Errorf("part %d: variance %v, of which %v is missing", part, v, d)
		}
	}
}

func TestCharacters(t *testing.T) {
	s, err := characters()
	if err != nil {
		t.Fatal(err)
	}
	if s.k != ocr || len(s.all) != 10 || s.states || !slices.IsSortedFunc(s.base, func(x, y float64) int { return cmp.Compare(y, x) }) {
		t.Errorf("%d classes, %d rows", s.k, len(s.all))
	}
}

// Targets come as often as the exact softmax says.
func TestTarget(t *testing.T) {
	p := prediction{x: []float64{0, math.Log(2), math.Log(5)}}
	if err := p.solve(); err != nil {
		t.Fatal(err)
	}
	if math.Abs(p.logSum-math.Log(8)) > 1e-15 {
		t.Errorf("log-sum-exp %v", p.logSum)
	}
	var counts [3]int
	for i := range 800 {
		counts[p.target((float64(i)+0.5)/800)]++
	}
	if counts != [3]int{100, 200, 500} {
		t.Errorf("counts %v", counts)
	}
	if got := p.target(1); got != 2 {
		t.Errorf("beyond all: class %d", got)
	}
}

func TestMoments(t *testing.T) {
	var m moments
	for _, v := range []float64{1, 3, 1, 3} {
		m.add(v)
	}
	if mean, deviation := m.mean(); mean != 2 || deviation != 0.5 {
		t.Errorf("%v ± %v", mean, deviation)
	}
}

// What is measured, on a set that can be reckoned by hand: two classes with
// probabilities 1/4 and 3/4, of which the method keeps the larger.
func TestFullMethod(t *testing.T) {
	p := prediction{x: []float64{0, math.Log(3)}}
	if err := p.solve(); err != nil {
		t.Fatal(err)
	}
	s := predictions{k: 2, all: []prediction{p}}
	o := fullMethod("top-k", "1", topK(1)).measure(&s, random(1, "test"))
	for name, pair := range map[string][2]float64{
		"bias":            {o.bias, 0.25*-0.25 + 0.75*0.25},
		"total variation": {o.tv, 0.25},
		"targets given 0": {o.none, 0.25},
		"classes kept":    {o.kept, 1},
		"read":            {o.read, 2},
		"sum":             {o.off, 0},
		"left":            {o.left, 0},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-15 {
			t.Errorf("%s %v, want %v", name, pair[0], pair[1])
		}
	}
}

// With one draw of two classes, all alike, the expected probability of class t is
// half of 1, when it is drawn itself, and half of e^x_t/(e^x_t + 2e^x_other).
func TestMeasureSampled(t *testing.T) {
	p := prediction{x: []float64{0, math.Log(3)}}
	if err := p.solve(); err != nil {
		t.Fatal(err)
	}
	s := predictions{k: 2, all: []prediction{p}}
	o := measureSampled(&s, random(1, "test"), cheap.Uniform(2), 1, 40000)
	want := 0.25*(0.5+0.5/7-0.25) + 0.75*(0.5+0.5*3/5-0.75)
	if math.Abs(o.bias-want) > 4*o.error || o.error > 0.01 || math.Abs(o.partly-1) > 4*o.spread || o.read != 2 {
		t.Errorf("bias %v ± %v, want %v; sum %v ± %v", o.bias, o.error, want, o.partly, o.spread)
	}
}

func TestCheapOutcome(t *testing.T) {
	s := predictions{k: 7}
	outcomes := []outcome{{set: &s, method: "a", detail: "x", tv: 1}, {set: &s, method: "a", detail: "y", tv: 2}}
	if got := cheapOutcome(outcomes, 7, "a", "y"); got.tv != 2 {
		t.Errorf("got %+v", got)
	}
	if got := cheapOutcome(outcomes, 8, "a", "y"); got.tv == got.tv {
		t.Errorf("got %+v", got)
	}
}
