package html

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/softulp/softulp/gate"
)

// read returns a page as text and as a tree.
func read(t *testing.T, dir string) (string, *html.Node) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, Index))
	if err != nil {
		t.Fatal(err)
	}
	n, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return string(b), n
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// TestSelfContained: nothing is loaded, whatever is in the document; every link within
// the page leads somewhere, every other one to a file beside it, and no element has a style or
// a handler, which the policy would forbid.
func TestSelfContained(t *testing.T) {
	for name, p := range map[string]*Page{"whole": wholePage(t), "hostile": hostilePage(t), "empty": {Title: "nothing"},
		"signal": {Title: "signal", Signal: laboratory()}} {
		t.Run(name, func(t *testing.T) {
			dir := written(t, p)
			text, root := read(t, dir)
			ids := map[string]bool{}
			var links []string
			scripts, labelled := 0, 0
			for n := range root.Descendants() {
				if n.Type != html.ElementNode {
					continue
				}
				if id, ok := attribute(n, "id"); ok {
					if ids[id] {
						t.Errorf("two elements with the id %q", id)
					}
					ids[id] = true
				}
				for _, a := range n.Attr {
					switch {
					case a.Key == "style", strings.HasPrefix(a.Key, "on"):
						t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
					case a.Key == "href" && n.Data != "link":
						links = append(links, a.Val)
					case a.Key == "src":
						t.Errorf("<%s src=%q>", n.Data, a.Val)
					}
				}
				switch n.Data {
				case "script":
					scripts++
				case "img", "iframe", "object", "embed", "audio", "video", "base":
					t.Errorf("an element <%s>", n.Data)
				case "svg":
					if role, _ := attribute(n, "role"); role == "img" {
						labelled++
						first := n.FirstChild
						for first != nil && first.Type != html.ElementNode {
							first = first.NextSibling
						}
						if first == nil || first.Data != "title" || first.FirstChild == nil {
							t.Errorf("a plot without a title")
						}
					} else if hidden, _ := attribute(n, "aria-hidden"); hidden != "true" {
						t.Errorf("a drawing that is neither an image nor hidden")
					}
				}
			}
			if want := 1; scripts < want || scripts > 2 {
				t.Errorf("%d scripts", scripts)
			}
			for _, l := range links {
				if id, within := strings.CutPrefix(l, "#"); within {
					if !ids[id] {
						t.Errorf("a link to #%s, which is not there", id)
					}
				} else if l != filepath.Base(l) {
					t.Errorf("a link to %q", l)
				} else if _, err := os.Stat(filepath.Join(dir, l)); err != nil {
					t.Errorf("a link to %q: %v", l, err)
				}
			}
			if name == "whole" && (labelled < 50 || len(links) < 300) {
				t.Errorf("%d plots, %d links", labelled, len(links))
			}
			if strings.Contains(text, "ZgotmplZ") {
				t.Error("the template refused something")
			}
			if i := strings.IndexAny(text, "\x00\x1b\u202e"); i >= 0 {
				t.Errorf("a character that controls a terminal or hides text: %q", text[max(0, i-200):i+20])
			}
		})
	}
}

// TestFiles: every plot has its figures beside it, as CSV that can be read.
func TestFiles(t *testing.T) {
	dir := written(t, wholePage(t))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".csv" {
			continue
		}
		files++
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil || len(rows) < 3 {
			t.Errorf("%s: %d rows, %v", e.Name(), len(rows), err)
		}
	}
	if files != 10 {
		t.Errorf("%d files of figures: %v", files, entries)
	}
}

// TestFailingRows: each answer that is not as allowed is there with its inputs, in
// hexadecimal and decimal, and the command that shows it again.
func TestFailingRows(t *testing.T) {
	p := wholePage(t)
	text, _ := read(t, written(t, p))
	failing := 0
	for i := range p.Results.Implementations {
		e := &p.Results.Implementations[i]
		if e.Verdict != gate.Fail {
			continue
		}
		for _, w := range []*gate.Worst{e.Worst, e.WorstClass} {
			if w == nil {
				continue
			}
			failing++
			for _, s := range []string{"<code>" + w.Got + "</code>", "<code>" + w.Exact + "</code>", `<code class="command">` + w.Command + "</code>",
				" " + w.X[w.Index-w.From] + " = " + newValue(w.X[w.Index-w.From], e.DType).Decimal} {
				if !strings.Contains(text, s) {
					t.Errorf("%s %s: no %s", e.Name, e.Function, s)
				}
			}
		}
	}
	if failing < 4 {
		t.Errorf("only %d failing rows", failing)
	}
}

// TestPolicy: the policy names the page's own script and style and nothing else.
func TestPolicy(t *testing.T) {
	text, _ := read(t, written(t, wholePage(t)))
	policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)
	if policy == nil {
		t.Fatal("no policy")
	}
	script := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindStringSubmatch(text)
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(text)
	want := "default-src 'none'; style-src '" + hash(style[1]) + "'; script-src '" + hash(script[1]) + "'; img-src data:; base-uri 'none'; form-action 'none'"
	if got := strings.ReplaceAll(policy[1], "&#39;", "'"); got != want {
		t.Errorf("policy %s, want %s", got, want)
	}
	for _, part := range []string{pageScript, pageStyle} {
		for _, remote := range []string{"http:", "https:", "//cdn", "@import", "url(http"} {
			if strings.Contains(part, remote) {
				t.Errorf("%s in the page's own text", remote)
			}
		}
	}
}

// TestAxes: a program that was asked along two axes is there twice, and each number leads
// to its own entry.
func TestAxes(t *testing.T) {
	p := wholePage(t)
	d := p.Results.Document
	first := d.Implementations[0]
	first.Axis, first.MaxULP = "first", 12345
	d.Implementations = append(d.Implementations, first)
	text, _ := read(t, written(t, p))
	n := strconv.Itoa(len(d.Implementations) - 1)
	for _, want := range []string{`<a href="#e` + n + `-w">12345</a>`, `<a href="#e` + n + `-c">inf*</a>`, first.Name + ", axis first</a>", ", axis first</th>"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

// TestSummary: the first screen says what was verified, what failed and what to look at.
func TestSummary(t *testing.T) {
	text, _ := read(t, written(t, wholePage(t)))
	for _, s := range []string{"Verified 5 implementations of softmax and cross_entropy", "Nothing failed unexpectedly;", "Nearest to its allowance is"} {
		if !strings.Contains(text, s) {
			t.Errorf("no %q", s)
		}
	}
	p := wholePage(t)
	p.Results.Implementations[1].Unexpected = true
	text, _ = read(t, written(t, p))
	if !strings.Contains(text, `<p class="bad">1 finding: `) || !strings.Contains(text, `<h2 id="h-findings">`) || !strings.Contains(text, `<a href="#e1">See it.</a>`) {
		t.Error("a finding is not on the first screen")
	}
}
