package gate

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/fuzz/worst"
	"github.com/softulp/softulp/reference"
)

func knownRow(fn function.Function, name, objective, how string, err float64, x ...float64) worst.Row {
	return worst.Row{Function: fn, DType: dtype.Float32, Input: function.Logits(x), Objective: objective, Error: err, Implementation: name, How: how}
}

// TestKnownCases: of each objective the worst that was found, and of each width what is
// proved.
func TestKnownCases(t *testing.T) {
	const name = "shifted/float32"
	got := knownCases([]worst.Row{
		knownRow(function.Softmax, name, "ulp", "climb", 3, 1, 2),
		knownRow(function.Softmax, name, "ulp", "split", 5, 1, 2, 3),
		knownRow(function.Softmax, name, "ulp", "seed", 4, 1),
		knownRow(function.Softmax, name, "ulp", worst.Exhaustive, 1, 1, 2),
		knownRow(function.Softmax, name, "ulp", worst.Exhaustive, 2, 1, 2, 3),
		knownRow(function.Softmax, name, "sum", "split", 7, 1),
		knownRow(function.LogSoftmax, name, "ulp", "split", 50, 1),
		knownRow(function.Softmax, "online/float32", "ulp", "split", 60, 1),
	}, name, function.Softmax)
	want := []struct {
		objective string
		err       float64
		proved    bool
		k         int
	}{{"ulp", 5, false, 3}, {"ulp", 1, true, 2}, {"ulp", 2, true, 3}, {"sum", 7, false, 1}}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i, w := range want {
		if g := got[i]; g.Objective != w.objective || g.Error != w.err || g.Proved != w.proved || g.K != w.k || len(g.X) != w.k {
			t.Errorf("got %+v, want %+v", g, w)
		}
	}
}

// TestWorstCasesAreReplayed: every known row is judged in its dtype, with what it has
// besides logits.
func TestWorstCasesAreReplayed(t *testing.T) {
	known, err := worst.Known()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, r := range known {
		rows[(&worst.Row{Function: r.Function, DType: r.DType, Input: r.Input}).String()] = true
	}
	seen := 0
	for _, f := range dtype.All() {
		s, err := worstCases(f)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.rows {
			c := s.row(i, f)
			c.draw(1, f, function.All())
			in, want := c.input(c.known.Function), c.known.Input
			line := *c.known
			line.Input = in
			if line.String() != c.known.String() || c.T() != 1 || c.Smoothing != 0 || len(in.X) != len(want.X) {
				t.Errorf("%s is replayed as %s", c.known.String(), line.String())
			}
			if c.known.Function.TakesSides() && c.Aim(c.known.Function) != "worst case" {
				t.Errorf("%s: what goes with it is %q", c.known.String(), c.Aim(c.known.Function))
			}
			seen++
		}
	}
	if seen != len(rows) || seen == 0 {
		t.Errorf("%d rows of %d are replayed", seen, len(rows))
	}
}

// TestWorstCasesAreChosen: they count for the largest error, and for no mean.
func TestWorstCasesAreChosen(t *testing.T) {
	var list []*subject
	all, err := (&Options{Implementations: []string{"shifted"}, Functions: []function.Function{function.LogSumExp}, DTypes: []dtype.Format{dtype.Float32}}).subjects()
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		list = append(list, &all[i])
	}
	in := function.Logits([]float64{-0x1p-24, -17, -18}) // the logarithm of the sum is as good as lost
	exact := newExactRow()
	var outcomes [2]outcome
	for i, chosen := range []bool{false, true} {
		fns := []function.Function{function.LogSumExp}
		if err := exact.reset(in, dtype.Float32, reference.IEEE, fns); err != nil {
			t.Fatal(err)
		}
		exact.describe(fns)
		exact.chosen = chosen
		outcomes[i] = exact.judge(list[0], make([]float64, 1), new(measures), 0)
	}
	a, b := outcomes[0], outcomes[1]
	if a.elements != 1 || b.elements != 0 || b.sum != 0 || a.max != b.max || a.max == 0 || a.ratio != b.ratio {
		t.Errorf("not chosen: %+v\nchosen: %+v", a, b)
	}
}
