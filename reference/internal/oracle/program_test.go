package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const source = "../../oracle"

// cProgram compiles the C program, from what is here already.
func cProgram(t *testing.T) string {
	t.Helper()
	t.Setenv("CI", "") // so that a missing library has its own exit status
	var log strings.Builder
	program, err := build(source, t.TempDir(), false, &log)
	if errors.Is(err, errMissing) {
		t.Skipf("the C program is not tested: %s", &log)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, &log)
	}
	return program
}

// TestCProgram asks the C program for answers known from elsewhere: by hand, as
// what is exact and what is next to a boundary can be told without evaluation, and
// from tables of a few constants.
func TestCProgram(t *testing.T) {
	o, err := start(cProgram(t))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(o.hello, "Arb ") || !strings.Contains(o.hello, ", MPFR ") {
		t.Errorf("it calls itself %q", o.hello)
	}
	for _, test := range []struct{ question, want, why string }{
		{"softmax float64 1", "3ff0000000000000", "exactly 1"},
		{"softmax float64 7,7,7", "3fd5555555555555,3fd5555555555555,3fd5555555555555", "1/3"},
		{"softmax float16 -inf,7,7,-inf", "zero,3800,3800,zero", "1/2 beside −Inf"},
		{"log_softmax float32 -inf,7", "ff800000,zero", "log 1 is +0"},
		{"log_softmax float8_e4m3fn -inf,7", "7f,zero", "no infinity: NaN"},
		{"logsumexp float16 -0x1p-30,-inf", "8000", "one term, underflow"},
		{"logsumexp float16 0x1p-24", "1", "one term, subnormal"},
		{"logsumexp float16 0x1.8p-25", "1", "one term, above half of the smallest subnormal"},
		{"logsumexp float16 0x1p-25", "0", "one term, a tie: to even"},
		{"logsumexp float16 65519", "7bff", "one term, below the overflow threshold"},
		{"logsumexp float16 65520", "7c00", "one term, at the overflow threshold"},
		{"logsumexp float16 -65520", "fc00", "negative overflow"},
		{"logsumexp float8_e4m3fn 464", "7e", "a tie: to the even 448"},
		{"logsumexp float8_e4m3fn 0x1.d000000000001p8", "7f", "above that tie: NaN"},
		{"logsumexp float8_e4m3fn -480", "7f", "NaN has no sign"},
		{"logsumexp float8_e5m2 61440", "7c", "at the overflow threshold"},
		{"logsumexp float32 0x1.000001p0", "3f800000", "a tie: to even"},
		{"logsumexp float32 0x1.000003p0", "3f800002", "a tie: to even, upwards"},
		{"logsumexp bfloat16 0x1.ffp0", "4000", "a tie: to the next binade"},
		{"logsumexp float64 0x0.fffffffffffffp-1022", "fffffffffffff", "the largest subnormal"},
		{"logsumexp float64 0x1.fffffffffffffp1023", "7fefffffffffffff", "the largest number"},
		{"logsumexp float32 0x1.fffffefp127", "7f7fffff", "below the overflow threshold"},
		{"logsumexp float32 0x1.ffffffp127", "7f800000", "at the overflow threshold"},
		{"softmax float64 0,-1e308", "3ff0000000000000,0", "1 − ε and ε"},
		{"log_softmax float64 0,-1e308", "8000000000000000,ffe1ccf385ebc8a0", "−ε is −0"},
		{"logsumexp float32 0x1.000001p0,-1e300", "3f800001", "a tie and ε"},
		{"log_softmax float8_e4m3fn 1e300,-1e300", "80,7f", "overflow to NaN"},
		{"log_softmax bfloat16 0,-0x1.ffp400", "8000,ff80", "overflow"},
		{"log_softmax bfloat16 0,-0x1.01p100", "8000,f181", "a tie minus ε: away from 0"},
		{"softmax float16 0,0,-1e300", "3800,3800,0", "1/2 − ε"},

		// With σ = 1/(1 + 1/e) = 0.731….
		{"log_softmax float64 0,1", "bff5031eafefb049,bfd40c7abfbec124", "−log(1 + e), 1 − log(1 + e)"},
		{"cross_entropy float64 0,0 target=1 smoothing=0x1p-1", "3fe62e42fefa39ef", "log 2"},
		{"cross_entropy float64 0,1 target=0 smoothing=0x1p-1", "3ff1031eafefb049", "log(1 + e) − 1/4"},
		{"cross_entropy_soft float64 0,0 weights=3,1", "40062e42fefa39ef", "4 log 2"},
		{"softmax_vjp float64 0,1 cotangent=0,1", "bfc92a946fa34394,3fc92a946fa34394", "σ(1 − σ)"},
		{"softmax_vjp float64 0,2 cotangent=0,4 temperature=2", "bfd92a946fa34394,3fd92a946fa34394", "2σ(1 − σ)"},
		{"log_softmax_vjp float64 0,1 cotangent=1,0", "3fe764d4f5d5a2bd,bfe764d4f5d5a2bd", "σ"},
		{"cross_entropy_grad float64 0,1 target=0", "bfe764d4f5d5a2bd,3fe764d4f5d5a2bd", "σ"},
		{"cross_entropy_soft_grad float64 0,1 weights=0x1p-1,0", "bfd764d4f5d5a2bd,3fd764d4f5d5a2bd", "σ/2"},

		{"softmax float64 0,-1 temperature=0x1p-1074", "3ff0000000000000,0", "1 − ε and ε"},
		{"logsumexp float32 -inf,1 temperature=3", "3eaaaaab", "one term, 1/3"},
		{"log_softmax bfloat16 0,-0x1.01p100 temperature=2", "8000,f101", "a tie minus ε: away from 0"},

		{"cross_entropy float32 7 target=0", "zero", "one class"},
		{"cross_entropy float32 -inf,7 target=0", "7f800000", "an impossible class"},
		{"cross_entropy float8_e4m3fn -inf,7 target=0", "7f", "no infinity: NaN"},
		{"cross_entropy float32 -inf,7 target=1", "zero", "one class that is possible"},
		{"cross_entropy float32 -inf,7 target=1 smoothing=0x1p-1074", "7f800000", "some of it is on an impossible class"},
		{"cross_entropy float16 0,-1e300 target=0", "0", "ε"},
		{"cross_entropy bfloat16 0,-0x1.01p100 target=1", "7181", "a tie and ε"},
		{"cross_entropy bfloat16 0,-0x1.01p100 target=0 smoothing=1", "7101", "half a tie and ε"},
		{"cross_entropy bfloat16 0,-0x1.01p100 target=1 temperature=2", "7101", "half a tie and ε"},
		{"cross_entropy_soft float16 -inf,7 weights=0,3", "zero", "nothing on an impossible class"},
		{"cross_entropy_soft float16 -inf,7 weights=0x1p-1074,3", "7c00", "something on an impossible class"},
		{"cross_entropy_soft float16 -inf,7,8 weights=0,0,0", "zero", "no weights"},
		{"cross_entropy_soft bfloat16 0,-0x1.01p100 weights=0x1p100,2", "7201", "twice a tie and 2^100 ε"},

		{"softmax_vjp float32 7 cotangent=3", "zero", "one logit"},
		{"softmax_vjp float32 0,0,-1e300 cotangent=1,3,2", "bf000000,3f000000,zero", "the mean of each group is 2"},
		{"softmax_vjp float32 5,5,5 cotangent=1,2,3", "beaaaaab,zero,3eaaaaab", "one group: rationals"},
		{"softmax_vjp float32 5,5,-inf cotangent=1,2,3", "be800000,3e800000,zero", "one group beside −Inf"},
		{"softmax_vjp float16 0,0 cotangent=0x1.006p2,0", "3c02,bc02", "a tie: to even"},
		{"softmax_vjp float16 0,0,-1e300 cotangent=0x1.002p2,0,-1", "3c01,bc00,8000", "a tie and ε"},
		{"softmax_vjp float16 0,0,-1e300 cotangent=0x1.006p2,0,0", "3c01,bc01,8000", "a tie less ε²"},
		{"softmax_vjp float16 0,0,-1e300 cotangent=0x1.006p2,0,-0x1p-1074", "3c02,bc01,8000", "a tie and 2^-1074 ε"},
		{"softmax_vjp float16 0,0,-0x1p999,-0x1p1000 cotangent=0x1.006p2,0,0,-0x1.006p0", "3c01,bc01,8000,8000", "a tie less ε³"},
		{"softmax_vjp float64 0,-1e300 cotangent=0x1p1023,-0x1p1023", "0,8000000000000000", "ε"},

		{"log_softmax_vjp float32 1,-inf cotangent=2,3", "c0400000,40400000", "probabilities 1 and 0"},
		{"log_softmax_vjp float64 1,2 cotangent=1,-1 temperature=3", "3fd5555555555555,bfd5555555555555", "a sum of 0"},
		{"log_softmax_vjp float64 1,2,3 cotangent=0,-1,1", "zero,bff0000000000000,3ff0000000000000", "a sum of 0"},
		{"log_softmax_vjp float64 -inf,0 cotangent=0x1p-1074,-0x1p-1074 temperature=2", "0,8000000000000000", "ties below the smallest number"},
		{"log_softmax_vjp float16 0,-1e300 cotangent=0,0x1.006p0", "bc01,3c01", "ties less ε"},
		{"log_softmax_vjp float16 0,-1e300 cotangent=-0x1p-20,0x1.006p0", "bc01,3c01", "ties less ε"},
		{"log_softmax_vjp float16 0,-1e300 cotangent=-2,0x1.006p0", "bc02,3c02", "ties and ε"},
		{"log_softmax_vjp float64 0,-1e300,-2e300 cotangent=1,1,-1", "0,3ff0000000000000,bff0000000000000", "the leading terms cancel"},

		{"cross_entropy_grad float32 7 target=0", "zero", "one class"},
		{"cross_entropy_grad float32 5,5 target=0", "bf000000,3f000000", "1/2 − 1, 1/2"},
		{"cross_entropy_grad float32 5,5 target=0 smoothing=1", "zero,zero", "1/2 − 1/2"},
		{"cross_entropy_grad float32 5,5,5 target=0 smoothing=1", "zero,zero,zero", "1/3 − 1/3"},
		{"cross_entropy_grad float32 -inf,5 target=1 smoothing=0x1p-1 temperature=0x1p-1", "bf000000,3f000000", "2(0 − 1/4), 2(1 − 3/4)"},
		{"cross_entropy_grad float64 0,-1e5 target=0", "8000000000000000,0", "−ε and ε"},
		{"cross_entropy_grad float64 0,-1e308 target=0 temperature=0x1p-1000", "8000000000000000,0", "−ε and ε"},
		{"cross_entropy_grad float8_e5m2 5,5 target=0 temperature=0x1p-18", "fc,7c", "overflow"},
		{"cross_entropy_grad float8_e4m3fn 5,5 target=0 temperature=0x1p-18", "7f,7f", "overflow to NaN, which has no sign"},
		{"cross_entropy_soft_grad float32 5,5 weights=1,3", "3f800000,bf800000", "4/2 − 1, 4/2 − 3"},
		{"cross_entropy_soft_grad float32 5,5 weights=2,2", "zero,zero", "4/2 − 2"},
		{"cross_entropy_soft_grad float32 -inf,0 weights=3,4", "c0400000,40400000", "probabilities 0 and 1"},
		{"cross_entropy_soft_grad float32 1,2 weights=0,0", "zero,zero", "no weights"},
		{"cross_entropy_soft_grad float8_e4m3fn 0,-inf weights=0x1p1023,0x1p-1074", "0,80", "2^1023 cancels: no overflow to either side"},
	} {
		if _, err := fmt.Fprintln(o.in, test.question); err != nil {
			t.Fatal(err)
		}
		r, err := o.read()
		if err != nil {
			t.Fatalf("%s: %v", test.question, err)
		}
		var words []string
		for i, b := range r.bits {
			words = append(words, fmt.Sprintf("%x", b))
			if r.zero[i] {
				words[i] = "zero"
			}
		}
		if got := strings.Join(words, ","); got != test.want {
			t.Errorf("%s: have %s, want %s (%s)", test.question, got, test.want, test.why)
		}
	}
	if err := o.close(); err != nil {
		t.Error(err)
	}
}

