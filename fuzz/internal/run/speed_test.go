package main

import (
	"context"
	"strings"
	"testing"
)

// TestSpeed: two rates and their ratio; too slow a judge, a finding and a target that
// does not compile are not passed over.
func TestSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles tests and fuzzes them")
	}
	const (
		head  = "import \"flag\"\n\nimport \"time\"\n\nvar widest = flag.Int(\"widest\", 0, \"\")\n\nvar _ = time.Second\n\n"
		quick = "func FuzzBare(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, _ []byte) {\n\t\tif *widest != 64 {\n\t\t\tt.Fatal(*widest)\n\t\t}\n\t})\n}\n"
		slow  = "func FuzzSoftmax(f *testing.F) {\n\tf.Fuzz(func(*testing.T, []byte) { time.Sleep(5 * time.Millisecond) })\n}\n"
	)
	for _, c := range []struct {
		name, targets string
		status        int
		stdout        []string
		stderr        string
	}{
		{"as fast", head + quick + strings.Replace(quick, bareTarget, judgeTarget, 1), 0, []string{"FuzzBare: ", "FuzzSoftmax: ", " a second\n", "judging leaves ", "at least 0.5 is wanted\n"}, ""},
		{"too slow", head + quick + slow, 1, []string{"FuzzSoftmax: ", "judging leaves 0.0"}, ""},
		{"a finding", head + quick + strings.Replace(wrong, "FuzzWrong", judgeTarget, 1), 1, []string{"FuzzBare: ", "FINDING: FuzzSoftmax: testdata/fuzz/FuzzSoftmax/", ": too long\n"}, ""},
		{"no program", head + quick + "func FuzzSoftmax(f *testing.F) { f.Fuzz() }\n", 2, nil, "run: FuzzBare: fuzzing: exit status 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			module(t, c.targets)
			var stdout, stderr strings.Builder
			status := run(context.Background(), []string{"-speed", "-package", ".", "-time", "2s", "-parallel", "1"}, &stdout, &stderr)
			if status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			for _, want := range c.stdout {
				if !strings.Contains(stdout.String(), want) {
					t.Errorf("standard output %q, want %q in it", stdout.String(), want)
				}
			}
			if !strings.Contains(stderr.String(), c.stderr) {
				t.Errorf("standard error %q, want %q in it", stderr.String(), c.stderr)
			}
		})
	}
}
