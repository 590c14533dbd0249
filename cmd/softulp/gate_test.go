package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/library"
)

// The adapter of these tests is this binary, run again, as adapterRole says.
const adapterRole = "SOFTULP_TEST_ADAPTER"

func TestMain(m *testing.M) {
	if args := os.Getenv(asProgram); args != "" {
		asked(args)
	}
	if len(os.Args) > 1 && os.Args[1] == library.Subcommand { // as --lib starts softulp
		os.Exit(run(context.Background(), judges{}, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	role := os.Getenv(adapterRole)
	if role == "" {
		os.Exit(m.Run())
	}
	adapt(role)
}

// adapt answers softmaxes of float32, in the manner of the role.
func adapt(role string) {
	name := "tested"
	if role == "hostile" {
		name = "<script>\x1b[31m\n::error::"
	}
	hello, _ := json.Marshal(map[string]any{"softulp": 1, "name": name, "version": "1.0",
		"functions": map[string][]string{"softmax": {"float32"}, "nosuch": {"float32"}}, "axes": []string{"last", "first"}})
	fmt.Println(string(hello))
	in := bufio.NewReader(os.Stdin)
	for n := 0; ; n++ {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var r struct {
			ID            int64
			Rows, K       int
			X, Axis       string
			Target, Other string
		}
		if json.Unmarshal(line, &r) != nil {
			os.Exit(4)
		}
		if role == "crash" && r.K == 3 {
			os.Exit(5)
		}
		data, _ := base64.StdEncoding.DecodeString(r.X)
		at := func(i, k int) int {
			if r.Axis == "first" {
				return 4 * (k*r.Rows + i)
			}
			return 4 * (i*r.K + k)
		}
		y := make([]byte, len(data))
		for i := range r.Rows {
			row := make([]float32, r.K)
			for k := range row {
				row[k] = math.Float32frombits(binary.LittleEndian.Uint32(data[at(i, k):]))
			}
			for k, v := range softmaxOf(row, role) {
				binary.LittleEndian.PutUint32(y[at(i, k):], math.Float32bits(v))
			}
		}
		fmt.Printf("{\"id\":%d,\"y\":%q}\n", r.ID, base64.StdEncoding.EncodeToString(y))
	}
}

func softmaxOf(x []float32, role string) []float32 {
	m := float32(math.Inf(-1))
	for _, v := range x {
		if v > m || v != v {
			m = v
		}
	}
	if role == "naive" || role == "hostile" {
		m = 0
	}
	var sum float32
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(math.Exp(float64(v - m)))
		sum += y[i]
	}
	for i := range y {
		if y[i] /= sum; role == "worse" {
			y[i] = math.Nextafter32(y[i], 0)
		}
	}
	return y
}

// gated runs softulp gate on the adapter.
func gated(t *testing.T, role string, args ...string) result {
	t.Helper()
	t.Setenv(adapterRole, role)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return softulp(t.Context(), nil, append([]string{"gate", "--cmd", "'" + exe + "'", "--cases", "100"}, args...)...)
}

func TestGatePasses(t *testing.T) {
	r := gated(t, "right")
	if r.status != exitOK || !strings.Contains(r.stdout, "tested") || !strings.Contains(r.stderr, `function "nosuch"`) {
		t.Errorf("%+v", r)
	}
}

// TestGateFinds: a wrong program is found, with a small input and a command that shows it.
func TestGateFinds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.json")
	r := gated(t, "naive", "--json", file)
	if r.status != exitFinding {
		t.Fatalf("%+v", r)
	}
	doc := readDocument(t, file)
	if len(doc.Implementations) != 2 || doc.Implementations[1].Axis != "first" {
		t.Fatalf("%d entries", len(doc.Implementations))
	}
	shown := 0
	for _, e := range doc.Implementations {
		for _, c := range e.Checks {
			if c.Verdict != gate.Fail {
				continue
			}
			if c.Counterexample == nil || len(c.Counterexample.X) > 3 || !strings.HasPrefix(c.Counterexample.Command, "softulp gate --cmd ") {
				t.Errorf("%s: %+v", c.Property, c.Counterexample)
				continue
			}
			if c.Property != "accuracy" {
				continue
			}
			shown++
			_, rest, _ := strings.Cut(c.Counterexample.Command, " --function ")
			args := strings.Fields("--function " + rest)
			if again := gated(t, "naive", args...); again.status != exitUsage { // with --cases
				t.Errorf("--row with --cases: %+v", again)
			}
			exe, _ := os.Executable()
			again := softulp(t.Context(), nil, append([]string{"gate", "--cmd", "'" + exe + "'"}, args...)...)
			if again.status != exitFinding || !strings.Contains(again.stdout, "accuracy") {
				t.Errorf("the command shows nothing: %v: %+v", args, again)
			}
		}
	}
	if shown != 2 {
		t.Errorf("accuracy failed %d times", shown)
	}
}

func TestGateFaults(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.json")
	r := gated(t, "crash", "--json", file, "--axis", "last")
	if r.status != exitFailed || !strings.Contains(r.stderr, "could not be judged") || strings.Count(r.stderr, "\n") > 4 {
		t.Errorf("%+v", r)
	}
	e := readDocument(t, file).Implementations[0]
	if e.Verdict != gate.Error || len(e.Faults) == 0 || e.Faults[0].Kind != gate.FaultCrash || !strings.Contains(e.Faults[0].Message, "exit status 5") || e.Rows == 0 {
		t.Errorf("%+v", e)
	}
	for _, cmd := range []string{"/no/such/program", "true", "echo hello", "sh -c 'exit 7'"} {
		r := softulp(t.Context(), nil, "gate", "--cmd", cmd)
		if r.status != exitFailed || r.stdout != "" || strings.Count(r.stderr, "\n") > 2 {
			t.Errorf("%s: %+v", cmd, r)
		}
	}
}

// TestGateHostile: nothing that an adapter says of itself controls a terminal.
func TestGateHostile(t *testing.T) {
	r := gated(t, "hostile", "--markdown", filepath.Join(t.TempDir(), "s.md"))
	if r.status != exitFinding || strings.ContainsAny(r.stdout, "\x1b\r") || strings.Contains(r.stdout, "\n::error") {
		t.Errorf("%q", r.stdout)
	}
}

func TestGateBaseline(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "softmax-{os}.bench")
	if r := gated(t, "right", "--baseline", file); r.status != exitUsage || !strings.Contains(r.stderr, "--update") {
		t.Errorf("no file yet: %+v", r)
	}
	if r := gated(t, "right", "--baseline", file, "--update"); r.status != exitOK {
		t.Fatalf("%+v", r)
	}
	if r := gated(t, "right", "--baseline", file); r.status != exitOK {
		t.Errorf("the same again: %+v", r)
	}
	r := gated(t, "worse", "--baseline", file)
	if r.status != exitFinding || !strings.Contains(r.stdout, "than the baseline") {
		t.Errorf("%+v", r)
	}
	if r := gated(t, "naive", "--baseline", file, "--update"); r.status != exitFinding || !strings.Contains(r.stderr, "is not updated") {
		t.Errorf("what fails gets into the file: %+v", r)
	}
	if r := gated(t, "right", "--baseline", file); r.status != exitOK {
		t.Errorf("the file has changed: %+v", r)
	}
}

