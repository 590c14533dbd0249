package compare

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
)

// document has three entries that pass.
func document() *gate.Document {
	d := &gate.Document{Schema: gate.Schema, Seed: 1, Profile: "ieee", Arch: "amd64", Date: "2026-01-02T03:04:05Z",
		Sources: []gate.Source{{Name: "generated", Rows: 600}}}
	for _, name := range []string{"shifted/float32", "online/float32", "pairwise/float32"} {
		d.Implementations = append(d.Implementations, gate.Implementation{Name: name, Function: "softmax", DType: "float32", Accumulate: "float32", Verdict: gate.Pass,
			Rows: 600, Elements: 9000, MaxULP: 2, P99ULP: 1, MeanULP: 0.25, CorrectlyRounded: 0.9, WorstOverAllowance: 0.5,
			Checks: []gate.CheckResult{{Property: "ties", Verdict: gate.Pass, Cases: 10}, {Property: "merge", Verdict: gate.Skip}}})
	}
	return d
}

// changes compares a document with what becomes of it.
func changes(t *testing.T, slack float64, change func(d *gate.Document)) *Comparison {
	t.Helper()
	d := document()
	change(d)
	return Runs(Run{"old.json", document()}, Run{"new.json", d}, slack)
}

func TestRuns(t *testing.T) {
	for _, tt := range []struct {
		name          string
		change        func(e *gate.Implementation)
		worse, better []string // figures
	}{
		{"nothing", func(e *gate.Implementation) {}, nil, nil},
		{"larger", func(e *gate.Implementation) { e.MaxULP, e.MeanULP = 2.0000001, 0.3 }, []string{"mean ulp 0.25 0.3", "max ulp 2 2.0000001"}, nil},
		{"smaller", func(e *gate.Implementation) { e.P99ULP = 0.5 }, nil, []string{"p99 ulp 1 0.5"}},
		{"fewer right", func(e *gate.Implementation) { e.CorrectlyRounded = 0.8 }, []string{"rounded right 0.9 0.8"}, nil},
		{"more right", func(e *gate.Implementation) { e.CorrectlyRounded = 1 }, nil, []string{"rounded right 0.9 1"}},
		{"over", func(e *gate.Implementation) { e.WorstOverAllowance, e.Verdict, e.Unexpected = 1.5, gate.Fail, true },
			[]string{"verdict pass finding", "error/allowed 0.5 1.5"}, nil},
		{"expected", func(e *gate.Implementation) { e.Verdict, e.Expected = gate.Fail, "why" }, []string{"verdict pass expected failure"}, nil},
		{"wrong class", func(e *gate.Implementation) { e.WrongClassRows = 1 }, []string{"rows of the wrong class 0 1"}, nil},
		{"property", func(e *gate.Implementation) { e.Checks[0].Verdict = gate.Fail }, []string{"property ties pass fail"}, nil},
		{"skipped", func(e *gate.Implementation) { e.Checks[0].Verdict = gate.Skip }, nil, nil},
		{"judged", func(e *gate.Implementation) { e.Checks[1].Verdict = gate.Fail }, []string{"property merge skip fail"}, nil},
		{"fault", func(e *gate.Implementation) { e.Faults = []gate.Fault{{}} }, []string{"faults 0 1"}, nil},
		{"both", func(e *gate.Implementation) { e.MaxULP, e.MeanULP = 4, 0.2 }, []string{"max ulp 2 4"}, []string{"mean ulp 0.25 0.2"}},
		{"times", func(e *gate.Implementation) { e.Nanoseconds = 5 }, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list := func(changes []Change) (all []string) {
				for _, c := range changes {
					if c.Entry != (Entry{"softmax", "online/float32", ""}) {
						t.Errorf("a change of %v", c.Entry)
					}
					all = append(all, c.Figure+" "+c.Old+" "+c.New)
				}
				return all
			}
			c := changes(t, 0, func(d *gate.Document) { tt.change(&d.Implementations[1]) })
			if !reflect.DeepEqual(list(c.Worse), tt.worse) || !reflect.DeepEqual(list(c.Better), tt.better) {
				t.Errorf("worse %q, better %q; want %q, %q", list(c.Worse), list(c.Better), tt.worse, tt.better)
			}
			same := 2
			if len(tt.worse)+len(tt.better) == 0 {
				same = 3
			}
			if c.Same != same || len(c.Appeared)+len(c.Disappeared)+len(c.Warnings) > 0 {
				t.Errorf("%+v", c)
			}
			// The other way round what was worse is better.
			d := document()
			tt.change(&d.Implementations[1])
			back := Runs(Run{"new.json", d}, Run{"old.json", document()}, 0)
			if len(back.Worse) != len(tt.better) || len(back.Better) != len(tt.worse) {
				t.Errorf("back: worse %v, better %v", back.Worse, back.Better)
			}
		})
	}
}

