package plots

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// File is a file of figures.
type File struct {
	Name string // "by-width.csv"
	Data []byte
}

// CSV returns the figures behind the plots of a document, a file for each kind of
// plot. Figures that plots do not show are left out, times of entries that were not timed too.
func CSV(d *gate.Document) ([]File, error) {
	var files []File
	write := func(name string, columns []string, rows func(e *gate.Implementation, row func(cells ...any))) error {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Write(append([]string{"function", "dtype", "implementation"}, columns...)) // its errors are those that Error tells
		for i := range d.Implementations {
			e := &d.Implementations[i]
			if e.Curves == nil {
				continue
			}
			rows(e, func(cells ...any) {
				record := []string{plain(e.Function), plain(e.DType), plain(e.Name)}
				for _, c := range cells {
					record = append(record, text(c))
				}
				w.Write(record)
			})
		}
		w.Flush()
		files = append(files, File{name, b.Bytes()})
		return w.Error()
	}
	curve := func(name, from string, of func(*gate.Curves) *gate.Curve) error {
		return write(name, []string{from, "max_ulp", "allowed_ulp"}, func(e *gate.Implementation, row func(...any)) {
			c := of(e.Curves)
			for i := range c.From {
				row(c.From[i], c.ULP[i], c.Allowed[i])
			}
		})
	}
	for _, err := range []error{
		write("by-width.csv", []string{"k_from", "max_ulp", "allowed_ulp", "mean_ulp", "correctly_rounded", "worst_over_allowance", "answers", "failed_rows"},
			func(e *gate.Implementation, row func(...any)) {
				k := &e.Curves.K
				for i := range k.From {
					row(k.From[i], k.ULP[i], k.Allowed[i], k.Mean[i], k.CorrectlyRounded[i], k.OverAllowance[i], k.Answers[i], k.Failed[i])
				}
			}),
		curve("by-spread.csv", "spread_from", func(c *gate.Curves) *gate.Curve { return &c.Spread }),
		curve("by-answer.csv", "exact_from", func(c *gate.Curves) *gate.Curve { return &c.Value }),
		write("by-hazard.csv", []string{"hazard", "rows", "max_ulp", "worst_over_allowance", "wrong_class_rows", "failed_rows"},
			func(e *gate.Implementation, row func(...any)) {
				h := &e.Curves.Hazards
				for i := range h.Name {
					if !h.Special[i] {
						row(plain(h.Name[i]), h.Rows[i], h.ULP[i], h.OverAllowance[i], h.Wrong[i], h.Failed[i])
					}
				}
			}),
		write("speed.csv", []string{"ns_per_element", "max_ulp", "mean_ulp", "verdict"}, func(e *gate.Implementation, row func(...any)) {
			if e.Nanoseconds > 0 {
				row(e.Nanoseconds, e.MaxULP, e.MeanULP, string(e.Verdict))
			}
		}),
		write("signed-errors.csv", []string{"ulp_from", "answers"}, func(e *gate.Implementation, row func(...any)) {
			for i := range e.Curves.Signed.From {
				row(e.Curves.Signed.From[i], e.Curves.Signed.Answers[i])
			}
		}),
		write("real-logits.csv", []string{"allowed_from", "ulp_from", "answers"}, func(e *gate.Implementation, row func(...any)) {
			for i := range e.Curves.Real.Allowed {
				row(e.Curves.Real.Allowed[i], e.Curves.Real.ULP[i], e.Curves.Real.Answers[i])
			}
		}),
		write("edge-cases.csv", []string{"case", "rows", "failed_rows"}, func(e *gate.Implementation, row func(...any)) {
			h := &e.Curves.Hazards
			for i := range h.Name {
				if h.Special[i] {
					row(plain(h.Name[i]), h.Rows[i], h.Failed[i])
				}
			}
		}),
	} {
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// MutantsCSV returns which suite kills which mutant.
func MutantsCSV(m *killmatrix.Matrix) (File, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := []string{"mutant", "function", "dtype", "accumulate", "killed_by", "cases"}
	for _, s := range m.Suites {
		head = append(head, plain(s.Name))
	}
	w.Write(head)
	for i := range m.Rows {
		r := &m.Rows[i]
		row := []string{plain(r.Name), plain(r.Function), plain(r.DType), plain(r.Accumulate), plain(r.KilledBy), strconv.Itoa(r.Cases)}
		for _, s := range m.Suites {
			row = append(row, plain(string(r.Suites[s.Name])))
		}
		w.Write(row)
	}
	w.Flush()
	return File{"mutants.csv", b.Bytes()}, w.Error()
}

func text(c any) string {
	if v, ok := c.(float64); ok {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(c)
}

// plain keeps a name from being a formula to a spreadsheet, which begins with one of
// these.
func plain(s string) string {
	if s != "" && bytes.ContainsRune([]byte("=+-@\t\r"), rune(s[0])) {
		return "'" + s
	}
	return s
}
