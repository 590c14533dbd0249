package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/softulp/softulp/gate"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares got with the file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("differs from %s (run with -update and look at the change):\n%s", path, got)
	}
}

// result is what a command line did.
type result struct {
	status         int
	stdout, stderr string
}

// softulp runs a command line with the given judge, and no mutants.
func softulp(ctx context.Context, judge judge, args ...string) result {
	return runWith(ctx, judges{judge, catalogue(nil, nil, 1)}, args...)
}

func runWith(ctx context.Context, judges judges, args ...string) result {
	var stdout, stderr bytes.Buffer
	status := run(ctx, judges, args, strings.NewReader(""), &stdout, &stderr)
	return result{status, stdout.String(), stderr.String()}
}

// never is the judge of command lines that must not come to judging.
func never(t *testing.T) judge {
	return func(context.Context, gate.Options) (*gate.Document, error) {
		t.Error("the run began")
		return nil, errors.New("the run began")
	}
}

func TestUsageErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		want string // within the message
	}{
		{"nothing", nil, "softulp: no command given: want compare, exact, exhaustive, gate, list, merge, report, search, signal, vectors or verify"},
		{"unknown command", []string{"frobnicate"}, `softulp: unknown command "frobnicate"`},
		{"a number for a command", []string{"-3.25"}, "unknown command"},
		{"unknown flag", []string{"--frobnicate"}, "unknown flag: --frobnicate"},
		{"unknown flag of a command", []string{"report", "--frobnicate"}, "softulp report: unknown flag: --frobnicate (see softulp report --help)"},
		{"unknown shorthand", []string{"exact", "-x", "1"}, "unknown shorthand flag: 'x'"},
		{"help on nothing known", []string{"help", "frobnicate"}, `no help on "frobnicate"`},
		{"hostile command", []string{"a\x1b[2J\nb"}, "unknown command"},
		{"long command", []string{strings.Repeat("x", 10000)}, "unknown command"},

		{"exact without logits", []string{"exact"}, "no logits given"},
		{"exact of a word", []string{"exact", "one"}, `logit 0: "one" is no number`},
		{"exact of a word behind numbers", []string{"exact", "1", "-inf", "3,5"}, `logit 2: "3,5" is no number`},
		{"exact of nothing", []string{"exact", ""}, "is no number"},
		{"exact of a broken negative number", []string{"exact", "-3.2.5"}, "is no number"},
		{"exact beyond float64", []string{"exact", "1e309"}, "beyond the range of float64"},
		{"exact with an unknown dtype", []string{"exact", "--dtype", "float13", "1"}, `unknown dtype "float13"`},
		{"exact with an unknown function", []string{"exact", "-f", "nosuch", "1", "2"}, `unknown function "nosuch"`},
		{"exact with an unknown profile", []string{"exact", "--profile", "nosuch", "1"}, `unknown profile "nosuch"`},
		{"exact with a dtype missing", []string{"exact", "1", "--dtype"}, "flag needs an argument: --dtype"},

		{"exact with a target beyond the row", []string{"exact", "1", "2", "--target", "2"}, "target 2 is not in [0, 2)"},
		{"exact with a negative target", []string{"exact", "1", "2", "--target", "-1"}, "target -1 is not in [0, 2)"},
		{"exact with half a target", []string{"exact", "1", "2", "--target", "0.5"}, `--target "0.5" is no index`},
		{"exact with too few weights", []string{"exact", "1", "2", "--weights", "1"}, "1 weights for 2 logits"},
		{"exact with a negative weight", []string{"exact", "1", "2", "--weights", "1,-1"}, "weights[1] is -1"},
		{"exact with an infinite cotangent", []string{"exact", "1", "2", "--cotangent", "1,inf"}, "cotangent[1] is +Inf"},
		{"exact with a cotangent beyond the dtype", []string{"exact", "1", "--cotangent", "1e5", "--dtype", "float16"}, "cotangent[0] is +Inf"},
		{"exact with a word for a weight", []string{"exact", "1", "2", "--weights", "1,one"}, `--weights, number 1: "one" is no number`},
		{"exact with no number of a cotangent", []string{"exact", "1", "2", "--cotangent", "1,"}, `--cotangent, number 1: "" is no number`},
		{"exact at the temperature 0", []string{"exact", "1", "2", "--temperature", "0"}, `--temperature "0" is 0 as float64`},
		{"exact below it", []string{"exact", "1", "2", "--temperature", "-2"}, "want a finite number above 0"},
		{"exact near it", []string{"exact", "1", "2", "--temperature", "1e-9", "--dtype", "float16"}, `is 0 as float16`},
		{"exact at no temperature", []string{"exact", "1", "2", "--temperature", "nan"}, "want a finite number above 0"},
		{"exact smoothed too much", []string{"exact", "1", "2", "--target", "0", "--smoothing", "1.5"}, "label smoothing 1.5"},
		{"exact smoothed without a target", []string{"exact", "1", "2", "--smoothing", "0.1"}, "--smoothing is given, and no function that has a --target"},
		{"exact of a loss without a target", []string{"exact", "-f", "softmax,cross_entropy", "1", "2"}, "cross_entropy wants --target"},
		{"exact of a gradient without weights", []string{"exact", "-f", "cross_entropy_soft_grad", "--target", "0", "1", "2"}, "cross_entropy_soft_grad wants --weights"},
		{"exact of a VJP without a cotangent", []string{"exact", "-f", "log_softmax_vjp", "1", "2"}, "log_softmax_vjp wants --cotangent"},
		{"exact with a target for nobody", []string{"exact", "-f", "softmax", "--target", "0", "1", "2"}, "--target is given, and no function that takes it"},

		{"signal of something", []string{"signal", "margin"}, "softulp signal"},
		{"signal of an unknown experiment", []string{"signal", "--experiment", "margin,nosuch"}, `unknown experiment "nosuch": want one of thresholds, depth, margin`},
		{"signal with a seed that is none", []string{"signal", "--seed", "x"}, "--seed"},
		{"signal with two on standard output", []string{"signal", "--json", "-", "--claims", "-"}, "--json - and --claims - both want standard output"},
		{"signal with two in one file", []string{"signal", "--markdown", "x", "--claims", "x"}, `--markdown and --claims both want "x": give them two files`},
		{"signal with the claims of a part", []string{"signal", "--claims", "x", "--experiment", "margin"}, "--claims rests on all experiments"},
		{"signal to a directory", []string{"signal", "--json", dir}, "cannot be written: is a directory"},
		{"signal with plots below a file", []string{"signal", "--plots", filepath.Join(file, "plots")}, "cannot be written to: not a directory"},

		{"list of something", []string{"list", "naive"}, "softulp list"},

		{"report of something", []string{"report", "naive"}, "softulp report"},
		{"report on an unknown implementation", []string{"report", "--impl", "nosuch"}, `unknown implementation "nosuch": want one of naive`},
		{"report on a known and an unknown one", []string{"report", "--impl", "online,nosuch"}, `unknown implementation "nosuch"`},
		{"report on a name with a quote", []string{"report", "--impl", `"`}, "--impl"},
		{"report on an unknown function", []string{"report", "--function", "nosuch"}, `unknown function "nosuch"`},
		{"report on an unknown dtype", []string{"report", "--dtype", "float32,nosuch"}, `unknown dtype "nosuch"`},
		{"report on nothing", []string{"report", "--impl", "naive", "-f", "logsumexp"}, "nothing to judge"},
		{"report on a name that the dtype leaves out", []string{"report", "--impl", "shifted,poly32", "--dtype", "float64"}, "nothing to judge of poly32"},
		{"report with cases for a file", []string{"report", "--cases", "10", "--input", "x.npy"}, "leave one of them out"},
		{"report with a seed that is none", []string{"report", "--seed", "x"}, "--seed"},
		{"report with a negative seed", []string{"report", "--seed", "-1"}, "--seed"},
		{"report with a seed of 65 bits", []string{"report", "--seed", "18446744073709551616"}, "value out of range"},
		{"report with negative cases", []string{"report", "--cases", "-1"}, "--cases"},
		{"report with too many cases", []string{"report", "--cases", "4000000000"}, "--cases 4000000000: want at most 2^30"},
		{"report with both on standard output", []string{"report", "--json", "-", "--markdown", "-"}, "both want standard output"},
		{"report with both in one file", []string{"report", "--json", "x", "--markdown", "x"}, "give them two files"},
		{"report to a directory", []string{"report", "--json", dir}, "cannot be written: is a directory"},
		{"report to no directory", []string{"report", "--markdown", filepath.Join(dir, "nosuch", "x.md")}, "cannot be written: no such file or directory"},
		{"report from no file", []string{"report", "--input", filepath.Join(dir, "nosuch.npy")}, "no such file"},
		{"report from a directory", []string{"report", "--input", dir}, "is a directory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := softulp(t.Context(), never(t), tt.args...)
			if r.status != exitUsage {
				t.Errorf("status %d, want %d", r.status, exitUsage)
			}
			if r.stdout != "" {
				t.Errorf("standard output: %q", r.stdout)
			}
			if !strings.Contains(r.stderr, tt.want) {
				t.Errorf("message %q, want %q in it", r.stderr, tt.want)
			}
			checkOneLine(t, r.stderr)
		})
	}
}

