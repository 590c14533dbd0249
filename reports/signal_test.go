package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/softulp/softulp/signal"
)

// experiment is a result with a bit of everything.
func experiment() *signal.Result {
	return &signal.Result{
		Name: "margin", Title: "Where it dies", Question: "At which margin does it die?",
		Findings: []signal.Finding{
			{Name: "dies", Holds: true, Sentence: "In float32 p - 1 is 0 from a margin of 16.6 on.", Command: "softulp signal --seed 7 --experiment margin"},
			{Name: "lives", Sentence: "It lives on, which is a sentence that is long enough to be broken into two lines on a terminal of eighty columns.", Command: "softulp signal --seed 7 --experiment margin"},
		},
		Tables: []signal.Table{{
			Title: "Margins by arithmetic", Left: 2,
			Columns: []string{"algorithm", "what", "float32", "float16+float32", "float8_e4m3fn+float32", "half lost", "not before", "0 from", "due at", "and so on", "further"},
			Rows: [][]string{
				{"p-minus-one", "p less 1", "16.636", "16.641", "7", "8.56", "7.94", "16.6", "103.97", "1", "2"},
				{"minus-sum", "minus all the others, added up from left to right", "103.97", "17.344", "7", "95.875", "95", "104", "103.97", "", "never"},
			},
		}},
		Figures: []signal.Figure{
			{
				Name: "margin-curve", Title: "Gradients & margins", XLabel: "margin", YLabel: "gradient", LogY: true, Alt: "It falls <steeply>.",
				Series: []signal.Series{
					{Name: "p-minus-one", X: []float64{0, 1, 2}, Y: []float64{0.5, 1e-3, 1e-9}},
					{Name: "exact", X: []float64{0, 1, 2, 3}, Y: []float64{0.5, 1e-3, 1e-9, 1e-20}, Predicted: true},
				},
			},
			{
				Name: "margin-points", Title: "By dtype", XLabel: "dtype", YLabel: "margin", Alt: "Two points.", Categories: []string{"float32", "float8_e5m2+float32"},
				Series: []signal.Series{
					{Name: "measured", X: []float64{0, 1}, Y: []float64{16, 12}, Points: true},
					{Name: "predicted", X: []float64{0, 1}, Y: []float64{16, 12}, Points: true, Predicted: true},
				},
			},
		},
		Timings: []signal.Table{{Title: "Times", Left: 1, Columns: []string{"what", "time"}, Rows: [][]string{{"softmax", "3µs"}}}},
	}
}

// laboratory returns a report of every experiment: the one above, and all findings that
// claims cite.
func laboratory() *signal.Report {
	r := &signal.Report{Schema: signal.Schema, Seed: 7}
	seen := map[string]bool{}
	for _, e := range signal.All() {
		result := &signal.Result{Name: e.Name, Title: e.Title, Question: e.Question}
		if e.Name == "margin" {
			result = experiment()
			result.Findings = result.Findings[:1]
		}
		for _, c := range signal.Claims() {
			for _, name := range slices.Concat(c.For, c.Against) {
				if of, finding, _ := strings.Cut(name, "/"); of == e.Name && !seen[name] {
					seen[name] = true
					result.Findings = append(result.Findings, signal.Finding{Name: finding, Holds: true, Sentence: "Found: " + finding + ".", Command: "softulp signal --experiment " + e.Name})
				}
			}
		}
		r.Results = append(r.Results, result)
	}
	return r
}

