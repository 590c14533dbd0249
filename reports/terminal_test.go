package reports

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/softulp/softulp/gate"
)

func terminalText(t *testing.T, d *gate.Document, o TerminalOptions) string {
	t.Helper()
	var buf bytes.Buffer
	if err := Terminal(&buf, &Results{Document: d}, o); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func TestTerminalGolden(t *testing.T) {
	many := document()
	for i := range 20 { // more than a table shows by default
		e := many.Implementations[2]
		e.Name = fmt.Sprintf("variant%d/float32", i)
		e.WorstOverAllowance = float64(i) / 64
		many.Implementations = append(many.Implementations, e)
	}
	tests := []struct {
		name string
		doc  *gate.Document
		o    TerminalOptions
	}{
		{"terminal.txt", document(), TerminalOptions{Width: 100}},
		{"terminal-narrow.txt", document(), TerminalOptions{Width: 80}},
		{"terminal-colour.txt", document(), TerminalOptions{Width: 100, Colour: true}},
		{"terminal-many.txt", many, TerminalOptions{Width: 100}},
		{"terminal-all.txt", many, TerminalOptions{Width: 100, All: true}},
		{"terminal-empty.txt", &gate.Document{Profile: "ieee", Go: "go1.26", Arch: "amd64", Interrupted: true}, TerminalOptions{Width: 100}},
		{"terminal-hostile.txt", hostile(), TerminalOptions{Width: 100}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { golden(t, tt.name, []byte(terminalText(t, tt.doc, tt.o))) })
	}
}

// TestTerminalWidth: nothing but commands to copy is wider than asked.
func TestTerminalWidth(t *testing.T) {
	for _, tt := range []struct {
		doc   *gate.Document
		width int
	}{{document(), 80}, {document(), 100}, {document(), 160}, {hostile(), 100}, {hostile(), 160}} {
		for i, line := range strings.Split(terminalText(t, tt.doc, TerminalOptions{Width: tt.width, All: true}), "\n") {
			if n := utf8.RuneCountInString(line); n > tt.width && !strings.HasPrefix(strings.TrimSpace(line), "$ ") {
				t.Errorf("width %d: line %d has %d columns: %s", tt.width, i+1, n, line)
			}
		}
	}
	if got, want := terminalText(t, document(), TerminalOptions{}), terminalText(t, document(), TerminalOptions{Width: 80}); got != want {
		t.Error("a width of 0 is not laid out as 80 columns")
	}
}

// TestTerminalHostile: no string of the document moves the cursor, changes the
// title or reorders text.
func TestTerminalHostile(t *testing.T) {
	for _, all := range []bool{false, true} {
		for i, r := range terminalText(t, hostile(), TerminalOptions{Width: 100, All: all}) {
			if r != '\n' && !unicode.IsPrint(r) || r == utf8.RuneError {
				t.Fatalf("byte %d is %U", i, r)
			}
		}
	}
	// With colours, the only control sequences are those that set them.
	s := terminalText(t, hostile(), TerminalOptions{Width: 100, Colour: true})
	s = regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(s, "")
	if strings.ContainsRune(s, 0x1b) {
		t.Error("an escape sequence other than a colour")
	}
}

// TestTerminalColour: colours add sequences and change nothing else.
func TestTerminalColour(t *testing.T) {
	plain := terminalText(t, document(), TerminalOptions{Width: 100})
	colour := terminalText(t, document(), TerminalOptions{Width: 100, Colour: true})
	if plain == colour {
		t.Error("no colours")
	}
	if regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(colour, "") != plain {
		t.Error("colours change the text")
	}
	t.Setenv("NO_COLOR", "1")
	t.Setenv("TERM", "dumb")
	if terminalText(t, document(), TerminalOptions{Width: 100, Colour: true}) != colour {
		t.Error("the environment overrides the option")
	}
}

// TestTerminalFailing: every failing entry is there with its input and the
// command that shows it, in the order of what to read first.
func TestTerminalFailing(t *testing.T) {
	s := terminalText(t, document(), TerminalOptions{Width: 200})
	at := 0
	for _, want := range []string{
		"2 findings: online/float16+float32 (softmax) and chained/float32 (cross_entropy); 1 could not be judged; 2 failures are expected",
		"FINDING  online/float16+float32, softmax",
		"digits row 9, K 10, answer 3: got 0x1.8p-4 (0.09375), exact 0x1.81p-4 (0.0939941), 3.200 ulp of 0.600 allowed",
		"$ softulp report --impl online/float16+float32 -f softmax --seed 7",
		"FINDING  chained/float32, cross_entropy",
		"digits row 3 (label), K 2, target 1, temperature 0.5, smoothing 0.000976562, answer 0: got",
		"error  gone/float32, logsumexp",
		"softmax: largest error in ulps",
		"naive, softmax: exp overflows without a shift: logits above 88.72",
		"float32: generated row 34 (overflow), K 3, answer 0: got NaN, exact 0x1p+00 (1)",
		"$ softulp exact -f softmax --dtype float32 0x1.9p+6 0x1p+0 -inf",
		"generated row 5 (underflow), K 2, answer 1: got 0x0p+00 (0), exact 0x1p-126 (1.17549e-38), 8.4e+06 ulp of 6796 allowed",
		"float64: generated row 35 (overflow)",
	} {
		n := strings.Index(s[at:], want)
		if n < 0 {
			t.Fatalf("%q is missing after byte %d of:\n%s", want, at, s)
		}
		at += n + len(want)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	w := failingWriter{full}
	for name, err := range map[string]error{
		"Terminal": Terminal(w, &Results{document(), mutants()}, TerminalOptions{}),
		"Markdown": Markdown(w, &Results{document(), mutants()}),
		"JSON":     JSON(w, &Results{document(), mutants()}),
	} {
		if !errors.Is(err, full) {
			t.Errorf("%s: error %v, want the writer's", name, err)
		}
	}
}
