package html

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reports"
)

// row is an entry in the table of all.
type row struct {
	At             int
	Name, Function string
	DType          string
	Sentence       string
	Outcome, Word  string
	Mark           string
	Figures        []figure
}

// figure is a number in a table: as text, as what it is sorted by, and with the anchor
// of what it comes from.
type figure struct{ Text, Value, Link string }

// detail is an entry with all that is known of it.
type detail struct {
	row
	Notes   []string
	Figures string
	Rows    []shown
	Failed  []failure
	Held    string
}

// shown is an answer, with the row that it is to.
type shown struct {
	ID, Title, Where string
	Got, Exact       value
	Error, Command   string
	List             string // of logits, where they are not in a table
	Inputs           string // where the entry fails
}

// value is a number in hexadecimal and in decimal.
type value struct{ Hex, Decimal string }

// failure is a property that does not hold.
type failure struct {
	Property, Text  string
	Inputs, Command string
}

// entries lays out the table of entries, worst first, the findings, and the details in the
// same order.
func (v *view) entries(d *gate.Document) {
	add := func(all *[]string, word string) {
		if !slices.Contains(*all, word) {
			*all = append(*all, word)
		}
	}
	for i := range d.Implementations { // in the document's order
		add(&v.Functions, reports.Clean(d.Implementations[i].Function, reports.MaxName))
		add(&v.DTypes, reports.Clean(d.Implementations[i].DType, reports.MaxName))
	}
	at := map[*gate.Implementation]int{}
	for i := range d.Implementations {
		at[&d.Implementations[i]] = i
	}
	for _, e := range reports.WorstFirst(d) {
		r := newRow(e, at[e])
		add(&v.Verdicts, r.Word)
		v.Entries = append(v.Entries, r)
		if reports.Rank(e) <= 1 {
			v.Findings = append(v.Findings, r)
		}
		v.Details = append(v.Details, newDetail(e, r))
	}
	v.properties(d)
}

// properties says of each property what it says, once for all entries.
func (v *view) properties(d *gate.Document) {
	t := table{Caption: "What the properties say", Columns: []string{"property", "what must hold"}, left: 2}
	known := map[string]bool{}
	for i := range d.Implementations {
		for _, c := range d.Implementations[i].Checks {
			if c.Verdict == gate.Pass && !known[c.Property] {
				known[c.Property] = true
				t.Rows = append(t.Rows, cleaned([]string{c.Property, c.Why}))
			}
		}
	}
	if len(t.Rows) > 0 {
		v.Properties = &t
	}
}

func newRow(e *gate.Implementation, n int) row {
	r := row{At: n, Name: reports.Clean(reports.Name(e), reports.MaxName), Function: reports.Clean(e.Function, reports.MaxName),
		DType: reports.Clean(e.DType, reports.MaxName), Sentence: reports.Clean(e.Sentence, reports.MaxText), Outcome: reports.Outcome(e)}
	r.Word = strings.TrimRight(r.Outcome, "~^")
	r.Mark = [...]string{"bad", "bad", "expected", "good", ""}[reports.Rank(e)]
	own := fmt.Sprintf("e%d", n)
	if e.Verdict == gate.Error || e.Verdict == gate.Unsupported {
		r.Figures = make([]figure, 8)
		return r
	}
	worst, class := own, own
	if e.Worst != nil {
		worst += "-w"
	}
	if e.WorstClass != nil {
		class += "-c"
	}
	wrong := ""
	if e.WrongClassRows > 0 {
		wrong = reports.Count(e.WrongClassRows)
	}
	r.Figures = []figure{
		{reports.ULPs(e.MaxULP), short(e.MaxULP), worst},
		{reports.ULPs(e.P99ULP), short(e.P99ULP), own},
		{reports.Mean(e.MeanULP), short(e.MeanULP), own},
		{reports.Share(e), short(e.CorrectlyRounded), own},
		{reports.ULPs(e.WorstOverAllowance), short(e.WorstOverAllowance), worst},
		{wrong, strconv.Itoa(e.WrongClassRows), class},
		{reports.Held(e), held(e), own},
		{nanoseconds(e.Nanoseconds), "", own},
	}
	if e.Nanoseconds > 0 {
		r.Figures[7].Value = short(e.Nanoseconds)
	}
	return r
}

