package html

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/compare"
	"github.com/softulp/softulp/reports/plots"
)

// scheme has a browser prefer light or dark.
func scheme(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
		return err
	})
}

// TestPage uses the page as somebody would who looks for an implementation.
func TestPage(t *testing.T) {
	p := wholePage(t)
	b := open(t, written(t, p), scheme("light"))

	t.Run("first screen", func(t *testing.T) {
		b := b.in(t)
		// The answer is above the fold of a small screen.
		if bottom := eval[float64](b, `document.getElementById("others").getBoundingClientRect().bottom`); bottom > 768 {
			t.Errorf("the advice ends %v pixels down", bottom)
		}
		if say := eval[string](b, `document.getElementById("say").textContent`); !strings.HasPrefix(say, "Use ") {
			t.Errorf("it says %q", say)
		}
	})
	t.Run("advice", func(t *testing.T) { advice(t, b.in(t), p) })
	t.Run("sort", func(t *testing.T) {
		b := b.in(t)
		for column, what := range map[int]string{3: "max ulp", 6: "rounded right"} {
			order := func() (values []float64) {
				cells := eval[[]string](b, `Array.from(document.getElementById("table").tBodies[0].rows, (r) => r.cells[`+strconv.Itoa(column)+`].dataset.v)`)
				for _, c := range cells {
					v, err := strconv.ParseFloat(c, 64)
					if err != nil {
						t.Fatal(err)
					}
					values = append(values, v)
				}
				return values
			}
			press := chromedp.Click(chromedp.CSS("#table thead th:nth-child(" + strconv.Itoa(column+1) + ") button"))
			b.do(press)
			down := order()
			b.do(press)
			up := order()
			slices.Reverse(down)
			if !slices.IsSorted(up) || !slices.IsSorted(down) || len(up) != len(p.Results.Implementations) || up[0] == up[len(up)-1] {
				t.Errorf("sorted by %s: %v, and down %v", what, up, down)
			}
			if got := eval[string](b, `document.querySelector("#table [aria-sort]").ariaSort`); got != "ascending" {
				t.Errorf("the heading says %q", got)
			}
		}
		b.do(chromedp.Click(chromedp.CSS("#table thead th:nth-child(1) button")))
		names := eval[[]string](b, `Array.from(document.getElementById("table").tBodies[0].rows, (r) => r.cells[0].textContent.trim())`)
		if !slices.IsSortedFunc(names, strings.Compare) {
			t.Errorf("sorted by name: %v", names)
		}
	})
	t.Run("filter", func(t *testing.T) {
		b := b.in(t)
		visible := `Array.from(document.getElementById("table").tBodies[0].rows).filter((r) => r.offsetParent).map((r) => r.cells[0].textContent.trim())`
		b.do(chromedp.SendKeys(chromedp.CSS("#f-name"), "NAIVE"))
		if got := eval[[]string](b, visible); len(got) != 3 || !strings.HasPrefix(got[0], "naive/") {
			t.Errorf("named naive: %v", got)
		}
		if got := eval[string](b, `document.getElementById("f-count").textContent`); got != "3 of "+strconv.Itoa(len(p.Results.Implementations)) {
			t.Errorf("count %q", got)
		}
		b.do(chromedp.SetValue(chromedp.CSS("#f-dtype"), "float32"))
		eval[bool](b, `document.getElementById("f-dtype").dispatchEvent(new Event("input", { bubbles: true }))`)
		if got := eval[[]string](b, visible); len(got) != 1 || got[0] != "naive/float32" {
			t.Errorf("naive in float32: %v", got)
		}
		eval[bool](b, `document.getElementById("filter").reset(), document.getElementById("filter").dispatchEvent(new Event("input"))`)
	})
	t.Run("links", func(t *testing.T) {
		b := b.in(t)
		// From a number to the row that it is of, which is folded away.
		href := eval[string](b, `document.querySelector("#overview td a").getAttribute("href")`)
		b.do(chromedp.Click(chromedp.CSS("#overview td a")))
		if got := eval[string](b, `location.hash`); got != href {
			t.Errorf("at %q, not at %q", got, href)
		}
		if !eval[bool](b, `(() => { const e = document.querySelector(location.hash); const r = e.getBoundingClientRect();
			return e.checkVisibility() && r.top >= 0 && r.top < innerHeight && e.closest("details").open })()`) {
			t.Error("what the link leads to is not seen")
		}
		if !strings.Contains(eval[string](b, `document.querySelector(location.hash).nextElementSibling.textContent`), "softulp report --seed 1 --impl") {
			t.Error("no command there")
		}
	})
	t.Run("dark", func(t *testing.T) {
		b := b.in(t)
		ground := `getComputedStyle(document.documentElement).backgroundColor`
		light := eval[string](b, ground)
		b.do(chromedp.Click(chromedp.CSS("#theme")))
		dark := eval[string](b, ground)
		if light == dark || eval[string](b, `document.getElementById("theme").textContent`) != "Light" {
			t.Errorf("light %s, dark %s", light, dark)
		}
		b.do(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS("html[data-ready]")))
		if got := eval[string](b, ground); got != dark {
			t.Errorf("after another visit %s, not %s", got, dark)
		}
		b.do(chromedp.Click(chromedp.CSS("#theme")))
		if got := eval[string](b, ground); got != light {
			t.Errorf("light again: %s, not %s", got, light)
		}
		eval[bool](b, `(localStorage.clear(), delete document.documentElement.dataset.theme)`)
		b.do(scheme("dark"))
		if got := eval[string](b, ground); got != dark {
			t.Errorf("where the system is dark: %s, not %s", got, dark)
		}
		b.do(scheme("light"))
	})
	t.Run("keys", func(t *testing.T) {
		b := b.in(t)
		eval[bool](b, `(scrollTo(0, 0), document.activeElement.blur(), location.hash = "", true)`)
		b.do(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS("html[data-ready]")), chromedp.KeyEvent(kb.Tab))
		if got := eval[string](b, `document.activeElement.className`); got != "skip" {
			t.Errorf("the first key leads to %q", got)
		}
		seen := map[string]bool{}
		for range 12 {
			b.do(chromedp.KeyEvent(kb.Tab))
			seen[eval[string](b, `document.activeElement.id`)] = true
			if outline := eval[string](b, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
				t.Errorf("focus on %s is not seen", eval[string](b, `document.activeElement.outerHTML.slice(0, 80)`))
			}
		}
		for _, id := range []string{"theme", "c-function", "c-dtype", "c-k"} {
			if !seen[id] {
				t.Errorf("no key leads to %s", id)
			}
		}
		eval[bool](b, `(document.querySelector("#table thead button").focus(), true)`)
		b.do(chromedp.KeyEvent(kb.Enter))
		if got := eval[string](b, `document.querySelector("#table thead th").ariaSort`); got != "ascending" {
			t.Errorf("Enter on a heading sorts %q", got)
		}
	})
	t.Run("phone", func(t *testing.T) {
		b := b.in(t)
		eval[bool](b, `(document.querySelectorAll("details").forEach((d) => { d.open = true }), true)`)
		b.do(chromedp.EmulateViewport(360, 740))
		if got := eval[int](b, `document.documentElement.scrollWidth`); got > 360 {
			t.Errorf("360 pixels wide, and the page %d", got)
		}
		if got := eval[float64](b, `document.querySelector(".panels svg").getBoundingClientRect().width`); got < 230 {
			t.Errorf("a plot is %v pixels wide", got)
		}
		b.do(chromedp.EmulateReset())
	})
	t.Run("paper", func(t *testing.T) {
		b := b.in(t)
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		defer cancel()
		pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
		if err != nil || len(pdf) < 20000 || !strings.HasPrefix(string(pdf), "%PDF-") {
			t.Errorf("%d bytes, %v", len(pdf), err)
		}
	})
}

