package gate

import (
	"fmt"
	"math/bits"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/fuzz/worst"
	"github.com/softulp/softulp/properties/hazards"
	"github.com/softulp/softulp/properties/logits"
)

// sidesWidest is the largest K of the rows that come with softulp on which functions
// are judged that take more than logits. Wider rows say of losses and gradients what
// they say of the functions of logits, and would take most of the time.
const sidesWidest = 6625

// source is a set of rows; at returns row i as numbers of the dtype, which are
// then the exact inputs.
type source struct {
	name, about string
	real        bool
	rows        int
	at          func(i int, f dtype.Format) (x []float64, hazard string)
	targets     []int // the right classes, where they are known
	known       []worst.Row
	// sidesWidest is 0 for the rows of the user, who has reasons for their width.
	sidesWidest int
}

// sources returns the rows to judge on for one dtype.
func (o *Options) sources(f dtype.Format) ([]source, error) {
	if in := o.Input; in != nil {
		if hi, n := bits.Mul64(uint64(max(0, in.Rows)), uint64(max(0, in.K))); in.Rows < 0 || in.K < 0 ||
			hi != 0 || n != uint64(len(in.Data)) {
			return nil, fmt.Errorf("%s: %d numbers are not %d rows of %d", in.Name, len(in.Data), in.Rows, in.K)
		}
		return []source{matrix(in.Name, "logits given by the user, rounded to each storage dtype", in.Rows, in.K, in.Data)}, nil
	}
	sets, err := logits.All()
	if err != nil {
		return nil, err
	}
	var all []source
	for _, s := range sets {
		set := matrix(s.Name, s.About, s.Rows, s.K, s.Data)
		set.real, set.targets = true, s.Targets
		all = append(all, set)
	}
	all = append(all,
		list("generated", "rows that aim where softmax kernels break", hazards.Default(f, o.Seed, o.rows())),
		list("special", "rows with NaN, infinities or no element", hazards.Special(f)))
	cases, err := worstCases(f)
	if err != nil {
		return nil, err
	}
	if cases.rows > 0 {
		all = append(all, cases)
	}
	for i := range all {
		all[i].sidesWidest = sidesWidest
	}
	return all, nil
}

// worstCases returns the rows of a dtype on which some implementation is known to be
// farthest from the exact answers.
func worstCases(f dtype.Format) (source, error) {
	s := source{name: "worst", about: "the worst cases that searches and exhaustive runs have found, of fuzz/worst"}
	rows, err := worst.Known()
	if err != nil {
		return s, err
	}
	met := map[string]bool{} // the same row may be the worst of several
	for _, r := range rows {
		row := worst.Row{Function: r.Function, DType: r.DType, Input: r.Input}
		if r.DType == f && !met[row.String()] {
			met[row.String()] = true
			s.known = append(s.known, r)
		}
	}
	s.rows = len(s.known)
	s.at = func(i int, _ dtype.Format) ([]float64, string) {
		return s.known[i].X, "worst-case"
	}
	return s, nil
}

// row returns row i with what is known of it.
func (s *source) row(i int, f dtype.Format) caseRow {
	x, hazard := s.at(i, f)
	c := caseRow{source: s.name, row: i, hazard: hazard, real: s.real, x: x, widest: s.sidesWidest}
	if s.targets != nil {
		c.target = &s.targets[i]
	}
	if s.known != nil {
		c.known = &s.known[i]
	}
	return c
}

func matrix(name, about string, rows, k int, data []float64) source {
	return source{name: name, about: about, rows: rows, at: func(i int, f dtype.Format) ([]float64, string) {
		return rounded(data[i*k:(i+1)*k:(i+1)*k], f), ""
	}}
}

// rounded returns a row rounded to the dtype: the row itself, if it consists of such numbers.
func rounded(row []float64, f dtype.Format) []float64 {
	fits := true
	switch f {
	case dtype.Float64:
	case dtype.Float32:
		for _, v := range row {
			fits = fits && float64(float32(v)) == v
		}
	default:
		for _, v := range row {
			fits = fits && f.Round(v) == v
		}
	}
	if fits {
		return row
	}
	x := make([]float64, len(row))
	for j, v := range row {
		x[j] = f.Round(v)
	}
	return x
}

func list(name, about string, rows []hazards.Row) source {
	return source{name: name, about: about, rows: len(rows), at: func(i int, _ dtype.Format) ([]float64, string) {
		return rows[i].X, rows[i].Hazard
	}}
}