// held is what an entry's properties are sorted by: how many do not hold.
func held(e *gate.Implementation) string {
	failed := 0
	for _, c := range e.Checks {
		if c.Verdict == gate.Fail || c.Verdict == gate.Error {
			failed++
		}
	}
	return strconv.Itoa(failed)
}

// short is enough of a number to sort by.
func short(v float64) string { return strconv.FormatFloat(v, 'g', 5, 64) }

func newDetail(e *gate.Implementation, r row) detail {
	d := detail{row: r}
	if e.Expected != "" {
		d.Notes = append(d.Notes, "Expected: "+reports.Clean(e.Expected, reports.MaxText)+".")
	}
	if e.Version != "" {
		d.Notes = append(d.Notes, "Version "+reports.Clean(e.Version, reports.MaxName)+".")
	}
	if e.FitsProfile != "" {
		d.Notes = append(d.Notes, fmt.Sprintf("Judged by profile %s; it fits %s.", reports.Clean(e.Profile, reports.MaxName), reports.Clean(e.FitsProfile, reports.MaxName)))
	}
	for _, f := range e.Faults {
		d.Notes = append(d.Notes, reports.Clean(fmt.Sprintf("Fault (%s): %s %s", f.Kind, f.Message, f.Request), reports.MaxText))
	}
	d.Figures = fmt.Sprintf("%s judged", plural(e.Rows, "row", "rows"))
	if e.LeftOut > 0 {
		d.Figures += fmt.Sprintf(" (%s of more than %s left out)", reports.Count(e.LeftOut), plural(e.Widest, "logit", "logits"))
	}
	if e.Elements > 0 {
		d.Figures += fmt.Sprintf(", %s measured: %s ulp off in the mean, 99 %% within %s, %s rounded right",
			plural(e.Elements, "answer", "answers"), reports.Mean(e.MeanULP), reports.ULPs(e.P99ULP), reports.Share(e))
	}
	if e.WrongClassRows > 0 {
		d.Figures += fmt.Sprintf(", %s with an answer of the wrong class", plural(e.WrongClassRows, "row", "rows"))
	}
	d.Figures += "."
	failing := reports.Rank(e) < 3
	title := "The largest error"
	if w := e.Worst; failing && w != nil && w.ULP > w.Allowed {
		title = "The answer farthest beyond its allowance"
	}
	if e.WorstClass != nil {
		d.Rows = append(d.Rows, newShown(e, e.WorstClass, fmt.Sprintf("e%d-c", r.At), "The first answer of the wrong class", failing))
	}
	if e.Worst != nil {
		d.Rows = append(d.Rows, newShown(e, e.Worst, fmt.Sprintf("e%d-w", r.At), title, failing))
	}
	var held []string
	judged := 0
	for _, c := range e.Checks {
		name := reports.Clean(c.Property, reports.MaxName)
		switch c.Verdict {
		case gate.Pass:
			held = append(held, name)
			judged += c.Cases
		case gate.Fail, gate.Error:
			f := failure{Property: name, Text: fmt.Sprintf("%s of %s allowed, in %s. %s.", reports.ULPs(c.Worst), reports.ULPs(c.Allowed),
				plural(c.Cases, "case", "cases"), reports.Clean(c.Why, reports.MaxText))}
			if c.Rule != "" {
				f.Text += " What must hold: " + reports.Clean(c.Rule, reports.MaxText) + "."
			}
			if c.Expected != "" {
				f.Text += " Expected: " + reports.Clean(c.Expected, reports.MaxText) + "."
			}
			if x := c.Counterexample; x != nil {
				f.Command = reports.Clean(x.Command, reports.MaxCommand)
				f.Text += fmt.Sprintf(" Got %s, exact %s: %s.", decimals(x.Got, e.DType), decimals(x.Exact, e.DType), reports.Clean(x.Seed, reports.MaxText))
				f.Inputs = inputs(e.DType, x.X, &x.Sides, 0)
			}
			d.Failed = append(d.Failed, f)
		}
	}
	switch {
	case len(held) == 0:
	case len(d.Failed) == 0:
		d.Held = fmt.Sprintf("All %s that could be judged hold, in %s.", plural(len(held), "property", "properties"), plural(judged, "case", "cases"))
	default:
		d.Held = "These hold: " + strings.Join(held, ", ") + "."
	}
	return d
}

