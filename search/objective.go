package search

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// Objective is what makes a row worse than another.
type Objective string

const (
	// ULP is the largest error of an answer, in ulps.
	ULP Objective = "ulp"
	// Allowance is the largest error over what the algorithm may lose. Rows on which a
	// failure is expected do not count.
	Allowance Objective = "allowance"
	// Sum is |Σ − 1|, of a softmax.
	Sum Objective = "sum"
	// Gradient is the largest error of a gradient's component, in units of the dtype's unit
	// roundoff times what is differentiated by: the largest number of the cotangent or of
	// the weights, 1 for a target. What cancels in a small component does not count more
	// than its part of that.
	Gradient Objective = "gradient"
	// Class is the number of answers of the wrong class: infinite or NaN where a number is
	// due, or the other way round. Among rows that have none, the error leads there.
	Class Objective = "class"
	// Boundary is how near, in 1/ulps, an exact answer is to a number at which rounding
	// changes: a row that is hard for the reference, whatever the program does.
	Boundary Objective = "boundary"
)

// Objectives returns all that speak of a function.
func Objectives(fn function.Function) []Objective {
	of := []Objective{ULP, Allowance, Class}
	switch fn {
	case function.Softmax:
		of = append(of, Sum)
	case function.SoftmaxVJP, function.LogSoftmaxVJP, function.CrossEntropyGrad, function.CrossEntropySoftGrad:
		of = append(of, Gradient)
	}
	return of
}

// ParseObjective returns the objective of a name.
func ParseObjective(name string) (Objective, error) {
	all := []Objective{ULP, Allowance, Sum, Gradient, Class, Boundary}
	var names []string
	for _, o := range all {
		if string(o) == name {
			return o, nil
		}
		names = append(names, string(o))
	}
	return "", fmt.Errorf("unknown objective %.60q: want one of %s", name, strings.Join(names, ", "))
}

// Subject is a program to search for bad rows of.
type Subject struct {
	*properties.Subject
	// Answer, if not nil, takes the place of Compute, for programs that may fail to
	// answer. It is called by one goroutine at a time. ErrDeclined says that the program
	// does not take such rows; any other error ends the search.
	Answer func(y []float64, in function.Input) error
}

// ErrDeclined says that a program does not take a row.
var ErrDeclined = errors.New("declined")

// evaluator says how bad rows are. Each goroutine has its own.
type evaluator struct {
	*space
	s     *Subject
	o     Objective
	in    function.Input
	given [3][]float64
	row   reference.Row
	y     []float64
	lo    []float64
	hi    []float64
	exact allowance.Exact
	ys    []allowance.Answer
}

// seen is how bad a row is, and which answer of it.
type seen struct {
	score float64
	index int
}

// score says how bad a row is: 0 is not at all, and larger is worse.
func (e *evaluator) score(p *point) (seen, error) {
	e.space.input(p, &e.in)
	if err := e.row.ResetInput(e.in, reference.IEEE); err != nil {
		return seen{}, err
	}
	n := e.fn.Outputs(len(e.in.X))
	e.y, e.lo, e.hi = resize(e.y, n), resize(e.lo, n), resize(e.hi, n)
	if e.o == Boundary {
		return e.boundary(n)
	}
	if err := e.compute(); errors.Is(err, ErrDeclined) {
		return seen{}, nil
	} else if err != nil {
		return seen{}, err
	}
	if e.o == Allowance && e.s.Expected != nil && e.s.Expected(e.in) != "" {
		return seen{}, nil
	}
	a := e.row.Answer(e.fn)
	if err := e.row.Errors(e.fn, e.f, e.y, e.lo, e.hi); err != nil {
		return seen{}, err
	}
	switch e.o {
	case Sum:
		return e.sum(), nil
	case Gradient:
		return e.gradient(a), nil
	case Class:
		return e.class(), nil
	case Allowance:
		return e.allowance(a), nil
	}
	var worst seen
	for i, hi := range e.hi {
		if hi > worst.score && !math.IsInf(hi, 1) {
			worst = seen{hi, i}
		}
	}
	return worst, nil
}

// compute asks the program, which is given copies.
func (e *evaluator) compute() error {
	in := e.in
	for i, v := range []*[]float64{&in.X, &in.Cotangent, &in.Weights} {
		e.given[i] = append(e.given[i][:0], *v...)
		*v = e.given[i]
	}
	for i := range e.y {
		e.y[i] = math.NaN()
	}
	if e.s.Answer != nil {
		if err := e.s.Answer(e.y, in); err != nil {
			return fmt.Errorf("%s on %v: %w", e.s.Name, e.in.X, err)
		}
	} else {
		e.s.Compute(e.y, in)
	}
	for i, got := range e.y {
		if !e.f.Representable(got) {
			return fmt.Errorf("%s: answer %d for %v, %v, is no %v", e.s.Name, i, e.in.X, got, e.f)
		}
	}
	return nil
}

