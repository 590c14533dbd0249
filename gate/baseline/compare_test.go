package baseline

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
)

// changes compares a document with document's baseline and writes each change as
// "! " or "  ", its kind and its sentence.
func changes(doc *gate.Document, edit func(*File), slack Slack) []string {
	f := Of(document())
	if edit != nil {
		edit(f)
	}
	var all []string
	for _, c := range Compare(f, doc, slack) {
		mark := "  "
		if c.Finding() {
			mark = "! "
		}
		all = append(all, fmt.Sprintf("%s%s | %s", mark, c.Kind, c))
	}
	return all
}

func TestCompare(t *testing.T) {
	edit := func(change func(e *gate.Implementation)) *gate.Document {
		doc := document()
		change(&doc.Implementations[0])
		return doc
	}
	expecting := func(f *File) { f.Expected[online] = "see #12" }
	const name = "Softmax/impl=online/dtype=float32"
	for _, tt := range []struct {
		name  string
		doc   *gate.Document
		file  func(*File)
		slack Slack
		want  []string
	}{
		{"the same", document(), nil, Slack{}, nil},
		{"within rounding", edit(func(e *gate.Implementation) { e.MaxULP = 1.7305 }), nil, Slack{}, nil},
		{"worse", edit(func(e *gate.Implementation) { e.Widths[1].MaxULP, e.Widths[2].CorrectlyRounded = 1.8, 0.99 }), nil, Slack{}, []string{
			"! worse | " + name + "/k=16..63: max-ulp is worse than the baseline: 1.8, was 1.731",
			"  better | " + name + "/k=2..3: correctly-rounded is better than the baseline: 0.99, was 0.97"}},
		{"worse on more rows", edit(func(e *gate.Implementation) { e.MeanULP, e.Rows = 0.4, 600 }), nil, Slack{}, []string{
			"! worse | " + name + "/k=all: mean-ulp is worse than the baseline: 0.4, was 0.312 (on 600 rows, the file's 300)"}},
		{"within the slack", edit(func(e *gate.Implementation) { e.Widths[1].MaxULP = 1.8 }), nil, Slack{0.05}, []string{}},
		{"wrong in kind", edit(func(e *gate.Implementation) { e.Wrong.ZeroSign = 1 }), nil, Slack{0.5}, []string{
			"! worse | " + name + "/k=all: wrong-zero-sign is worse than the baseline: 1, was 0"}},
		{"wrong in kind, of a line that the file has not", edit(func(e *gate.Implementation) { e.Wrong.ZeroSign = 1 }), func(f *File) {
			f.Lines = slices.DeleteFunc(f.Lines, func(l Line) bool { return l.Entry == online && l.K == All })
		}, Slack{}, []string{
			"! worse | " + name + "/k=all: wrong-zero-sign is worse than the baseline: 1, was 0 (on 300 rows, the file's 0)",
			"  new | " + name + "/k=all: is not in the baseline yet"}},
		{"no number any more", edit(func(e *gate.Implementation) { e.Elements, e.WrongClassRows = 0, 300 }), nil, Slack{}, []string{
			"! not measured | " + name + "/k=all: max-ulp was 1.731 in the baseline, and no answer is a number any more",
			"! not measured | " + name + "/k=all: mean-ulp was 0.312 in the baseline, and no answer is a number any more",
			"! not measured | " + name + "/k=all: correctly-rounded was 0.931234 in the baseline, and no answer is a number any more",
			"! worse | " + name + "/k=all: wrong-rows is worse than the baseline: 300, was 0"}},
		{"a class without rows", edit(func(e *gate.Implementation) { e.Widths = e.Widths[:2] }), nil, Slack{}, []string{
			"  not judged | " + name + "/k=2..3: is in the baseline and was not judged"}},
		{"a class more", edit(func(e *gate.Implementation) {
			e.Widths = append(e.Widths, gate.Width{K: "64-255", Rows: 1, Elements: 70})
		}), nil, Slack{}, []string{
			"  new | " + name + "/k=64..255: is not in the baseline yet"}},
		{"narrowed", &gate.Document{Seed: 1, Implementations: document().Implementations[:1]}, nil, Slack{}, []string{
			"  not judged | CrossEntropySoftGrad/impl=mine%2F%0A%D0%B2%201.0%20%3D%20best/dtype=float8_e4m3fn/axis=first: is in the baseline and was not judged"}},
		{"renamed", edit(func(e *gate.Implementation) { e.Name = "offline" }), nil, Slack{}, []string{
			"  new | Softmax/impl=offline/dtype=float32: is not in the baseline yet",
			"  not judged | " + name + ": is in the baseline and was not judged"}},
		{"the last axis, named", edit(func(e *gate.Implementation) { e.Axis = "last" }), nil, Slack{}, nil},
		{"another axis", edit(func(e *gate.Implementation) { e.Axis = "first" }), nil, Slack{}, []string{
			"  new | " + name + "/axis=first: is not in the baseline yet",
			"  not judged | " + name + ": is in the baseline and was not judged"}},
		{"could not be judged", edit(func(e *gate.Implementation) { e.Verdict, e.Sentence = gate.Error, "it hung" }), nil, Slack{}, []string{
			"! unjudged | " + name + ": could not be judged: it hung"}},
		{"could not be judged, as nobody expects", edit(func(e *gate.Implementation) { e.Verdict, e.Sentence = gate.Error, "it hung" }), expecting, Slack{}, []string{
			"! unjudged | " + name + ": could not be judged: it hung"}},
		{"a verdict that nobody knows", edit(func(e *gate.Implementation) { e.Verdict = "great" }), nil, Slack{}, []string{
			"! unjudged | " + name + ": could not be judged: "}},
		{"declined", edit(func(e *gate.Implementation) { e.Verdict = gate.Unsupported }), nil, Slack{}, []string{
			"! declined | " + name + ": is in the baseline and is declined now: --update takes it out"}},
		{"declined as ever", edit(func(e *gate.Implementation) { e.Verdict = gate.Unsupported }), func(f *File) {
			f.Lines = slices.DeleteFunc(f.Lines, func(l Line) bool { return l.Entry == online })
		}, Slack{}, nil},
		{"failing", edit(func(e *gate.Implementation) { e.Verdict, e.Sentence = gate.Fail, "is off" }), nil, Slack{}, []string{
			"! failing | " + name + ": is not as allowed: is off"}},
		{"failing as expected", edit(func(e *gate.Implementation) { e.Verdict = gate.Fail }), expecting, Slack{}, []string{
			"  as expected | " + name + ": fails as expected: see #12"}},
		{"failing as expected, and worse", edit(func(e *gate.Implementation) { e.Verdict, e.MaxULP = gate.Fail, 9 }), expecting, Slack{}, []string{
			"! worse | " + name + "/k=all: max-ulp is worse than the baseline: 9, was 1.731",
			"  as expected | " + name + ": fails as expected: see #12"}},
		{"failing as the algorithm explains", edit(func(e *gate.Implementation) { e.Verdict, e.Expected = gate.Fail, "overflow" }), nil, Slack{}, nil},
		{"failing otherwise than the algorithm explains", edit(func(e *gate.Implementation) { e.Verdict, e.Expected, e.Unexpected = gate.Fail, "overflow", true }), nil, Slack{}, []string{
			"! failing | " + name + ": is not as allowed: "}},
		{"no longer failing", document(), expecting, Slack{}, []string{
			"! unexpected | " + name + ": is expected to fail (see #12) and does not: --update takes that out of the baseline"}},
		{"another seed", document(), func(f *File) { f.Seed = 18446744073709551615 }, Slack{}, []string{
			"  another seed | the baseline is of seed 18446744073709551615 and this run of seed 1: figures differ by chance"}},
		{"nothing in the file", document(), func(f *File) { *f = File{} }, Slack{}, []string{
			"  new | CrossEntropySoftGrad/impl=mine%2F%0A%D0%B2%201.0%20%3D%20best/dtype=float8_e4m3fn/axis=first: is not in the baseline yet",
			"  new | " + name + ": is not in the baseline yet"}},
		{"two of one name", &gate.Document{Seed: 1, Implementations: append(document().Implementations, failing().Implementations[0])}, nil, Slack{}, []string{
			"! failing | " + name + ": is not as allowed: is 9 ulp off where 2 are allowed",
			"! worse | " + name + "/k=all: max-ulp is worse than the baseline: 9, was 1.731",
			"! worse | " + name + "/k=2..3: max-ulp is worse than the baseline: 9, was 1.25"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := changes(tt.doc, tt.file, tt.slack); !slices.Equal(got, tt.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(tt.want, "\n\t"))
			}
		})
	}
}
