package process

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// oddRows is the number of rows by which adapters of these tests know the request at which they
// misbehave.
const oddRows = 13

// wrongs is what adapters do in place of an answer, or besides, to a request of oddRows rows.
var wrongs = map[string]func(r *asked) string{
	"exit3":  func(*asked) string { fmt.Fprintln(os.Stderr, "out of \x1b[31mluck\x1b[0m"); os.Exit(3); return "" },
	"exit0":  func(*asked) string { os.Exit(0); return "" },
	"panic":  func(*asked) string { panic("at the disco") },
	"sleep":  func(*asked) string { time.Sleep(time.Hour); return "" },
	"late":   func(r *asked) string { time.Sleep(3 * patience / 2); return right(r) },
	"slow":   func(r *asked) string { time.Sleep(100 * time.Millisecond); return right(r) },
	"half":   func(r *asked) string { os.Stdout.WriteString(right(r)[:40]); os.Exit(0); return "" },
	"twice":  func(r *asked) string { return right(r) + "\n" + right(r) },
	"before": func(r *asked) string { r.ID--; return right(r) },
	"after":  func(r *asked) string { r.ID++; return right(r) },
	"nobody": func(r *asked) string { r.ID = 4711; return right(r) },
	"below":  func(r *asked) string { r.ID = -1; return right(r) },

	"no id":       func(r *asked) string { return `{"y":""}` },
	"id string":   func(r *asked) string { return fmt.Sprintf(`{"id":"%d","y":""}`, r.ID) },
	"id fraction": func(r *asked) string { return fmt.Sprintf(`{"id":%d.0,"y":""}`, r.ID) },
	"array":       func(r *asked) string { return "[" + right(r) + "]" },
	"blank":       func(r *asked) string { return "\n" + right(r) },
	"print":       func(r *asked) string { return "\x1b]0;owned\a<script>alert(1)</script> \u202e\n" + right(r) },
	"nul":         func(r *asked) string { return "\x00\x00\x00" + right(r) },
	"latin1":      func(r *asked) string { return fmt.Sprintf("{\"id\":%d,\"error\":\"\xfcnicht\"}", r.ID) },
	"two in one":  func(r *asked) string { return right(r) + right(r) },
	"deep":        func(r *asked) string { return strings.Repeat("[", 100_000) },

	"neither":   func(r *asked) string { return fmt.Sprintf(`{"id":%d}`, r.ID) },
	"null":      func(r *asked) string { return fmt.Sprintf(`{"id":%d,"y":null}`, r.ID) },
	"both":      func(r *asked) string { return strings.TrimSuffix(right(r), "}") + `,"error":"but"}` },
	"number":    func(r *asked) string { return fmt.Sprintf(`{"id":%d,"y":1.5}`, r.ID) },
	"short":     func(r *asked) string { return fmt.Sprintf(`{"id":%d,"y":"AAA="}`, r.ID) },
	"empty":     func(r *asked) string { return fmt.Sprintf(`{"id":%d,"y":""}`, r.ID) },
	"long":      func(r *asked) string { return fmt.Sprintf(`{"id":%d,"y":"%s"}`, r.ID, strings.Repeat("AAAA", 1000)) },
	"unpadded":  func(r *asked) string { return strings.ReplaceAll(right(r), "=", "") },
	"url":       func(r *asked) string { return fmt.Sprintf(`{"id":%d,"y":"__-_"}`, r.ID) },
	"wrapped":   func(r *asked) string { return strings.Replace(right(r), `"y":"`, `"y":"AAAA\n`, 1) },
	"bits":      func(r *asked) string { return fmt.Sprintf(`{"id":%d,"y":"AAAAAB=="}`, r.ID) },
	"declined":  func(r *asked) string { return fmt.Sprintf(`{"id":%d,"error":"no <b>\u001b[1mbold"}`, r.ID) },
	"endless":   func(r *asked) string { fmt.Printf(`{"id":%d,"y":"`, r.ID); flood(os.Stdout, "A"); return "" },
	"garbage":   func(r *asked) string { flood(os.Stdout, "garbage\n"); return "" },
	"complain":  func(r *asked) string { complain(); return right(r) },
	"close out": func(r *asked) string { os.Stdout.Close(); time.Sleep(time.Hour); return "" },
	"close in":  func(r *asked) string { os.Stdin.Close(); fmt.Println(right(r)); time.Sleep(time.Hour); return "" },
	"mutated":   func(r *asked) string { return strings.TrimSuffix(right(r), "}") + `,"mutated":true}` },
	"spaced": func(r *asked) string {
		return strings.NewReplacer(`{"id":`, `{ "id" : `, `,"y":`, " ,\t\"y\": ").Replace(right(r)) + " \r"
	},
	"reordered": func(r *asked) string {
		_, y, _ := strings.Cut(right(r), ",")
		return fmt.Sprintf(`{"new key":{"a":[1]},%s,"id":%d}`, strings.TrimSuffix(y, "}"), r.ID)
	},
	"escaped": func(r *asked) string { return strings.ReplaceAll(right(r), "/", `\/`) },
}