// TestCProgramRefuses says that bad questions have their own answer, and that
// the program goes on.
func TestCProgramRefuses(t *testing.T) {
	o, err := start(cProgram(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, question := range []string{
		"", "softmax", "softmax float32", "softmax float32 1 2", "softmin float32 1", "softmax float13 1",
		"softmax float32 1,", "softmax float32 ,1", "softmax float32 1;2", "softmax float32 x",
		"softmax float32 nan", "softmax float32 1,inf", "softmax float32 -inf,-inf", "softmax float32 1e999",
		"softmax float32 1 target=0", "softmax float32 1 temperature", "softmax float32 1 temperature=", "softmax float32 1 temperature=0",
		"softmax float32 1 temperature=-1", "softmax float32 1 temperature=inf", "softmax float32 1 temperature=1,1",
		"cross_entropy float32 1,2", "cross_entropy float32 1,2 target=", "cross_entropy float32 1,2 target=2", "cross_entropy float32 1,2 target=-1",
		"cross_entropy float32 1,2 target=0.5", "cross_entropy float32 1,2 target=0 weights=1,0", "cross_entropy float32 1,2 smoothing=0",
		"cross_entropy float32 1,2 target=0 smoothing=1.5", "cross_entropy_grad float32 1,2 target=0 smoothing=-0.5", "cross_entropy_grad float32 1,2 target=0 smoothing=nan",
		"softmax_vjp float32 1,2", "softmax_vjp float32 1,2 cotangent=1", "softmax_vjp float32 1,2 cotangent=1,2,3", "softmax_vjp float32 1,2 cotangent=1,inf",
		"softmax_vjp float32 1,2 weights=1,2", "log_softmax_vjp float32 1,2 cotangent=1,nan", "log_softmax_vjp float32 1,2 cotangent=1,2 smoothing=0",
		"cross_entropy_soft float32 1,2", "cross_entropy_soft float32 1,2 weights=1,-1", "cross_entropy_soft_grad float32 1,2 weights=1,inf", "cross_entropy_soft_grad float32 1,2 cotangent=1,1",
	} {
		fmt.Fprintln(o.in, question)
		if r, err := o.read(); err == nil || !strings.Contains(err.Error(), `says "error `) {
			t.Errorf("%q is answered with %v, %v, want an error", question, r, err)
		}
	}
	fmt.Fprintln(o.in, "softmax float32 1")
	if r, err := o.read(); err != nil || !r.decided || !slices.Equal(r.bits, []uint64{0x3f800000}) {
		t.Errorf("a good question after bad ones: have %v, %v", r, err)
	}
	if err := o.close(); err != nil {
		t.Error(err)
	}
}

// TestCheckCommand compares a few rows with Arb, as the command does.
func TestCheckCommand(t *testing.T) {
	hard := filepath.Join(t.TempDir(), "hard.txt")
	line := "logsumexp float32 0x1p0,-inf*2  # miss=2^-30 midpoint: by hand\n"
	if err := os.WriteFile(hard, []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, log strings.Builder
	err := run([]string{"check", "-oracle", cProgram(t), "-hard", hard, "-rows", "660", "-seed", "5"}, &out, &log)
	if err != nil {
		t.Fatalf("%v\n%s%s", err, &out, &log)
	}
	for _, want := range []string{"rows: 661, of which hard: 1; ", "functions of rows: 5949, ", " answers compared: 0 differ; 0 functions of rows undecided\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

// script writes a shell program that stands for the C program.
func script(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "oracle")
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestCheckCommandFails: what goes wrong is an error, and never "0 differ".
func TestCheckCommandFails(t *testing.T) {
	silent := script(t, "exit 0\n")
	stops := script(t, "echo oracle: Stops 1.0\nread line\nexit 0\n")
	crashes := script(t, "echo oracle: Crashes 1.0\nexit 7\n")
	undecided := script(t, "echo oracle: Unsure 1.0\nwhile read line; do echo undecided 1; done\n")
	fails := script(t, "echo oracle: Fails 1.0\nwhile read line; do echo undecided 1; done; exit 7\n")
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"no command", nil, "want check or bench"},
		{"unknown command", []string{"chek"}, `unknown command "chek"`},
		{"rows", []string{"check", "-rows", "-1"}, "-rows is at least 0"},
		{"count", []string{"bench", "-count", "0"}, "-count at least 1"},
		{"argument", []string{"check", "now"}, `unexpected argument "now"`},
		{"no hard rows", []string{"check", "-oracle", silent, "-hard", "nosuch.txt"}, "nosuch.txt"},
		{"no program", []string{"check", "-oracle", "./nosuch", "-hard", ""}, "nosuch"},
		{"no source", []string{"check", "-source", "nosuch", "-hard", ""}, "build.sh: exit status"},
		{"silent", []string{"check", "-oracle", silent, "-hard", "", "-rows", "3"}, "first line"},
		{"stops", []string{"check", "-oracle", stops, "-hard", "", "-rows", "3"}, "the oracle stopped"},
		{"crashes", []string{"check", "-oracle", crashes, "-hard", "", "-rows", "3"}, "exit status 7"},
		{"fails at the end", []string{"check", "-oracle", fails, "-hard", "", "-rows", "3"}, "exit status 7"},
		{"undecided", []string{"check", "-oracle", undecided, "-hard", "", "-rows", "3"}, errFound.Error()},
		{"bench says nothing", []string{"bench", "-oracle", silent}, "first line"},
		{"bench without benchmarks", []string{"bench", "-oracle", stops}, "no benchmark ran"},
		{"bench crashes", []string{"bench", "-oracle", crashes}, "exit status 7"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out, log strings.Builder
			err := run(test.args, &out, &log)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("have error %v, want %q", err, test.want)
			}
		})
	}
}
