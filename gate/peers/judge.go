package peers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/process"
	"github.com/softulp/softulp/reference"
)

// Options says how libraries are judged.
type Options struct {
	Root string // of the repository
	Seed uint64
	Rows int // generated rows for each dtype; 0 is the default
	// Python is the interpreter that has NumPy: see FindPython.
	Python    string
	Functions []function.Function // "" is all that a library offers
	DTypes    []string            // likewise
	Progress  func(library string)
}

// Outcome is what became of a library.
type Outcome struct {
	Library  *Library       `json:"library"`
	Version  string         `json:"version"`
	Document *gate.Document `json:"results,omitempty"`
	// Absent says why the library was not judged: its adapter does not start here.
	Absent string `json:"absent,omitempty"`
	// News is what is not in the library's file.
	News []string `json:"news,omitempty"`
}

// patience is how long an adapter may take to start, and to answer: it imports large
// libraries, on machines that do other things too.
const patience = 2 * time.Minute

// patientStarts is how often an adapter is started again: what ends it in one entry says nothing of the
// next, and gate.Judge leaves an entry alone after a few faults.
const patientStarts = 500

// Judge judges a library. What the library does is an outcome; an error is one of
// its file, or of the context.
func Judge(ctx context.Context, l *Library, o Options) (*Outcome, error) {
	argv := slices.Clone(l.Command)
	if argv[0] == "python3" {
		argv[0] = o.Python
	}
	client, err := process.Start(ctx, process.Options{
		MaxRestarts: patientStarts, Argv: argv, Dir: o.Root, Env: append(append(os.Environ(), "OMP_NUM_THREADS=2"), l.Environment...), Timeout: patience})
	if fault, ok := errors.AsType[*gate.Fault](err); ok {
		return &Outcome{Library: l, Absent: fault.Message}, nil
	} else if err != nil {
		return nil, err
	}
	programs, err := l.programs(client, &o)
	if err != nil {
		client.Close()
		return nil, err
	}
	out := &Outcome{Library: l, Version: client.Hello().Version}
	out.Document, err = gate.Judge(ctx, programs, gate.JudgeOptions{Seed: o.Seed, Rows: o.Rows, Command: l.command})
	if closing := client.Close(); err == nil && closing != nil {
		out.News = append(out.News, "its adapter: "+closing.Error())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.Name, err)
	}
	out.news(o.Functions == nil && o.DTypes == nil && o.Rows == 0)
	return out, nil
}

// programs returns what a library offers, of what is asked for.
func (l *Library) programs(client *process.Client, o *Options) ([]*gate.Program, error) {
	hello := client.Hello()
	profile := hello.Profile
	if l.Profile != "" {
		profile = l.Profile
	}
	if profile != "" {
		if _, err := reference.ParseProfile(profile); err != nil {
			return nil, fmt.Errorf("%s: %w", l.Name, err)
		}
	}
	var all []*gate.Program
	for _, offer := range hello.Offers {
		if o.Functions != nil && !slices.Contains(o.Functions, offer.Function) {
			continue
		}
		for _, f := range offer.DTypes {
			if o.DTypes != nil && !slices.Contains(o.DTypes, f.String()) {
				continue
			}
			m, err := l.modelOf(offer.Function, f)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l.Name, err)
			}
			all = append(all, &gate.Program{Name: l.Name, Version: hello.Version, Function: offer.Function, DType: f,
				Model: m, Profile: reference.Profile(profile), Axes: hello.Axes, Start: client.Start})
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: it offers nothing that was asked for", l.Name)
	}
	return all, nil
}

// command returns the one that judges an entry again.
func (l *Library) command(p *gate.Program) string {
	c := "softulp gate --cmd '" + strings.Join(l.Command, " ") + "'"
	if l.Profile != "" {
		c += " --profile " + l.Profile
	}
	if m := l.modelFor(p.Function, p.DType); m != nil {
		c += " --model '" + compact(m.Model) + "'"
	}
	return c
}

// news lists what is not in the library's file: checks that fail and that no finding speaks of,
// or by more than it says; whatever could not be judged; and findings that nothing shows any more.
func (o *Outcome) news(all bool) {
	met := map[*Finding]bool{}
	for i := range o.Document.Implementations {
		e := &o.Document.Implementations[i]
		if e.Verdict == gate.Error && o.Library.finding(e, faults) != nil {
			met[o.Library.finding(e, faults)] = true
		} else if e.Verdict != gate.Pass && e.Verdict != gate.Fail {
			o.News = append(o.News, fmt.Sprintf("%s: %s", entry(e), e.Sentence))
		}
		for _, c := range e.Checks {
			if c.Verdict != gate.Fail {
				continue
			}
			f := o.Library.finding(e, c.Property)
			met[f] = true
			switch {
			case f == nil:
				o.News = append(o.News, fmt.Sprintf("%s: %s: %s", entry(e), c.Property, c.Why))
			case f.AtMost > 0 && c.Worst > f.AtMost:
				o.News = append(o.News, fmt.Sprintf("%s: %s: %.3g times what is allowed, where at most %g times is known", entry(e), c.Property, c.Worst, f.AtMost))
			}
		}
	}
	for i := range o.Library.Findings {
		if f := &o.Library.Findings[i]; all && !met[f] {
			o.News = append(o.News, fmt.Sprintf("finding %q: nothing fails so any more", f.Of))
		}
	}
}

// finding returns what is known of a check of an entry, or nil.
func (l *Library) finding(e *gate.Implementation, check string) *Finding {
	axis := gate.Last
	if e.Axis != "" {
		axis = gate.Axis(e.Axis)
	}
	for i := range l.Findings {
		sc, _ := parseScope(l.Findings[i].Of) // see check
		if sc.speaksOf(function.Function(e.Function), e.DType, axis) && slices.Contains(sc.checks, check) {
			return &l.Findings[i]
		}
	}
	return nil
}

// entry names an entry.
func entry(e *gate.Implementation) string {
	s := e.Function + " in " + e.DType
	if e.Axis != "" {
		s += ", along the " + e.Axis + " axis"
	}
	return s
}

// FindPython returns a Python interpreter that has NumPy: that of the environment
// variable PYTHON, python3 on the path, or Debian's own.
func FindPython() (string, error) {
	candidates := []string{os.Getenv("PYTHON"), "python3", "/usr/bin/python3"}
	for _, c := range candidates {
		if c != "" && exec.Command(c, "-c", "import numpy").Run() == nil {
			return c, nil
		}
	}
	return "", errors.New("no Python interpreter with NumPy: run make peers-install, or set PYTHON to one")
}