// checkOneLine holds a message to one line that a terminal can show.
func checkOneLine(t *testing.T, s string) {
	t.Helper()
	line, rest, ok := strings.Cut(s, "\n")
	if !ok || rest != "" || len(line) > maxMessage+100 {
		t.Errorf("not one line: %q", s)
	}
	for _, r := range line {
		if !unicode.IsPrint(r) {
			t.Errorf("%U in %q", r, s)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, name := range []string{"", "report", "exact", "list"} {
		file := "help-" + name + ".txt"
		args := []string{name}
		if name == "" {
			file, args = "help.txt", nil
		}
		t.Run(file, func(t *testing.T) {
			r := softulp(t.Context(), never(t), append(args, "--help")...)
			if r.status != exitOK || r.stderr != "" {
				t.Errorf("status %d, standard error %q", r.status, r.stderr)
			}
			golden(t, file, r.stdout)
			if !strings.Contains(r.stdout, "Examples:\n  softulp") {
				t.Error("no examples")
			}
			if again := softulp(t.Context(), never(t), append([]string{"help"}, args...)...); again != r {
				t.Errorf("softulp help says something else: %v", again)
			}
		})
	}
}

// TestHelpExamples runs the examples of the help texts: they must work.
func TestHelpExamples(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "logits.npy", "float32 (2, 3)")
	judged := 0
	fake := func(context.Context, gate.Options) (*gate.Document, error) {
		judged++
		return &gate.Document{}, nil
	}
	for _, name := range []string{"", "report", "exact", "list"} {
		cmd, _, err := newRoot(judges{implementations: fake}).Find(strings.Fields(name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(cmd.Example) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "  ") // what follows explains
			line, _, _ = strings.Cut(line, " | ")
			args := strings.Fields(line)
			if args[1] == "signal" || args[1] == "gate" {
				continue // they have no judge to fake: see TestSignalExamples, TestGate
			}
			if r := softulp(t.Context(), fake, args[1:]...); r.status != exitOK {
				t.Errorf("%s: status %d, %s", line, r.status, r.stderr)
			}
		}
	}
	if judged < 5 {
		t.Errorf("only %d examples of report", judged)
	}
}

func TestOneLine(t *testing.T) {
	if got := oneLine(" a\n\tb\x1b[31m\u202ec  "); got != "a b [31m c" {
		t.Errorf("%q", got)
	}
	if got := []rune(oneLine(strings.Repeat("é", 2*maxMessage))); len(got) != maxMessage {
		t.Errorf("%d runes", len(got))
	}
}
