package exhaustive

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// judge judges rows of a domain one after another. Each goroutine has its own.
type judge struct {
	*Domain
	quickly bool // pairs are asked of tables
	tables  *tables
	format  dtype.Format
	in      function.Input
	x, y    []float64
	near    [2]near
	row     reference.Row
	rounded []float64
	// Of the format: biased float64 exponents of its smallest normal and largest number,
	// and the inverse of the spacing in the binade of an exponent.
	least, most uint64
	inverse     [2048]float64

	n     uint64 // the row at hand
	asked bool   // package reference knows the row
	err   error
	Tally
}

func newJudge(d *Domain, quickly bool) *judge {
	n := d.Subject.Function.Outputs(d.K)
	j := &judge{
		Domain: d, quickly: quickly && d.K == 2, tables: shared(), format: d.Subject.DType,
		x: make([]float64, d.K), y: make([]float64, n), rounded: make([]float64, n),
	}
	j.least, j.most = uint64(j.format.MinExp()+1023), uint64(j.format.MaxExp()+1023)
	for e := range j.inverse {
		j.inverse[e] = math.Ldexp(1, -j.format.SpacingExp(e-1023))
	}
	return j
}

// run judges the rows [lo, hi). The error is of an implementation that panicked, or that
// answered what is no number of the dtype.
func (j *judge) run(lo, hi uint64) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s panicked on %v: %v", j.Subject.Name, j.x, p)
		}
	}()
	for j.n = lo; j.n < hi && j.err == nil; j.n++ {
		j.one()
	}
	return j.err
}

// one judges row n.
func (j *judge) one() {
	j.Row(j.n, &j.in, j.x)
	for i := range j.y {
		j.y[i] = math.NaN()
	}
	j.Subject.Compute(j.y, j.in)
	j.asked = false
	j.Rows++
	for _, got := range j.y {
		if !j.format.Representable(got) {
			j.err = fmt.Errorf("%s answers %v for %v, which is no %v", j.Subject.Name, got, j.x, j.format)
			return
		}
	}
	wrong := -1
	switch {
	case hasNaN(j.x):
		for i, got := range j.y { // everything is NaN, for whatever function
			if got == got && wrong < 0 {
				wrong = i
			}
		}
	case j.quickly && isFinite(j.x[0]) && isFinite(j.x[1]) && j.tables.pair(j.Subject.Function, &j.in, &j.near):
		for i, got := range j.y {
			if !j.quick(i, got) && !j.ask(i, got) && wrong < 0 {
				wrong = i
			}
		}
	default:
		for i, got := range j.y {
			if !j.ask(i, got) && wrong < 0 {
				wrong = i
			}
		}
	}
	if wrong >= 0 {
		j.WrongClass++
		j.Wrong.see(0, j.n, wrong)
	} else if j.Subject.Function == function.Softmax {
		var s float64
		for _, got := range j.y {
			s += got
		}
		if s = math.Abs(s - 1); s == s {
			j.Sum.see(s, j.n, 0)
		}
	}
}

// quick judges answer i by what is known of it in float64, if that decides.
func (j *judge) quick(i int, got float64) bool {
	a := &j.near[i]
	magnitude := math.Abs(a.y)
	lo, hi := max(magnitude-a.err, a.above), magnitude+a.err
	if a.below > 0 {
		hi = min(hi, math.Float64frombits(math.Float64bits(a.below)-1))
		lo = min(lo, hi)
	}
	e := max(math.Float64bits(hi)>>52, j.least)
	if e != max(math.Float64bits(lo)>>52, j.least) || e >= j.most || !isFinite(got) {
		return false // two spacings, or near the end of the range
	}
	unit := j.inverse[e]
	ulps, width := float64(math.Abs(got-a.y)*unit), float64(a.err*unit)
	if width > Resolution/2 || math.Abs(ulps-0.5) < Resolution {
		return false
	}
	j.Answers++
	if ulps < 0.5 {
		j.Correct++
	}
	if !j.Worst.Found || ulps >= j.Worst.Value {
		j.Worst.see(ulps, j.n, i)
	}
	return true
}

// ask judges answer i by package reference, and returns false if it is of the wrong
// class.
func (j *judge) ask(i int, got float64) bool {
	if !j.asked {
		j.asked = true
		j.Reference++
		if j.err = j.row.ResetInput(j.in, reference.IEEE); j.err != nil {
			return false
		}
		if j.err = j.row.Round(j.Subject.Function, j.format, j.rounded); j.err != nil {
			return false
		}
	}
	lo, hi := j.row.Answer(j.Subject.Function).Error(i, j.format, got)
	if math.IsInf(lo, 1) {
		return false
	}
	if !isFinite(got) {
		return true // as it should be
	}
	j.Answers++
	if got == j.rounded[i] {
		j.Correct++
	}
	j.Worst.see(hi, j.n, i)
	return true
}

func isFinite(x float64) bool { return x-x == 0 }

func hasNaN(x []float64) bool {
	for _, v := range x {
		if v != v {
			return true
		}
	}
	return false
}