// sum adds the answers up exactly, as far as that can matter: with the errors of each
// addition (Knuth's two-sum) added at the end.
func (e *evaluator) sum() seen {
	s, c := -1.0, 0.0
	for _, v := range e.y {
		t := s + v
		b := t - s
		c += (s - (t - b)) + (v - b)
		s = t
	}
	if v := math.Abs(s + c); v < math.MaxFloat64 {
		return seen{v, 0}
	}
	return seen{}
}

func (e *evaluator) gradient(a *reference.Answer) seen {
	scale, worst := 1.0, seen{}
	if v, _ := e.fn.Vector(&e.in); v != nil {
		scale = 0
		for _, g := range *v {
			scale = max(scale, math.Abs(g))
		}
	}
	scale = max(scale, e.f.MinNormal())
	for i, hi := range e.hi { // in ulps by the reference, so that nothing cancels here
		off := float64(hi*(a.Spacing(i, e.f)/scale)) / e.f.UnitRoundoff()
		if off > worst.score && off < math.MaxFloat64 && hi < math.MaxFloat64 {
			worst = seen{off, i}
		}
	}
	return worst
}

func (e *evaluator) class() seen {
	wrong, at, worst := 0.0, -1, seen{}
	for i, lo := range e.lo {
		if math.IsInf(lo, 1) {
			if wrong++; at < 0 {
				at = i
			}
		} else if hi := e.hi[i]; hi/(1+hi) > worst.score {
			worst = seen{min(hi/(1+hi), 1-0x1p-50), i} // below 1: no answer of the wrong class
		}
	}
	if at >= 0 {
		return seen{wrong, at}
	}
	return worst
}

func (e *evaluator) allowance(a *reference.Answer) seen {
	properties.Describe(&e.exact, &e.row, e.in)
	e.ys = properties.Answers(e.ys, a, e.f, nil)
	allowance.For(e.s.Model, e.fn, e.f, &e.exact, e.ys)
	var worst seen
	for i, got := range e.y {
		over := 0.0
		switch y := &e.ys[i]; {
		case math.IsInf(e.lo[i], 1):
			if !y.Overflows(e.f, got) {
				over = math.MaxFloat64
			}
		case y.Vacuous, e.hi[i] == 0, e.hi[i] == math.MaxFloat64, got != got, math.IsInf(got, 0):
		default:
			over = min(e.hi[i]/y.Allowed(got), math.MaxFloat64)
		}
		if over > worst.score {
			worst = seen{over, i}
		}
	}
	return worst
}

// boundary asks for the distance of each exact answer to the nearest midpoint of two
// numbers of the dtype, in ulps. For dtypes below float64 the midpoint is a float64, to
// which the distance is known to 2^-20 of float64's spacing; float64's own is known to 2^-20 ulp
// by itself, and below that by enclosures.
func (e *evaluator) boundary(n int) (seen, error) {
	if err := e.row.Round(e.fn, e.f, e.y); err != nil {
		return seen{}, err
	}
	a := e.row.Answer(e.fn)
	var worst seen
	for i, y := range e.y[:n] {
		if math.IsInf(y, 0) || y != y || a.At(i).Rat() != nil {
			continue // what is rational may be a midpoint, and is known to be
		}
		var off float64
		if e.f == dtype.Float64 {
			lo, hi := a.Error(i, e.f, y)
			off = 0.5 - float64((lo+hi)/2)
			if off < 0x1p-16 {
				off = math.Abs(midpointDistance(a.At(i), y, e.f))
			}
		} else {
			near := (y + e.f.NextUp(y)) / 2
			if v := a.Float64(i); v < y {
				near = (y + e.f.NextDown(y)) / 2
			}
			if math.IsInf(near, 0) || near != near || near == 0 {
				continue
			}
			lo, hi := a.Error(i, dtype.Float64, near)
			off = float64(lo+hi) / 2 * (a.Spacing(i, dtype.Float64) / a.Spacing(i, e.f))
		}
		if s := 1 / max(off, 0x1p-1000); s > worst.score && s < math.MaxFloat64 {
			worst = seen{s, i}
		}
	}
	return worst, nil
}

func resize(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}
