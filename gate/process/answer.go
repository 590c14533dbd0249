package process

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/softulp/softulp/gate"
)

// answer is a line that a program wrote.
type answer struct {
	id      int64
	y       []byte // base64; nil if there is none
	err     *string
	mutated bool
}

// parseAnswer parses a line. What it returns is in the line's memory.
func parseAnswer(line []byte) (answer, error) {
	if a, ok := parsePlain(line); ok {
		return a, nil
	}
	if !utf8.Valid(line) {
		return answer{}, fmt.Errorf("a line that is not UTF-8, %s", quoted(string(line)))
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(line, &keys); err != nil || keys == nil {
		return answer{}, fmt.Errorf("a line that is not a JSON object, %s; print other things to standard error", quoted(string(line)))
	}
	var a answer
	var err error
	if a.id, err = strconv.ParseInt(string(keys["id"]), 10, 64); err != nil {
		if keys["id"] == nil {
			return a, fmt.Errorf("a line without an id, %s", quoted(string(line)))
		}
		return a, fmt.Errorf("a line whose id is not an integer, %s", quoted(string(line)))
	}
	present := func(key string) bool { return keys[key] != nil && string(keys[key]) != "null" }
	if present("error") {
		var s string
		if json.Unmarshal(keys["error"], &s) != nil {
			s = string(keys["error"])
		}
		a.err = &s
	}
	if present("y") {
		var s string
		if json.Unmarshal(keys["y"], &s) != nil {
			return a, fmt.Errorf("a line whose y is not a string of base64, %s", quoted(string(line)))
		}
		a.y = append([]byte{}, s...)
	}
	a.mutated = string(keys["mutated"]) == "true"
	return a, nil
}

// parsePlain parses the usual form of an answer, {"id":7,"y":"..."} with blanks anywhere, at the
// speed of memory. It says no to every other line.
func parsePlain(line []byte) (answer, bool) {
	a := answer{}
	rest := line
	next := func(want string) bool {
		rest = bytes.TrimLeft(rest, " \t\r")
		if !bytes.HasPrefix(rest, []byte(want)) {
			return false
		}
		rest = rest[len(want):]
		return true
	}
	if !next("{") || !next(`"id"`) || !next(":") {
		return a, false
	}
	rest = bytes.TrimLeft(rest, " \t\r")
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	var err error
	if a.id, err = strconv.ParseInt(string(rest[:digits]), 10, 64); err != nil || rest[0] == '0' && digits > 1 {
		return a, false
	}
	rest = rest[digits:]
	if !next(",") || !next(`"y"`) || !next(":") || !next(`"`) {
		return a, false
	}
	end := bytes.IndexByte(rest, '"')
	if end < 0 || bytes.IndexByte(rest[:end], '\\') >= 0 {
		return a, false
	}
	// Other characters than those of base64 are found when it is decoded.
	a.y, rest = rest[:end:end], rest[end+1:]
	return a, next("}") && len(bytes.TrimLeft(rest, " \t\r")) == 0
}

// settle sets the batch's answers, or returns why there are none: *gate.Declined or
// *gate.Fault.
func (a *answer) settle(b *gate.Batch, buffer *[]byte) error {
	bad := func(format string, args ...any) error {
		return &gate.Fault{Kind: gate.FaultAnswer, Message: "the adapter answered " + fmt.Sprintf(format, args...)}
	}
	switch {
	case a.err != nil && a.y != nil:
		return bad("with both y and an error, %s", quoted(*a.err))
	case a.err != nil:
		return &gate.Declined{Reason: escaped(*a.err, maxQuoted)}
	case a.y == nil:
		return bad("with neither y nor an error")
	}
	want, encoded := answerBytes(b)
	raw, err := fromBase64(*buffer, a.y)
	if err != nil {
		return bad("with a y that is not base64 (padded, of the alphabet with + and /, in one line), %s: %v", quoted(string(a.y)), err)
	}
	*buffer = raw
	if len(raw) != want {
		n := b.Rows * b.Function.Outputs(b.K)
		return bad("with %s: %s of %v are due, %s or %s of base64",
			plural(len(raw), "byte"), plural(n, "number"), b.DType, plural(want, "byte"), plural(encoded, "byte"))
	}
	take(b, raw)
	b.Mutated = b.Mutated || a.mutated
	return nil
}