// wrong does one of them, once the requests after it have been written, if they are waited for.
func wrong(what string, r *asked) string {
	if file := os.Getenv(writtenName); file != "" {
		for _, err := os.Stat(file); err != nil; _, err = os.Stat(file) {
			time.Sleep(time.Millisecond)
		}
	}
	if f, ok := wrongs[what]; ok {
		return f(r)
	}
	return endWrongs[what](r)
}

// patience is the timeout of tests in which an adapter hangs: it has to start in that
// time, too, on a machine that does other things.
const patience = 2 * time.Second

// flood writes without end.
func flood(f *os.File, s string) {
	p := bytes.Repeat([]byte(s), 1<<16/len(s))
	for {
		if _, err := f.Write(p); err != nil {
			os.Exit(1)
		}
	}
}

// complain writes 50 MB to standard error.
func complain() {
	p := bytes.Repeat([]byte("warning: \x1b[5m!\n"), 1<<12)
	for range 50_000_000 / len(p) {
		os.Stderr.Write(p)
	}
}

// spawn starts this binary as a sleeper that outlives everything that is not meant for
// it: in a session of its own, with the pipes open. It returns its process id.
func spawn(env []string) int {
	c := exec.Command(os.Args[0])
	c.Env = append(env, roleName+"=sleeper")
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	inSessionOfItsOwn(c)
	if err := c.Start(); err != nil {
		panic(err)
	}
	return c.Process.Pid
}

var wrongRoles = map[string]func(argument string){
	"wrong": func(what string) {
		serve(helloLine, func(r *asked) string {
			if r.Rows == oddRows {
				return wrong(what, r)
			}
			return right(r)
		})
	},
	// once is wrong the first time only: the argument is "WHAT FILE".
	"once": func(argument string) {
		i := strings.LastIndexByte(argument, ' ')
		what, file := argument[:i], argument[i+1:]
		serve(helloLine, func(r *asked) string {
			if _, err := os.Stat(file); r.Rows == oddRows && err != nil {
				os.WriteFile(file+"~", []byte(strconv.Itoa(os.Getpid())), 0o666)
				os.Rename(file+"~", file)
				return wrong(what, r)
			}
			return right(r)
		})
	},
	"say": func(line string) {
		serve(line, right)
	},
	"sleeper": func(string) { time.Sleep(time.Hour) },
	// families start sleepers, and say so in their version.
	"child": func(what string) {
		relative(what, strconv.Itoa(spawn(os.Environ())))
	},
	// bare starts a sleeper that does not know where it comes from.
	"bare": func(what string) {
		relative(what, strconv.Itoa(spawn(nil)))
	},
	// orphan starts a child that starts a sleeper and ends.
	"orphan": func(what string) {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), roleName+"=parent")
		c.Stderr = os.Stderr
		pid, err := c.Output()
		if err != nil {
			panic(err)
		}
		relative(what, strings.TrimSpace(string(pid)))
	},
	"parent": func(string) {
		out := os.Stdout
		os.Stdout = os.Stderr // the sleeper must not hold the pipe of Output
		fmt.Fprintln(out, spawn(os.Environ()))
	},
}

func relative(what, version string) {
	serve(strings.Replace(helloLine, "1.2", version, 1), func(r *asked) string {
		if r.Rows == oddRows {
			return wrong(what, r)
		}
		return right(r)
	})
}
