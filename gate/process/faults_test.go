package process

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// most is what a test may allocate, all together, whatever the adapter writes.
const most = 64 << 20

// guard sees that a test ends in time, allocates little, and leaves neither processes nor goroutines
// behind. The environment of its adapters gets the mark that is returned.
func guard(t *testing.T) (mark string) {
	t.Helper()
	mark = fmt.Sprintf("SOFTULP_TEST_MARK=%d %s", os.Getpid(), t.Name())
	late := time.AfterFunc(3*time.Minute, func() { panic(t.Name() + " hangs") })
	goroutines := runtime.NumGoroutine()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	t.Cleanup(func() {
		late.Stop()
		var after runtime.MemStats
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > most {
			t.Errorf("%d bytes were allocated", used)
		}
		if left := living(t, mark); len(left) > 0 {
			t.Errorf("left behind: %s", strings.Join(left, "; "))
		}
		for deadline := time.Now().Add(2 * time.Second); runtime.NumGoroutine() > goroutines; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				stacks := make([]byte, 1<<20)
				t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), goroutines, stacks[:runtime.Stack(stacks, true)])
				break
			}
		}
	})
	return mark
}

// marked puts the mark of guard into the environment.
func markedBy(mark string) func(*Options) {
	return func(o *Options) { o.Env = append(o.Env, mark) }
}

func timeout(d time.Duration) func(*Options) {
	return func(o *Options) { o.Timeout = d }
}

// checkFault checks a fault's kind and what its message says, and that the message is
// one line that does nothing to who shows it.
func checkFault(t *testing.T, err error, kind gate.FaultKind, fatal bool, says ...string) {
	t.Helper()
	f, ok := errors.AsType[*gate.Fault](err)
	if !ok {
		t.Fatalf("got %v (%T), want a fault", err, err)
	}
	t.Log(f.Message)
	if f.Kind != kind || f.Fatal != fatal {
		t.Errorf("got kind %s, fatal %v, want %s, %v: %s", f.Kind, f.Fatal, kind, fatal, f.Message)
	}
	for _, s := range says {
		if !strings.Contains(f.Message, s) {
			t.Errorf("the message lacks %q: %s", s, f.Message)
		}
	}
	checkInert(t, f.Message)
}

// checkInert checks that a text is a line of bounded length without anything that a terminal or
// a page obeys.
func checkInert(t *testing.T, s string) {
	t.Helper()
	if len(s) > 2000 {
		t.Errorf("%d bytes: %s", len(s), s)
	}
	for _, r := range s {
		if !unicode.IsPrint(r) || r == '<' || r == '>' {
			t.Errorf("%U in %q", r, s)
		}
	}
}

