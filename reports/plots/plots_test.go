package plots

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// judged is a report with entries of every kind: that pass, that fail, that are vague.
var judged = sync.OnceValues(func() (*gate.Document, error) {
	return gate.Report(context.Background(), gate.Options{Seed: 1, Rows: 60, Clock: true,
		Implementations: []string{"naive", "shifted", "double-double", "direct"},
		Functions:       []function.Function{function.Softmax, function.SoftmaxVJP},
		DTypes:          []dtype.Format{dtype.Float64, dtype.Float16}})
})

func document(t *testing.T) *gate.Document {
	t.Helper()
	d, err := judged()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// drawn is every panel of a document's groups.
func drawn(t *testing.T, d *gate.Document) (panels []Panel, axes []Axes) {
	t.Helper()
	hazards := Hazards(d, false)
	axes = append(axes, HeatColumns(hazards))
	for _, g := range Groups(d) {
		for _, draw := range []func(Group) (Axes, []Panel){ByWidth, BySpread, ByValue, Histogram, OnRealLogits} {
			a, p := draw(g)
			if len(p) != len(g.Entries) {
				t.Errorf("%s: %d panels for %d entries", g.of(), len(p), len(g.Entries))
			}
			axes = append(axes, a)
			panels = append(panels, p...)
		}
		p, ok := BySpeed(g)
		if !ok {
			t.Errorf("%s: no speed", g.of())
		}
		panels = append(panels, p, Heat(g, hazards))
	}
	return panels, axes
}

// coordinates finds the numbers of a path.
var coordinates = regexp.MustCompile(`-?\d+`)

// TestDrawn: every drawing is well-formed, says in words what it shows, and stays within
// its frame.
func TestDrawn(t *testing.T) {
	panels, axes := drawn(t, document(t))
	for _, a := range axes {
		panels = append(panels, Panel{Width: a.Width, Height: a.Height, Title: "axes", Text: "axes", Body: a.Body})
	}
	if len(panels) < 60 {
		t.Errorf("only %d drawings", len(panels))
	}
	for _, p := range panels {
		if p.Title == "" || p.Text == "" {
			t.Errorf("%+v: no words", p)
		}
		decoder := xml.NewDecoder(strings.NewReader("<svg>" + p.Body + "</svg>"))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v in %s", p.Title, err, p.Body)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range start.Attr {
				switch a.Name.Local {
				case "d":
					within(t, &p, a.Value)
				case "style":
					t.Errorf("%s: a style", p.Title)
				case "x", "y":
					if v, err := strconv.Atoi(a.Value); err != nil || v < 0 || v > max(p.Width, p.Height) {
						t.Errorf("%s: %s=%q", p.Title, a.Name.Local, a.Value)
					}
				}
			}
		}
	}
}

// within follows a path and checks where it comes to.
func within(t *testing.T, p *Panel, path string) {
	t.Helper()
	x, y := 0, 0
	for _, m := range regexp.MustCompile(`([MLHVhvlmz])([-\d ]*)`).FindAllStringSubmatch(path, -1) {
		var n []int
		for _, s := range coordinates.FindAllString(m[2], -1) {
			v, _ := strconv.Atoi(s) // the expression matches numbers
			n = append(n, v)
		}
		switch m[1] {
		case "M", "L":
			x, y = n[0], n[1]
		case "H":
			x = n[0]
		case "V":
			y = n[0]
		case "h":
			x += n[0]
		case "v":
			y += n[0]
		case "l", "m":
			for i := 0; i+1 < len(n); i += 2 {
				x, y = x+n[i], y+n[i+1]
			}
		}
		// Lines between columns go as far down as there may be rows.
		if x < 0 || y < -4 || x > p.Width+4 || y > p.Height+4 {
			t.Errorf("%s: the path %s leaves %d × %d, at %d, %d", p.Title, path, p.Width, p.Height, x, y)
			return
		}
	}
}

