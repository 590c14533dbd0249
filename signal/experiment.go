package signal

import (
	"context"
	"fmt"
	"strings"
)

// Experiment is one question that a measurement answers.
type Experiment struct {
	// Name is what --experiment takes: "margin".
	Name string
	// Title is a heading: "Where cross-entropy and its gradient die".
	Title string
	// Question is what the experiment settles, in one sentence.
	Question string
	// Run measures. It returns ctx's error soon after ctx is done. Draws come from
	// [random] alone, work is shared among CPUs by [each] alone, products that enter a
	// sum are protected as float64(x*y), and maps are not ranged over: so that the
	// result follows from the seed. It leaves Name, Title, Question and each
	// finding's Command to [Run].
	Run func(ctx context.Context, seed uint64) (*Result, error)
}

// All returns every experiment, in the order in which they are reported. Adding
// one takes a line here.
func All() []Experiment {
	return []Experiment{
		thresholds(),
		depth(),
		margin(),
		remedies(),
		cheaper(),
		assertions(),
	}
}

// Find returns the experiment with the given name. The error lists the names
// that exist.
func Find(name string) (Experiment, error) {
	var names []string
	for _, e := range All() {
		if e.Name == name {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return Experiment{}, fmt.Errorf("unknown experiment %.60q: want one of %s", name, strings.Join(names, ", "))
}

// Result is what an experiment found.
type Result struct {
	Name     string    `json:"name"`
	Title    string    `json:"title"`
	Question string    `json:"question"`
	Findings []Finding `json:"findings"`
	Tables   []Table   `json:"tables"`
	Figures  []Figure  `json:"figures"`
	// Timings are tables of times, which differ from run to run: they are shown on
	// a terminal, and kept out of whatever must be repeatable.
	Timings []Table `json:"-"`
}

// Finding is a sentence that a command can check again.
type Finding struct {
	// Name is unique in its result; "margin/float32-p-minus-one" is what claims cite.
	Name string `json:"name"`
	// Sentence says what was found, with the figures as measured.
	Sentence string `json:"sentence"`
	// Holds says whether the figures are such that the sentence is true. It is
	// computed, never assumed.
	Holds bool `json:"holds"`
	// Command checks the sentence again.
	Command string `json:"command"`
}

// find adds a finding. The sentence is formatted as by Sprintf.
func (r *Result) find(name string, holds bool, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{Name: name, Holds: holds, Sentence: fmt.Sprintf(format, args...)})
}

// Table is figures in rows, formatted. Columns are aligned to the right, but for
// the first Left, which hold names.
type Table struct {
	Title   string     `json:"title"`
	Left    int        `json:"left"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// row adds a row: strings are as they are, float64s are shown by [figures], all else
// as by Sprint.
func (t *Table) row(cells ...any) {
	var row []string
	for _, c := range cells {
		switch c := c.(type) {
		case string:
			row = append(row, c)
		case float64:
			row = append(row, figures(c))
		default:
			row = append(row, fmt.Sprint(c))
		}
	}
	t.Rows = append(t.Rows, row)
}

// Figure is a plot of curves.
type Figure struct {
	// Name is that of its file, without an extension: "margin-loss".
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	XLabel string   `json:"x_label"`
	YLabel string   `json:"y_label"`
	LogX   bool     `json:"log_x,omitempty"`
	LogY   bool     `json:"log_y,omitempty"`
	Series []Series `json:"series"`
	// Categories, if any, are written at x = 0, 1, … in place of numbers.
	Categories []string `json:"categories,omitempty"`
	// Alt says in a sentence or two what the plot shows, for those who do not see it.
	Alt string `json:"alt"`
}

// Series is one curve. X and Y have the same length and finite elements; positive
// ones along a logarithmic axis, so that what is 0 there has to be left out.
type Series struct {
	Name string    `json:"name"`
	X    []float64 `json:"x"`
	Y    []float64 `json:"y"`
	// Predicted curves are drawn dashed, Points as marks without a line.
	Predicted bool `json:"predicted,omitempty"`
	Points    bool `json:"points,omitempty"`
}

// add adds a point to the curve.
func (s *Series) add(x, y float64) { s.X, s.Y = append(s.X, x), append(s.Y, y) }
