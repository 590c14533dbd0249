package baseline

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/natefinch/atomic"
	"golang.org/x/perf/benchfmt"

	"github.com/softulp/softulp/gate"
)

// File is a baseline.
type File struct {
	// Seed is that of the run whose figures these are; figures of another seed differ
	// by chance. Seeded says that the file gives one.
	Seed     uint64
	Seeded   bool
	Lines    []Line           // sorted
	Expected map[Entry]string // why an entry is expected to fail
}

// Line is the figures of an entry's rows of one width class.
type Line struct {
	Entry
	K       string // the class, or All
	Rows    int
	Figures Figures
}

// Of returns the figures of a document: of every entry that could be judged, as allowed
// or not. What may be kept of them is for [Update] to say.
func Of(doc *gate.Document) *File {
	f := &File{Seed: doc.Seed, Seeded: true, Expected: map[Entry]string{}}
	for i := range doc.Implementations {
		e := &doc.Implementations[i]
		if e.Verdict != gate.Pass && e.Verdict != gate.Fail {
			continue
		}
		entry := entryOf(e)
		if e.Verdict == gate.Fail && e.Expected != "" && !e.Unexpected {
			f.Expected[entry] = reason(e.Expected)
		}
		f.Lines = append(f.Lines, linesOf(e)...)
	}
	f.sort()
	return f
}

// linesOf returns an entry's lines: those of classes in which there is something to
// measure.
func linesOf(e *gate.Implementation) []Line {
	all := Line{entryOf(e), All, e.Rows, Figures{}}
	all.Figures.errors(e.Elements, e.MaxULP, e.MeanULP, e.CorrectlyRounded)
	all.Figures.wrong(e.WrongClassRows, e.Wrong)
	lines := []Line{all}
	for _, w := range e.Widths {
		l := Line{entryOf(e), w.K, w.Rows, Figures{}}
		l.Figures.errors(w.Elements, w.MaxULP, w.MeanULP, w.CorrectlyRounded)
		lines = append(lines, l)
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Rows == 0 || len(l.Figures) == 0 })
}

// sort brings the lines into the file's order: by name, all rows before classes, and
// those by their numbers.
func (f *File) sort() {
	slices.SortFunc(f.Lines, func(a, b Line) int {
		return cmp.Or(a.Entry.compare(b.Entry), compareClasses(a.K, b.K))
	})
}

func (e Entry) compare(other Entry) int {
	return cmp.Or(cmp.Compare(e.Function, other.Function), cmp.Compare(e.Name, other.Name),
		cmp.Compare(e.DType, other.DType), cmp.Compare(e.Axis, other.Axis))
}

func compareClasses(a, b string) int {
	first := func(k string) int {
		digits := k[:len(k)-len(strings.TrimLeft(k, "0123456789"))]
		if n, err := strconv.Atoi(digits); err == nil {
			return n
		}
		return -1
	}
	return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(a, b))
}

// reason makes why an entry is expected to fail one line.
func reason(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
}

// Write writes the file.
func (f *File) Write(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString("# softulp baseline: figures worse than these fail. benchstat OLD NEW compares two.\n")
	out := benchfmt.NewWriter(&b)
	for _, u := range Units() {
		fmt.Fprintf(&b, "Unit %s better=%s assume=exact\n", u, u.better())
	}
	if f.Seeded {
		fmt.Fprintf(&b, "%s%d\n", seedMark, f.Seed)
	}
	expected := make([]Entry, 0, len(f.Expected))
	for e, why := range f.Expected {
		if reason(why) == "" {
			return fmt.Errorf("%s is expected to fail and nothing says why", e)
		}
		expected = append(expected, e)
	}
	slices.SortFunc(expected, Entry.compare)
	for _, e := range expected {
		fmt.Fprintf(&b, "%s%s: %s\n", expectedMark, e, reason(f.Expected[e]))
	}
	b.WriteByte('\n')
	lines := File{Lines: slices.Clone(f.Lines)}
	lines.sort()
	for _, l := range lines.Lines {
		if _, err := parseEntry(l.Entry.String()); err != nil {
			return err
		}
		if k, err := parseClass(class(l.K)); err != nil || k != l.K {
			return fmt.Errorf("%s: %.80q is no width class", l.Entry, l.K)
		}
		r := &benchfmt.Result{Name: benchfmt.Name(l.Entry.String() + "/k=" + class(l.K)), Iters: l.Rows}
		for _, u := range Units() {
			if v, ok := l.Figures[u]; ok {
				r.Values = append(r.Values, benchfmt.Value{Value: v, Unit: string(u)})
			}
		}
		if err := out.Write(r); err != nil {
			return err
		}
		if len(r.Name) > maxName {
			return fmt.Errorf("%.80q… has a name of %d bytes, more than %d: give it a shorter one", r.Name, len(r.Name), maxName)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// maxName bounds names: benchfmt reads lines of up to 64 KiB.
const maxName = 4096

// WriteFile replaces the file at path, or leaves it as it was.
func (f *File) WriteFile(path string) error {
	var b bytes.Buffer
	err := f.Write(&b)
	if err != nil {
		return err
	}
	// A link is followed, not replaced.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	// What replaces a file takes over its permissions: a new one is made first, with
	// those that new files have.
	made, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err == nil {
		err = made.Close()
	} else if errors.Is(err, os.ErrExist) {
		err = nil
	}
	if err == nil {
		err = atomic.WriteFile(path, &b)
		if err != nil && made != nil {
			os.Remove(path)
		}
	}
	if err != nil {
		return fmt.Errorf("baseline %.200q cannot be written: %w", path, err)
	}
	return nil
}

// Path returns the name of a platform's file: {os} and {arch} in name stand for the
// platform's.
func Path(name, goos, goarch string) (string, error) {
	path := strings.NewReplacer("{os}", goos, "{arch}", goarch).Replace(name)
	if i := strings.IndexByte(path, '{'); i >= 0 {
		return "", fmt.Errorf("baseline %.200q: %.20q is no placeholder: want {os} or {arch}", name, path[i:])
	}
	return path, nil
}
