package reports

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths, in runes, to which text from outside is cut.
const (
	maxName    = 60
	maxText    = 600
	maxCommand = 2000
)

// clean makes s safe for a terminal: one line of at most n runes without
// control characters (escape sequences begin with one), without the invisible
// runes that reorder or hide text, and without invalid UTF-8. What is not
// printable is shown as an escape, runs of white space as one space.
func clean(s string, n int) string {
	var b strings.Builder
	var count int
	space := false
	for i, r := range s {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		text := string(r)
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			text = fmt.Sprintf(`\x%02x`, s[i])
		case !unicode.IsPrint(r) && r < 0x80:
			text = fmt.Sprintf(`\x%02x`, r)
		case !unicode.IsPrint(r):
			text = fmt.Sprintf(`\u%04x`, r)
		}
		if space {
			text = " " + text
			space = false
		}
		if count += utf8.RuneCountInString(text); count > n {
			return cut(b.String()+text, n)
		}
		b.WriteString(text)
	}
	return b.String()
}

// cut returns s if it has at most n runes, and otherwise its first n−1 runes
// and an ellipsis.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:max(n-1, 0)]) + "…"
}

// markdown makes s plain text in Markdown: cleaned, with every character that
// could begin markup or HTML escaped. The vertical bar is left to the table
// renderer, which escapes it. An underscore within a word is no markup.
func markdown(s string, n int) string {
	in := []rune(clean(s, n))
	var b strings.Builder
	for i, r := range in {
		word := i > 0 && i+1 < len(in) && alphanumeric(in[i-1]) && alphanumeric(in[i+1])
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '&':
			b.WriteString("&amp;")
			continue
		case strings.ContainsRune("\\`*[]>#~$", r), r == '_' && !word:
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unsaid makes a line of text no command to the systems that read what a build prints:
// GitHub takes lines that begin with ::, and it and Azure take ##[ and ##vso[ anywhere.
func unsaid(line string) string {
	if rest := strings.TrimLeft(line, " \t"); strings.HasPrefix(rest, "::") {
		line = line[:len(line)-len(rest)] + `\` + rest
	}
	return systemCommand.ReplaceAllString(line, `$1\[`)
}

// unsaidLines does so with every line.
func unsaidLines(text []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(text) {
		b.WriteString(unsaid(string(line)))
	}
	return b.Bytes()
}

var systemCommand = regexp.MustCompile(`(##\w*)\[`)

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// fenced returns s as a Markdown code block, between fences longer than any
// run of backticks in it.
func fenced(s string) string { return fencedTo(s, maxCommand) }

// fencedTo does so with at most n runes of s.
func fencedTo(s string, n int) string {
	s = clean(s, n)
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "\n" + s + "\n" + fence + "\n"
}
