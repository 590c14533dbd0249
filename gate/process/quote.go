package process

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxQuoted is how many bytes of what a program says are quoted.
const maxQuoted = 120

// quoted quotes what a program said, cut short, so that it is one line that neither a terminal nor a page
// of HTML obeys: what is not printable (control characters, the marks that turn the
// direction of text), what is no UTF-8, and angle brackets are escaped.
func quoted(s string) string {
	rest := len(s) - maxQuoted
	if rest > 0 {
		s = s[:maxQuoted]
		// A rune that is cut in two would look like bad UTF-8.
		for i := 1; i < utf8.UTFMax && i < len(s); i++ {
			if r := s[len(s)-i:]; utf8.RuneStart(r[0]) {
				if !utf8.FullRuneInString(r) {
					s = s[:len(s)-i]
					rest += i
				}
				break
			}
		}
	}
	q := bracketsEscaped.Replace(strconv.Quote(s))
	if rest > 0 {
		q += "… and " + plural(rest, "byte") + " more"
	}
	return q
}

// quotedEnd quotes the end of what a program said.
func quotedEnd(s string, max int) string {
	if len(s) <= max {
		return bracketsEscaped.Replace(strconv.Quote(s))
	}
	s = s[len(s)-max:]
	for len(s) > 0 && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return "…" + bracketsEscaped.Replace(strconv.Quote(s))
}

// escaped is quoted without the quotes: for names. What needs no escape stays as it is.
func escaped(s string, max int) string {
	short := s
	if utf8.RuneCountInString(s) > max {
		end := 0
		for range max - 1 {
			_, size := utf8.DecodeRuneInString(s[end:])
			end += size
		}
		short = s[:end]
	}
	q := strconv.Quote(short)
	q = bracketsEscaped.Replace(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`))
	if len(short) < len(s) {
		q += "…"
	}
	return q
}

var bracketsEscaped = strings.NewReplacer("<", `\u003c`, ">", `\u003e`)

// plural says how many there are of something.
func plural(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return strconv.Itoa(n) + " " + of + "s"
}
