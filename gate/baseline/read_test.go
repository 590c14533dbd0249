package baseline

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const good = "BenchmarkSoftmax/impl=online/dtype=float32/k=all 300 1.731 max-ulp 2 wrong-nan\n"

func TestReadErrors(t *testing.T) {
	line := func(from, to string) string { return strings.ReplaceAll(good, from, to) }
	for _, tt := range []struct{ name, text, want string }{
		{"duplicate", good + "\n# seed 1\n" + good, "b.txt:4: Softmax/impl=online/dtype=float32/k=all is on line 1 already"},
		{"merge conflict", "<<<<<<< HEAD\n" + good, `b.txt:1: "<<<<<<< HEAD" is no line of a baseline`},
		{"words", good + "hello\n", `b.txt:2: "hello" is no line`},
		{"configuration", "goos: linux\n" + good, `b.txt:1: "goos: linux" is no line`},
		{"control characters", "\x1b[2J\n", `b.txt:1: "\x1b[2J" is no line`},
		{"unknown unit", line("max-ulp", "ns/op"), `b.txt:1: unknown unit "sec/op"`},
		{"unknown unit like ours", line("max-ulp", "max-ulps"), `b.txt:1: unknown unit "max-ulps": want one of [max-ulp mean-ulp`},
		{"unknown unit described", "Unit ns/op better=lower\n" + good, `b.txt:1: unknown unit "ns/op"`},
		{"unit the other way round", "Unit max-ulp better=higher assume=exact\n" + good, `b.txt:1: unit max-ulp has "better"="higher"`},
		{"unit of another key", "Unit max-ulp worse=lower\n" + good, `b.txt:1: unit max-ulp has "worse"="lower"`},
		{"unit without key", "Unit max-ulp lower\n" + good, "b.txt:1: expected key=value"},
		{"unit twice", "Unit max-ulp better=lower\nUnit max-ulp better=higher\n", "b.txt:2: metadata better of unit max-ulp already set"},
		{"figure twice", line("2 wrong-nan", "2 max-ulp"), "b.txt:1: max-ulp twice"},
		{"no number", line("1.731", "1.7.3"), "b.txt:1: parsing measurement: invalid syntax"},
		{"comma", line("1.731", "1,731"), "b.txt:1: parsing measurement"},
		{"negative", line("1.731", "-1"), "b.txt:1: -1 is no max-ulp"},
		{"NaN", line("1.731", "NaN"), "b.txt:1: NaN is no max-ulp"},
		{"infinite", line("1.731", "Inf"), "b.txt:1: +Inf is no max-ulp"},
		{"beyond float64", line("1.731", "1e999"), "b.txt:1: parsing measurement: value out of range"},
		{"share above 1", line("1.731 max-ulp", "1.5 correctly-rounded"), "b.txt:1: 1.5 is no correctly-rounded"},
		{"part of an answer", line("2 wrong-nan", "2.5 wrong-nan"), "b.txt:1: 2.5 is no wrong-nan"},
		{"no figure", line(" 1.731 max-ulp 2 wrong-nan", ""), "b.txt:1: missing measurements"},
		{"name alone", good + line(" 300 1.731 max-ulp 2 wrong-nan", ""), "b.txt: 2 lines begin with Benchmark and 1 have figures"},
		{"no unit", line(" wrong-nan", ""), "b.txt:1: missing units"},
		{"rows", line(" 300 ", " 0 "), "b.txt:1: 0 rows"},
		{"rows of words", line(" 300 ", " many "), "b.txt:1: parsing iteration count"},
		{"no class", line("/k=all", ""), "b.txt:1: \"Softmax/impl=online/dtype=float32\" ends in no width class"},
		{"empty class", line("/k=all", "/k="), "ends in no width class"},
		{"class with a slash", line("/k=all", "/k=1/x=2"), "is not escaped"},
		{"class with a hyphen", line("/k=all", "/k=2-3"), "is no width class"},
		{"unknown function", line("Softmax", "Sofmax"), `names no function`},
		{"no name", line("impl=online", "impl="), "no name of an entry"},
		{"no dtype", line("/dtype=float32", ""), "no name of an entry"},
		{"keys in another order", line("impl=online/dtype=float32", "dtype=float32/impl=online"), "no name of an entry"},
		{"more keys", line("/k=", "/axis=first/more=1/k="), "no name of an entry"},
		{"bad escape", line("online", "on%zzline"), "is not escaped"},
		{"another escape", line("online", "%6Fnline"), "is not escaped"},
		{"unescaped", line("online", "on{line"), "is not escaped"},
		{"long name", line("online", strings.Repeat("x", 5000)), "b.txt:1: a name of 5033 bytes"},
		{"long line", "# x\nBenchmark" + strings.Repeat("x", 70000), "b.txt:1: bufio.Scanner: token too long"},
		{"seed", "# seed x\n", `b.txt:1: "x" is no seed`},
		{"seed below 0", "# seed -1\n", "is no seed"},
		{"two seeds", "# seed 1\n# seed 1\n", "b.txt:2: a second seed"},
		{"no reason", "# expected to fail: Softmax/impl=a/dtype=b\n", "b.txt:1: Softmax/impl=a/dtype=b is expected to fail and nothing says why"},
		{"blank reason", "# expected to fail: Softmax/impl=a/dtype=b:  \n", "nothing says why"},
		{"reason of nobody", "# expected to fail: because\n", "names no function"},
		{"reason of a class", "# expected to fail: Softmax/impl=a/dtype=b/k=all: why\n", "no name of an entry"},
		{"two reasons", "# expected to fail: Softmax/impl=a/dtype=b: x\n# expected to fail: Softmax/impl=a/dtype=b: y\n", "b.txt:2: a second reason"},
		{"huge", strings.Repeat("#\n", 9<<20), "more than 16777216 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Read(strings.NewReader(tt.text), "b.txt")
			if err == nil {
				t.Fatalf("no error, but %+v", f)
			}
			if s := err.Error(); !strings.Contains(s, tt.want) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) || len(s) > 500 {
				t.Errorf("error %q does not say %q", s, tt.want)
			}
		})
	}
}