// in is the same tab in a part of the test.
func (b *tab) in(t *testing.T) *tab { return &tab{t: t, ctx: b.ctx} }

// advice asks for every function, dtype and width, and gets what was worked out.
func advice(t *testing.T, b *tab, p *Page) {
	asked := 0
	for _, g := range plots.Groups(p.Results.Document) {
		for _, a := range advise(g) {
			for _, k := range []int{a.From, a.To} {
				asked++
				got := eval[[]string](b, `(() => {
					document.getElementById("c-function").value = `+quoted(g.Function)+`;
					document.getElementById("c-dtype").value = `+quoted(g.DType)+`;
					document.getElementById("c-k").value = `+strconv.Itoa(k)+`;
					document.getElementById("chooser").dispatchEvent(new Event("input"));
					return [document.getElementById("say").textContent, document.getElementById("others").textContent,
						...Array.from(document.getElementById("candidates").tBodies[0].rows, (r) => r.textContent)] })()`)
				want := []string{a.Say, a.Others}
				for _, c := range a.Candidates {
					ns := c.NS
					if ns == "" {
						ns = "–"
					}
					want = append(want, c.Name+c.Max+c.Mean+c.Right+c.Over+ns+c.Note)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s in %s, K %d: %q, want %q", g.Function, g.DType, k, got, want)
				}
			}
		}
	}
	if asked < 20 {
		t.Errorf("only %d questions", asked)
	}
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // of a string
	return string(b)
}