func TestFaultsOfTheStart(t *testing.T) {
	const hang = 300 * time.Millisecond
	for _, test := range []struct {
		name, role string
		kind       gate.FaultKind
		says       []string
	}{
		{"exits", "exit 3", gate.FaultStart, []string{"ended before it said anything, exit status 3", `standard error ends with "no module named softmax\n"`}},
		{"exits with 0", "exit 0", gate.FaultStart, []string{"ended before it said anything, exit status 0"}},
		{"half a line", "half", gate.FaultStart, []string{"exit status 0", `its first line was not ended: "{\"softulp\":1,`}},
		{"silent", "silent", gate.FaultHang, []string{"said nothing within 300ms", "flush"}},
		{"closes its output", "mute", gate.FaultStart, []string{"closed its standard output before it said anything, and still runs"}},
		{"endless line", "endless", gate.FaultProtocol, []string{"first line has more than 1048576 bytes", `begins with "aaaa`}},
		{"garbage", "garbage", gate.FaultProtocol, []string{`is not the JSON object that is due`, `"garbage"`}},
		{"a banner", "say Welcome to \x1b[1mMyLib\x1b[0m", gate.FaultProtocol, []string{`"Welcome to \x1b[1mMyLib\x1b[0m"`, "print other things to standard error"}},
		{"blank", "say ", gate.FaultProtocol, []string{`: ""`}},
		{"NUL bytes", "nul", gate.FaultProtocol, []string{`"\x00\x00{`}},
		{"null", "say null", gate.FaultProtocol, []string{`has no "softulp":1`}},
		{"a list", "say []", gate.FaultProtocol, []string{"is not the JSON object"}},
		{"bad UTF-8", "say {\"softulp\":1,\"name\":\"\xff\xfe\"}", gate.FaultProtocol, []string{"is not UTF-8", `\xff\xfe`}},
		{"another version", `say {"softulp":2,"name":"x"}`, gate.FaultProtocol, []string{`version "2" of the protocol: this softulp speaks version 1`}},
		{"version in words", `say {"softulp":"1"}`, gate.FaultProtocol, []string{`version "\"1\""`}},
		{"no version", `say {"name":"x"}`, gate.FaultProtocol, []string{`has no "softulp":1`}},
		{"no functions", `say {"softulp":1,"name":"x"}`, gate.FaultProtocol, []string{"offers no function"}},
		{"unknown functions", `say {"softulp":1,"functions":{"sparsemax":["float32"],"softmax":["float128"]}}`, gate.FaultProtocol, []string{"offers no function", "sparsemax"}},
		{"functions as a list", `say {"softulp":1,"functions":["softmax"]}`, gate.FaultProtocol, []string{"is not as it should be", "functions"}},
		{"hostile", "say \u202egnihton\u2066 <script>alert(1)</script> \x07\x9b31m", gate.FaultProtocol, []string{`\u202egnihton\u2066 \u003cscript\u003ealert(1)`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := tryStart(t, test.role, markedBy(guard(t)), timeout(hang), func(o *Options) {
				if test.kind != gate.FaultHang {
					o.Timeout = 20 * time.Second
				}
			})
			if err == nil {
				c.Close()
				t.Fatal("it started")
			}
			checkFault(t, err, test.kind, true, test.says...)
		})
	}
}

var startRoles = map[string]func(argument string){
	"nul": func(string) { fmt.Print("\x00\x00" + helloLine + "\n") },
	"exit": func(status string) {
		if status == "3" {
			fmt.Fprintln(os.Stderr, "no module named softmax")
			os.Exit(3)
		}
	},
	"half":    func(string) { fmt.Print(helloLine[:50]) },
	"silent":  func(string) { time.Sleep(time.Hour) },
	"mute":    func(string) { os.Stdout.Close(); time.Sleep(time.Hour) },
	"endless": func(string) { flood(os.Stdout, "a") },
	"garbage": func(string) { flood(os.Stdout, "garbage\n") },
}

func TestProgramsThatCannotBeStarted(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage")
	plain := filepath.Join(dir, "plain")
	os.WriteFile(garbage, []byte("\x7fELF is not enough"), 0o755)
	os.WriteFile(plain, []byte("#!/bin/sh\n"), 0o644)
	for _, test := range []struct {
		name string
		argv []string
		says string
	}{
		{"nothing", nil, "no program"},
		{"not in the path", []string{"no-such-program-\x1b[1m"}, `cannot start "no-such-program-\x1b[1m": executable file not found`},
		{"no file", []string{filepath.Join(dir, "absent")}, "no such file or directory"},
		{"a folder", []string{dir}, "cannot start"},
		{"not executable", []string{plain}, "permission denied"},
		{"no format", []string{garbage}, "exec format error"},
	} {
		t.Run(test.name, func(t *testing.T) {
			guard(t)
			_, err := Start(t.Context(), Options{Argv: test.argv})
			checkFault(t, err, gate.FaultStart, true, test.says)
		})
	}
}

// writtenName is the environment variable for the file by which askAll tells an adapter that all
// its requests have been written: it misbehaves no sooner.
const writtenName = "SOFTULP_TEST_WRITTEN"

