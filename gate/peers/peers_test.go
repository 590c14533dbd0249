package peers

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// The library of these tests is this binary, run again.
const roleName = "SOFTULP_TEST_PEER"

func TestMain(m *testing.M) {
	if os.Getenv(roleName) == "" {
		os.Exit(m.Run())
	}
	serveNaive()
}

// serveNaive is an adapter of softmax in float64 that forgets to shift.
func serveNaive() {
	fmt.Println(`{"softulp":1,"name":"naive","version":"0.1","functions":{"softmax":["float64"]}}`)
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var r struct {
			ID, Rows, K int
			X           []byte
		}
		if err := json.Unmarshal(line, &r); err != nil {
			os.Exit(3)
		}
		x := make([]float64, r.Rows*r.K)
		binary.Decode(r.X, binary.LittleEndian, x)
		for i := range r.Rows {
			row := x[i*r.K : (i+1)*r.K]
			var sum float64
			for j := range row {
				row[j] = math.Exp(row[j])
				sum += row[j]
			}
			for j := range row {
				row[j] /= sum
			}
		}
		y, _ := binary.Append(nil, binary.LittleEndian, x)
		fmt.Printf("{\"id\":%d,\"y\":%q}\n", r.ID, base64.StdEncoding.EncodeToString(y))
	}
}

func naive(findings ...Finding) *Library {
	return &Library{Name: "naive", Source: "these tests", Command: []string{os.Args[0]}, Environment: []string{roleName + "=1"}, Findings: findings}
}

func judge(t *testing.T, l *Library) *Outcome {
	t.Helper()
	if err := l.check(); err != nil {
		t.Fatal(err)
	}
	o, err := Judge(context.Background(), l, Options{Root: ".", Seed: 1, Rows: 60})
	if err != nil {
		t.Fatal(err)
	}
	if o.Absent != "" {
		t.Fatal(o.Absent)
	}
	return o
}

func TestNewsIsWhatNoFindingSaysOf(t *testing.T) {
	o := judge(t, naive())
	if o.Version != "0.1" || len(o.News) == 0 || !strings.HasPrefix(o.News[0], "softmax in float64: accuracy: ") {
		t.Fatalf("version %q, news %q", o.Version, o.News)
	}
	var failing []string
	for _, c := range o.Document.Implementations[0].Checks {
		if c.Verdict == gate.Fail {
			failing = append(failing, c.Property)
		}
	}
	known := Finding{Of: "softmax/float64/" + strings.Join(failing, ","), Kind: Weakness, Text: "it does not shift"}
	if o := judge(t, naive(known)); len(o.News) > 0 {
		t.Errorf("news although all is known: %q", o.News)
	}
	known.Of = "softmax/float64/" + strings.Join(failing[1:], ",")
	if o := judge(t, naive(known)); len(o.News) != 1 || !strings.Contains(o.News[0], failing[0]) {
		t.Errorf("news %q, want %s alone", o.News, failing[0])
	}
	known.Of, known.AtMost = "softmax/"+strings.Join(failing, ","), 1.5
	if o := judge(t, naive(known)); len(o.News) == 0 || !strings.Contains(o.News[0], "at most 1.5 times") {
		t.Errorf("news %q, want that accuracy is worse than known", o.News)
	}
}

func TestFindingsThatNothingShowsAreNews(t *testing.T) {
	l := naive(Finding{Of: "softmax/determinism", Kind: Defect, Text: "it throws dice"}, Finding{Of: "logsumexp/accuracy", Kind: Defect, Text: "none"})
	o := judge(t, l)
	o.News = nil
	o.news(true)
	want := []string{`finding "softmax/determinism": nothing fails so any more`, `finding "logsumexp/accuracy": nothing fails so any more`}
	for _, w := range want {
		if !slices.Contains(o.News, w) {
			t.Errorf("no %q in %q", w, o.News)
		}
	}
}

