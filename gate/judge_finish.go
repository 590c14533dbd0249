package gate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/sides"
)

// Counterexamples of programs from outside are made simple in at most so many checks, each
// of which may be a message to a child process and back.
const outsideShrinks = 1500

// outsideCases is the number of cases for the properties that run a program several
// times.
const outsideCases = 300

// hold judges the properties other than accuracy and edge cases.
func (j *judging) hold(b *properties.Bench, t *tally, s *properties.Subject) {
	var cases []properties.Case
	switch in := j.run.o.Input; {
	case j.o.Case != nil:
		cases = []properties.Case{{Input: *j.o.Case, Seed: j.o.CaseSeed}}
	case in == nil:
		cases = properties.Cases(t.Function, t.DType(), j.o.Seed, min(outsideCases, j.run.o.rows()))
		cases = slices.DeleteFunc(cases, func(c properties.Case) bool { return len(c.X) > propertyWidest })
	default:
		cases = j.run.cases(t.Function, t.DType())
	}
	if j.o.Case == nil && t.Function.TakesSides() {
		for i := range cases {
			c := &cases[i]
			d := sides.DrawModerate(t.DType(), rand.New(rand.NewPCG(c.Seed, 0x6d6f6465)), c.X, t.Function)
			c.Input, c.Aim = d.Input, d.Aim(t.Function)
			t.out.limit(&c.Input)
		}
	}
	by := slices.DeleteFunc(others(), func(p *properties.Property) bool {
		return j.o.Case == nil && p.Name == "no-mutation" && t.out.InPlace || !p.SpeaksOf(t.Function)
	})
	t.outcomes = held(b, s, by, cases, outsideShrinks, func() bool { return j.ctx.Err() != nil || t.out.isFatal() })
}

// simple makes a row that a property fails on simple: the narrowest that was found or,
// where that is right when it is asked for alone, the worst. Nil where neither is wrong
// alone.
func (j *judging) simple(b *properties.Bench, s *properties.Subject, property string, of ...*found) *properties.Outcome {
	p := properties.Find(property)
	for n := len(of) - 1; n >= 0; n-- {
		if of[n] == nil {
			continue
		}
		c := properties.Case{Input: of[n].input(s.Function), Seed: j.o.CaseSeed}
		if v, _ := p.Judge(b, s, &c); v == nil {
			continue
		}
		o := &properties.Outcome{Property: p}
		if o.Case, o.Violation = properties.Shrink(p, b, s, c, outsideShrinks); o.Violation != nil {
			return o
		}
	}
	return nil
}

// finish adds to an entry what only programs from outside have.
func (j *judging) finish(e *Implementation, t *tally) {
	p := t.out.Program
	e.Version, e.Profile, e.Faults = p.Version, string(p.profile()), t.out.faults
	if t.out.axis != Last {
		e.Axis = string(t.out.axis)
	}
	e.FitsProfile = t.fits()
	for i, o := range t.small {
		if o != nil {
			simple := checkOf(t.Function, o)
			c := &e.Checks[i]
			c.Why, c.Rule, c.Counterexample = simple.Why, simple.Rule, simple.Counterexample
			c.Counterexample.Seed = "made simple from a row of " + t.origin(i)
		}
	}
	for i, bad := range []*found{t.badAccuracy, t.badSpecial} {
		if c := &e.Checks[i]; c.Verdict == Fail && t.small[i] == nil && bad != nil { // right when it is asked for alone
			c.Why, c.Rule = t.sentence(bad), c.Why
		}
	}
	if e.FitsProfile != "" {
		e.Checks[1].Why += fmt.Sprintf("; every such row is answered as the profile %s has it: --profile %s judges by that", e.FitsProfile, e.FitsProfile)
	}
	t.consistency(e)
	if j.o.MaxULP > 0 {
		e.Checks = append(e.Checks, t.budget(j.o.MaxULP, e))
	}
	j.verdict(e, t)
	if j.o.Command == nil {
		return
	}
	command := j.o.Command(p) + fmt.Sprintf(" --function %s --dtype %v", t.Function, t.DType())
	if t.out.axis != Last {
		command += " --axis " + string(t.out.axis)
	}
	e.Command = command + fmt.Sprintf(" --seed %d", j.o.Seed)
	if j.run.o.Rows > 0 {
		e.Command += fmt.Sprintf(" --cases %d", j.run.o.Rows)
	}
	for _, w := range []*Worst{e.Worst, e.WorstClass} {
		if w != nil {
			w.Command = e.Command
			if !w.Truncated {
				w.Command = command + asRow(w.X, &w.Sides)
			}
		}
	}
	for i := range e.Checks {
		if c := e.Checks[i].Counterexample; c != nil {
			c.Command = e.Command
			if !c.Truncated {
				c.Command = command + asRow(c.X, &c.Sides)
				if c.CaseSeed != 0 {
					c.Command += fmt.Sprintf(" --row-seed %d", c.CaseSeed)
				}
			}
		}
	}
}

// asRow returns the flags that ask for one row.
func asRow(x []string, s *Sides) string {
	args := " --row=" + strings.Join(x, ",")
	if s.Target != nil {
		args += " --target " + strconv.Itoa(*s.Target)
	}
	if s.Temperature != "" {
		args += " --temperature " + s.Temperature
	}
	if s.Smoothing != "" {
		args += " --smoothing " + s.Smoothing
	}
	if s.Cotangent != nil {
		args += " --cotangent=" + strings.Join(s.Cotangent, ",")
	}
	if s.Weights != nil {
		args += " --weights=" + strings.Join(s.Weights, ",")
	}
	return args
}

// budget is the check that no answer is farther off than the user allows.
func (t *tally) budget(most float64, e *Implementation) CheckResult {
	c := CheckResult{Property: "budget", Verdict: Pass, Cases: t.accuracyRows, Worst: e.MaxULP, Allowed: most,
		Why: fmt.Sprintf("no answer is more than %s ulp off, which is what was asked for", decimal(most))}
	switch {
	case t.accuracyRows == 0:
		c.Verdict, c.Why = Skip, "no such row was judged"
	case e.MaxULP > most:
		c.Verdict = Fail
		c.Why = fmt.Sprintf("an answer is %s ulp off where %s are asked for", decimal(e.MaxULP), decimal(most))
		if t.worst != nil {
			in := t.worst.input(t.Function)
			part := around(t.Function, &in, t.worst.index)
			c.Counterexample = t.counterexample(part, &in, t.worst.got, t.worst.exact, t.where(t.worst))
		}
	}
	return c
}

// fits returns the profile, if there is one, that a program has which fails that which it
// is judged by.
func (t *tally) fits() string {
	if t.badSpecial == nil {
		return ""
	}
	exact := newExactRow()
	fns := []function.Function{t.Function}
	for _, p := range fitting(t.out.profile()) {
		all := true
		for _, r := range t.specials {
			if exact.reset(r.in, t.DType(), p, fns) != nil {
				return ""
			}
			o := &outcome{maxAt: -1, classAt: -1, badAt: -1}
			exact.measure(o, t.subject, r.y, new(measures), 0)
			if o.wrongClass || o.badAt >= 0 || o.errored != "" {
				all = false
				break
			}
		}
		if all {
			return string(p)
		}
	}
	return ""
}