// TestWatched: what no page may do is seen.
func TestWatched(t *testing.T) {
	dir := t.TempDir()
	text := `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; img-src http:">
		<p style="color: red">x</p><img src="http://127.0.0.1:9/x.png"><script>console.error("spoken"); document.documentElement.dataset.ready = 1; undefined.x</script>`
	if err := os.WriteFile(filepath.Join(dir, Index), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	b := open(t, dir)
	b.wanted = true
	b.do(chromedp.Sleep(time.Second))
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := strings.Join(b.problems, "\n")
	for _, want := range []string{"spoken", "exception", "Content Security Policy", "a request for http://127.0.0.1:9/x.png", "a request failed or was blocked"} {
		if !strings.Contains(seen, want) {
			t.Errorf("not seen: %s, of\n%s", want, seen)
		}
	}
}

// comparison writes the page of a comparison.
func comparison(t *testing.T) string {
	t.Helper()
	d := results(t).Document
	changed := *d
	changed.Implementations = append([]gate.Implementation{}, d.Implementations[1:]...)
	changed.Implementations[0].MaxULP *= 2
	old, now := compare.Run{Name: "old.json", Document: d}, compare.Run{Name: hostile, Document: &changed}
	dir := t.TempDir()
	if err := WriteComparison(dir, compare.Runs(old, now, 0), compare.History([]compare.Run{old, now, old})); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestOtherPages opens the pages that are no reports.
func TestOtherPages(t *testing.T) {
	for name, dir := range map[string]string{
		"comparison": comparison(t),
		"signal":     written(t, &Page{Title: "signal", Signal: laboratory()}),
		"sections":   written(t, &Page{Title: "search", Summary: []string{"One search."}, Sections: wholePage(t).Sections}),
		"gate":       written(t, &Page{Title: "gate", Results: results(t)}),
		"empty":      written(t, &Page{Title: "nothing", Results: &reports.Results{Document: &gate.Document{}}}),
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, dir)
			if got := eval[int](b, `document.querySelectorAll("h1").length`); got != 1 {
				t.Errorf("%d headings", got)
			}
			if name != "comparison" {
				return
			}
			if got := eval[string](b, `document.querySelector("#s0 tbody tr").textContent`); !strings.Contains(got, "max ulp") {
				t.Errorf("the first change is %q", got)
			}
			if got := eval[int](b, `document.querySelectorAll(".panels svg").length`); got < 1 {
				t.Errorf("%d lines of history", got)
			}
		})
	}
}

// TestHostile: names that are markup are text.
func TestHostile(t *testing.T) {
	b := open(t, written(t, hostilePage(t)))
	if eval[bool](b, `"pwned" in window`) || eval[int](b, `document.scripts.length`) != 2 || eval[int](b, `document.images.length`) != 0 {
		t.Error("a name was taken for markup")
	}
	if !strings.Contains(eval[string](b, `document.querySelector("#table tbody th").textContent`), "<script>pwned()</script>") {
		t.Error("a name is not there as it is written")
	}
	eval[bool](b, `(document.querySelectorAll("details").forEach((d) => { d.open = true }), document.querySelectorAll("th button").forEach((b) => b.click()), true)`)
	eval[bool](b, `(document.getElementById("chooser").dispatchEvent(new Event("input")), true)`)
}

// TestSpeed: a page as long as that of a full report may be used after less than a second of
// work, of three visits in the fastest. Work is the time that the page's thread has a CPU for:
// of a machine that does other things too, the clock says little.
func TestSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("a long page takes a while")
	}
	p := wholePage(t)
	d := p.Results.Document
	for n := 0; len(d.Implementations) < 360; n++ {
		d.Implementations = append(d.Implementations, d.Implementations[n])
		e := &d.Implementations[len(d.Implementations)-1]
		e.Function = [...]string{"softmax", "log_softmax", "logsumexp", "softmax_vjp", "cross_entropy", "cross_entropy_grad"}[n%6]
		e.Name = strconv.Itoa(n) + e.Name
	}
	dir := written(t, p)
	text, _ := read(t, dir)
	if len(text) > 3_000_000 || len(text) < 1_500_000 {
		t.Errorf("a page of %d bytes", len(text))
	}
	b := open(t, dir)
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
		return err
	}))
	busy, shown := math.Inf(1), math.Inf(1)
	for range 3 {
		b.do(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS("html[data-ready]")))
		shown = min(shown, eval[float64](b, `Number(document.documentElement.dataset.ready)`))
		ctx, cancel := context.WithTimeout(b.ctx, patience)
		r, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (*performance.GetMetricsResult, error) {
			r, err := cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
			return &r, err
		})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(r.Metrics, func(m *performance.Metric) bool { return m.Name == "TaskDuration" })
		busy = min(busy, 1000*r.Metrics[i].Value)
	}
	t.Logf("%d bytes keep the page busy for %.0f ms; it may be used after %.0f ms", len(text), busy, shown)
	if busy > 1000 || busy <= 0 {
		t.Errorf("it takes %v ms of work until the page may be used", busy)
	}
}
