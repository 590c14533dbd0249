package impl

import (
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestAll(t *testing.T) {
	seen := make(map[string]bool)
	for _, im := range All() {
		id := string(im.Function) + "/" + im.Name
		if seen[id] {
			t.Errorf("%s is listed twice", id)
		}
		seen[id] = true
		if im.Name == "" || strings.ContainsAny(im.Name, " /+_") || strings.ToLower(im.Name) != im.Name {
			t.Errorf("%s: %q is no name", id, im.Name)
		}
		if _, err := function.Parse(string(im.Function)); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if !strings.HasSuffix(im.About, ".") || im.Source == "" {
			t.Errorf("%s: About %q, Source %q", id, im.About, im.Source)
		}
		if im.Model == nil || im.Compute == nil || len(im.Arithmetics) == 0 {
			t.Fatalf("%s is incomplete", id)
		}
		if im.Widest < 0 {
			t.Errorf("%s: for rows of at most %d", id, im.Widest)
		}
		for i, a := range im.Arithmetics {
			for _, b := range im.Arithmetics[:i] {
				if a == b {
					t.Errorf("%s: %v is listed twice", id, a)
				}
			}
			m := im.Model(a)
			if m.Accumulate != a.Accumulate {
				t.Errorf("%s in %v: the model computes in %v", id, a, m.Accumulate)
			}
			if !(m.ExpULP > 0) || !(m.LogULP > 0) {
				t.Errorf("%s in %v: ExpULP %v, LogULP %v", id, a, m.ExpULP, m.LogULP)
			}
			if m.Sum == "" || m.Shift == "" || m.Normalise == "" {
				t.Errorf("%s in %v: incomplete model %+v", id, a, m)
			}
			sides, gradient := im.Function.TakesSides(), im.Function.Outputs(2) == 2
			if !sides && (m.Form != "" || m.Scheme == Clipped) || sides && gradient && m.Form == "" {
				t.Errorf("%s in %v: scheme %q, form %q", id, a, m.Scheme, m.Form)
			}
			if tiled := m.Scheme == Blocked || m.Scheme == Tree; tiled != (m.Block > 0) {
				t.Errorf("%s in %v: scheme %q with tiles of %d", id, a, m.Scheme, m.Block)
			}
		}
	}
}

func TestFind(t *testing.T) {
	for _, im := range All() {
		got, err := Find(im.Name, im.Function)
		if err != nil || got.Name != im.Name || got.Function != im.Function {
			t.Errorf("Find(%q, %q) = %s/%s, %v", im.Name, im.Function, got.Function, got.Name, err)
		}
	}
	for _, tc := range []struct {
		name string
		fn   function.Function
		want string
	}{
		{"onlin", function.Softmax, `unknown implementation "onlin" of softmax: want one of naive, shifted, `},
		{"pairwise", function.LogSoftmax, `unknown implementation "pairwise" of log_softmax: want one of direct, shifted, `},
		{"log-of-softmax", function.CrossEntropy, `unknown implementation "log-of-softmax" of cross_entropy: want one of fused, log1p, `},
		{"", function.LogSumExp, `unknown implementation "" of logsumexp: want one of direct, shifted, `},
	} {
		if _, err := Find(tc.name, tc.fn); err == nil || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("Find(%q, %q): %v, want %s…", tc.name, tc.fn, err, tc.want)
		}
	}
}

func TestOfCoversAll(t *testing.T) {
	n := 0
	for _, fn := range function.All() {
		n += len(Of(fn))
	}
	if n != len(All()) {
		t.Errorf("%d implementations by function, %d in all", n, len(All()))
	}
}

func TestArithmetics(t *testing.T) {
	want := []string{
		"float64", "float32", "float16+float32", "bfloat16+float32",
		"float8_e4m3fn+float32", "float8_e5m2+float32", "float16", "bfloat16",
	}
	as := Arithmetics()
	if len(as) != len(want) {
		t.Fatalf("%d arithmetics, want %d", len(as), len(want))
	}
	for i, a := range as {
		if a.String() != want[i] {
			t.Errorf("arithmetic %d is %v, want %s", i, a, want[i])
		}
		if b, err := ParseArithmetic(a.String()); err != nil || b != a {
			t.Errorf("ParseArithmetic(%q) = %v, %v", a.String(), b, err)
		}
		// Inputs must be exact in the accumulation dtype.
		for _, x := range []float64{a.Storage.Max(), a.Storage.MinSubnormal()} {
			if a.Round(x) != x {
				t.Errorf("%v: %v is not exact in %v", a, x, a.Accumulate)
			}
		}
	}
}

func TestParseArithmeticErrors(t *testing.T) {
	for _, s := range []string{"", "float", "float16+", "+float32", "float16+float32+float64", "float32 "} {
		if a, err := ParseArithmetic(s); err == nil {
			t.Errorf("ParseArithmetic(%q) = %v, want an error", s, a)
		} else if !strings.Contains(err.Error(), "want one of "+dtype.Float64.String()) {
			t.Errorf("ParseArithmetic(%q): %v does not list the dtypes", s, err)
		}
	}
}
