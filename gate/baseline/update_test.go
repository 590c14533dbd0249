package baseline

import (
	"reflect"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
)

// TestUpdate: figures are rewritten, what was not judged is kept, and what is expected
// to fail keeps its reason for as long as it fails.
func TestUpdate(t *testing.T) {
	whole := Of(document())
	got, err := Update(&File{}, document())
	if err != nil || text(t, got) != text(t, whole) {
		t.Fatalf("a new file: %v\n%s", err, text(t, got))
	}

	doc := document()
	doc.Implementations = doc.Implementations[:1]
	doc.Implementations[0].MaxULP = 2.5 // worse, and allowed
	doc.Implementations[0].Widths = doc.Implementations[0].Widths[:1]
	got, err = Update(whole, doc)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(text(t, whole), "k=all 300 1.731 max", "k=all 300 2.5 max", 1)
	if text(t, got) != want {
		t.Errorf("narrowed:\n%s\nwant\n%s", text(t, got), want)
	}

	whole.Expected[online] = "see #12"
	other := Entry{Function: "softmax", Name: "elsewhere", DType: "float64"}
	whole.Expected[other] = "see #13"
	got, err = Update(whole, failing())
	if err != nil {
		t.Fatal(err)
	}
	if s := text(t, got); !strings.Contains(s, "k=all 300 9 max-ulp") || got.Expected[online] != "see #12" || got.Expected[other] != "see #13" {
		t.Errorf("expected to fail:\n%s", s)
	}
	if got, err = Update(got, document()); err != nil || !reflect.DeepEqual(got.Expected, map[Entry]string{other: "see #13"}) {
		t.Errorf("no longer failing: %v\n%s", err, text(t, got))
	}

	doc = failing()
	doc.Implementations[0].Expected, doc.Implementations[0].Unexpected = "exp\noverflows", false
	if got, err = Update(&File{}, doc); err != nil || got.Expected[online] != "exp overflows" {
		t.Errorf("explained by its algorithm: %v\n%+v", err, got)
	}

	doc = document()
	doc.Implementations[0].Verdict = gate.Unsupported
	if got, err = Update(whole, doc); err != nil || strings.Contains(text(t, got), "impl=online") {
		t.Errorf("declined: %v\n%s", err, text(t, got))
	}

	doc = document()
	doc.Seed = 2
	if got, err = Update(whole, doc); err != nil || got.Seed != 2 {
		t.Errorf("another seed: %v\n%+v", err, got)
	}
}

func TestUpdateErrors(t *testing.T) {
	judged := func(v gate.Verdict) *gate.Document {
		doc := document()
		doc.Implementations[0].Verdict = v
		return doc
	}
	surprise := failing()
	surprise.Implementations[0].Expected = "exp overflows" // and it is not that
	interrupted := document()
	interrupted.Interrupted = true
	seeded := document()
	seeded.Seed = 2
	seeded.Implementations = seeded.Implementations[:1]
	twice := document()
	twice.Implementations = append(twice.Implementations, twice.Implementations[0])
	const name = "Softmax/impl=online/dtype=float32"
	for _, tt := range []struct {
		name string
		doc  *gate.Document
		want string
	}{
		{"failing", failing(), name + ` is not as allowed; mend it, or write "# expected to fail: ` + name + `: WHY" into the baseline`},
		{"failing otherwise", surprise, name + " is not as allowed"},
		{"error", judged(gate.Error), name + " could not be judged"},
		{"skipped", judged(gate.Skip), name + " could not be judged"},
		{"no verdict", judged(""), name + " could not be judged"},
		{"interrupted", interrupted, "interrupted"},
		{"two seeds", seeded, "dtype=float8_e4m3fn/axis=first/k=all is of seed 1 and was not judged; run with --seed 1, or all of it with --seed 2"},
		{"two of one name", twice, "two implementations are " + name},
	} {
		got, err := Update(Of(document()), tt.doc)
		if err == nil || got != nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %+v, error %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

// TestReasonByHand: a file that holds nothing but a reason lets a failing entry in.
func TestReasonByHand(t *testing.T) {
	f, err := Update(read(t, "# expected to fail: "+online.String()+": see #12\n"), failing())
	if err != nil || f.Expected[online] != "see #12" || len(f.entries()[online]) != 4 {
		t.Errorf("%+v, %v", f, err)
	}
}
