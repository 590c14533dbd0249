package mutants

import (
	"testing"

	"github.com/softulp/softulp/impl"
)

// allowedFromOutside are the mutants whose defect is none in a program from outside that
// declares nothing: it may add up in turn, multiply by the reciprocal within the 4 ulp of its
// exponential, and leave out log1p; and p − 1 and minus the sum of the others are both usual.
var allowedFromOutside = map[string]bool{
	"sum-f32-naive-huge-K": true, "reciprocal-multiply": true, "log1p-forgotten": true, "p-minus-one-for-minus-sum": true,
}

// TestKilledFromOutside: a mutant that is judged as a program from outside that declares
// nothing is killed all the same, though the order of its sums, its last steps and 4 ulp of its
// exponential are left open. Each fifth of them with -short.
func TestKilledFromOutside(t *testing.T) {
	for i, m := range All() {
		if testing.Short() && i%5 != 0 {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			s, err := m.Subject()
			if err != nil {
				t.Fatal(err)
			}
			s.Model = impl.Model{Accumulate: s.Model.Accumulate, ExpULP: 4, LogULP: 4, Sum: impl.Sequential,
				Shift: impl.ShiftMax, Normalise: impl.Divide, Outside: true}
			first, _ := killer(s, budget/4)
			if first == nil && !allowedFromOutside[m.Name] {
				s.Compute = m.New()
				first, _ = killer(s, budget)
			}
			switch {
			case first == nil && !allowedFromOutside[m.Name]:
				t.Error("survives")
			case first != nil && allowedFromOutside[m.Name]:
				t.Errorf("is said to be allowed, and is killed: %s, case %d: %v", first.Property.Name, first.At, first.Violation)
			case first != nil:
				t.Logf("killed by %s at case %d: %v", first.Property.Name, first.At, first.Violation)
			}
		})
	}
}