// newShown lays out an answer: with all inputs in a table where the entry fails, and
// else with the logits in a line.
func newShown(e *gate.Implementation, w *gate.Worst, id, title string, failing bool) shown {
	s := shown{ID: id, Title: title, Got: newValue(w.Got, e.DType), Exact: newValue(w.Exact, e.DType), Command: reports.Clean(w.Command, reports.MaxCommand)}
	s.Where, _, _ = strings.Cut(reports.Place(w), ": got ")
	if w.ULP > 0 {
		s.Error = fmt.Sprintf("%s ulp", reports.ULPs(w.ULP))
		if w.Allowed > 0 {
			s.Error += fmt.Sprintf(", %s are allowed", reports.ULPs(w.Allowed))
		}
	} else if strings.HasSuffix(id, "-c") {
		s.Error = "of the wrong class: infinite"
	}
	if failing {
		from, to := 0, len(w.X)
		if w.Truncated { // of what is not all anyway, half
			from, to = around(w, gate.MaxListed/2)
			s.Where += fmt.Sprintf("; logits %d to %d are listed", w.From+from, w.From+to-1)
		}
		part := gate.Sides{Cotangent: cutTo(w.Cotangent, from, to), Weights: cutTo(w.Weights, from, to)}
		s.Inputs = inputs(e.DType, w.X[from:to], &part, w.From+from)
	} else {
		from, to := around(w, 16)
		s.List = reports.Clean(strings.Join(w.X[from:to], " "), 80*gate.MaxListed)
		if to-from < w.K {
			s.Where += fmt.Sprintf("; logits %d to %d are listed", w.From+from, w.From+to-1)
		}
	}
	return s
}

// around is the part of the listed logits that is nearest to the answer, at most most.
func around(w *gate.Worst, most int) (from, to int) {
	from = min(max(0, w.Index-w.From-most/2), max(0, len(w.X)-most))
	return from, min(len(w.X), from+most)
}

// cutTo is a part of a list that may be shorter than it should, or nil.
func cutTo(list []string, from, to int) []string {
	if list == nil {
		return nil
	}
	return list[min(from, len(list)):min(to, len(list))]
}

// inputs is what a function was given, a logit a line: its index, the logit in hexadecimal
// and in decimal, and so what goes with it.
func inputs(dtype string, x []string, sides *gate.Sides, from int) string {
	if len(x) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("index logit")
	columns := [][]string{x}
	for _, side := range []struct {
		name string
		list []string
	}{{"cotangent", sides.Cotangent}, {"weight", sides.Weights}} {
		if side.list != nil {
			b.WriteString(" | " + side.name)
			columns = append(columns, side.list)
		}
	}
	for i := range x {
		fmt.Fprintf(&b, "\n%d", from+i)
		for n, c := range columns {
			if n > 0 {
				b.WriteString(" |")
			}
			if i < len(c) {
				v := newValue(c[i], dtype)
				b.WriteString(" " + v.Hex)
				if v.Decimal != "" {
					b.WriteString(" = " + v.Decimal)
				}
			}
		}
	}
	return b.String()
}

// newValue shows a hexadecimal float, and as many decimal digits of it as tell it from its
// neighbours.
func newValue(hex, dtype string) value {
	v := value{Hex: reports.Clean(hex, reports.MaxName)}
	x, err := strconv.ParseFloat(hex, 64)
	if err != nil || math.IsInf(x, 0) || x != x {
		return v
	}
	digits := 9
	if dtype == "float64" {
		digits = 17
	}
	v.Decimal = strconv.FormatFloat(x, 'g', digits, 64)
	if s := strconv.FormatFloat(x, 'g', -1, 64); len(s) < len(v.Decimal) {
		v.Decimal = s
	}
	return v
}

// decimals lists numbers.
func decimals(hex []string, dtype string) string {
	var all []string
	for _, h := range hex[:min(len(hex), 8)] {
		v := newValue(h, dtype)
		if v.Decimal != "" {
			v.Hex += " (" + v.Decimal + ")"
		}
		all = append(all, v.Hex)
	}
	if len(hex) > 8 {
		all = append(all, "…")
	}
	return strings.Join(all, ", ")
}