func TestAbsentLibrary(t *testing.T) {
	l := &Library{Name: "none", Source: "nowhere", Command: []string{"./no-such-program"}}
	o, err := Judge(context.Background(), l, Options{Root: "."})
	if err != nil || o.Absent == "" || o.Document != nil {
		t.Fatalf("%+v, %v", o, err)
	}
	r := NewReport(1, []*Outcome{o})
	if len(r.Changed(false)) > 0 {
		t.Errorf("absence counts: %q", r.Changed(false))
	}
	if c := r.Changed(true); len(c) != 1 || !strings.HasPrefix(c[0], "none was not judged: ") {
		t.Errorf("absence does not count: %q", c)
	}
}

func TestNothingThatWasAskedFor(t *testing.T) {
	_, err := Judge(context.Background(), naive(), Options{Root: ".", Functions: []function.Function{function.LogSumExp}})
	if err == nil || !strings.Contains(err.Error(), "nothing that was asked for") {
		t.Errorf("error %v", err)
	}
}

func TestPage(t *testing.T) {
	l := naive(Finding{Of: "softmax/accuracy", Kind: Defect, Text: "it | does <b>not</b>\nshift"})
	l.Models = []Model{{Of: "softmax", Model: json.RawMessage(`{"exp_ulp": 2}`), Why: "it is math.Exp"}}
	o := judge(t, l)
	var page strings.Builder
	if err := NewReport(1, []*Outcome{o}).Page(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| naive | 0.1 | these tests | 1 | 0 | 1 | 0 |\n",
		"**naive 0.1**: it \\| does &lt;b>not&lt;/b> shift\n",
		"In softmax in float64. Smallest input found, for accuracy in softmax in float64:\n\n    x         ",
		" --model '{\"exp_ulp\": 2}' --function softmax --dtype float64 --row=",
		"## Weaknesses\n\nNone.\n",
		"| naive | softmax | float64 | last | ",
		"- naive, softmax: `{\"exp_ulp\": 2}`. it is math.Exp\n",
		"## New\n",
	} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q in\n%s", want, page.String())
		}
	}
}

func TestReportRepeats(t *testing.T) {
	var pages [2]strings.Builder
	for i := range pages {
		if err := NewReport(1, []*Outcome{judge(t, naive())}).Page(&pages[i]); err != nil {
			t.Fatal(err)
		}
	}
	if pages[0].String() != pages[1].String() {
		t.Error("two runs write two pages")
	}
}

func TestFiles(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Errorf("%d libraries", len(all))
	}
	names := map[string]bool{}
	for _, l := range all {
		if names[l.Name] {
			t.Errorf("%s is there twice", l.Name)
		}
		names[l.Name] = true
		for _, fn := range function.All() {
			for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
				if m := l.modelFor(fn, f); m == nil {
					continue
				}
				if _, err := l.modelOf(fn, f); err != nil && !strings.Contains(err.Error(), "does not hold every") {
					t.Errorf("%s: %s in %v: %v", l.Name, fn, f, err)
				}
			}
		}
	}
}

func TestWrongFiles(t *testing.T) {
	good := func() *Library { return naive(Finding{Of: "softmax/ties", Kind: Choice, Text: "why"}) }
	if err := good().check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		spoil func(l *Library)
		want  string
	}{
		{func(l *Library) { l.Name = "" }, "no name"},
		{func(l *Library) { l.Command = nil }, "no command"},
		{func(l *Library) { l.Findings[0].Of = "softmax/float33/ties" }, `"float33" is no function`},
		{func(l *Library) { l.Findings[0].Of = "softmax" }, "names no check"},
		{func(l *Library) { l.Findings[0].Of = "" }, "names no check"},
		{func(l *Library) { l.Findings[0].Kind = "bug" }, `its kind is "bug"`},
		{func(l *Library) { l.Findings[0].Text = "" }, "has no text"},
		{func(l *Library) { l.Models = []Model{{Of: "softmax/ties", Why: "x"}} }, "names an axis or a check"},
		{func(l *Library) { l.Models = []Model{{Of: "softmax"}} }, "has no reason"},
	} {
		l := good()
		c.spoil(l)
		if err := l.check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
}

func TestFigures(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := group(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	if got := listed([]string{"a", "b", "c", "d", "e", "f", "g", "h"}); got != "a; b; c; d; e; f and 2 more entries" {
		t.Errorf("listed: %q", got)
	}
}
