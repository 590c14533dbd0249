package baseline_test

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
)

// logSumExp is right, and a little worse where it is asked to be.
func logSumExp(worse bool) func(x []float64) float64 {
	return func(x []float64) float64 {
		m, n := math.Inf(-1), false
		for _, v := range x {
			m, n = max(m, v), n || v != v
		}
		if n || math.IsInf(m, 0) {
			return m
		}
		sum := 0.0
		for _, v := range x {
			sum += math.Exp(v - m)
		}
		y := m + math.Log(sum)
		if worse && len(x) > 2 {
			y = math.Nextafter(y, math.Inf(1))
		}
		return y
	}
}

// TestIn writes a file and holds the same program against it, then, in another process,
// a worse one, and one without a file.
func TestIn(t *testing.T) {
	file := filepath.Join(os.Getenv("SOFTULP_TEST_DIR"), "l-{arch}.bench")
	switch os.Getenv("SOFTULP_TEST_IN") {
	case "worse":
		gate.Check(t, gate.LogSumExp64("l", logSumExp(true)), gate.Cases(60), baseline.In(file))
		return
	case "slack":
		gate.Check(t, gate.LogSumExp64("l", logSumExp(false)), gate.Cases(60), baseline.In(file, baseline.Slack{Relative: 0.1}))
		return
	case "none":
		gate.Check(t, gate.LogSumExp64("l", logSumExp(false)), gate.Cases(60), baseline.In(file+".none"))
		return
	}
	dir := t.TempDir()
	file = filepath.Join(dir, "l-{arch}.bench")
	t.Setenv(baseline.UpdateVariable, "1")
	gate.Check(t, gate.LogSumExp64("l", logSumExp(false)), gate.Cases(60), baseline.In(file))
	os.Unsetenv(baseline.UpdateVariable) // Setenv puts it back
	gate.Check(t, gate.LogSumExp64("l", logSumExp(false)), gate.Cases(60), baseline.In(file))
	for as, want := range map[string]string{"worse": "is worse than the baseline", "none": "SOFTULP_UPDATE=1 go test writes it", "slack": ""} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestIn$")
		cmd.Env = append(os.Environ(), "SOFTULP_TEST_IN="+as, "SOFTULP_TEST_DIR="+dir)
		out, err := cmd.CombinedOutput()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(string(out), want)) {
			t.Errorf("%s: %v\n%s", as, err, out)
		}
	}
}
