package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain is the engine, if it is asked to be: it writes what it is told to and ends
// with the status it is told, or waits to be interrupted.
func TestMain(m *testing.M) {
	switch os.Getenv("ENGINE") {
	case "":
		os.Exit(m.Run())
	case "fails":
		fmt.Print(crash)
		os.Exit(1)
	case "deadline":
		fmt.Fprint(os.Stderr, stats) // as the program does that go test makes
		fmt.Print(deadline)
		os.Exit(1)
	case "breaks":
		fmt.Fprintln(os.Stderr, "a.go:1: syntax error")
		os.Exit(2)
	case "waits":
		fmt.Print(stats)
		time.Sleep(time.Minute)
	}
	fmt.Print(stats, "PASS\n")
	os.Exit(0)
}

const (
	stats = `fuzz: elapsed: 0s, gathering baseline coverage: 0/2 completed
fuzz: elapsed: 0s, gathering baseline coverage: 2/2 completed, now fuzzing with 1 workers
fuzz: elapsed: 3s, execs: 5347 (1782/sec), new interesting: 34 (total: 35)
fuzz: elapsed: 1m6s, execs: 10160 (1604/sec), new interesting: 50 (total: 51)
`
	crash = stats + `fuzz: minimizing 4094-byte failing input file
fuzz: elapsed: 1m9s, minimizing
--- FAIL: FuzzA (69.57s)
    --- FAIL: FuzzA (0.00s)
        a_test.go:70: 3 is wrong
        a_test.go:71: execution 42
    
    Failing input written to testdata/fuzz/FuzzA/c1535daeaaa0fec0
    To re-run:
    go test -run=FuzzA/c1535daeaaa0fec0
FAIL
`
	deadline = `--- FAIL: FuzzA (66.07s)
    context deadline exceeded
FAIL
`
	seedFails = `failure while testing seed corpus entry: FuzzA/c1535daeaaa0fec0
fuzz: elapsed: 0s, gathering baseline coverage: 0/2 completed
--- FAIL: FuzzA (0.07s)
    --- FAIL: FuzzA (0.00s)
        a_test.go:70: 3 is wrong
`
)

func TestParse(t *testing.T) {
	const minute = time.Minute + 6*time.Second
	for _, c := range []struct {
		name, text string
		want       Result
	}{
		{"nothing", "", Result{}},
		{"the end of the time", stats, Result{Elapsed: minute, Execs: 10160}},
		{"without a last line feed", strings.TrimSuffix(stats, "\n"), Result{Elapsed: minute, Execs: 10160}},
		{"an input", crash, Result{Elapsed: minute, Execs: 10160, Input: "testdata/fuzz/FuzzA/c1535daeaaa0fec0", Message: "3 is wrong", At: 42}},
		{"a seed", seedFails, Result{Input: "FuzzA/c1535daeaaa0fec0", Message: "3 is wrong"}},
		{"its own deadline", stats + deadline, Result{Elapsed: minute, Execs: 10160, Deadline: true}},
		{"a long line", crash[:len(crash)-5] + strings.Repeat("x", 1<<20) + "\n",
			Result{Elapsed: minute, Execs: 10160, Input: "testdata/fuzz/FuzzA/c1535daeaaa0fec0", Message: "3 is wrong", At: 42}},
	} {
		var echo bytes.Buffer
		got, err := Parse(strings.NewReader(c.text), &echo)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v, want %+v", c.name, got, err, c.want)
		}
		if echo.String() != c.text {
			t.Errorf("%s: %q goes on as %q", c.name, c.text, echo.String())
		}
	}
}

func TestRun(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ engine, err, input string }{
		{"passes", "", ""},
		{"deadline", "", ""},
		{"fails", "an input fails: testdata/fuzz/FuzzA/c1535daeaaa0fec0", "testdata/fuzz/FuzzA/c1535daeaaa0fec0"},
		{"breaks", "fuzzing: exit status 2", ""},
	} {
		res, err := Run(context.Background(), program, nil, []string{"ENGINE=" + c.engine}, "", io.Discard)
		if (err == nil) != (c.err == "") || err != nil && err.Error() != c.err || errors.Is(err, ErrFound) != (c.input != "") || res.Input != c.input {
			t.Errorf("%s: %+v, %v, want %q", c.engine, res, err, c.err)
		}
		if want := 10160; c.engine != "breaks" && res.Execs != want {
			t.Errorf("%s: %d executions, want %d", c.engine, res.Execs, want)
		}
	}
	if _, err := Run(context.Background(), filepath.Join(t.TempDir(), "none"), nil, nil, "", io.Discard); err == nil {
		t.Error("a program that does not exist is run")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err = Run(ctx, program, nil, []string{"ENGINE=waits"}, "", io.Discard)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > grace {
		t.Errorf("interrupted: %v after %v", err, time.Since(start))
	}
	if _, err := Run(context.Background(), program, nil, []string{"ENGINE=passes"}, "", full{}); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("output that cannot be written: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestEngine: the true engine says what Parse reads.
func TestEngine(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a test")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example\n\ngo 1.24\n",
		"a_test.go": `package a

import "testing"

func FuzzFails(f *testing.F) {
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1 && data[0] == data[1] {
			t.Log("execution 7")
			t.Fatalf("%d twice", data[0])
		}
	})
}

func FuzzPasses(f *testing.F) {
	f.Fuzz(func(*testing.T, []byte) {})
}
`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(dir, "a.test")
	build := exec.Command("go", "test", "-c", "-fuzz=.", "-o", program)
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	fuzz := func(target, length string) (Result, error) {
		return Run(context.Background(), program, []string{"-test.run=^$", "-test.fuzz=" + target, "-test.fuzztime=" + length,
			"-test.parallel=1", "-test.fuzzcachedir=" + dir}, nil, dir, io.Discard)
	}
	res, err := fuzz("FuzzFails", "30s")
	if !errors.Is(err, ErrFound) || !strings.HasSuffix(res.Message, " twice") || res.At != 7 {
		t.Errorf("%+v, %v", res, err)
	}
	if _, err := os.Stat(filepath.Join(dir, res.Input)); err != nil || res.Input == "" {
		t.Errorf("the input %q: %v", res.Input, err)
	}
	if res, err := fuzz("FuzzFails", "30s"); !errors.Is(err, ErrFound) || res.Input == "" {
		t.Errorf("with the input as a seed: %+v, %v", res, err)
	}
	if res, err := fuzz("FuzzPasses", "1000x"); err != nil || res.Execs < 1000 {
		t.Errorf("%+v, %v", res, err)
	}
}