// whenWritten has the adapter wait for askAll.
func whenWritten(t *testing.T) func(*Options) {
	file := filepath.Join(t.TempDir(), "written")
	return func(o *Options) { o.Env = append(o.Env, writtenName+"="+file) }
}

// askAll asks several requests at once, of which that at index 3 is the odd one, and
// returns what became of them. The client is started with whenWritten.
func askAll(t *testing.T, c *Client) (errs []error, odd *gate.Batch) {
	t.Helper()
	var batches []*gate.Batch
	var waits []func() error
	for i := range 8 {
		rows := 2 + i
		if i == 3 {
			rows = oddRows
		}
		b := batch(function.Softmax, dtype.Float32, rows, 5)
		batches = append(batches, b)
		waits = append(waits, c.Start(b))
	}
	c.mu.Lock()
	for c.sentID < int64(len(waits)) {
		c.changed.Wait()
	}
	c.mu.Unlock()
	for _, v := range c.options.Env {
		if file, ok := strings.CutPrefix(v, writtenName+"="); ok {
			if err := os.WriteFile(file, nil, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, wait := range waits {
		err := wait()
		errs = append(errs, err)
		if err == nil {
			checkAnswers(t, batches[i])
		}
	}
	return errs, batches[3]
}

func TestFaultsInTheMiddle(t *testing.T) {
	const crash, hang, protocol, answer = gate.FaultCrash, gate.FaultHang, gate.FaultProtocol, gate.FaultAnswer
	const request = "request 4, softmax of 13 rows of 5 float32 logits"
	for _, test := range []struct {
		wrong   string
		kind    gate.FaultKind
		says    []string
		blamed  int // the index of the request that has the fault
		restart int
	}{
		{"exit3", crash, []string{"the adapter ended (exit status 3), at " + request, `standard error ends with "out of \x1b[31mluck\x1b[0m\n"`}, 3, 2},
		{"exit0", crash, []string{"the adapter ended (exit status 0), at " + request}, 3, 2},
		{"panic", crash, []string{"the adapter ended (exit status 2)", "standard error ends with …"}, 3, 2},
		{"half", crash, []string{`(exit status 0), in the middle of the line "{\"id\":4,\"y\":\"`, request}, 3, 2},
		{"sleep", hang, []string{"did not answer within 2s, at " + request}, 3, 1},
		{"late", hang, []string{"did not answer within 2s, at " + request}, 3, 1},

		{"twice", protocol, []string{"another answer to request 4 in place of the one to request 5"}, 4, 1},
		{"before", protocol, []string{"another answer to request 3 in place of the one to request 4"}, 3, 1},
		{"after", protocol, []string{"the answer to request 5 before the one to request 4: answers are due in the order of the requests"}, 3, 1},
		{"nobody", protocol, []string{"an answer with the id 4711 in place of 4: nobody asked that"}, 3, 1},
		{"below", protocol, []string{"an answer with the id -1 in place of 4"}, 3, 1},
		{"no id", protocol, []string{`a line without an id, "{\"y\":\"\"}"`}, 3, 1},
		{"id string", protocol, []string{`a line whose id is not an integer`}, 3, 1},
		{"id fraction", protocol, []string{`a line whose id is not an integer, "{\"id\":4.0`}, 3, 1},
		{"array", protocol, []string{`not a JSON object, "[{`}, 3, 1},
		{"blank", protocol, []string{`not a JSON object, ""`}, 3, 1},
		{"print", protocol, []string{`"\x1b]0;owned\a\u003cscript\u003ealert(1)\u003c/script\u003e \u202e"`, "print other things to standard error", request}, 3, 1},
		{"nul", protocol, []string{`not a JSON object, "\x00\x00\x00{`}, 3, 1},
		{"latin1", protocol, []string{`not UTF-8, "{\"id\":4,\"error\":\"\xfcnicht\"}"`}, 3, 1},
		{"two in one", protocol, []string{`not a JSON object`}, 3, 1},
		{"deep", protocol, []string{`not a JSON object, "[[[[`, "bytes more"}, 3, 1},
		{"number", protocol, []string{"whose y is not a string of base64"}, 3, 1},
		{"endless", protocol, []string{"a line of more than 1049272 bytes", `begins with "{\"id\":4,\"y\":\"AAAA`}, 3, 1},
		{"garbage", protocol, []string{`not a JSON object, "garbage"`}, 3, 1},

		{"neither", answer, []string{"neither y nor an error, to " + request}, 3, 0},
		{"null", answer, []string{"neither y nor an error"}, 3, 0},
		{"both", answer, []string{`both y and an error, "but"`}, 3, 0},
		{"short", answer, []string{"with 2 bytes: 65 numbers of float32 are due, 260 bytes or 348 bytes of base64"}, 3, 0},
		{"empty", answer, []string{"with 0 bytes"}, 3, 0},
		{"long", answer, []string{"with 3000 bytes: 65 numbers of float32 are due"}, 3, 0},
		{"unpadded", answer, []string{"not base64 (padded"}, 3, 0},
		{"url", answer, []string{`not base64 (padded, of the alphabet with + and /, in one line), "__-_"`}, 3, 0},
		{"wrapped", answer, []string{"not base64"}, 3, 0},
		{"bits", answer, []string{"not base64"}, 3, 0},

		{"close out", protocol, []string{"closed its standard output, and still runs, at " + request}, 3, 2},
		// The rest had been written by then, into a pipe that nobody reads.
		{"close in", hang, []string{"did not answer within 2s, at request 5"}, 4, 1},
	} {
		t.Run(strings.ReplaceAll(test.wrong, " ", "-"), func(t *testing.T) {
			limit := 20 * time.Second
			if test.kind == hang {
				limit = patience
			}
			mark := guard(t)
			c := start(t, "wrong "+test.wrong, markedBy(mark), timeout(limit), whenWritten(t))
			errs, _ := askAll(t, c)
			for i, err := range errs {
				if i == test.blamed {
					checkFault(t, err, test.kind, false, test.says...)
				} else if err != nil {
					t.Errorf("request %d: %v", i+1, err)
				}
			}
			if err := c.Close(); err != nil {
				t.Errorf("a fault that belongs to no request: %v", err)
			}
			if f := c.Faults(); len(f) != 1 || !strings.Contains(f[0].Request, fmt.Sprintf("request %d,", test.blamed+1)) {
				t.Errorf("%d faults, want one, of request %d: %v", len(f), test.blamed+1, f)
			}
			if c.restarts != test.restart {
				t.Errorf("started again %d times, want %d", c.restarts, test.restart)
			}
		})
	}
}

func TestNoFaults(t *testing.T) {
	for _, wrong := range []string{"slow", "complain", "spaced", "reordered", "escaped", "mutated", "declined"} {
		t.Run(wrong, func(t *testing.T) {
			c := start(t, "wrong "+wrong, markedBy(guard(t)), whenWritten(t))
			errs, odd := askAll(t, c)
			for i, err := range errs {
				if d, ok := errors.AsType[*gate.Declined](err); ok && wrong == "declined" && i == 3 {
					if d.Reason != `no \u003cb\u003e\x1b[1mbold` {
						t.Errorf("declined: %s", d.Reason)
					}
				} else if err != nil {
					t.Errorf("request %d: %v", i+1, err)
				}
			}
			if odd.Mutated != (wrong == "mutated") {
				t.Errorf("mutated: %v", odd.Mutated)
			}
			if err := c.Close(); err != nil || len(c.Faults()) > 0 || c.restarts != 0 {
				t.Errorf("%v, faults %v, started again %d times", err, c.Faults(), c.restarts)
			}
			checkInert(t, strings.ReplaceAll(c.Stderr(), "warning", "")[:min(len(c.Stderr()), 1000)])
			if wrong == "complain" && !strings.HasSuffix(c.Stderr(), `warning: \x1b[5m!\n"`) {
				t.Errorf("standard error ends with %.60s", c.Stderr())
			}
		})
	}
}
