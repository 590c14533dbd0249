package kept

import (
	"fmt"
	"strings"

	"github.com/softulp/softulp/fuzz/internal/target"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/mutants"
)

const (
	budget    = 600  // cases for a mutant, as many as make mutants has
	shrinking = 2000 // checks for making a counterexample small
	seeds     = 256  // that an input can name
)

// FileName returns the name of the file with a mutant's counterexample.
func FileName(mutant string) string {
	return prefix + strings.ReplaceAll(mutant, "/", "-")
}

const prefix = "mutant-"

// base returns the target, of all dtypes, of a mutant's function.
func base(m *mutants.Mutant) (*target.Target, error) {
	all, err := target.All()
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if t.Function == m.Function && t.Name == t.Base {
			return t, nil
		}
	}
	return nil, fmt.Errorf("no fuzz target for the function %s", m.Function)
}

// subject names the correct implementation that a mutant deviates from, as targets do.
func subject(m *mutants.Mutant) string { return m.Of + "/" + m.Arithmetic.String() }

// Refutes returns nil if data, an input of the target of m's function, names the
// implementation that m deviates from and a property that a fresh m violates on the
// row and the implementation does not. The error says what is not so.
func Refutes(m *mutants.Mutant, data []byte) error {
	t, err := base(m)
	if err != nil {
		return err
	}
	in, ok := t.Decode(data)
	if !ok {
		return fmt.Errorf("%d bytes say nothing", len(data))
	}
	if in.Subject.Name != subject(m) {
		return fmt.Errorf("the input is about %s, the mutant about %s", in.Subject.Name, subject(m))
	}
	return tells(m, in.Property, in.Case)
}

// tells returns nil if a property tells a fresh m from what it deviates from.
func tells(m *mutants.Mutant, p *properties.Property, c properties.Case) error {
	s, err := m.Subject()
	if err != nil {
		return err
	}
	b := new(properties.Bench)
	if v, judged := p.Judge(b, s, &c); !judged || v == nil {
		return fmt.Errorf("%s does not fail on %x, seed %d", p.Name, c.X, c.Seed)
	}
	im, err := impl.Find(m.Of, m.Function)
	if err != nil {
		return err
	}
	if v, _ := p.Judge(b, properties.Of(im, m.Arithmetic), &c); v != nil {
		return fmt.Errorf("%s fails on %x for %s too: %v", p.Name, c.X, subject(m), v)
	}
	return nil
}

// Counterexample returns an input that Refutes m: of the case and the property that
// kill m first, or, where that needs what a mutant remembers of earlier cases, the
// first that do without. It returns nil if m survives.
func Counterexample(m *mutants.Mutant) ([]byte, error) {
	s, err := m.Subject()
	if err != nil {
		return nil, err
	}
	cases := properties.Cases(s.Function, s.DType, 1, budget)
	first := properties.First(properties.Check(new(properties.Bench), s, cases, true))
	if first == nil {
		return nil, nil
	}
	for _, c := range cases[first.At:] {
		for _, p := range properties.All() {
			if tells(m, p, c) != nil {
				continue
			}
			if data, err := encode(m, p, shrink(m, p, c)); data != nil || err != nil {
				return data, err
			}
		}
	}
	return nil, fmt.Errorf("mutant %s is killed by %s, but by no row that an input can say", m.Name, first.Property.Name)
}

// encode returns an input with a case, or with one of another seed, that Refutes m,
// or nil.
func encode(m *mutants.Mutant, p *properties.Property, c properties.Case) ([]byte, error) {
	t, err := base(m)
	if err != nil {
		return nil, err
	}
	for range seeds {
		data, err := t.Encode(subject(m), p.Name, c)
		if err != nil {
			return nil, err
		}
		if Refutes(m, data) == nil {
			return data, nil
		}
		c.Seed = (c.Seed + 1) % seeds
	}
	return nil, nil
}

// shrink makes a case small on which p tells m, fresh for every check, from what it
// deviates from.
func shrink(m *mutants.Mutant, p *properties.Property, c properties.Case) properties.Case {
	s, err := m.Subject()
	if err != nil {
		return c
	}
	fresh := *p
	fresh.Check = func(b *properties.Bench, s *properties.Subject, c *properties.Case) *properties.Violation {
		again := *s
		again.Compute = m.New()
		return p.Check(b, &again, c)
	}
	small, _ := properties.Shrink(&fresh, new(properties.Bench), s, c, shrinking)
	return small
}
