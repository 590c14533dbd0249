package html

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/plots"
	"github.com/softulp/softulp/signal"
)

// section is a part of the page under a heading, in parts of its own.
type section struct {
	ID, Title string
	Parts     []part
}

type part struct {
	Title    string
	Text     []string
	Findings []signal.Finding
	Command  string
	Figures  []plotted
	Tables   []table
	Panels   template.HTML
	CSV      string
	Open     bool
}

// plotted is a laboratory's figure.
type plotted struct {
	SVG      template.HTML
	Alt, CSV string
}

// signal lays out a laboratory's report.
func (v *view) signal(r *signal.Report) ([]plots.File, error) {
	s := section{ID: "signal", Title: "Where the signal goes"}
	var files []plots.File
	for _, result := range r.Results {
		p := part{Title: reports.Clean(result.Title, reports.MaxText), Text: []string{reports.Clean(result.Question, reports.MaxText)}}
		for _, f := range result.Findings {
			p.Findings = append(p.Findings, signal.Finding{Sentence: reports.Clean(f.Sentence, 2*reports.MaxText), Holds: f.Holds})
			p.Command = reports.Clean(f.Command, reports.MaxCommand)
		}
		more, err := p.add(result.Tables, result.Figures)
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
		s.Parts = append(s.Parts, p)
	}
	if claims := r.Claims(); len(claims) > 0 {
		t := table{Caption: "What is said of softmax", Columns: []string{"statement", "verdict", "evidence for it", "and against it"}, left: 4}
		cited := func(all []signal.Cited) string {
			var names []string
			for _, c := range all {
				names = append(names, c.Name)
			}
			return strings.Join(names, ", ")
		}
		for _, c := range claims {
			verdict := string(c.Verdict)
			if c.Verdict == signal.OnlyIf {
				verdict += " " + c.When
			}
			t.Rows = append(t.Rows, cleaned([]string{c.Statement, verdict, cited(c.Pro), cited(c.Contra)}))
		}
		s.Parts = append(s.Parts, part{Tables: []table{t}})
	}
	if len(s.Parts) > 0 {
		v.Sections = append(v.Sections, s)
	}
	return files, nil
}

// section lays out a section of somebody else's.
func (v *view) section(from *Section) ([]plots.File, error) {
	p := part{Command: reports.Clean(from.Command, reports.MaxCommand), Open: from.Open}
	for _, l := range from.Lines {
		p.Panels += template.HTML("<figure>") + inline(plots.Axes{}, "", l) + template.HTML("<figcaption>"+html.EscapeString(l.Caption)+"</figcaption></figure>")
	}
	for _, t := range from.Text {
		p.Text = append(p.Text, reports.Clean(t, 4*reports.MaxText))
	}
	files, err := p.add(from.Tables, from.Figures)
	if from.CSV != nil {
		files = append(files, plots.File{Name: fileName(from.CSV.Name), Data: from.CSV.Data})
		p.CSV = fileName(from.CSV.Name)
	}
	v.Sections = append(v.Sections, section{fmt.Sprintf("s%d", len(v.Sections)), reports.Clean(from.Title, reports.MaxText), []part{p}})
	return files, err
}

// add adds tables and curves, and returns the curves' data.
func (p *part) add(tables []signal.Table, figures []signal.Figure) ([]plots.File, error) {
	var files []plots.File
	for _, f := range figures {
		svg, err := reports.PlotSVG(f)
		if err != nil {
			return nil, err
		}
		data, err := reports.PlotCSV(f)
		if err != nil {
			return nil, err
		}
		name := fileName("figure-" + f.Name + ".csv")
		files = append(files, plots.File{Name: name, Data: data})
		p.Figures = append(p.Figures, plotted{within(svg), reports.Clean(f.Alt, reports.MaxText), name})
	}
	for _, t := range tables {
		out := table{Caption: reports.Clean(t.Title, reports.MaxText), Columns: cleaned(t.Columns), left: t.Left}
		for _, r := range t.Rows {
			out.Rows = append(out.Rows, cleaned(r))
		}
		p.Tables = append(p.Tables, out)
	}
	return files, nil
}

// fileName keeps a figure's name from leaving its folder.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, filepath.Base(name))
	if len(name) > 80 {
		name = name[:60] + name[len(name)-20:]
	}
	return strings.TrimLeft(name, ".")
}

// styled finds an element's style, which the page's policy forbids.
var styled = regexp.MustCompile(`\s+style="([^"<>]*)"`)

// drawn finds paths.
var drawn = regexp.MustCompile(` d="[^"]*"`)

// fraction finds coordinates with more decimals than one.
var fraction = regexp.MustCompile(`(\d\.\d)\d+`)

// within makes an SVG file a part of a page: without its prolog, its styles as the attributes
// that mean the same, and as an image to those who do not see it.
func within(svg []byte) template.HTML {
	if at := bytes.Index(svg, []byte("<svg")); at >= 0 {
		svg = svg[at:]
	}
	s := styled.ReplaceAllStringFunc(string(svg), func(m string) string {
		var b strings.Builder
		for _, d := range strings.Split(styled.FindStringSubmatch(m)[1], ";") {
			if name, value, ok := strings.Cut(d, ":"); ok {
				fmt.Fprintf(&b, ` %s="%s"`, strings.TrimSpace(name), strings.TrimSpace(value))
			}
		}
		return b.String()
	})
	// A tenth of a point is less than is seen.
	s = drawn.ReplaceAllStringFunc(s, func(path string) string { return fraction.ReplaceAllString(path, "$1") })
	s = strings.ReplaceAll(s, `font-family="Liberation Sans"`, `font-family="Liberation Sans, Arial, sans-serif"`)
	return template.HTML(strings.Replace(s, "<svg", `<svg role="img" class="paper"`, 1))
}
