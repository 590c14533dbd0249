package baseline

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// Comments that say something: benchstat passes over them.
const (
	seedMark     = "# seed "
	expectedMark = "# expected to fail: "
)

// maxSize bounds files: lines have about 150 bytes.
const maxSize = 16 << 20

// ReadFile reads the file at path. Where there is none, the error is fs.ErrNotExist.
func ReadFile(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		if p, ok := errors.AsType[*fs.PathError](err); ok {
			err = p.Err
		}
		return nil, fmt.Errorf("baseline %.200q cannot be read: %w", path, err)
	}
	defer f.Close()
	return Read(f, path)
}

// Read reads a baseline; errors begin with name and the line's number. Whatever is no
// comment and no line of a baseline is an error, lest the rest of a bad merge be taken
// for one.
func Read(r io.Reader, name string) (*File, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("baseline %.200q cannot be read: %w", name, err)
	}
	if len(text) > maxSize {
		return nil, fmt.Errorf("baseline %.200q has more than %d bytes: it is no baseline", name, maxSize)
	}
	f := &File{Expected: map[Entry]string{}}
	at := func(line int, err error) error { return fmt.Errorf("%.200s:%d: %w", printable(name), line, err) }
	lines := 0 // that must come out of benchfmt's reader as results
	for i, line := range strings.Split(string(text), "\n") {
		if err := f.comment(strings.TrimSuffix(line, "\r"), &lines); err != nil {
			return nil, at(i+1, err)
		}
	}
	seen := map[string]int{}
	reader := benchfmt.NewReader(bytes.NewReader(text), name)
	for reader.Scan() {
		_, line := reader.Result().Pos()
		switch rec := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, at(line, errors.New(printable(rec.Msg)))
		case *benchfmt.UnitMetadata:
			if err := checkUnit(rec); err != nil {
				return nil, at(line, err)
			}
		case *benchfmt.Result:
			l, err := parseLine(rec)
			if err != nil {
				return nil, at(line, err)
			}
			if first := seen[rec.Name.String()]; first > 0 {
				return nil, at(line, fmt.Errorf("%s is on line %d already: keep one of the two", rec.Name, first))
			}
			seen[rec.Name.String()] = line
			f.Lines = append(f.Lines, l)
		}
	}
	if err := reader.Err(); err != nil {
		return nil, errors.New(printable(err.Error()))
	}
	if len(f.Lines) != lines {
		return nil, fmt.Errorf("%.200s: %d lines begin with Benchmark and %d have figures: give each its figures", printable(name), lines, len(f.Lines))
	}
	f.sort()
	return f, nil
}

// comment reads what benchfmt's reader passes over, and counts benchmarks.
func (f *File) comment(line string, benchmarks *int) (err error) {
	switch {
	case strings.HasPrefix(line, "Benchmark"):
		*benchmarks++
	case strings.HasPrefix(line, seedMark):
		if f.Seeded {
			return errors.New("a second seed: keep one of the two")
		}
		f.Seeded = true
		if f.Seed, err = strconv.ParseUint(line[len(seedMark):], 10, 64); err != nil {
			return fmt.Errorf("%.40q is no seed: want a whole number", line[len(seedMark):])
		}
	case strings.HasPrefix(line, expectedMark):
		name, why, _ := strings.Cut(line[len(expectedMark):], ": ")
		e, err := parseEntry(name)
		if err != nil {
			return err
		}
		if reason(why) == "" {
			return fmt.Errorf("%s is expected to fail and nothing says why: write %s%s: WHY", e, expectedMark, e)
		}
		if f.Expected[e] != "" {
			return fmt.Errorf("a second reason why %s is expected to fail: keep one of the two", e)
		}
		f.Expected[e] = reason(why)
	case strings.TrimSpace(line) == "", strings.HasPrefix(line, "#"), strings.HasPrefix(line, "Unit "):
	default:
		return fmt.Errorf("%.80q is no line of a baseline: want Benchmark…, Unit … or a comment that begins with #", line)
	}
	return nil
}

// checkUnit returns what is wrong with a Unit line.
func checkUnit(m *benchfmt.UnitMetadata) error {
	u := Unit(m.OrigUnit)
	if !slices.Contains(Units(), u) {
		return fmt.Errorf("unknown unit %.40q: want one of %v", m.OrigUnit, Units())
	}
	want := map[string]string{"better": u.better(), "assume": "exact"}[m.Key]
	if m.Value != want {
		return fmt.Errorf("unit %s has %.40q=%.40q: want better=%s assume=exact", u, m.Key, m.Value, u.better())
	}
	return nil
}

// parseLine reads a line's name and figures.
func parseLine(r *benchfmt.Result) (Line, error) {
	l := Line{Rows: r.Iters, Figures: Figures{}}
	if len(r.Name) > maxName {
		return l, fmt.Errorf("a name of %d bytes: want at most %d", len(r.Name), maxName)
	}
	name, k, ok := strings.Cut(r.Name.String(), "/k=")
	if !ok || k == "" {
		return l, fmt.Errorf("%.200q ends in no width class: want …/k=CLASS, or /k=%s", r.Name, All)
	}
	var err error
	if l.Entry, err = parseEntry(name); err != nil {
		return l, err
	}
	if l.K, err = parseClass(k); err != nil {
		return l, err
	}
	if l.Rows < 1 {
		return l, fmt.Errorf("%d rows: want at least one", l.Rows)
	}
	for _, v := range r.Values {
		u := Unit(v.Unit) // none of ours is a multiple, which benchfmt would rewrite
		switch _, twice := l.Figures[u]; {
		case !slices.Contains(Units(), u):
			return l, fmt.Errorf("unknown unit %.40q: want one of %v", v.Unit, Units())
		case twice:
			return l, fmt.Errorf("%s twice: keep one of the two", u)
		case !(v.Value >= 0) || math.IsInf(v.Value, 1) || u == CorrectlyRounded && v.Value > 1 || u.counts() && v.Value != math.Trunc(v.Value):
			return l, fmt.Errorf("%v is no %s", v.Value, u)
		}
		l.Figures[u] = v.Value
	}
	return l, nil
}

// printable makes text from outside safe within a message.
func printable(s string) string {
	q := strconv.Quote(s)
	return q[1 : len(q)-1]
}
