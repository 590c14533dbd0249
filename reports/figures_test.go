package reports

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/softulp/softulp/gate"
)

func TestUlps(t *testing.T) {
	tests := []struct {
		v    float64
		want string
	}{
		{0, "0"}, {5e-324, "0.001"}, {0.5, "0.500"}, {0.5000000001, "0.501"}, {math.Nextafter(0.5, 1), "0.501"},
		{1, "1.000"}, {1.0000001, "1.001"}, {1.52, "1.520"}, {9.9999, "10.000"}, {10, "10.00"}, {99.999, "100.00"},
		{324, "324.0"}, {999.99, "1000.0"}, {1000, "1000"}, {123456.2, "123457"}, {1e6, "1.0e+06"},
		{1.01e6, "1.1e+06"}, {8388608, "8.4e+06"}, {9.99e9, "1.0e+10"}, {1e99, "1.0e+99"}, {9.95e99, "1e+100"},
		{1.5e300, "2e+300"}, {1.01e307, "2e+307"}, {1.01e308, "2e+308"}, {math.MaxFloat64, "2e+308"},
	}
	for _, tt := range tests {
		if got := ulps(tt.v); got != tt.want {
			t.Errorf("ulps(%v) = %s, want %s", tt.v, got, tt.want)
		}
	}
}

// TestUlpsNeverFlatter: what is printed is no better than the figure, and no
// more than one unit of the last digit worse.
func TestUlpsNeverFlatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100000 {
		v := math.Exp(r.Float64()*230 - 8)
		if r.IntN(2) == 0 { // next to a number with few digits
			v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
			v = math.Nextafter(v, v*float64(r.IntN(3)))
		}
		s := ulps(v)
		got, err := strconv.ParseFloat(s, 64)
		if err != nil || got < v || got > v*1.11+0.001 || len(s) > 7 {
			t.Fatalf("ulps(%v) = %s", v, s)
		}
	}
}

