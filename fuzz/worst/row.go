package worst

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Exhaustive is how a row was found with no worse of its width and dtype.
const Exhaustive = "exhaustive"

// Reference is the implementation of rows that are hard to round, with the dtype after it.
const Reference = "reference"

// Row is a line.
type Row struct {
	Function function.Function
	DType    dtype.Format
	function.Input
	Objective      string
	Error          float64
	Implementation string // with its arithmetic: "shifted/float16+float32"
	How            string
}

// Proved reports whether every row of the width and dtype was judged.
func (r *Row) Proved() bool { return r.How == Exhaustive }

// String writes the line.
func (r *Row) String() string {
	s := fmt.Sprintf("%s %s %s %s=%s %s %s", r.Function, r.DType, numbers(r.X), r.Objective,
		strconv.FormatFloat(r.Error, 'g', 6, 64), r.Implementation, r.How)
	switch v, name := r.Function.Vector(&r.Input); {
	case v != nil:
		s += " " + name + "=" + numbers(*v)
	case r.Function.TakesTarget():
		s += fmt.Sprintf(" target=%d", r.Target)
	}
	return s
}

// same is equal for lines of which one is enough: the error may have been measured
// otherwise, and the row may have been found in another way.
func (r *Row) same() string {
	c := *r
	c.Error = 0
	if !c.Proved() {
		c.How = ""
	}
	return c.String()
}

func numbers(v []float64) string {
	var b strings.Builder
	for i, x := range v {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatFloat(x, 'x', -1, 64))
	}
	return b.String()
}

// widest bounds the width of a row.
const widest = 1 << 12

func parse(line string) (Row, error) {
	var r Row
	f := strings.Fields(line)
	if len(f) < 6 || len(f) > 7 {
		return r, fmt.Errorf("%d fields: want function, dtype, logits, objective=error, implementation, how, and what else the function takes", len(f))
	}
	var err error
	if r.Function, err = function.Parse(f[0]); err != nil {
		return r, err
	}
	if err = r.DType.UnmarshalText([]byte(f[1])); err != nil {
		return r, err
	}
	if r.X, err = r.parseNumbers(f[2]); err != nil {
		return r, err
	}
	var size string
	r.Objective, size, _ = strings.Cut(f[3], "=")
	if r.Error, err = strconv.ParseFloat(size, 64); err != nil {
		return r, fmt.Errorf("%q is no objective=error", f[3])
	}
	r.Implementation, r.How = f[4], f[5]
	v, name := r.Function.Vector(&r.Input)
	if r.Function.TakesTarget() {
		name = "target"
	}
	if (name != "") != (len(f) == 7) {
		return r, fmt.Errorf("what %s takes besides logits is missing, or it takes nothing", r.Function)
	}
	if name != "" {
		is, value, _ := strings.Cut(f[6], "=")
		switch {
		case is != name:
			return r, fmt.Errorf("%s takes %s, not %s", r.Function, name, is)
		case v != nil:
			*v, err = r.parseNumbers(value)
		default:
			r.Target, err = strconv.Atoi(value)
		}
		if err != nil {
			return r, err
		}
	}
	return r, r.Function.Check(&r.Input)
}

func (r *Row) parseNumbers(s string) ([]float64, error) {
	list := strings.Split(s, ",")
	if len(list) > widest {
		return nil, fmt.Errorf("%d numbers: want at most %d", len(list), widest)
	}
	v := make([]float64, len(list))
	for i, t := range list {
		var err error
		if v[i], err = strconv.ParseFloat(t, 64); err != nil || !r.DType.Representable(v[i]) {
			return nil, fmt.Errorf("%.60q is no number of %v", t, r.DType)
		}
	}
	return v, nil
}

// Read reads the lines of a file. An error names the line.
func Read(from io.Reader) ([]Row, error) {
	var rows []Row
	s := bufio.NewScanner(from)
	s.Buffer(nil, 1<<20)
	n := 0
	for s.Scan() {
		n++
		line := strings.TrimSpace(s.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		r, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rows = append(rows, r)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	return rows, nil
}