func TestSlack(t *testing.T) {
	for _, tt := range []struct {
		slack float64
		worse int
	}{{0, 1}, {0.1, 1}, {0.26, 0}} {
		if c := changes(t, tt.slack, func(d *gate.Document) { d.Implementations[0].MaxULP = 2.5 }); len(c.Worse) != tt.worse {
			t.Errorf("slack %v: %v", tt.slack, c.Worse)
		}
	}
	// A verdict has none.
	if c := changes(t, 0.99, func(d *gate.Document) { d.Implementations[0].Verdict = gate.Fail }); len(c.Worse) != 1 {
		t.Error("a failure within the slack")
	}
}

func TestAppeared(t *testing.T) {
	c := changes(t, 0, func(d *gate.Document) {
		d.Implementations = d.Implementations[1:]
		d.Implementations = append(d.Implementations, gate.Implementation{Name: "new/float32", Function: "softmax", Verdict: gate.Pass},
			gate.Implementation{Name: "bad/float32", Function: "softmax", Verdict: gate.Fail, Unexpected: true},
			gate.Implementation{Name: "online/float32", Function: "softmax", Axis: "first", Verdict: gate.Pass})
	})
	if !reflect.DeepEqual(c.Disappeared, []Entry{{"softmax", "shifted/float32", ""}}) ||
		!reflect.DeepEqual(c.Appeared, []Entry{{"softmax", "new/float32", ""}, {"softmax", "bad/float32", ""}, {"softmax", "online/float32", "first"}}) {
		t.Errorf("%+v", c)
	}
	if len(c.Worse) != 1 || c.Worse[0].Entry.Name != "bad/float32" { // a finding that is new is no improvement
		t.Errorf("worse: %v", c.Worse)
	}
}

func TestWarnings(t *testing.T) {
	for name, change := range map[string]func(d *gate.Document){
		"The seeds are 1 and 2":               func(d *gate.Document) { d.Seed = 2 },
		"600 rows were generated, and now 20": func(d *gate.Document) { d.Sources[0].Rows = 20 },
		"profiles":                            func(d *gate.Document) { d.Profile = "limit" },
		"architectures":                       func(d *gate.Document) { d.Arch = "arm64" },
		"new.json is of a run that was":       func(d *gate.Document) { d.Interrupted = true },
	} {
		if c := changes(t, 0, change); len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], name) {
			t.Errorf("%s: %q", name, c.Warnings)
		}
	}
}

func TestRendered(t *testing.T) {
	c := changes(t, 0, func(d *gate.Document) {
		d.Implementations[0].MaxULP, d.Implementations[1].MeanULP = 4, 0.1
		d.Implementations[2].Name = "<b>|*\x1b[31m" + strings.Repeat("x", 500)
	})
	var text, md strings.Builder
	if err := c.Text(&text); err != nil {
		t.Fatal(err)
	}
	if err := c.Markdown(&md); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 figure got worse, 1 better; 1 entry appeared, 1 disappeared; 0 entries are the same.",
		"softmax   shifted/float32  max ulp       2    4", "softmax   online/float32  mean ulp    0.25  0.1", "softmax, pairwise/float32"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	if strings.ContainsAny(text.String()+md.String(), "\x1b") || strings.Contains(md.String(), "<b>") || len(text.String()) > 2000 {
		t.Errorf("text from outside as it is:\n%s\n%s", text.String(), md.String())
	}
	if !strings.Contains(md.String(), "| softmax | shifted/float32 | max ulp | 2 | 4 |") {
		t.Errorf("Markdown:\n%s", md.String())
	}
}

func TestHistory(t *testing.T) {
	a, b, c := document(), document(), document()
	b.Implementations[0].MaxULP, c.Implementations[0].MaxULP = 3, 3
	b.Implementations = b.Implementations[:2]
	lines := History([]Run{{"a", a}, {"b", b}, {"c", c}})
	if len(lines) != 15 { // 5 figures that are not 0
		t.Errorf("%d lines", len(lines))
	}
	if l := lines[0]; l.Text() != "2 3 3" || !l.Changed() || l.Figure != "max ulp" || l.Entry.Name != "shifted/float32" {
		t.Errorf("%+v %s", l, l.Text())
	}
	last := lines[len(lines)-1]
	if last.Text() != "0.5 - 0.5" || last.Changed() || !math.IsNaN(last.Values[1]) {
		t.Errorf("%+v %s", last, last.Text())
	}
	csv, err := HistoryCSV(lines)
	if n := strings.Count(string(csv), "\n"); err != nil || n != 1+15*3-5 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.json", `{"schema":"softulp/1","seed":3,"implementations":[{"name":"a"}],"later":1}`)
	if r, err := Read(good); err != nil || r.Seed != 3 || len(r.Implementations) != 1 {
		t.Errorf("%+v %v", r, err)
	}
	for name, want := range map[string]string{
		write("text.json", "no"):                              "is no results document",
		write("signal.json", `{"schema":"softulp-signal/1"}`): `has the schema "softulp-signal/1"`,
		write("list.json", "[]"):                              "is no results document",
		write("empty.json", ""):                               "is no results document",
		filepath.Join(dir, "missing.json"):                    "cannot be read: no such file",
		dir:                                                   "cannot be read",
	} {
		if _, err := Read(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}
