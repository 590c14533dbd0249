package gate

import (
	"context"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestTiersCounted: sources say how many exact answers there were and how many the
// fast tier left; the clock runs only where it is asked to.
func TestTiersCounted(t *testing.T) {
	o := Options{Seed: 1, Rows: 60, Implementations: []string{"shifted"}, DTypes: []dtype.Format{dtype.Float32},
		Functions: []function.Function{function.Softmax}}
	for _, clock := range []bool{false, true} {
		o.Clock = clock
		doc, err := Report(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		reals := 0
		for _, s := range doc.Sources {
			if s.Real {
				reals++
				if want := s.Rows * s.MaxK; s.Answers != want {
					t.Errorf("%s: %d answers, want %d", s.Name, s.Answers, want)
				}
				if float64(s.Enclosed) > 1e-3*float64(s.Answers) {
					t.Errorf("%s: the fast tier left %d of %d answers", s.Name, s.Enclosed, s.Answers)
				}
			}
			if s.Enclosed > s.Answers {
				t.Errorf("%s: %d of %d answers", s.Name, s.Enclosed, s.Answers)
			}
			if s.Name == "generated" && s.Answers == 0 {
				t.Error("no generated answers")
			}
		}
		if reals != 4 {
			t.Errorf("%d sources of real logits, want 4", reals)
		}
		if s := doc.Speed; clock != (s.Rows > 0) || clock && (s.Answers <= s.Rows || s.Fast <= 0 || s.Enclosure <= 0) {
			t.Errorf("clock %v: %+v", clock, s)
		}
	}
}
