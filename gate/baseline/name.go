package baseline

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// Entry is what an implementation is judged as: one function in one dtype along one
// axis.
type Entry struct {
	Function, Name, DType string
	Axis                  string // "" is the last
}

// All is the width class of all rows of an entry.
const All = "all"

// entryOf returns the entry of an outcome.
func entryOf(e *gate.Implementation) Entry {
	axis := e.Axis
	if axis == string(gate.Last) {
		axis = ""
	}
	return Entry{e.Function, e.Name, e.DType, axis}
}

// String returns the entry as the file writes it. It holds printable ASCII alone,
// whatever the implementation's name.
func (e Entry) String() string {
	s := benchmark(e.Function) + "/impl=" + escape(e.Name) + "/dtype=" + escape(e.DType)
	if e.Axis != "" {
		s += "/axis=" + escape(e.Axis)
	}
	return s
}

// parseEntry reads what String wrote.
func parseEntry(s string) (Entry, error) {
	var e Entry
	base, rest, _ := strings.Cut(s, "/")
	for _, fn := range function.All() {
		if benchmark(string(fn)) == base {
			e.Function = string(fn)
		}
	}
	if e.Function == "" {
		return e, fmt.Errorf("%.80q names no function", s)
	}
	keys := []string{"impl", "dtype", "axis"}
	for i, part := range strings.Split(rest, "/") {
		key, value, _ := strings.Cut(part, "=")
		if i >= len(keys) || key != keys[i] || value == "" {
			return e, fmt.Errorf("%.200q is no name of an entry: want FUNCTION/impl=NAME/dtype=DTYPE, and /axis=first where it is not the last", s)
		}
		value, err := unescape(value)
		if err != nil {
			return e, err
		}
		*[]*string{&e.Name, &e.DType, &e.Axis}[i] = value
	}
	if e.DType == "" {
		return e, fmt.Errorf("%.200q is no name of an entry: it has no dtype", s)
	}
	return e, nil
}

// benchmark writes a function's name as one of a benchmark: LogSoftmax.
func benchmark(fn string) string {
	var b strings.Builder
	for _, word := range strings.Split(fn, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// plain is the bytes of a name, besides letters and digits, that the format leaves as
// they are. A hyphen before digits at its end would be a number of processors, and what
// ends a name here is a width class.
const plain = "-_.+~@:,()"

// escape writes every other byte as %XX, so that a name is one component of one field.
func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// unescape undoes escape.
func unescape(s string) (string, error) {
	v, err := url.PathUnescape(s)
	if err != nil || escape(v) != s {
		return "", fmt.Errorf("%.80q is not escaped as a name of a baseline: want letters, digits, %s and %%XX", s, plain)
	}
	return v, nil
}

// class writes a width class, "4-15", without a hyphen: 4..15.
func class(k string) string { return strings.ReplaceAll(escape(k), "-", "..") }

// parseClass undoes class.
func parseClass(s string) (string, error) {
	k, err := unescape(strings.ReplaceAll(s, "..", "-"))
	if err == nil && class(k) != s {
		err = fmt.Errorf("%.80q is no width class", s)
	}
	return k, err
}
