package yardstick

import (
	"math"
	"strconv"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// Matrix returns what became of the mutants as data, with the findings about them;
// equivalents is as for [Findings].
func (m *Mutants) Matrix(equivalents map[string]string) *killmatrix.Matrix {
	k := &killmatrix.Matrix{
		Seed: m.Seed, Cases: m.Cases, NotJudged: m.Left,
		Findings: Findings(m, &Implementations{}, equivalents),
	}
	for n, name := range m.Suites {
		s := killmatrix.Suite{Name: name, MS: milliseconds(m.SuiteTimes[n])}
		for i := range m.Rows {
			switch m.Rows[i].Peers[n] {
			case NotApplicable:
			case Caught:
				s.Kills++
				fallthrough
			default:
				s.Of++
			}
		}
		k.Suites = append(k.Suites, s)
	}
	for i := range m.Rows {
		row := m.Rows[i].data(m)
		row.Equivalent = equivalents[row.Name]
		if row.KilledBy != "" {
			k.Killed++
		}
		if row.OnlySoftulp {
			k.OnlySoftulp++
		}
		k.Rows = append(k.Rows, row)
	}
	return k
}

// data returns a row as it is written down.
func (r *Row) data(m *Mutants) killmatrix.Row {
	mutant := &r.Mutant
	row := killmatrix.Row{
		Name: mutant.Name, Section: mutant.Section, Severity: mutant.Severity, About: mutant.About, Source: mutant.Source, Of: mutant.Of,
		Function: string(mutant.Function), DType: mutant.Arithmetic.Storage.String(), Accumulate: mutant.Arithmetic.Accumulate.String(),
		Cases: m.Cases, MS: milliseconds(r.Time), OnlySoftulp: r.Only(),
		Suites: map[string]killmatrix.Outcome{},
	}
	for n, name := range m.Suites {
		row.Suites[name] = [...]killmatrix.Outcome{
			NotApplicable: killmatrix.NotApplicable, Missed: killmatrix.Missed,
			Caught: killmatrix.Caught, Indiscriminate: killmatrix.Indiscriminate,
		}[r.Peers[n]]
	}
	if k := r.Kill; k != nil {
		row.Cases, row.Why = k.Cases, k.Violation.String()
		if r.Killed() {
			row.KilledBy = k.Property
		} else {
			row.Void = k.Property
		}
		row.Counterexample = k.data(mutant.Function, mutant.Arithmetic.Storage)
	}
	return row
}

// data returns the case of a function that kills, and the answer that is wrong.
func (k *Kill) data(fn function.Function, f dtype.Format) *killmatrix.Counterexample {
	c := &killmatrix.Counterexample{X: hexes(k.Shrunk.X), Seed: k.Shrunk.Seed, Index: k.Violation.Index}
	if fn.TakesTarget() {
		c.Target = &k.Shrunk.Target
		if e := k.Shrunk.Smoothing; e != 0 {
			c.Smoothing = hex(e)
		}
	}
	switch v, _ := fn.Vector(&k.Shrunk.Input); {
	case v == &k.Shrunk.Cotangent:
		c.Cotangent = hexes(*v)
	case v == &k.Shrunk.Weights:
		c.Weights = hexes(*v)
	}
	if t := k.Shrunk.T(); fn.TakesSides() && t != 1 {
		c.Temperature = hex(t)
	}
	largest := math.Inf(-1)
	for _, v := range k.Shrunk.X {
		largest = max(largest, v) // NaN if one is
	}
	if c.Index < 0 {
		return c
	}
	got, exact := k.Violation.Got, k.Violation.Exact
	c.Got = hex(got)
	// NaN is due in rows whose largest logit is not finite; elsewhere it says that
	// the property compares answers with each other. What is no number of the dtype
	// is held against nothing.
	numbers := !math.IsInf(largest, 0) && !math.IsNaN(largest)
	if f.Representable(got) && !(numbers && math.IsNaN(exact)) {
		c.Exact = hex(exact)
	}
	return c
}

func hexes(v []float64) []string {
	list := make([]string, len(v))
	for i, x := range v {
		list[i] = hex(x)
	}
	return list
}

func hex(v float64) string { return strconv.FormatFloat(v, 'x', -1, 64) }

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
