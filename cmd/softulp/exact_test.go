package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/function"
)

func TestExactGolden(t *testing.T) {
	tests := []struct{ file, args string }{
		{"exact.txt", "1 2 3"},
		{"exact-float16.txt", "-f softmax,logsumexp --dtype float16 0.1 -3.25 -inf"},
		{"exact-spread.txt", "1e308 -1e308 0"},
		{"exact-float8.txt", "--dtype float8_e4m3fn 500 1"},
		{"exact-limit.txt", "--profile limit -f softmax inf inf 1"},
		{"exact-target.txt", "--target 2 --smoothing 0.1 --temperature 2 1 2 17 --dtype bfloat16"},
		{"exact-cotangent.txt", "-f softmax_vjp,log_softmax_vjp --cotangent 1,3,2 4 4 -1"},
		{"exact-weights.txt", "-f cross_entropy_soft,cross_entropy_soft_grad --weights .5,0,0.25 -1 -inf 3 --dtype float32"},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			r := softulp(t.Context(), never(t), append([]string{"exact"}, strings.Fields(tt.args)...)...)
			if r.status != exitOK || r.stderr != "" {
				t.Errorf("status %d, standard error %q", r.status, r.stderr)
			}
			golden(t, tt.file, r.stdout)
		})
	}
}

// TestExactNegatives: negative numbers are numbers wherever they stand.
func TestExactNegatives(t *testing.T) {
	want := softulp(t.Context(), never(t), "exact", "--function", "softmax", "--dtype", "float32", "--", "-1", "-inf", "-0x1.8p+1")
	if want.status != exitOK {
		t.Fatal(want.stderr)
	}
	for _, args := range []string{
		"exact -f softmax --dtype float32 -1 -inf -0x1.8p+1",
		"exact -1 -inf -0x1.8p+1 -f softmax --dtype float32",
		"exact -1 -f softmax -inf --dtype=float32 -3",
		"exact -fsoftmax -1.0 -Infinity --dtype float32 -3e0",
		"exact -f=softmax −1 −inf --dtype float32 −3",
		"exact --dtype float32 --function=softmax -1 -- -inf -3",
	} {
		if got := softulp(t.Context(), never(t), strings.Fields(args)...); got != want {
			t.Errorf("%s: status %d, %s%s", args, got.status, got.stdout, got.stderr)
		}
	}
	want = softulp(t.Context(), never(t), "exact", "-f", "softmax_vjp", "--dtype", "float32", "--cotangent=-1,2", "--", "-0.5", "-1")
	if want.status != exitOK {
		t.Fatal(want.stderr)
	}
	for _, args := range []string{
		"exact -0.5 -1 -f softmax_vjp --dtype float32 --cotangent -1,2",
		"exact -.5 -1 -f softmax_vjp --dtype float32 --cotangent -0x1p0,2",
		"exact -f softmax_vjp --cotangent −1 --cotangent 2 --dtype float32 -0.5 -1",
	} {
		if got := softulp(t.Context(), never(t), strings.Fields(args)...); got != want {
			t.Errorf("%s: status %d, %s%s", args, got.status, got.stdout, got.stderr)
		}
	}
}

// TestExactEveryFunction: one block for each output of each function that has what it
// takes, a line for each dtype.
func TestExactEveryFunction(t *testing.T) {
	of := func(args string) (all []function.Function) {
		r := softulp(t.Context(), never(t), strings.Fields("exact 0 1 "+args)...)
		outputs := 0
		for _, f := range function.All() {
			name := "\n" + string(f)
			switch n := strings.Count(r.stdout, name+"[") + strings.Count(r.stdout, name+"  "); n {
			case 0:
			case f.Outputs(2):
				all = append(all, f)
				outputs += n
			default:
				t.Errorf("%s: %s: %d outputs, want %d", args, f, n, f.Outputs(2))
			}
		}
		if n := strings.Count(r.stdout, "\n  float8_e5m2 "); n != outputs {
			t.Errorf("%s: %d lines of float8_e5m2, want %d", args, n, outputs)
		}
		return all
	}
	logits := function.OfLogits()
	for args, want := range map[string][]function.Function{
		"":                           logits,
		"--temperature 3":            logits,
		"--target 1 --smoothing 0.5": append(logits, function.CrossEntropy, function.CrossEntropyGrad),
		"--cotangent 1,2":            append(logits, function.SoftmaxVJP, function.LogSoftmaxVJP),
		"--weights 1,2":              append(logits, function.CrossEntropySoft, function.CrossEntropySoftGrad),
		"--target 0 --cotangent 1,2 --weights 1,2":                          function.All(),
		"--target 0 --cotangent 1,2 -f logsumexp,cross_entropy,softmax_vjp": {function.LogSumExp, function.CrossEntropy, function.SoftmaxVJP},
	} {
		if got := of(args); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", args, got, want)
		}
	}
}

// TestExactTemperature: dividing the logits is what it does, and where the quotient is
// none of the dtype's numbers too.
func TestExactTemperature(t *testing.T) {
	_, want, _ := strings.Cut(softulp(t.Context(), never(t), "exact", "1", "2", "3").stdout, "\n\n")
	_, got, _ := strings.Cut(softulp(t.Context(), never(t), "exact", "3", "6", "9", "--temperature", "3").stdout, "\n\n")
	if got != want {
		t.Errorf("of three times the logits at the temperature 3: %s", got)
	}
	_, got, _ = strings.Cut(softulp(t.Context(), never(t), "exact", "1", "2", "3", "--temperature", "0x1p0").stdout, "\n\n")
	if got != want {
		t.Errorf("at the temperature 1: %s", got)
	}
}

func TestExactInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := softulp(ctx, never(t), "exact", "1", "2")
	if r.status != exitFailed || !strings.Contains(r.stderr, "interrupted") {
		t.Errorf("status %d, %q", r.status, r.stderr)
	}
	checkOneLine(t, r.stderr)
}

// fullDisk is a writer without room.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestOutputErrors(t *testing.T) {
	for _, args := range []string{"exact 1 2", "list", "report", "report --json -", "report --markdown -"} {
		var stderr strings.Builder
		status := run(t.Context(), judges{implementations: fake(nil)}, strings.Fields(args), strings.NewReader(""), fullDisk{}, &stderr)
		if status != exitFailed || !strings.Contains(stderr.String(), "no space left on device") {
			t.Errorf("%s: status %d, %q", args, status, stderr.String())
		}
	}
}
