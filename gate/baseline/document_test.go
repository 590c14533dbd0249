package baseline

import (
	"bytes"
	"testing"

	"github.com/softulp/softulp/gate"
)

// document is a run in which everything is as allowed.
func document() *gate.Document {
	return &gate.Document{
		Schema: gate.Schema, Seed: 1,
		Implementations: []gate.Implementation{
			{
				Name: "online", Function: "softmax", DType: "float32", Verdict: gate.Pass, Rows: 300, Elements: 4000,
				MaxULP: 1.73009, MeanULP: 0.312, CorrectlyRounded: 0.9312345678, Wrong: &gate.Classes{},
				Widths: []gate.Width{
					{K: "1", Rows: 20, Elements: 20, CorrectlyRounded: 1},
					{K: "16-63", Rows: 80, Elements: 3000, MaxULP: 1.73009, MeanULP: 0.4, CorrectlyRounded: 0.9},
					{K: "2-3", Rows: 200, Elements: 980, MaxULP: 1.25, MeanULP: 0.2, CorrectlyRounded: 0.97},
				},
			},
			{
				Name: "mine/\nв 1.0 = best", Function: "cross_entropy_soft_grad", DType: "float8_e4m3fn", Axis: "first", Verdict: gate.Pass,
				Rows: 10, Elements: 10, MaxULP: 0.5, MeanULP: 0.25, CorrectlyRounded: 1, WrongClassRows: 2, Wrong: &gate.Classes{Flushed: 3, ZeroSign: 1},
			},
		},
	}
}

// failing is document with an entry that is not as allowed.
func failing() *gate.Document {
	doc := document()
	e := &doc.Implementations[0]
	e.Verdict, e.Unexpected, e.Sentence = gate.Fail, true, "is 9 ulp off where 2 are allowed"
	e.MaxULP, e.WorstOverAllowance, e.Widths[2].MaxULP, e.Widths[2].OverAllowance = 9, 4.5, 9, 4.5
	return doc
}

// online is the first entry of document.
var online = Entry{Function: "softmax", Name: "online", DType: "float32"}

// text writes a file.
func text(t *testing.T, f *File) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// read reads one.
func read(t *testing.T, s string) *File {
	t.Helper()
	f, err := Read(bytes.NewReader([]byte(s)), "baseline.txt")
	if err != nil {
		t.Fatal(err)
	}
	return f
}
