package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// A crash that does not happen again is a fault all the same, of the first request that
// was on its way.
func TestCrashThatDoesNotRepeat(t *testing.T) {
	file := filepath.Join(t.TempDir(), "once")
	c := start(t, "once exit3 "+file, markedBy(guard(t)), whenWritten(t))
	errs, _ := askAll(t, c)
	faults := 0
	for i, err := range errs {
		if err == nil {
			continue
		}
		faults++
		checkFault(t, err, gate.FaultCrash, false, "the adapter ended (exit status 3)", "on their way",
			fmt.Sprintf("the first of them request %d,", i+1), "does not happen each time")
		if i > 3 {
			t.Errorf("request %d is to blame, which was asked after the fourth", i+1)
		}
	}
	if faults != 1 || len(c.Faults()) != 1 || c.restarts != 1 {
		t.Errorf("%d faults, %v, started again %d times, want one, once", faults, c.Faults(), c.restarts)
	}
}

func TestCrashOfOneThatDoesNotRepeat(t *testing.T) {
	file := filepath.Join(t.TempDir(), "once")
	c := start(t, "once exit0 "+file, markedBy(guard(t)))
	err := c.Start(batch(function.Softmax, dtype.Float32, oddRows, 3))()
	checkFault(t, err, gate.FaultCrash, false, "the adapter ended (exit status 0)", "at request 1,", "asked again it was answered")
	if err := c.Start(batch(function.Softmax, dtype.Float32, oddRows, 3))(); err != nil {
		t.Error(err)
	}
}

// A program that crashes again and again is given up, and everything after that has the
// same fault, at once.
func TestGivenUp(t *testing.T) {
	c := start(t, "wrong exit3", markedBy(guard(t)), func(o *Options) { o.MaxRestarts = 3 })
	var faults []error
	for range 5 {
		faults = append(faults, c.Start(batch(function.Softmax, dtype.Float32, oddRows, 3))())
	}
	checkFault(t, faults[0], gate.FaultCrash, false, "exit status 3")
	for _, err := range faults[2:] {
		checkFault(t, err, gate.FaultCrash, true, "was started again 3 times, and is given up", "exit status 3")
	}
	if n := len(c.Faults()); n > 3 {
		t.Errorf("%d faults: %v", n, c.Faults())
	}
}

func TestNeverStartedAgain(t *testing.T) {
	c := start(t, "wrong sleep", markedBy(guard(t)), timeout(patience), whenWritten(t), func(o *Options) { o.MaxRestarts = -1 })
	errs, _ := askAll(t, c)
	checkFault(t, errs[3], gate.FaultHang, false, "did not answer within 2s")
	checkFault(t, errs[4], gate.FaultHang, true, "started again 0 times, and is given up; last, the adapter did not answer")
}

// A program that is gone when it is to be started again is beyond use.
func TestCannotBeStartedAgain(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a program that runs cannot be renamed here")
	}
	copied := filepath.Join(t.TempDir(), "adapter")
	program, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(copied, program, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	program = nil
	c := start(t, "wrong exit3", markedBy(guard(t)), func(o *Options) { o.Argv[0] = copied })
	if err := c.Start(batch(function.Softmax, dtype.Float32, 1, 3))(); err != nil {
		t.Fatal(err)
	}
	os.Remove(copied)
	err = c.Start(batch(function.Softmax, dtype.Float32, oddRows, 3))()
	checkFault(t, err, gate.FaultStart, true, "started again, cannot start", "no such file")
	err = c.Start(batch(function.Softmax, dtype.Float32, 1, 3))()
	checkFault(t, err, gate.FaultStart, true, "started again, cannot start")
}

// idle waits for a fault that belongs to no request.
func idle(t *testing.T, c *Client) gate.Fault {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if f := c.Faults(); len(f) > 0 {
			return f[0]
		}
	}
	t.Fatal("no fault")
	return gate.Fault{}
}

