package boundary

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
	"github.com/softulp/softulp/gate/process"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/mutants"
)

// Outcome is what became of a mutant.
type Outcome struct {
	Mutant   string
	KilledBy string // the check, "" if it survives
	Why      string // what the check says; of a survivor, what the gate does
	Took     time.Duration
}

// Judge holds mutants against the gate, each in a process that command starts, and
// returns what became of them in their order. told, where present, is called after each.
func Judge(ctx context.Context, list []mutants.Mutant, command func(args ...string) []string, declare bool, seed uint64, told func(Outcome)) ([]Outcome, error) {
	controls := map[string]*judged{}
	var all []Outcome
	for i := range list {
		m := &list[i]
		name := control(m)
		correct := controls[name]
		if correct == nil {
			var err error
			if correct, err = judge(ctx, command("correct", m.Of, string(m.Function), m.Arithmetic.String()), declare, seed); err != nil {
				return all, fmt.Errorf("%s, which is correct: %w", name, err)
			}
			controls[name] = correct
		}
		mutant, err := judge(ctx, command("mutant", m.Name), declare, seed)
		if err != nil {
			return all, fmt.Errorf("%s: %w", m.Name, err)
		}
		o := Outcome{Mutant: m.Name, Why: mutant.sentence, Took: mutant.took}
		for _, c := range mutant.failing {
			if !slices.ContainsFunc(correct.failing, func(d gate.CheckResult) bool { return c.Property == d.Property }) {
				o.KilledBy, o.Why = c.Property, c.Why
				break
			}
		}
		if o.KilledBy == "" { // as it is caught where the correct one fails too: by the ratchet
			mutant.doc.Implementations[0].Name = correct.doc.Implementations[0].Name
			for _, c := range baseline.Compare(baseline.Of(correct.doc), mutant.doc, baseline.Slack{}) {
				if c.Kind == baseline.Worse {
					o.KilledBy, o.Why = "baseline", c.String()
					break
				}
			}
		}
		all = append(all, o)
		if told != nil {
			told(o)
		}
	}
	return all, nil
}

// control names the correct implementation of a mutant.
func control(m *mutants.Mutant) string {
	return m.Of + "/" + m.Arithmetic.String() + ", " + string(m.Function)
}

// judged is what the gate says of a child process.
type judged struct {
	doc      *gate.Document
	failing  []gate.CheckResult
	sentence string
	took     time.Duration
}

// judge judges one child process.
func judge(ctx context.Context, argv []string, declare bool, seed uint64) (*judged, error) {
	start := time.Now()
	client, err := process.Start(ctx, process.Options{Argv: argv, Timeout: time.Minute})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	hello := client.Hello()
	if len(hello.Offers) != 1 || len(hello.Offers[0].DTypes) != 1 {
		return nil, fmt.Errorf("offers %v", hello.Offers)
	}
	p := &gate.Program{Name: hello.Name, Version: hello.Version, Function: hello.Offers[0].Function, DType: hello.Offers[0].DTypes[0], Start: client.Start,
		Temperature: hello.Temperature, Smoothing: hello.Smoothing}
	p.Model = gate.DefaultModel(p.DType)
	if declare {
		if p.Model, err = gate.ParseModel(hello.Model, p.DType); err != nil {
			// What only our own can promise is taken at its word: 8-bit kernels.
			p.Model = impl.Model{}
			if err := json.Unmarshal(hello.Model, &p.Model); err != nil {
				return nil, err
			}
		}
	}
	doc, err := gate.Judge(ctx, []*gate.Program{p}, gate.JudgeOptions{Seed: seed})
	if err != nil {
		return nil, err
	}
	e := &doc.Implementations[0]
	j := &judged{doc: doc, sentence: e.Sentence, took: time.Since(start)}
	for _, c := range e.Checks {
		if c.Verdict == gate.Fail {
			j.failing = append(j.failing, c)
		}
	}
	if len(e.Faults) > 0 { // a crash kills, too
		j.failing = append(j.failing, gate.CheckResult{Property: "fault", Why: e.Faults[0].Message})
	}
	return j, nil
}

// Subject returns what a child process serves: a mutant, or a correct implementation.
func Subject(args []string, list []mutants.Mutant) (*properties.Subject, error) {
	switch {
	case len(args) == 2 && args[0] == "mutant":
		for i := range list {
			if list[i].Name == args[1] {
				return list[i].Subject()
			}
		}
		return nil, fmt.Errorf("no mutant is named %q", args[1])
	case len(args) == 4 && args[0] == "correct":
		for _, im := range impl.All() {
			if im.Name == args[1] && string(im.Function) == args[2] {
				a, err := impl.ParseArithmetic(args[3])
				if err != nil {
					return nil, err
				}
				return properties.Of(im, a), nil
			}
		}
		return nil, fmt.Errorf("no implementation of %s is named %q", args[2], args[1])
	}
	return nil, fmt.Errorf("%q: want mutant NAME, or correct NAME FUNCTION ARITHMETIC", args)
}