func TestGateExpect(t *testing.T) {
	if r := gated(t, "right", "--expect", "ties=it has none"); r.status != exitFinding || !strings.Contains(r.stdout, "was expected to fail and did not") {
		t.Errorf("%+v", r)
	}
	if r := gated(t, "right", "--max-ulp", "0.6"); r.status != exitFinding || !strings.Contains(r.stdout, "budget") {
		t.Errorf("%+v", r)
	}
	if r := gated(t, "right", "--max-ulp", "0.6", "--expect", "budget=it is a float32"); r.status != exitOK {
		t.Errorf("%+v", r)
	}
}

// TestGateUsage: what is wrong with the flags is said before anything is started.
func TestGateUsage(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "model.json", "x")
	cmd := []string{"--cmd", "/no/such/program"}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "nothing to judge"},
		{[]string{"--cmd", "a", "shifted"}, "give one of them"},
		{[]string{"--lib", "a.so"}, "--symbol"},
		{[]string{"--symbol", "f"}, "nothing to judge"},
		{append(cmd, "--symbol", "f"), "are of a --lib"},
		{append(cmd, "--max-ulp", "0"), "--max-ulp"},
		{append(cmd, "--max-ulp", "nan"), "--max-ulp"},
		{append(cmd, "--slack", "0.1"), "--baseline"},
		{append(cmd, "--update"), "--baseline"},
		{append(cmd, "--timeout", "0s"), "--timeout"},
		{append(cmd, "--time", "-1s"), "--time"},
		{append(cmd, "--expect", "nosuch=why"), "--expect"},
		{append(cmd, "--input", "nosuch.npy"), "nosuch.npy"},
		{append(cmd, "--input", "a.npy", "--cases", "3"), "--cases"},
		{append(cmd, "--row", "1,2"), "--dtype"},
		{append(cmd, "--row", "1,2", "--dtype", "float32"), "--function"},
		{append(cmd, "--row", "1,0.1", "--dtype", "float32", "-f", "softmax"), "is no float32"},
		{append(cmd, "--row", "1,x", "--dtype", "float32", "-f", "softmax"), "is no number"},
		{append(cmd, "--row", "1,2", "--dtype", "float32", "-f", "cross_entropy", "--target", "2"), "target 2"},
		{append(cmd, "--row", "1,2", "--dtype", "float32", "-f", "softmax_vjp"), "cotangent"},
		{append(cmd, "--target", "2"), "--row"},
		{append(cmd, "--json", "-", "--markdown", "-"), "both want"},
		{append(cmd, "--github", "--json", "-"), "--github and --json - both want standard output"},
		{[]string{"--cmd", ""}, "nothing to judge"},
		{[]string{"--cmd", "'"}, "--cmd"},
		{[]string{"nosuch"}, "unknown implementation"},
		{[]string{"shifted", "--model", "{}"}, "--model"},
	} {
		r := softulp(t.Context(), nil, append([]string{"gate"}, c.args...)...)
		if r.status != exitUsage || r.stdout != "" || !strings.Contains(r.stderr, c.want) || strings.Count(r.stderr, "\n") > 2 {
			t.Errorf("%v: %+v", c.args, r)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-f", "log_softmax"}, "offers no log_softmax"},
		{[]string{"--dtype", "float64"}, "offers no function in float64"},
		{[]string{"-f", "nosuch"}, "unknown function"},
		{[]string{"--profile", "nosuch"}, "unknown profile"},
		{[]string{"--model", "model.json"}, "want a JSON object"},
		{[]string{"--model", "nosuch.json"}, "--model"},
		{[]string{"--model", `{"sum":"x"}`}, "unknown sum"},
		{[]string{"--axis", "second"}, "--axis"},
	} {
		if r := gated(t, "right", c.args...); r.status != exitUsage || r.stdout != "" || !strings.Contains(r.stderr, c.want) {
			t.Errorf("%v: %+v", c.args, r)
		}
	}
}

// TestGateOurs: an implementation by its name is judged as report does.
func TestGateOurs(t *testing.T) {
	asked := false
	r := softulp(t.Context(), func(ctx context.Context, o gate.Options) (*gate.Document, error) {
		asked = len(o.Implementations) == 1 && o.Implementations[0] == "shifted" && o.Widths && len(o.DTypes) == 1
		return gate.Report(ctx, o)
	}, "gate", "shifted", "-f", "softmax", "--dtype", "float32", "--cases", "50")
	if r.status != exitOK || !asked {
		t.Errorf("%+v", r)
	}
}

func TestGateInterrupted(t *testing.T) {
	t.Setenv(adapterRole, "right")
	exe, _ := os.Executable()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := softulp(ctx, nil, "gate", "--cmd", "'"+exe+"'")
	if r.status != exitFailed {
		t.Errorf("%+v", r)
	}
}

func readDocument(t *testing.T, file string) *gate.Document {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc := new(gate.Document)
	if err := json.Unmarshal(data, doc); err != nil {
		t.Fatal(err)
	}
	return doc
}