// TestByWidth: the line is where the figures are: lower errors lower down, and all of
// what is allowed above them.
func TestByWidth(t *testing.T) {
	y := errorScale(1e8)
	if y.at(0) != bottom || y.at(leastError) != bottom || y.at(math.MaxFloat64) != top || y.at(1) <= y.at(10) {
		t.Errorf("0 at %d, 0.1 at %d, 1 at %d, 10 at %d, the largest number at %d", y.at(0), y.at(leastError), y.at(1), y.at(10), y.at(math.MaxFloat64))
	}
	e := gate.Implementation{Name: "x/float32", Function: "softmax", DType: "float32", Curves: &gate.Curves{K: gate.WidthCurve{
		Curve:  gate.Curve{From: []float64{1, 8, 64}, ULP: []float64{0, 1, 100}, Allowed: []float64{0.5, 2, 200}},
		Failed: []int{0, 0, 3}, Answers: []int{1, 1, 1}}}}
	_, panels := ByWidth(Group{"softmax", "float32", []Entry{{7, &e}}})
	p := panels[0]
	if p.Entry != 7 || p.Caption != "x/float32" || p.Text != "At most 100.0 ulp (200.0 allowed), at K from 64; rows of 1 widths failed" {
		t.Errorf("%+v", p)
	}
	if strings.Count(p.Body, `class="x"`) != 1 || strings.Count(p.Body, "m0-6") != 1 {
		t.Errorf("no cross, or several: %s", p.Body)
	}
}

func TestFront(t *testing.T) {
	entry := func(name string, ns, ulp float64, v gate.Verdict) Entry {
		return Entry{0, &gate.Implementation{Name: name, Nanoseconds: ns, MaxULP: ulp, Verdict: v, Elements: 1}}
	}
	g := Group{Entries: []Entry{entry("slow", 50, 0.5, gate.Pass), entry("fast", 5, 100, gate.Pass), entry("worse", 6, 200, gate.Pass),
		entry("middle", 10, 2, gate.Pass), entry("wrong", 1, 0.1, gate.Fail), entry("untimed", 0, 0, gate.Pass)}}
	front := ""
	for _, p := range Front(g) {
		if p.Front {
			front += p.Name + " "
		}
	}
	if front != "fast middle slow " {
		t.Errorf("front: %s", front)
	}
	if _, ok := BySpeed(Group{Entries: []Entry{entry("untimed", 0, 0, gate.Pass)}}); ok {
		t.Error("a plot of times where there are none")
	}
}

func TestLevelOf(t *testing.T) {
	for ulp, want := range map[float64]int{0: 0, 0.5: 0, 0.51: 1, 4: 2, 1e300: 6} {
		if got := LevelOf(ulp); got != want {
			t.Errorf("%v is level %d, want %d", ulp, got, want)
		}
	}
}

func TestDecades(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		want      string
	}{
		{0.1, 1e8, "1 100 10000 1e6 1e8 "}, {1, 1e5, "1 10 100 1000 10000 1e5 "}, {1e-300, 1, "1e-300 1e-200 1e-100 1 "}, {0.05, 20, "0.1 1 10 "},
	} {
		got := ""
		for _, tick := range (scale{math.Log2(tt.low), math.Log2(tt.high), 0, 100}).decades(6) {
			got += tick.label + " "
		}
		if got != tt.want {
			t.Errorf("from %v to %v: %s, want %s", tt.low, tt.high, got, tt.want)
		}
	}
}

func TestCSV(t *testing.T) {
	d := document(t)
	files, err := CSV(d)
	if err != nil || len(files) != 8 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		rows, err := csv.NewReader(bytes.NewReader(f.Data)).ReadAll()
		if err != nil || len(rows) <= len(d.Implementations) {
			t.Errorf("%s: %d rows, %v", f.Name, len(rows), err)
			continue
		}
		for _, row := range rows[1:] {
			for _, cell := range row {
				if cell == "" || strings.Contains(cell, "Inf") || cell == "NaN" {
					t.Errorf("%s: %q", f.Name, row)
				}
			}
		}
	}
	for _, s := range []string{"=1+1", "-x", "@a"} {
		if got := plain(s); got != "'"+s {
			t.Errorf("%q is written %q", s, got)
		}
	}
}

