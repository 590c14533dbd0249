package reports

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

func TestJSONGolden(t *testing.T) {
	var buf bytes.Buffer
	if err := JSON(&buf, &Results{Document: document()}); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", buf.Bytes())
}

// TestJSONRoundTrip: every field survives, hostile strings included.
func TestJSONRoundTrip(t *testing.T) {
	for name, d := range map[string]*Results{
		"document": {Document: document()}, "hostile": {hostile(), hostileMutants()}, "empty": {Document: &gate.Document{}},
		"mutants": {document(), mutants()}, "empty mutants": {&gate.Document{}, &killmatrix.Matrix{Rows: []killmatrix.Row{{Counterexample: &killmatrix.Counterexample{}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			var buf, again bytes.Buffer
			if err := JSON(&buf, d); err != nil {
				t.Fatal(err)
			}
			if !bytes.HasSuffix(buf.Bytes(), []byte("}\n")) {
				t.Error("no newline at the end")
			}
			if bytes.Contains(buf.Bytes(), []byte("null")) {
				t.Error("a list is null")
			}
			var got Results
			dec := json.NewDecoder(bytes.NewReader(buf.Bytes()))
			dec.DisallowUnknownFields()
			if err := dec.Decode(&got); err != nil {
				t.Fatal(err)
			}
			if got.Seed != d.Seed || len(got.Implementations) != len(d.Implementations) {
				t.Errorf("seed %d and %d entries, want %d and %d", got.Seed, len(got.Implementations), d.Seed, len(d.Implementations))
			}
			if err := JSON(&again, &got); err != nil {
				t.Fatal(err)
			}
			// The encoder escapes U+FFFD only where it stands for a bad byte.
			first := bytes.ReplaceAll(buf.Bytes(), []byte(`\ufffd`), []byte("\uFFFD"))
			if !bytes.Equal(first, again.Bytes()) {
				t.Error("read and written again, it differs")
			}
		})
	}
}

// TestJSONKeepsDocument: rendering changes nothing of the document.
func TestJSONKeepsDocument(t *testing.T) {
	d := &Results{document(), mutants()}
	for _, render := range []func() error{
		func() error { return JSON(&bytes.Buffer{}, d) },
		func() error { return Markdown(&bytes.Buffer{}, d) },
		func() error { return Terminal(&bytes.Buffer{}, d, TerminalOptions{Width: 100}) },
	} {
		if err := render(); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d, &Results{document(), mutants()}) {
			t.Fatal("the document changed")
		}
	}
}

func TestJSONNotFinite(t *testing.T) {
	tests := []struct {
		name string
		set  func(d *gate.Document)
		want string
	}{
		{"NaN mean", func(d *gate.Document) { d.Implementations[2].MeanULP = math.NaN() }, `"shifted/float32", function "softmax": mean_ulp is NaN`},
		{"infinite maximum", func(d *gate.Document) { d.Implementations[0].MaxULP = math.Inf(1) }, "max_ulp is +Inf"},
		{"infinite p99", func(d *gate.Document) { d.Implementations[0].P99ULP = math.Inf(-1) }, "p99_ulp is -Inf"},
		{"NaN share", func(d *gate.Document) { d.Implementations[0].CorrectlyRounded = math.NaN() }, "correctly_rounded is NaN"},
		{"infinite allowance", func(d *gate.Document) { d.Implementations[0].WorstOverAllowance = math.Inf(1) }, "worst_over_allowance is +Inf"},
		{"NaN in a check", func(d *gate.Document) { d.Implementations[0].Checks[0].Worst = math.NaN() }, "worst of check accuracy is NaN"},
		{"infinity in a check", func(d *gate.Document) { d.Implementations[0].Checks[0].Allowed = math.Inf(1) }, "allowed of check accuracy is +Inf"},
		{"NaN in an input", func(d *gate.Document) { d.Implementations[0].Worst.ULP = math.NaN() }, "ulp of an input is NaN"},
		{"infinity in an input", func(d *gate.Document) { d.Implementations[0].WorstClass.Allowed = math.Inf(1) }, "allowed of an input is +Inf"},
		{"elsewhere", func(d *gate.Document) { d.Seconds = math.Inf(1) }, "results: json"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := document()
			tt.set(d)
			var buf bytes.Buffer
			err := JSON(&buf, &Results{Document: d})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if buf.Len() != 0 {
				t.Errorf("%d bytes were written", buf.Len())
			}
		})
	}
}
