package gate

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

// Accuracy and edge cases are judged on every row. The other properties, each of
// which runs the program several times, are judged on the first propertyCases rows
// that have at most propertyWidest logits; a counterexample is made simple in at
// most shrinkChecks more.
const (
	propertyCases  = 120
	propertyWidest = 1100
	shrinkChecks   = 500
)

// others returns the properties that are judged here.
func others() []*properties.Property {
	return slices.DeleteFunc(properties.All(), func(p *properties.Property) bool {
		return p.Name == "accuracy" || p.Name == "edge-cases"
	})
}

// properties judges the entries of one dtype, each in a goroutine of its own: what
// comes out depends on the seed alone.
func (r *run) properties(f dtype.Format, tallies []*tally) {
	if len(tallies) == 0 {
		return
	}
	cases := map[function.Function][]properties.Case{}
	for _, t := range tallies {
		if fn := t.Function; cases[fn] == nil {
			cases[fn] = r.cases(fn, f)
		}
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(r.o.workers(), len(tallies)) {
		wg.Go(func() {
			b := new(properties.Bench)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(tallies) {
					return
				}
				tallies[i].outcomes = r.hold(b, tallies[i].subject, cases[tallies[i].Function])
			}
		})
	}
	wg.Wait()
}

// cases returns the rows for a function in a dtype.
func (r *run) cases(fn function.Function, f dtype.Format) []properties.Case {
	narrow := func(c properties.Case) bool { return len(c.X) > propertyWidest }
	in := r.o.Input
	if in == nil {
		return slices.DeleteFunc(properties.Cases(fn, f, r.o.Seed, min(propertyCases, r.o.rows())), narrow)
	}
	if in.K > propertyWidest {
		return nil
	}
	rows := matrix(in.Name, "", in.Rows, in.K, in.Data)
	var cases []properties.Case
	for i := range min(propertyCases, in.Rows) {
		x, _ := rows.at(i, f)
		c := properties.Case{Hazard: fmt.Sprintf("%s row %d", in.Name, i), Input: function.Logits(x), Seed: r.o.Seed + uint64(i)}
		c.AddSides(fn, f, c.Seed)
		cases = append(cases, c)
	}
	return cases
}

// hold judges one entry; it returns nothing where the run was interrupted.
func (r *run) hold(b *properties.Bench, s *subject, cases []properties.Case) []properties.Outcome {
	out := held(b, properties.Of(s.Implementation, s.arithmetic), others(), cases, shrinkChecks, func() bool { return r.ctx.Err() != nil })
	if r.ctx.Err() != nil {
		return nil
	}
	return out
}

// held judges a program by properties, case by case, so that exact answers to each are found
// once, until stop says so. A property that fails is not asked again: its case is made
// simple, in so many checks.
func held(b *properties.Bench, s *properties.Subject, by []*properties.Property, cases []properties.Case, shrinks int, stop func() bool) []properties.Outcome {
	out := make([]properties.Outcome, len(by))
	for i, p := range by {
		out[i].Property = p
	}
	for k := range cases {
		for i := range out {
			o := &out[i]
			if o.Violation != nil {
				continue
			}
			if stop() {
				return out
			}
			v, judged := o.Property.Judge(b, s, &cases[k])
			if judged {
				o.Judged++
			}
			if v != nil {
				o.At = k
				if o.Case, o.Violation = properties.Shrink(o.Property, b, s, cases[k], shrinks); o.Violation == nil {
					o.Case, o.Violation = cases[k], v // it was right when it was asked again, which does not undo it
				}
			}
		}
	}
	return out
}

// checkOf renders what became of one property of a function.
func checkOf(fn function.Function, o *properties.Outcome) CheckResult {
	c := CheckResult{Property: o.Property.Name, Verdict: Pass, Cases: o.Judged, Why: o.Property.Why}
	switch v := o.Violation; {
	case v != nil:
		c.Verdict, c.Worst, c.Allowed = Fail, bounded(v.Size), bounded(v.Allowed)
		c.Why, c.Rule = v.String(), c.Why
		part := window{0, min(len(o.Case.X), MaxListed)}
		c.Counterexample = &Counterexample{X: part.list(o.Case.X), Sides: part.sides(fn, &o.Case.Input), Got: []string{}, Exact: []string{},
			Seed: fmt.Sprintf("case %d, seed %d", o.At, o.Case.Seed), CaseSeed: o.Case.Seed, Truncated: part.to < len(o.Case.X)}
		if v.Index >= 0 { // it is about one answer
			c.Counterexample.Got, c.Counterexample.Exact = []string{hex(v.Got)}, []string{hex(v.Exact)}
		}
	case o.Judged == 0:
		c.Verdict, c.Why = Skip, "it says nothing about this entry, or about any row that was judged"
	}
	return c
}

// bounded returns a size that JSON can hold: what is NaN is as bad as it gets.
func bounded(v float64) float64 {
	if v != v {
		return math.MaxFloat64
	}
	return max(-math.MaxFloat64, min(v, math.MaxFloat64))
}
