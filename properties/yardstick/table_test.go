package yardstick

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/mutants"
	"github.com/softulp/softulp/properties/peers"
)

func in(f, accumulate dtype.Format) impl.Arithmetic {
	return impl.Arithmetic{Storage: f, Accumulate: accumulate}
}

// made returns a mutant of the shifted softmax whose answers are changed.
func made(name string, a impl.Arithmetic, change func(y []float64)) mutants.Mutant {
	return mutants.Mutant{
		Name: name, Section: "Z", Severity: "subtle", About: "made up", Source: "synthetic",
		Of: "shifted", Function: function.Softmax, Arithmetic: a,
		New: mutants.OnLogits(func() func(y, x []float64) {
			im, err := impl.Find("shifted", function.Softmax)
			return func(y, x []float64) {
				if err != nil {
					panic(err)
				}
				im.Compute(a, y, function.Logits(x))
				change(y)
			}
		}),
	}
}

// scaled multiplies every answer, rounded to float32.
func scaled(by float64) func(y []float64) {
	return func(y []float64) {
		for i, v := range y {
			y[i] = dtype.Float32.Round(v * by)
		}
	}
}

func three() []mutants.Mutant {
	a := in(dtype.Float32, dtype.Float32)
	return []mutants.Mutant{
		made("gross", a, scaled(1.1)),
		made("slight", a, scaled(1+0x1p-21)),
		made("none", a, func([]float64) {}),
	}
}

// TestTable: a gross mutant is killed by all, a slight one by the properties
// alone, and the correct implementation by nobody.
func TestTable(t *testing.T) {
	suites := peers.All()
	m, err := Table(t.Context(), three(), suites, 1, 60, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Rows) != 3 || len(m.Suites) != len(suites) || m.Seed != 1 || m.Cases != 60 || len(m.SuiteTimes) != len(suites) {
		t.Fatalf("%d rows, suites %v, seed %d, %d cases", len(m.Rows), m.Suites, m.Seed, m.Cases)
	}
	want := []struct {
		killed, only bool
		peers        Verdict
	}{{true, false, Caught}, {true, true, Missed}, {false, false, Missed}}
	for i, w := range want {
		r := &m.Rows[i]
		if r.Killed() != w.killed || r.Only() != w.only {
			t.Errorf("%s: killed %t, only %t", r.Mutant.Name, r.Killed(), r.Only())
		}
		for n, v := range r.Peers {
			expected := w.peers
			if m.Suites[n] == "SciPy" || ofGradients(m.Suites[n]) { // the first is about float64
				expected = NotApplicable
			}
			if v != expected {
				t.Errorf("%s, %s: verdict %d, want %d", r.Mutant.Name, m.Suites[n], v, expected)
			}
		}
		if k := r.Kill; k != nil && (k.Cases < 1 || k.Cases > 60 || k.Violation == nil || k.Property == "" || len(k.Shrunk.X) > 4) {
			t.Errorf("%s: kill %+v", r.Mutant.Name, k)
		}
	}
}

// TestTableRepeats: all but the times is the same each time.
func TestTableRepeats(t *testing.T) {
	var texts [2]string
	for i := range texts {
		m, err := Table(t.Context(), three(), peers.All()[:2], 7, 30, nil)
		if err != nil {
			t.Fatal(err)
		}
		for r := range m.Rows {
			m.Rows[r].Time = 0
		}
		clear(m.SuiteTimes)
		var b strings.Builder
		if err := Text(&b, m, &Implementations{Peers: make([]struct{ Applicable, Failed int }, 2)}, nil); err != nil {
			t.Fatal(err)
		}
		texts[i] = b.String()
	}
	if texts[0] != texts[1] {
		t.Errorf("first\n%s\nthen\n%s", texts[0], texts[1])
	}
}

// TestTableState: a mutant that is wrong only after fifty rows is killed, with a
// violation to show although a fresh one is right on the same row.
func TestTableState(t *testing.T) {
	m := three()[2]
	correct := m.New
	m.New = mutants.OnLogits(func() func(y, x []float64) {
		compute, calls := correct(), 0
		return func(y, x []float64) {
			compute(y, function.Logits(x))
			if calls++; calls > 50 && len(y) > 0 {
				y[0] = 2
			}
		}
	})
	table, err := Table(t.Context(), []mutants.Mutant{m}, nil, 1, 60, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &table.Rows[0]
	if !r.Killed() || !r.Only() || r.Kill.Violation == nil || r.Kill.Cases < 2 {
		t.Errorf("row %+v", r)
	}
}

// TestTableIndiscriminate: a suite that fails the correct implementation as well
// has told nothing apart. One more test that fails, and it has.
func TestTableIndiscriminate(t *testing.T) {
	halves := in(dtype.Float16, dtype.Float16) // sums of 2048 terms beyond assert_close
	list := []mutants.Mutant{
		made("none", halves, func([]float64) {}),
		made("on five", halves, func(y []float64) {
			if len(y) == 5 {
				y[2] = 0.75
			}
		}),
	}
	suites := slices.DeleteFunc(peers.All(), func(s peers.Suite) bool { return s.Name != "PyTorch" })
	m, err := Table(t.Context(), list, suites, 1, 30, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Verdict{Indiscriminate, Caught} {
		if got := m.Rows[i].Peers[0]; got != want {
			t.Errorf("%s: verdict %d, want %d", m.Rows[i].Mutant.Name, got, want)
		}
	}
}

func TestTableUnknown(t *testing.T) {
	m := three()[0]
	m.Of = "nobody"
	if _, err := Table(t.Context(), []mutants.Mutant{m}, nil, 1, 5, nil); err == nil || !strings.Contains(err.Error(), `mutant gross: unknown implementation "nobody"`) {
		t.Errorf("error %v", err)
	}
}

// TestTableInterrupted: what an interrupt leaves is named, and what was judged
// before is as it would have been.
func TestTableInterrupted(t *testing.T) {
	whole, err := Table(t.Context(), three(), peers.All()[:1], 1, 20, nil)
	if err != nil {
		t.Fatal(err)
	}
	for stop := range 4 {
		ctx, cancel := context.WithCancel(t.Context())
		if stop == 0 {
			cancel()
		}
		calls := 0
		m, err := Table(ctx, three(), peers.All()[:1], 1, 20, func(done, total int) {
			if calls++; done != calls || total != 3 {
				t.Errorf("progress %d of %d at call %d", done, total, calls)
			}
			if done == stop {
				cancel()
			}
		})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Rows) != stop || calls != stop || !slices.Equal(m.Left, []string{"gross", "slight", "none"}[stop:]) {
			t.Errorf("stopped at %d: %d rows, %d calls, left %v", stop, len(m.Rows), calls, m.Left)
		}
		for i := range m.Rows {
			if got, want := m.Rows[i], whole.Rows[i]; got.Killed() != want.Killed() || !slices.Equal(got.Peers, want.Peers) {
				t.Errorf("stopped at %d: row %d is %+v, want %+v", stop, i, got, want)
			}
		}
		// Equivalents that were not come to do exist.
		if list := Findings(m, &Implementations{}, map[string]string{"none": "it is right"}); len(list) != 0 {
			t.Errorf("stopped at %d: %q", stop, list)
		}
	}
}
