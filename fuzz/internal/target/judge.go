package target

import (
	"fmt"

	"github.com/softulp/softulp/properties"
)

// shrinking is how many checks the making small of a counterexample may take.
const shrinking = 2000

// Judge holds the program that data names to the property that it names, or to
// edge-cases where that has nothing to say about the row. The error is a violation,
// on a row made small. Rows of more than widest logits are not judged.
func (t *Target) Judge(b *properties.Bench, data []byte, widest int) error {
	in, ok := t.Decode(data)
	if !ok || len(in.Case.X) > widest {
		return nil
	}
	s, p, c := in.Subject, in.Property, in.Case
	v, judged := p.Judge(b, s, &c)
	if !judged {
		p = t.edges
		v, _ = p.Judge(b, s, &c)
	}
	if v == nil {
		return nil
	}
	c, v = properties.Shrink(p, b, s, c, shrinking)
	return fmt.Errorf("%s, %s, has not the property %s (%s): on %s, seed %d, %v", s.Name, t.Function, p.Name, p.Why, show(t.Function, &c.Input), c.Seed, v)
}

// Compute only computes the answer, into y: what fuzzing costs by itself.
func (t *Target) Compute(y []float64, data []byte, widest int) {
	in, ok := t.Decode(data)
	if !ok || len(in.Case.X) > widest || in.Subject.Widest > 0 && len(in.Case.X) > in.Subject.Widest || t.Function.Check(&in.Case.Input) != nil {
		return
	}
	in.Subject.Compute(y[:t.Function.Outputs(len(in.Case.X))], in.Case.Input)
}
