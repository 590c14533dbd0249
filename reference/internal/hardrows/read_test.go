package hardrows

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestRead(t *testing.T) {
	const file = `
# a comment

softmax float64 0x1p0,-0x1.8p-3  # miss=2^-123 midpoint: by hand
logsumexp float8_e4m3fn 0x1p-1074*3,-inf,0*2  # miss<2^-1048576 number: a: b # c
  log_softmax bfloat16 -0x1.fp1  # miss=0 zero: one
`
	rows, err := Read(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{4, function.Softmax, dtype.Float64, []float64{1, -0.1875}, Midpoint, -123, "by hand"},
		{5, function.LogSumExp, dtype.Float8E4M3FN,
			[]float64{0x1p-1074, 0x1p-1074, 0x1p-1074, math.Inf(-1), 0, 0}, Number, Least, "a: b # c"},
		{6, function.LogSoftmax, dtype.BFloat16, []float64{-3.875}, Zero, Tie, "one"},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, w := range want {
		r := rows[i]
		if !slices.Equal(r.X, w.X) {
			t.Errorf("line %d: logits %x, want %x", w.Line, r.X, w.X)
		}
		if r.Line != w.Line || r.Function != w.Function || r.Dtype != w.Dtype || r.Boundary != w.Boundary ||
			r.Miss != w.Miss || r.How != w.How {
			t.Errorf("line %d: %+v, want %+v", w.Line, r, w)
		}
	}
}

func TestReadErrors(t *testing.T) {
	const good = "softmax float64 0x1p0,0x1p1  # miss=2^-3 midpoint: x"
	if _, err := Read(strings.NewReader(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"softmax", "softmin", `"softmin"`},
		{"float64", "float63", `"float63"`},
		{" 0x1p0", "", "2 words"},
		{"0x1p0", "0x1p0 0x1p0", "4 words"},
		{"#", "", "words"},
		{"0x1p0", "one", `"one"`},
		{"0x1p0", "0.1", "hexadecimal"},
		{"0x1p0", "nan", "finite"},
		{"0x1p0", "inf", "finite"},
		{"0x1p0", "0x1p5000", "range"},
		{"0x1p0", "0x1p0*0", "count"},
		{"0x1p0", "0x1p0*", "count"},
		{"0x1p0", "0x1p0*99999999999", "more than"},
		{"0x1p0,", "0x1p0,,", `logit ""`},
		{"miss=2^-3 midpoint", "midpoint", "claim"},
		{": x", "", "claim"},
		{"midpoint", "middle", `"middle"`},
		{"2^-3", "2^2101", "miss"},
		{"2^-3", "2^-1048576", "miss"},
		{"2^-3", "0.125", "miss"},
	} {
		text := "\n" + strings.Replace(good, c.old, c.new, 1)
		if text == "\n"+good {
			t.Fatalf("%q is not in the line", c.old)
		}
		_, err := Read(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "line 2: ") {
			t.Errorf("%s: error %v, want line 2 and %q", text[1:], err, c.want)
		}
	}
	if _, err := Read(strings.NewReader(strings.Repeat("x", 1<<20+1))); err == nil {
		t.Error("a line that is too long is no error")
	}
}
