package reports

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
)

func markdownText(t *testing.T, d *gate.Document) string {
	t.Helper()
	var buf bytes.Buffer
	if err := Markdown(&buf, &Results{Document: d}); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func TestMarkdownGolden(t *testing.T) {
	golden(t, "report.md", []byte(markdownText(t, document())))
	golden(t, "hostile.md", []byte(markdownText(t, hostile())))
	golden(t, "empty.md", []byte(markdownText(t, &gate.Document{})))
}

// TestMarkdownHostile: outside code blocks no character of the document is
// left that could begin HTML, a link, code or a heading.
func TestMarkdownHostile(t *testing.T) {
	inCode := ""
	bar := regexp.MustCompile(`(^|[^\\])\|`)
	columns := 0
	for line := range strings.Lines(rendered(t, func(b *bytes.Buffer) error { return Markdown(b, &Results{hostile(), hostileMutants()}) })) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case inCode != "":
			if line == inCode {
				inCode = ""
			}
			continue
		case strings.HasPrefix(line, "```"):
			inCode = line
			continue
		}
		for _, bad := range []string{"<script", "</td", "<td"} {
			if strings.Contains(line, bad) {
				t.Errorf("%q in %.200s", bad, line)
			}
		}
		if m := regexp.MustCompile("(^|[^\\\\])[`\\[*~]").FindString(line); m != "" {
			t.Errorf("unescaped %q in %.200s", m, line)
		}
		if strings.HasPrefix(line, "|") {
			n := len(bar.FindAllString(line, -1))
			if columns != 0 && n != columns {
				t.Errorf("%d bars in a table of %d: %.200s", n, columns, line)
			}
			columns = n
		} else {
			columns = 0
		}
	}
	if inCode != "" {
		t.Errorf("a code block never ends")
	}
}

func TestMarkdownEveryEntry(t *testing.T) {
	s := markdownText(t, document())
	for _, e := range document().Implementations {
		if !strings.Contains(s, "| "+e.Name+" |") {
			t.Errorf("no row for %s", e.Name)
		}
	}
}
