package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// asProgram, in the environment, makes the test binary the program itself, with these
// arguments, a line each.
const asProgram = "SOFTULP_TEST_PROGRAM"

// asked is the program, where the test binary is asked to be it.
func asked(args string) {
	os.Exit(run(context.Background(), judges{}, strings.Split(args, "\n"), strings.NewReader(""), os.Stdout, os.Stderr))
}

// program returns softulp as a process of its own, to be killed.
func program(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asProgram+"="+strings.Join(args, "\n"))
	return cmd
}

// TestKilled: a search that is killed at ten random moments, and resumed each time, writes
// the file of an undisturbed one.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	dir := t.TempDir()
	args := func(json string) []string {
		return []string{"search", "shifted", "direct", "-f", "logsumexp,softmax_vjp", "--arithmetic", "float32",
			"--evaluations", "250000", "--checkpoint", filepath.Join(dir, json+".state"), "--json", filepath.Join(dir, json)}
	}
	start := time.Now()
	if out, err := program(args("whole.json")...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(start)
	rng := rand.New(rand.NewPCG(uint64(start.UnixNano()), 1)) // other moments each time
	killed := 0
	for range 100 {
		cmd := program(args("killed.json")...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		if killed < 10 {
			select {
			case err := <-done:
				t.Fatalf("it was through before it was killed the tenth time: %d, %v", killed, err)
			case <-time.After(time.Duration(float64(took) / 12 * 2 * rng.Float64())):
				cmd.Process.Kill() // SIGKILL
				<-done
				killed++
				continue
			}
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		break
	}
	want, err := os.ReadFile(filepath.Join(dir, "whole.json"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "killed.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) || len(want) < 1000 {
		t.Errorf("killed %d times:\n%s\nundisturbed:\n%s", killed, got, want)
	}
}

// TestSearchShards: sixteen shards, merged, are one search, by the command line.
func TestSearchShards(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	for _, long := range [][]string{
		{"search", "naive", "shifted", "-f", "softmax", "--arithmetic", "float16+float32", "--evaluations", "3200", "--objective", "all"},
		{"exhaustive", "online", "-f", "softmax,logsumexp", "--arithmetic", "float8_e5m2+float32"},
	} {
		ok := func(args ...string) {
			t.Helper()
			if r := softulp(t.Context(), never(t), args...); r.status != exitOK {
				t.Fatalf("%v: status %d, %s", args, r.status, r.stderr)
			}
		}
		ok(append(long, "--json", file("whole.json"))...)
		merge := []string{"merge", "--json", file("merged.json")}
		for i := range 16 {
			shard := file(fmt.Sprintf("shard-%d.json", 15-i))
			ok(append(long, "--json", shard, "--shard", fmt.Sprintf("%d/16", 15-i))...)
			merge = append(merge, shard)
		}
		ok(merge...)
		whole, err := os.ReadFile(file("whole.json"))
		if err != nil {
			t.Fatal(err)
		}
		merged, err := os.ReadFile(file("merged.json"))
		if err != nil || !bytes.Equal(whole, merged) {
			t.Errorf("%v, %v: shards come to\n%s\none to\n%s", long, err, merged, whole)
		}
		if r := softulp(t.Context(), never(t), merge[:len(merge)-1]...); r.status != exitUsage || !strings.Contains(r.stderr, "1 of 16 shards are missing, 0/16 first") {
			t.Errorf("a shard is missing: status %d, %s", r.status, r.stderr)
		}
	}
}

// TestKeep: what is found becomes a worst case, once.
func TestKeep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "worst")
	args := []string{"search", "shifted", "-f", "softmax", "--arithmetic", "float8_e5m2+float32", "--k", "2", "--evaluations", "70000", "--keep", dir}
	for i := range 2 {
		r := softulp(t.Context(), never(t), args...)
		if want := fmt.Sprintf("%d of 1 worst rows are new", 1-i); r.status != exitOK || !strings.Contains(r.stderr, want) {
			t.Fatalf("status %d, %s, want %q", r.status, r.stderr, want)
		}
		if !strings.Contains(r.stdout, "= 0.499958") {
			t.Errorf("what is proved is not shown as such:\n%s", r.stdout)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "softmax.wc"))
	if err != nil || !strings.Contains(string(data), " ulp=0.499958 shifted/float8_e5m2+float32 exhaustive\n") {
		t.Errorf("%v:\n%s", err, data)
	}
}

// TestKeepExhaustive does the same for runs over every row, and for shards once they are
// merged.
func TestKeepExhaustive(t *testing.T) {
	dir := t.TempDir()
	long := []string{"exhaustive", "schraudolph", "-f", "softmax", "--arithmetic", "float8_e4m3fn+float32"}
	if r := softulp(t.Context(), never(t), append(long, "--keep", filepath.Join(dir, "one"))...); r.status != exitOK || !strings.Contains(r.stderr, "1 of 1 worst rows are new") {
		t.Fatalf("status %d, %s", r.status, r.stderr)
	}
	if r := softulp(t.Context(), never(t), append(long, "--keep", dir, "--shard", "0/2")...); r.status != exitUsage || !strings.Contains(r.stderr, "no worst case") {
		t.Errorf("a part: status %d, %s", r.status, r.stderr)
	}
	merge := []string{"merge", "--keep", filepath.Join(dir, "merged")}
	for i := range 2 {
		shard := filepath.Join(dir, fmt.Sprintf("%d.json", i))
		if r := softulp(t.Context(), never(t), append(long, "--json", shard, "--shard", fmt.Sprintf("%d/2", i))...); r.status != exitOK {
			t.Fatalf("status %d, %s", r.status, r.stderr)
		}
		merge = append(merge, shard)
	}
	if r := softulp(t.Context(), never(t), merge...); r.status != exitOK {
		t.Fatalf("status %d, %s", r.status, r.stderr)
	}
	one, err := os.ReadFile(filepath.Join(dir, "one", "softmax.wc"))
	if err != nil {
		t.Fatal(err)
	}
	merged, err := os.ReadFile(filepath.Join(dir, "merged", "softmax.wc"))
	if err != nil || !bytes.Equal(one, merged) || !strings.Contains(string(one), " ulp=1.05465 schraudolph/float8_e4m3fn+float32 exhaustive\n") {
		t.Errorf("%v:\n%s\n%s", err, one, merged)
	}
}

// TestSearchAdapter: a program is searched as an implementation is, and one that ends is a
// fault that names the row.
func TestSearchAdapter(t *testing.T) {
	for _, c := range []struct {
		role   string
		status int
		want   string
	}{{"naive", exitOK, "tested/float32"}, {"crash", exitFailed, "tested/float32 on ["}} {
		t.Setenv(adapterRole, c.role)
		r := softulp(t.Context(), never(t), "search", "--cmd", os.Args[0], "--objective", "class", "--evaluations", "640", "--k", "2-4")
		if r.status != c.status || !strings.Contains(r.stdout+r.stderr, c.want) {
			t.Errorf("%s: status %d\n%s%s", c.role, r.status, r.stdout, r.stderr)
		}
	}
}

func TestSearchUsage(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.json")
	if err := os.WriteFile(bad, []byte(`{"schema":"softulp/1"}`), 0o666); err != nil {
		t.Fatal(err)
	}
	nonsense := filepath.Join(dir, "nonsense.json")
	if err := os.WriteFile(nonsense, []byte("\x1b[2J"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		want string
	}{
		{"search", "nothing to judge"},
		{"search nosuch", `unknown implementation "nosuch"`},
		{"search shifted --cmd true", "give one of them"},
		{"search shifted --objective size", `unknown objective "size"`},
		{"search shifted --k 0", "rows of 0 to 0 logits"},
		{"search shifted --k two", "--k \"two\""},
		{"search shifted --k 2-65", "at most 64"},
		{"search shifted --evaluations 31", "at least 32"},
		{"search shifted --shard 1", "want I/N"},
		{"search shifted --shard 33/64", "at most 32 shards"},
		{"search shifted -f softmax_vjp", "has not that function"},
		{"search shifted --arithmetic float13", "float13"},
		{"search shifted --dtype float13", "float13"},
		{"search direct -f softmax_vjp --objective sum", "only a softmax adds up to 1"},
		{"search reference -f softmax", "reference is never wrong"},
		{"exhaustive nosuch", `unknown implementation "nosuch"`},
		{"exhaustive --k 9", "at most 32"},
		{"exhaustive shifted --arithmetic float32 --k 2", "are 64 bits a row"},
		{"exhaustive shifted --shard 16/16", "want I/N"},
		{"exhaustive --exponentials -f softmax", "leave one of them out"},
		{"exhaustive --exponentials shifted", "unknown implementation"},
		{"merge", "requires at least 1 arg"},
		{"merge " + bad, `has the schema "softulp/1"`},
		{"merge " + nonsense, "is no JSON document"},
		{"merge " + dir + "/absent.json", "no such file"},
	} {
		r := softulp(t.Context(), never(t), strings.Fields(c.args)...)
		if r.status != exitUsage || r.stdout != "" || !strings.Contains(r.stderr, c.want) || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("softulp %s: status %d, %q, want %q", c.args, r.status, r.stderr, c.want)
		}
	}
}
