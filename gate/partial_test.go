package gate

import (
	"context"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/properties/hazards"
)

// TestUnrounded: answers that are no numbers of the storage dtype would look
// better than any that are; they are not judged.
func TestUnrounded(t *testing.T) {
	im := spoiled(t, func(y, _ []float64) {
		for i := range y {
			y[i] *= 1 + 0x1p-40
		}
	})
	e := entryOf(t, im, float32s, Options{}, hazards.Row{X: []float64{1, 2, 3}})
	if e.Verdict != Error || !e.Unexpected || !strings.Contains(e.Sentence, "is no float32") {
		t.Errorf("%s, unexpected %v: %s", e.Verdict, e.Unexpected, e.Sentence)
	}
}

// TestInterrupted: what a cancelled run did not get to is no finding, and no
// pass either; sources count the rows that were judged.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	o := Options{Seed: 1, Rows: 60, Workers: 1, Implementations: []string{"online", "naive"},
		DTypes: []dtype.Format{dtype.Float8E5M2, dtype.Float16}}
	o.Progress = func(done, _ int) {
		if done == 100 { // within the first rows of the first dtype
			cancel()
		}
	}
	doc, err := Report(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if !doc.Interrupted || doc.Findings() != 0 {
		t.Errorf("interrupted %v with %d findings", doc.Interrupted, doc.Findings())
	}
	for _, e := range doc.Implementations {
		if e.DType == "float8_e5m2" && (e.Verdict != Error || e.Rows != 0) {
			t.Errorf("%s was not reached, and says %s on %d rows", e.Name, e.Verdict, e.Rows)
		}
	}
	judged := 0
	for _, s := range doc.Sources {
		judged += s.Rows
	}
	if judged != 100 {
		t.Errorf("sources say that %d rows were judged, not 100", judged)
	}
}

// TestFindingShowsFailure: where one answer is beyond its allowance and another
// has a larger error that is allowed, the first is the one to look at.
func TestFindingShowsFailure(t *testing.T) {
	im := spoiled(t, func(y, x []float64) {
		if len(x) == 2 {
			y[1] = dtype.Float32.NextUp(dtype.Float32.NextUp(dtype.Float32.NextUp(dtype.Float32.NextUp(y[1]))))
		}
	})
	wide := make([]float64, 40)
	for i := range wide {
		wide[i] = 100.37 - 2.13*float64(i) // differences that round: much is allowed
		wide[i] = dtype.Float32.Round(wide[i])
	}
	e := entryOf(t, im, float32s, Options{}, hazards.Row{X: wide}, hazards.Row{X: []float64{0, 0}})
	if e.Verdict != Fail || !e.Unexpected || e.Worst.Row != 1 || e.Worst.ULP <= e.Worst.Allowed || e.MaxULP <= e.Worst.ULP {
		t.Errorf("%s, %s: shows row %d, %g ulp of %g allowed; largest error %g", e.Verdict, e.Sentence, e.Worst.Row, e.Worst.ULP, e.Worst.Allowed, e.MaxULP)
	}
}
