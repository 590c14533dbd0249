package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/html"
)

// gateOutputs is where the results go; a writer may be nil.
type gateOutputs struct {
	files                 outputs
	stdout                io.Writer
	json, junit, markdown io.Writer
	table                 bool // on standard output
}

// open opens the files, before the run, which takes a while.
func (f *gateFlags) open(stdout io.Writer) (*gateOutputs, error) {
	o := &gateOutputs{stdout: stdout, table: true}
	taken := map[string]string{}
	for _, want := range []struct {
		flag, name string
		w          *io.Writer
	}{{"--json", f.json, &o.json}, {"--junit", f.junit, &o.junit}, {"--markdown", f.markdown, &o.markdown}} {
		if want.name == "" {
			continue
		}
		if other := taken[want.name]; other != "" {
			o.files.abandon()
			return nil, fmt.Errorf("%s and %s both want %.60q: give them two files", other, want.flag, want.name)
		}
		taken[want.name] = want.flag
		w, err := o.files.open(want.flag, want.name, stdout)
		if err != nil {
			o.files.abandon()
			return nil, err
		}
		*want.w = w
		o.table = o.table && want.name != "-"
		if f.github && want.name == "-" {
			o.files.abandon()
			return nil, fmt.Errorf("--github and %s - both want standard output: give %[1]s a file", want.flag)
		}
	}
	if f.html != "" {
		if err := writable("--html", f.html); err != nil {
			o.files.abandon()
			return nil, err
		}
	}
	return o, nil
}

// write writes the results wherever they are wanted.
func (o *gateOutputs) write(r *reports.Results, changes []baseline.Change, f gateFlags) error {
	g := &reports.Gate{Document: r.Document, Changes: changes}
	for _, out := range []struct {
		w      io.Writer
		render func(io.Writer) error
	}{
		{o.json, func(w io.Writer) error { return reports.JSON(w, r) }},
		{o.junit, func(w io.Writer) error { return reports.GateJUnit(w, g) }},
		{o.markdown, func(w io.Writer) error { return reports.GateMarkdown(w, g) }},
	} {
		if out.w == nil {
			continue
		}
		if err := out.render(out.w); err != nil {
			return err
		}
	}
	if f.html != "" {
		if err := html.Write(f.html, &html.Page{Title: "softulp: gate", Results: r}); err != nil {
			return err
		}
	}
	if o.table {
		width, colour := terminalOf(o.stdout)
		var b bytes.Buffer
		if err := reports.GateTerminal(&b, g, reports.TerminalOptions{Width: width, Colour: colour, All: f.all}); err != nil {
			return err
		}
		if _, err := o.stdout.Write(b.Bytes()); err != nil {
			return err
		}
	}
	if f.github {
		if err := reports.GateGitHub(o.stdout, g); err != nil {
			return err
		}
	}
	return o.files.close()
}

// readBaseline reads the file, which --update may have to begin.
func (f *gateFlags) readBaseline() (*baseline.File, string, error) {
	path, err := baseline.Path(f.baseline, runtime.GOOS, runtime.GOARCH)
	if err != nil {
		return nil, "", err
	}
	old, err := baseline.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && f.update {
		return new(baseline.File), path, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("--baseline %.200q does not exist: --update writes it from this run", path)
	}
	return old, path, err
}

// updateBaseline writes the file anew and returns what there still is to say.
func (f *gateFlags) updateBaseline(path string, old *baseline.File, doc *gate.Document, changes []baseline.Change) ([]baseline.Change, error) {
	updated, err := baseline.Update(old, doc)
	if err != nil {
		return changes, err
	}
	return nil, updated.WriteFile(path)
}