// TestReadByHand: what somebody who edits the file may do to it.
func TestReadByHand(t *testing.T) {
	f := read(t, "# ours\n\n   \n"+strings.ReplaceAll(good, " ", "\t ")+"# expected to fail: Softmax/impl=online/dtype=float32:   see  #12  ")
	if len(f.Lines) != 1 || f.Seeded || f.Expected[online] != "see #12" {
		t.Errorf("read %+v", f)
	}
	if l := f.Lines[0]; l.Entry != online || l.K != All || l.Rows != 300 || l.Figures[MaxULP] != 1.731 || l.Figures[WrongNaN] != 2 || len(l.Figures) != 2 {
		t.Errorf("read %+v", l)
	}
	if f := read(t, ""); len(f.Lines) != 0 || len(f.Expected) != 0 {
		t.Errorf("read %+v from an empty file", f)
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadFile(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) || !strings.HasSuffix(err.Error(), "no such file or directory") {
		t.Errorf("error %v", err)
	}
	if _, err := ReadFile(dir); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("error %v", err)
	}
	path := filepath.Join(dir, "a\nb.txt")
	if err := os.WriteFile(path, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(path); err == nil || !strings.Contains(err.Error(), `a\nb.txt:1: "x" is no line`) {
		t.Errorf("error %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(good)
	f.Add("Unit max-ulp better=lower assume=exact\n# seed 1\n" + good)
	f.Add("# expected to fail: Softmax/impl=a%20/dtype=b: x\n")
	f.Fuzz(func(t *testing.T, s string) {
		file, err := Read(strings.NewReader(s), "x")
		if err != nil {
			return
		}
		var b strings.Builder
		if err := file.Write(&b); err != nil {
			t.Fatalf("%v, after it was read from %q", err, s)
		}
		again, err := Read(strings.NewReader(b.String()), "x")
		if err != nil || len(again.Lines) != len(file.Lines) || len(again.Expected) != len(file.Expected) {
			t.Fatalf("%q is written as %q and read as %+v, %v", s, b.String(), again, err)
		}
	})
}