// What happens while nothing is asked is a fault too, and is not lost.
func TestFaultsBetweenRequests(t *testing.T) {
	for _, test := range []struct {
		wrong string
		kind  gate.FaultKind
		says  string
	}{
		{"twice", gate.FaultProtocol, "another answer to request 1, which was answered, when nothing was asked"},
		{"answer and exit", gate.FaultCrash, "ended (exit status 5), when nothing was asked"},
		{"answer and print", gate.FaultProtocol, `not a JSON object, "bye"; print other things to standard error, when nothing was asked`},
		{"answer and flood", gate.FaultProtocol, `not a JSON object, "bye"`},
	} {
		t.Run(strings.ReplaceAll(test.wrong, " ", "-"), func(t *testing.T) {
			c := start(t, "wrong "+test.wrong, markedBy(guard(t)))
			b := batch(function.Softmax, dtype.Float32, oddRows, 3)
			if err := c.Start(b)(); err != nil {
				t.Fatal(err)
			}
			checkAnswers(t, b)
			f := idle(t, c)
			checkFault(t, &f, test.kind, false, test.says)
			b = batch(function.Softmax, dtype.Float32, 3, 3)
			if err := c.Start(b)(); err != nil {
				t.Fatal(err)
			}
			checkFault(t, c.Close(), test.kind, false, test.says)
		})
	}
}

// What it still says when it is closed counts; how it ends does not.
func TestFaultsAtTheEnd(t *testing.T) {
	c := start(t, "last-words", markedBy(guard(t)))
	checkFault(t, c.Close(), gate.FaultProtocol, false, `not a JSON object, "good bye"`)
	c = start(t, "last-status", markedBy(guard(t)))
	if err := c.Close(); err != nil || len(c.Faults()) > 0 {
		t.Errorf("%v, faults %v", err, c.Faults())
	}
	c = start(t, "deaf", markedBy(guard(t)))
	begun := time.Now()
	if err := c.Close(); err != nil || time.Since(begun) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	if err := c.Start(batch(function.Softmax, dtype.Float32, 1, 1))(); err == nil {
		t.Error("asked after Close")
	}
}

var endRoles = map[string]func(argument string){
	"host":        host,
	"chaos":       chaos,
	"last-words":  func(string) { serve(helloLine, right); fmt.Println("good bye") },
	"last-status": func(string) { serve(helloLine, right); os.Exit(7) },
	"deaf":        func(string) { serve(helloLine, right); time.Sleep(time.Hour) },
}

var endWrongs = map[string]func(r *asked) string{
	"answer and exit": func(r *asked) string { fmt.Println(right(r)); os.Exit(5); return "" },
	"answer and print": func(r *asked) string {
		fmt.Println(right(r))
		time.Sleep(50 * time.Millisecond)
		return "bye"
	},
	"answer and flood": func(r *asked) string { fmt.Println(right(r)); flood(os.Stdout, "bye\n"); return "" },
	"wait":             func(r *asked) string { os.Stdout.WriteString(right(r)[:40]); time.Sleep(time.Hour); return "" },
}

// It is killed while half of its answer has been read.
func TestKilledWhileRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals here")
	}
	file := filepath.Join(t.TempDir(), "once")
	c := start(t, "once wait "+file, markedBy(guard(t)), timeout(20*time.Second))
	wait := c.Start(batch(function.Softmax, dtype.Float32, oddRows, 3))
	pid := 0
	for pid == 0 {
		said, _ := os.ReadFile(file)
		pid, _ = strconv.Atoi(string(said))
		time.Sleep(10 * time.Millisecond)
	}
	if p, err := os.FindProcess(pid); err != nil || p.Kill() != nil {
		t.Fatal(err)
	}
	checkFault(t, wait(), gate.FaultCrash, false, `the adapter ended (signal: killed), in the middle of the line "{\"id\":1,\"y\":\"`, "asked again it was answered")
}

