package peers

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// Library is what is known of a library.
type Library struct {
	// Name is what the page calls it, and Source where it is from.
	Name   string `json:"name"`
	Source string `json:"source"`
	// Command asks it, from the root of the repository. A first word of "python3" stands for
	// an interpreter that has NumPy.
	Command []string `json:"command"`
	// Environment is set for it, as NAME=VALUE.
	Environment []string `json:"environment,omitempty"`
	// CI says that it is judged in CI too.
	CI bool `json:"ci,omitempty"`
	// Profile is that which it is judged by, if not that which its adapter names.
	Profile string `json:"profile,omitempty"`
	// Models are what it promises where that is not gate.DefaultModel. The last that speaks
	// of an entry counts.
	Models []Model `json:"models,omitempty"`
	// Findings are what it is known to fail.
	Findings []Finding `json:"findings,omitempty"`
	// Notes are remarks for the page, on what no check is about.
	Notes []string `json:"notes,omitempty"`
}

// Model is what a library promises in some of its entries.
type Model struct {
	Of    string          `json:"of"` // functions and dtypes, such as "softmax,log_softmax/float32"; "" is all
	Model json.RawMessage `json:"model"`
	Why   string          `json:"why"`
}

// Finding is a check that is known to fail.
type Finding struct {
	// Of has the functions, dtypes, axes and checks that it speaks of, such as
	// "softmax,softmax_vjp/float32/ties". At least one of them must fail.
	Of   string `json:"of"`
	Kind Kind   `json:"kind"`
	Text string `json:"text"` // what is wrong and why, for the page
	// AtMost, if not 0, is how many times its allowance an answer may be off at most: the
	// finding is no excuse for more.
	AtMost float64 `json:"at_most,omitempty"`
}

// Kind says what a failing check means.
type Kind string

const (
	Defect   Kind = "defect"   // wrong by any reading, or less accurate than its own algorithm explains
	Weakness Kind = "weakness" // what its algorithm or arithmetic explains, honestly: less accurate than it could be
	Choice   Kind = "choice"   // a convention that others may have too
)

// faults is named like a check by findings on programs that crash.
const faults = "faults"

// scope is a list of entries: empty sets stand for all.
type scope struct {
	functions []function.Function
	dtypes    []string
	axes      []gate.Axis
	checks    []string
}

// parseScope reads parts of alternatives: softmax,softmax_vjp/float32/ties.
func parseScope(s string) (scope, error) {
	var sc scope
	if s == "" {
		return sc, nil
	}
	for part := range strings.SplitSeq(s, "/") {
		for word := range strings.SplitSeq(part, ",") {
			_, isFunction := function.Parse(word)
			_, isDType := dtype.Parse(word)
			switch {
			case isFunction == nil:
				sc.functions = append(sc.functions, function.Function(word))
			case isDType == nil:
				sc.dtypes = append(sc.dtypes, word)
			case word == string(gate.Last) || word == string(gate.First):
				sc.axes = append(sc.axes, gate.Axis(word))
			case properties.Find(word) != nil || word == faults:
				sc.checks = append(sc.checks, word)
			default:
				return sc, fmt.Errorf("%q: %q is no function, dtype, axis or check", s, word)
			}
		}
	}
	return sc, nil
}

// speaksOf reports whether an entry is in the scope, whatever its checks.
func (s *scope) speaksOf(fn function.Function, f string, axis gate.Axis) bool {
	return (s.functions == nil || slices.Contains(s.functions, fn)) &&
		(s.dtypes == nil || slices.Contains(s.dtypes, f)) &&
		(s.axes == nil || slices.Contains(s.axes, axis))
}

// modelFor returns the model that is declared for an entry, or nil.
func (l *Library) modelFor(fn function.Function, f dtype.Format) *Model {
	for i := len(l.Models) - 1; i >= 0; i-- {
		if sc, _ := parseScope(l.Models[i].Of); sc.speaksOf(fn, f.String(), "") { // see check
			return &l.Models[i]
		}
	}
	return nil
}

// modelOf returns the model of an entry.
func (l *Library) modelOf(fn function.Function, f dtype.Format) (impl.Model, error) {
	d := l.modelFor(fn, f)
	if d == nil {
		return gate.DefaultModel(f), nil
	}
	m, err := gate.ParseModel(d.Model, f)
	if err == nil {
		err = m.ValidateFor(f)
	}
	if err != nil {
		err = fmt.Errorf("model %q: %w", d.Of, err)
	}
	return m, err
}

// check returns what is wrong with a library's file.
func (l *Library) check() error {
	switch {
	case l.Name == "" || l.Source == "":
		return fmt.Errorf("it has no name or no source")
	case len(l.Command) == 0:
		return fmt.Errorf("it has no command")
	}
	for _, m := range l.Models {
		if sc, err := parseScope(m.Of); err != nil {
			return fmt.Errorf("model: %w", err)
		} else if sc.checks != nil || sc.axes != nil {
			return fmt.Errorf("model %q: it names an axis or a check", m.Of)
		}
		if m.Why == "" {
			return fmt.Errorf("model %q: it has no reason", m.Of)
		}
	}
	for _, f := range l.Findings {
		sc, err := parseScope(f.Of)
		switch {
		case err != nil:
			return fmt.Errorf("finding: %w", err)
		case sc.checks == nil:
			return fmt.Errorf("finding %q: it names no check", f.Of)
		case f.Text == "":
			return fmt.Errorf("finding %q: it has no text", f.Of)
		case !slices.Contains([]Kind{Defect, Weakness, Choice}, f.Kind):
			return fmt.Errorf("finding %q: its kind is %q: want defect, weakness or choice", f.Of, f.Kind)
		}
	}
	return nil
}

//go:embed libraries/*.json
var files embed.FS

// All returns the libraries, in the order of their files.
func All() ([]*Library, error) {
	names, err := fs.Glob(files, "libraries/*.json")
	if err != nil {
		return nil, err
	}
	var all []*Library
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		l := new(Library)
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(l); err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		if err := l.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		all = append(all, l)
	}
	return all, nil
}