func TestMutants(t *testing.T) {
	m := &killmatrix.Matrix{Killed: 2, Suites: []killmatrix.Suite{{Name: "PyTorch", Kills: 1, Of: 2}},
		Rows: []killmatrix.Row{{Name: "a", KilledBy: "ties"}, {Name: "b", KilledBy: "ties"}, {Name: "c"}}}
	p := Bars("kills", append(KillsBySuite(m), KillsByProperty(m)...))
	if p.Text != "softulp 2 of 3, PyTorch 1 of 2, ties 2 of 3, none 1 of 3" {
		t.Error(p.Text)
	}
	f, err := MutantsCSV(m)
	if err != nil || strings.Count(string(f.Data), "\n") != 4 {
		t.Errorf("%s %v", f.Data, err)
	}
}

// TestSVG: every plot of every group as a file that is well-formed and needs no other.
func TestSVG(t *testing.T) {
	d := document(t)
	files := SVG(d)
	if want := 7 * len(Groups(d)); len(files) != want {
		t.Errorf("%d files, want %d", len(files), want)
	}
	names := map[string]bool{}
	for _, f := range files {
		if err := xml.Unmarshal(f.Data, new(struct{})); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if names[f.Name] || !regexp.MustCompile(`^[a-z0-9_]+-[a-z0-9]+-[a-z-]+\.svg$`).MatchString(f.Name) {
			t.Errorf("a file %q, or two", f.Name)
		}
		names[f.Name] = true
		if bytes.Contains(f.Data, []byte("href")) || bytes.Count(f.Data, []byte("http")) != 1 { // the namespace
			t.Errorf("%s refers to something", f.Name)
		}
	}
	if got := file("../</x>\x00"); got != "-----x--" {
		t.Errorf("a file %q", got)
	}
}

// TestSheet: a file of its own is well-formed, whatever the names.
func TestSheet(t *testing.T) {
	d := document(t)
	bad := d.Implementations[0]
	bad.Name, bad.Function = "\"<&>'\x1b]", "</svg><script>"
	_, panels := ByWidth(Group{bad.Function, bad.DType, []Entry{{0, &bad}}})
	svg := Sheet(bad.Function, bad.Name[:4], Axes{}, panels, 3)
	if err := xml.Unmarshal(svg, new(struct{})); err != nil || bytes.Contains(svg, []byte("<script")) || bytes.ContainsAny(svg, "\x1b") {
		t.Errorf("%v: %s", err, svg)
	}
}

func TestHistory(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		values []float64
		text   string
	}{
		{[]float64{1, 2, 3}, "From 1 to 3 over 3 runs, at least 1 and at most 3"},
		{[]float64{5, 5}, "From 5 to 5 over 2 runs, at least 5 and at most 5"},
		{[]float64{nan, 2, nan, 1e300}, "From 2 to 1e+300 over 4 runs, at least 2 and at most 1e+300"},
		{[]float64{-math.MaxFloat64, math.MaxFloat64}, "From -1.798e+308 to 1.798e+308 over 2 runs, at least -1.798e+308 and at most 1.798e+308"},
		{[]float64{nan}, "It was never there"},
		{nil, "It was never there"},
	} {
		p := History("x", tt.values)
		if p.Text != tt.text {
			t.Errorf("%v: %s", tt.values, p.Text)
		}
		for _, m := range regexp.MustCompile(` d="([^"]*)"`).FindAllStringSubmatch(p.Body, -1) {
			within(t, &p, m[1])
		}
	}
}