// Whatever the adapter started is gone with it: in a session of its own, with and without
// its parent, however the end came.
func TestNothingIsLeft(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	for _, family := range []string{"child", "orphan", "bare"} {
		for _, end := range []string{"close", "exit0", "sleep", "garbage", "cancel", "close out"} {
			t.Run(family+"-"+strings.ReplaceAll(end, " ", "-"), func(t *testing.T) {
				mark := guard(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				c, err := Start(ctx, Options{Argv: []string{os.Args[0]}, Timeout: patience, MaxRestarts: -1,
					Env: append(os.Environ(), roleName+"="+family+" "+end, mark, "GORACE=atexit_sleep_ms=0")})
				if err != nil {
					t.Fatal(err)
				}
				sleeper, err := strconv.Atoi(c.Hello().Version)
				if err != nil || !lives(sleeper) {
					t.Fatalf("%v: there is no sleeper", err)
				}
				if err := c.Start(batch(function.Softmax, dtype.Float32, 1, 3))(); err != nil {
					t.Fatal(err)
				}
				switch end {
				case "close":
				case "cancel":
					cancel()
				default:
					if err := c.Start(batch(function.Softmax, dtype.Float32, oddRows, 3))(); err == nil {
						t.Error("no fault")
					}
				}
				c.Close()
				if lives(sleeper) {
					t.Errorf("process %d is left", sleeper)
				}
			})
		}
	}
}

// An adapter does not outlive who asks it, even if that is killed and the adapter does not
// look at its standard input.
func TestNothingOutlivesTheAsker(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs Linux")
	}
	mark := guard(t)
	host := exec.Command(os.Args[0])
	host.Env = append(os.Environ(), roleName+"=host", mark)
	out, err := host.StdoutPipe()
	if err == nil {
		err = host.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil || !lives(pid) {
		t.Fatalf("%v: there is no adapter", err)
	}
	host.Process.Kill()
	host.Wait()
	for deadline := time.Now().Add(10 * time.Second); lives(pid); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d is left", pid)
		}
	}
}

// host asks an adapter that is deaf.
func host(string) {
	c, err := Start(context.Background(), Options{Argv: []string{os.Args[0]}, Env: append(os.Environ(), roleName+"=deaf")})
	if err != nil {
		panic(err)
	}
	fmt.Println(c.session.cmd.Process.Pid)
	time.Sleep(time.Hour)
}

// Requests end with the context's error, which is no fault, and so does a start.
func TestContext(t *testing.T) {
	mark := guard(t)
	ctx, cancel := context.WithCancel(t.Context())
	o := Options{Argv: []string{os.Args[0]}, Env: append(os.Environ(), roleName+"=wrong sleep", mark)}
	c, err := Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	var waits []func() error
	for i := range 5 {
		waits = append(waits, c.Start(batch(function.Softmax, dtype.Float32, oddRows-1+min(i, 1), 3)))
	}
	if err := waits[0](); err != nil {
		t.Fatal(err)
	}
	cancel()
	for _, wait := range waits[1:] {
		if err := wait(); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if err := c.Start(batch(function.Softmax, dtype.Float32, 1, 3))(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := c.Close(); err != nil || len(c.Faults()) > 0 {
		t.Errorf("%v, faults %v", err, c.Faults())
	}
	o.Env = append(os.Environ(), roleName+"=silent", mark)
	ctx, cancel = context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, o); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := Start(ctx, o); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// Far more than pipes hold is on its way in both directions, from several goroutines,
// to an adapter that reads no request before the last is answered.
func TestLargeRequests(t *testing.T) {
	c := start(t, "right", timeout(time.Minute))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var waits []func() error
			var batches []*gate.Batch
			for range 6 {
				b := batch(function.Softmax, dtype.Float64, 40, 2500)
				batches = append(batches, b)
				waits = append(waits, c.Start(b))
			}
			for i, wait := range waits {
				if err := wait(); err != nil {
					t.Error(err)
				} else {
					checkAnswers(t, batches[i])
				}
			}
		})
	}
	wg.Wait()
}

// An adapter that stops reading in the middle of a request is found by writing.
func TestClosedInputOfLargeRequest(t *testing.T) {
	c := start(t, "wrong close in", markedBy(guard(t)))
	waits := []func() error{c.Start(batch(function.Softmax, dtype.Float32, oddRows, 3)), c.Start(batch(function.Softmax, dtype.Float32, 100, 1000))}
	if err := waits[0](); err != nil {
		t.Fatal(err)
	}
	checkFault(t, waits[1](), gate.FaultProtocol, false, "closed its standard input, and still runs", "asked again it was answered")
}