func TestFigures(t *testing.T) {
	tests := []struct{ got, want string }{
		{percent(1), "100.0%"}, {percent(0.99999), "99.9%"}, {percent(0), "0.0%"}, {percent(0.931), "93.1%"},
		{mean(0.2649), "0.265"}, {mean(12.34), "12.3"}, {mean(3e7), "3.0e+07"}, {mean(0), "0.000"},
		{count(0), "0"}, {count(999), "999"}, {count(1000), "1,000"}, {count(1234567), "1,234,567"}, {count(-100), "-100"}, {count(-1000), "-1,000"},
		{plural(1, "entry", "entries"), "1 entry"}, {plural(2, "entry", "entries"), "2 entries"}, {plural(0, "entry", "entries"), "0 entries"},
		{number("0x1.8p-4"), "0x1.8p-4 (0.09375)"}, {number("NaN"), "NaN"}, {number("-Inf"), "-Inf"}, {number("1"), "1"}, {number("x\n"), "x"},
		{parameters(new(gate.Sides)), ""}, {parameters(&gate.Sides{Target: new(int)}), ", target 0"}, {parameters(&gate.Sides{Temperature: "0x1p-01", Smoothing: "x\n"}), ", temperature 0.5, smoothing x"},
		{list(nil), "nothing"}, {list([]string{"a"}), "a"}, {list([]string{"a", "b"}), "a and b"}, {list([]string{"a", "b", "c"}), "a, b and c"},
		{stacked("float8_e4m3fn+float32"), "float8\n_e4m3fn\n+float32"}, {stacked("float64"), "float64"}, {stacked(""), ""}, {stacked("+_"), "+\n_"},
	}
	for i, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%d: got %q, want %q", i, tt.got, tt.want)
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct {
		in   string
		n    int
		want string
	}{
		{"", 10, ""},
		{"plain, ünïcödé 数", 60, "plain, ünïcödé 数"},
		{" a \t\r\n b ", 60, "a b"},
		{"\x1b[31m", 60, `\x1b[31m`},
		{"a\x00\x7f", 60, `a\x00\x7f`},
		{"\u202e\u200b\ufeff", 60, `\u202e\u200b\ufeff`},
		{"\xff\xfe", 60, `\xff\xfe`},
		{"\ufffd", 60, "\ufffd"},
		{"\u0085\u2028x", 60, "x"},
		{"\U000e0001", 60, `\ue0001`},
		{"abcdef", 6, "abcdef"},
		{"abcdefg", 6, "abcde…"},
		{"a      g", 3, "a g"},
		{"ab\x1b", 4, `ab\…`},
		{"abc", 0, "…"},
	}
	for _, tt := range tests {
		if got := clean(tt.in, tt.n); got != tt.want {
			t.Errorf("clean(%q, %d) = %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("\x1b[2Jx\u202e\xff", 3)
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = 1 + (n&0xff+0xff)%0xff
		got := clean(s, n)
		if utf8.RuneCountInString(got) > n {
			t.Errorf("%q has more than %d runes", got, n)
		}
		for _, r := range got {
			if !unicode.IsPrint(r) {
				t.Errorf("%q holds %U", got, r)
			}
		}
	})
}

func TestMarkdownEscapes(t *testing.T) {
	tests := []struct{ in, want string }{
		{"float8_e4m3fn+float32", "float8_e4m3fn+float32"},
		{"_a_ __init__", `\_a\_ \_\_init\_\_`},
		{"a*b`c", "a\\*b\\`c"},
		{"<b>&amp;", `&lt;b\>&amp;amp;`},
		{"[x](http://y)", `\[x\](http://y)`},
		{"# h", `\# h`},
		{`\|`, `\\|`}, // the bar itself is left to the table
	}
	for _, tt := range tests {
		if got := markdown(tt.in, maxText); got != tt.want {
			t.Errorf("markdown(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := fenced("a```b````c\nd"); got != "`````\na```b````c d\n`````\n" {
		t.Errorf("fenced: %q", got)
	}
}

func TestOrder(t *testing.T) {
	d := document()
	var got []string
	for _, e := range everything(d) {
		got = append(got, e.Name)
	}
	want := []string{"online/float16+float32", "chained/float32", "gone/float32", "naive/float32", "naive/float64",
		"table/float8_e4m3fn+float32", "shifted/float32", "jacobian/float64", "narrow/float32"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("place %d is %s, want %s", i, got[i], want[i])
		}
	}
	if s := sections(d); len(s) != 4 || s[0].function != "softmax" || s[1].function != "logsumexp" || s[3].function != "softmax_vjp" {
		t.Errorf("sections: %v", s)
	}
	e := gate.Implementation{Name: "a/b/float16+float32", DType: "float16", Accumulate: "float32"}
	if algorithm(&e) != "a/b" || arithmetic(&e) != "float16+float32" {
		t.Errorf("%s in %s", algorithm(&e), arithmetic(&e))
	}
}

// TestOrderUnexpectedPass: an expected failure that did not happen is a
// finding, whatever its figures.
func TestOrderUnexpectedPass(t *testing.T) {
	e := gate.Implementation{Verdict: gate.Pass, Expected: "it overflows", Unexpected: true}
	if rank(&e) != 0 || outcome(&e) != "FINDING" || !failing(&e) {
		t.Errorf("rank %d, outcome %s", rank(&e), outcome(&e))
	}
}

func TestMatrixOrder(t *testing.T) {
	var s section
	for _, a := range [][2]string{{"float16", "float16"}, {"strange", ""}, {"bfloat16", "float32"}, {"float64", "float64"}, {"float16", "float32"}, {"float8_e5m2", "float32"}} {
		s.entries = append(s.entries, &gate.Implementation{Name: "x", DType: a[0], Accumulate: a[1]})
	}
	want := []string{"float64", "float16+float32", "float16", "bfloat16+float32", "float8_e5m2+float32", "strange"}
	got := newMatrix(s).arithmetics
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("column %d is %s, want %s", i, got[i], want[i])
		}
	}
}

func TestShare(t *testing.T) {
	for _, tt := range []struct {
		e    gate.Implementation
		want string
	}{
		{gate.Implementation{}, "–"}, // rows of NaN only: nothing was measured
		{gate.Implementation{Elements: 3}, "0.0%"},
		{gate.Implementation{Elements: 3, CorrectlyRounded: 1}, "100.0%"},
	} {
		if got := share(&tt.e); got != tt.want {
			t.Errorf("share of %d answers, %g: %q, want %q", tt.e.Elements, tt.e.CorrectlyRounded, got, tt.want)
		}
	}
}
