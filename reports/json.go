package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// JSON writes the results as one JSON object, its keys in the order of the
// struct's fields, with a newline at the end. Lists are never null. A figure
// that is NaN or infinite is an error that names its entry, and nothing is
// written then.
func JSON(w io.Writer, r *Results) error {
	doc := *r.Document
	doc.Sources = append([]gate.Source{}, r.Sources...)
	doc.Implementations = append([]gate.Implementation{}, r.Implementations...)
	for i := range doc.Implementations {
		e := &doc.Implementations[i]
		if name, v, ok := notFinite(e); ok {
			return fmt.Errorf("results of %.80q, function %.40q: %s is %v, and JSON has no such number", e.Name, e.Function, name, v)
		}
		e.Checks = append([]gate.CheckResult{}, e.Checks...)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(Results{&doc, listed(r.Mutants)}); err != nil {
		return fmt.Errorf("results: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}

// listed returns mutants without lists that are null.
func listed(m *killmatrix.Matrix) *killmatrix.Matrix {
	if m == nil {
		return nil
	}
	k := *m
	k.Findings = append([]string{}, m.Findings...)
	k.Suites = append([]killmatrix.Suite{}, m.Suites...)
	k.Rows = append([]killmatrix.Row{}, m.Rows...)
	for i := range k.Rows {
		row := &k.Rows[i]
		if row.Suites == nil {
			row.Suites = map[string]killmatrix.Outcome{}
		}
		if c := row.Counterexample; c != nil && c.X == nil {
			empty := *c
			empty.X = []string{}
			row.Counterexample = &empty
		}
	}
	return &k
}

// notFinite returns the name and the value of an entry's first figure that is
// NaN or infinite.
func notFinite(e *gate.Implementation) (name string, v float64, ok bool) {
	type figure struct {
		name string
		v    float64
	}
	figures := []figure{
		{"max_ulp", e.MaxULP},
		{"mean_ulp", e.MeanULP},
		{"p99_ulp", e.P99ULP},
		{"correctly_rounded", e.CorrectlyRounded},
		{"worst_over_allowance", e.WorstOverAllowance},
	}
	for _, w := range e.Widths {
		figures = append(figures, figure{"max_ulp of width " + w.K, w.MaxULP}, figure{"mean_ulp of width " + w.K, w.MeanULP},
			figure{"correctly_rounded of width " + w.K, w.CorrectlyRounded}, figure{"worst_over_allowance of width " + w.K, w.OverAllowance})
	}
	for _, c := range e.Checks {
		figures = append(figures,
			figure{"worst of check " + c.Property, c.Worst},
			figure{"allowed of check " + c.Property, c.Allowed})
	}
	for _, worst := range []*gate.Worst{e.Worst, e.WorstClass} {
		if worst != nil {
			figures = append(figures, figure{"ulp of an input", worst.ULP}, figure{"allowed of an input", worst.Allowed})
		}
	}
	for _, f := range figures {
		if math.IsNaN(f.v) || math.IsInf(f.v, 0) {
			return f.name, f.v, true
		}
	}
	return "", 0, false
}
