package html

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe returns the program of axe-core, which npm installs into a folder that git ignores.
func axe(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("testdata", "axe")
	program := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(program); err != nil {
		if _, err := exec.LookPath("npm"); err != nil {
			lacking(t, "no npm here: apt-get install npm to check the page's accessibility")
		}
		install := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		install.Dir = dir
		if out, err := install.CombinedOutput(); err != nil {
			lacking(t, "npm cannot install axe-core: "+err.Error()+": "+string(out[max(0, len(out)-300):]))
		}
	}
	b, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAccessible has axe-core look at the page, light and dark, as wide as a screen and as
// a phone, with everything unfolded.
func TestAccessible(t *testing.T) {
	for name, dir := range map[string]string{"report": written(t, wholePage(t)), "comparison": comparison(t)} {
		t.Run(name, func(t *testing.T) { accessible(t, dir) })
	}
}

func accessible(t *testing.T, dir string) {
	program := axe(t)
	b := open(t, dir)
	eval[bool](b, program+"; true")
	eval[bool](b, `(document.querySelectorAll("details").forEach((d) => { d.open = true }), true)`)
	for _, width := range []int64{1280, 360} {
		for _, s := range []string{"light", "dark"} {
			b.do(chromedp.EmulateViewport(width, 800), scheme(s))
			found := eval[[]string](b, `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) =>
				v.id + " (" + v.impact + "): " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + " " + n.failureSummary).join(" | ") + " and so on, " + v.nodes.length))`)
			for _, f := range found {
				t.Errorf("%s, %d pixels wide: %s", s, width, strings.ReplaceAll(f, "\n", " "))
			}
			rules := eval[int](b, `axe.getRules().length`)
			if rules < 50 {
				t.Errorf("only %d rules", rules)
			}
		}
	}
}