// rendering returns what a renderer writes.
func rendering(t *testing.T, render func(w io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := render(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSignalGolden(t *testing.T) {
	part := &signal.Report{Schema: signal.Schema, Seed: 7, Results: []*signal.Result{experiment()}}
	cut := &signal.Report{Schema: signal.Schema, Seed: 7, Incomplete: true}
	terminal := func(r *signal.Report, o TerminalOptions) func(w io.Writer) error {
		return func(w io.Writer) error { return SignalTerminal(w, r, o) }
	}
	golden(t, "signal.txt", rendering(t, terminal(part, TerminalOptions{Width: 80, All: true})))
	golden(t, "signal-short.txt", rendering(t, terminal(laboratory(), TerminalOptions{Width: 100})))
	golden(t, "signal-cut.txt", rendering(t, terminal(cut, TerminalOptions{Width: 100})))
	golden(t, "signal.md", rendering(t, func(w io.Writer) error { return SignalMarkdown(w, part, "some%20plots") }))
	golden(t, "signal.json", rendering(t, func(w io.Writer) error { return SignalJSON(w, part) }))
	golden(t, "signal-claims.md", rendering(t, func(w io.Writer) error { return SignalClaims(w, laboratory()) }))
	data, err := PlotCSV(part.Results[0].Figures[1])
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "signal-points.csv", data)
}

// TestSignalWidth: no line is wider than the terminal, but for commands.
func TestSignalWidth(t *testing.T) {
	for _, width := range []int{80, 100, 133} {
		out := rendering(t, func(w io.Writer) error {
			return SignalTerminal(w, laboratory(), TerminalOptions{Width: width, All: true})
		})
		for line := range strings.Lines(string(out)) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > width && !strings.HasPrefix(line, "  $") {
				t.Errorf("%d columns of %d: %s", n, width, line)
			}
		}
	}
}

// TestSignalJSONClaims: the JSON of all experiments has the claims, that of a part has an empty
// list, and neither has times.
func TestSignalJSONClaims(t *testing.T) {
	var doc struct {
		Claims  []struct{ Statement, Verdict string }
		Results []map[string]any
	}
	for _, r := range []*signal.Report{laboratory(), {Results: []*signal.Result{experiment()}}} {
		out := rendering(t, func(w io.Writer) error { return SignalJSON(w, r) })
		if err := json.Unmarshal(out, &doc); err != nil {
			t.Fatal(err)
		}
		if want := len(r.Claims()); len(doc.Claims) != want || len(doc.Results) != len(r.Results) {
			t.Errorf("%d claims and %d results, want %d and %d", len(doc.Claims), len(doc.Results), want, len(r.Results))
		}
		if bytes.Contains(out, []byte("3µs")) || bytes.Contains(out, []byte("null")) {
			t.Errorf("times or null in %s", out)
		}
		if len(doc.Claims) > 0 && (doc.Claims[0].Statement == "" || doc.Claims[0].Verdict != "false") {
			t.Errorf("%+v", doc.Claims[0])
		}
	}
}

// TestSignalUndecided: a finding that does not hold is said not to, and leaves the claims
// that rest on it undecided.
func TestSignalUndecided(t *testing.T) {
	r := laboratory()
	r.Results[0].Findings[0].Holds = false
	for _, out := range []string{
		string(rendering(t, func(w io.Writer) error { return SignalTerminal(w, r, TerminalOptions{}) })),
		string(rendering(t, func(w io.Writer) error { return SignalMarkdown(w, r, "") })),
		string(rendering(t, func(w io.Writer) error { return SignalClaims(w, r) })),
	} {
		if !strings.Contains(strings.ToLower(out), "does not hold") || !strings.Contains(out, "ndecided") {
			t.Errorf("it is not said in %s", out)
		}
	}
	if err := SignalClaims(io.Discard, &signal.Report{}); err == nil {
		t.Error("a page of claims without experiments")
	}
}

// TestPlotSVG: well-formed, described, on white, with every text in it, and the same each time.
func TestPlotSVG(t *testing.T) {
	for _, f := range experiment().Figures {
		svg, err := PlotSVG(f)
		if err != nil {
			t.Fatal(err)
		}
		again, err := PlotSVG(f)
		if err != nil || !bytes.Equal(svg, again) {
			t.Errorf("%s: another plot the second time, %v", f.Name, err)
		}
		var texts []string
		d := xml.NewDecoder(bytes.NewReader(svg))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if c, ok := token.(xml.CharData); ok {
				texts = append(texts, string(c))
			}
		}
		want := []string{f.Title, f.Alt, f.XLabel, f.YLabel}
		for _, s := range f.Series {
			want = append(want, s.Name)
		}
		for _, w := range want {
			if !slices.Contains(texts, w) {
				t.Errorf("%s: no text %q in %q", f.Name, w, texts)
			}
		}
		if bytes.Contains(svg, []byte("NaN")) {
			t.Errorf("%s has a NaN", f.Name)
		}
	}
}

func TestPlotCSV(t *testing.T) {
	for _, f := range experiment().Figures {
		b, err := PlotCSV(f)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		points := 1
		for _, s := range f.Series {
			points += len(s.X)
		}
		if err != nil || len(rows) != points || !slices.Equal(rows[0], []string{"series", f.XLabel, f.YLabel}) {
			t.Errorf("%s: %d rows, want %d: %v, %v", f.Name, len(rows), points, rows, err)
		}
	}
}

// TestTicks: few, within the axis, at round numbers.
func TestTicks(t *testing.T) {
	for _, tt := range []struct {
		logarithmic bool
		min, max    float64
		want        string
	}{
		{false, 0, 120, "0 20 40 60 80 100 120"},
		{false, 0, 64, "0 10 20 30 40 50 60"},
		{false, 0.48, 2.33, "0.6 0.8 1 1.2 1.4 1.6 1.8 2 2.2"},
		{false, -1, 1, "-1 -0.5 0 0.5 1"},
		{true, 4, 745, "5 10 20 50 100 200 500"},
		{true, 1e-200, 1, "1e-200 1e-150 1e-100 1e-50 1"},
		{true, 3e-52, 0.5, "1e-50 1e-40 1e-30 1e-20 1e-10"},
		{true, 1e-9, 1e2, "1e-8 1e-6 1e-4 0.01 1 100"},
	} {
		ticks := linearTicks{}.Ticks(tt.min, tt.max)
		if tt.logarithmic {
			ticks = logTicks{}.Ticks(tt.min, tt.max)
		}
		var labels []string
		for _, tick := range ticks {
			labels = append(labels, tick.Label)
			if tick.Value < tt.min || tick.Value > tt.max {
				t.Errorf("%g is not between %g and %g", tick.Value, tt.min, tt.max)
			}
		}
		if got := strings.Join(labels, " "); got != tt.want {
			t.Errorf("%g to %g: %s, want %s", tt.min, tt.max, got, tt.want)
		}
	}
}

// TestClaimsPage: claims.md is what softulp signal --seed 1 --claims writes.
func TestClaimsPage(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every experiment")
	}
	r, err := signal.Run(t.Context(), signal.All(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Broken() {
		t.Errorf("%s does not hold: %s", f.Name, f.Sentence)
	}
	want, err := os.ReadFile("claims.md")
	if err != nil {
		t.Fatal(err)
	}
	if got := rendering(t, func(w io.Writer) error { return SignalClaims(w, r) }); !bytes.Equal(got, want) {
		t.Errorf("claims.md is not what is measured; make claims writes it anew:\n%s", got)
	}
}
