package signal

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

var seeds = flag.Int("seeds", 1, "seeds on which the findings must hold")

// TestExperiments: every finding holds, the names are unique, what is to be
// plotted can be, and the result does not depend on the number of CPUs.
func TestExperiments(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range All() {
		if seen[e.Name] {
			t.Errorf("two experiments %q", e.Name)
		}
		seen[e.Name] = true
		t.Run(e.Name, func(t *testing.T) {
			if testing.Short() && (e.Name == "depth" || e.Name == "remedies") {
				t.Skip("takes many seconds")
			}
			var first []byte
			for seed := range uint64(*seeds) {
				report, err := Run(t.Context(), []Experiment{e}, seed+1, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range report.Broken() {
					t.Errorf("seed %d, %s does not hold: %s", seed+1, f.Name, f.Sentence)
				}
				checkResult(t, report.Results[0])
				if first == nil {
					if first, err = json.Marshal(report); err != nil {
						t.Fatal(err)
					}
				}
			}
			if testing.Short() {
				return
			}
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			report, err := Run(t.Context(), []Experiment{e}, 1, nil)
			if err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(report)
			if err != nil {
				t.Fatal(err)
			}
			if string(again) != string(first) {
				t.Error("another result on one CPU")
			}
		})
	}
}

// checkResult: a result is complete and can be rendered.
func checkResult(t *testing.T, r *Result) {
	t.Helper()
	if r.Title == "" || r.Question == "" || len(r.Findings) == 0 {
		t.Errorf("%s: title %q, question %q, %d findings", r.Name, r.Title, r.Question, len(r.Findings))
	}
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, f := range r.Findings {
		if !name.MatchString(f.Name) || seen[f.Name] {
			t.Errorf("%s: finding name %q, seen %v", r.Name, f.Name, seen[f.Name])
		}
		seen[f.Name] = true
		if !strings.HasSuffix(f.Sentence, ".") || strings.Contains(f.Sentence, "%!") {
			t.Errorf("%s/%s: %q is no sentence", r.Name, f.Name, f.Sentence)
		}
	}
	for _, table := range append(r.Tables[:len(r.Tables):len(r.Tables)], r.Timings...) {
		if table.Title == "" || table.Left < 1 || table.Left > len(table.Columns) {
			t.Errorf("%s: table %q with %d of %d columns left", r.Name, table.Title, table.Left, len(table.Columns))
		}
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Errorf("%s: table %q has a row of %d cells for %d columns", r.Name, table.Title, len(row), len(table.Columns))
			}
		}
	}
	for _, f := range r.Figures {
		if !strings.HasPrefix(f.Name, r.Name) || !name.MatchString(f.Name) || f.Alt == "" || f.XLabel == "" || f.YLabel == "" {
			t.Errorf("%s: figure %q must begin with the experiment's name and have labels and a text", r.Name, f.Name)
		}
		for _, s := range f.Series {
			if len(s.X) != len(s.Y) || len(s.X) == 0 {
				t.Errorf("%s: %s has %d x and %d y", f.Name, s.Name, len(s.X), len(s.Y))
				continue
			}
			for i := range s.X {
				if bad(s.X[i], f.LogX) || bad(s.Y[i], f.LogY) {
					t.Errorf("%s: %s has the point (%g, %g)", f.Name, s.Name, s.X[i], s.Y[i])
				}
			}
		}
	}
}

// bad reports whether a number has no place on an axis.
func bad(v float64, logarithmic bool) bool {
	return math.IsNaN(v) || math.IsInf(v, 0) || logarithmic && v <= 0
}

// TestInterrupt: an experiment that is interrupted is left out, and said to be.
func TestInterrupt(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	experiments := []Experiment{
		{Name: "first", Run: func(context.Context, uint64) (*Result, error) {
			r := new(Result)
			r.find("one", false, "One is %d.", 2)
			return r, nil
		}},
		{Name: "second", Run: func(ctx context.Context, _ uint64) (*Result, error) {
			stop()
			return nil, each(ctx, 100, func(int) error { return nil })
		}},
		{Name: "third", Run: func(context.Context, uint64) (*Result, error) {
			t.Error("the third runs")
			return nil, nil
		}},
	}
	report, err := Run(ctx, experiments, 7, nil)
	if err != nil || !report.Incomplete || len(report.Results) != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	broken := report.Broken()
	if len(broken) != 1 || broken[0].Sentence != "One is 2." || broken[0].Command != "softulp signal --seed 7 --experiment first" {
		t.Errorf("%+v", broken)
	}
}

func TestRunError(t *testing.T) {
	broke := errors.New("broke")
	_, err := Run(t.Context(), []Experiment{{Name: "e", Run: func(context.Context, uint64) (*Result, error) { return nil, broke }}}, 1, nil)
	if !errors.Is(err, broke) || err.Error() != "experiment e: broke" {
		t.Errorf("got %v", err)
	}
}

// TestEach: each i is done once, and the error is that of the smallest.
func TestEach(t *testing.T) {
	done := make([]int, 1000)
	err := each(t.Context(), len(done), func(i int) error {
		done[i]++
		if i >= 500 {
			return errors.New(figures(float64(i)))
		}
		return nil
	})
	if err == nil || err.Error() != "500" {
		t.Errorf("got %v", err)
	}
	for i, n := range done {
		if n != 1 {
			t.Errorf("%d done %d times", i, n)
		}
	}
}

// TestRandom: streams follow from seed and name, and normal numbers have about the
// moments that they should.
func TestRandom(t *testing.T) {
	if a, b := random(1, "a"), random(1, "a"); a.Uint64() != b.Uint64() {
		t.Error("one stream has two beginnings")
	}
	a, b, c := random(1, "a"), random(1, "b"), random(2, "a")
	if v := a.Uint64(); v == b.Uint64() || v == c.Uint64() {
		t.Error("two streams begin alike")
	}
	s := random(1, "normal")
	var sum, squares float64
	const n = 100000
	for range n {
		v := s.normal()
		sum += v
		squares += float64(v * v)
	}
	if mean, variance := sum/n, squares/n; math.Abs(mean) > 0.02 || math.Abs(variance-1) > 0.03 {
		t.Errorf("mean %g, variance %g", mean, variance)
	}
}

func TestFind(t *testing.T) {
	if _, err := Find("nothing"); err == nil || !strings.Contains(err.Error(), `unknown experiment "nothing"`) {
		t.Errorf("got %v", err)
	}
	for _, e := range All() {
		if got, err := Find(e.Name); err != nil || got.Name != e.Name {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
}
