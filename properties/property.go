package properties

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/function"
)

// Property is something that must hold of every answer.
type Property struct {
	Name string
	// Functions it speaks of; all of them if there is none.
	Functions []function.Function
	// Why it must hold, in a sentence, and who says so.
	Why, Source string
	// Applies reports whether it says anything about a program and a case; what it
	// says nothing about is skipped, never passed.
	Applies func(b *Bench, s *Subject, c *Case) bool
	// Check judges: nil, what is wrong, or silent(). It is a function of its
	// arguments alone: b is memory. Callers use Judge.
	Check func(b *Bench, s *Subject, c *Case) *Violation
}

// Violation is an answer that refutes a property.
type Violation struct {
	Index      int     // of the answer, -1 if it concerns no one answer
	Got, Exact float64 // Exact is the exact answer rounded to the dtype, where there is one
	// Size and Allowed are in the property's unit, ulps of the dtype unless
	// Message says otherwise; 0 where what is wrong has no size.
	Size, Allowed float64
	Message       string

	nothing bool // see silent
}

// silent is what a check returns where the case turns out to say nothing about the
// program: it is then not judged, which is no pass.
func silent() *Violation { return &Violation{nothing: true} }

func (v *Violation) String() string {
	if v.Index < 0 {
		return v.Message
	}
	s := fmt.Sprintf("answer %d, %g, %s", v.Index, v.Got, v.Message)
	if v.Size > 0 {
		s += fmt.Sprintf(": %.6g where %.6g is allowed", v.Size, v.Allowed)
	}
	return s
}

// SpeaksOf reports whether p is about the function.
func (p *Property) SpeaksOf(fn function.Function) bool {
	if len(p.Functions) == 0 {
		return true
	}
	for _, f := range p.Functions {
		if f == fn {
			return true
		}
	}
	return false
}

// Judge checks p on one case: judged is false where p has nothing to say, or the case
// is no input of the program.
func (p *Property) Judge(b *Bench, s *Subject, c *Case) (v *Violation, judged bool) {
	if !p.SpeaksOf(s.Function) || !s.takes(&c.Input) || p.Applies != nil && !p.Applies(b, s, c) {
		return nil, false
	}
	b.judged = c
	v = p.Check(b, s, c)
	b.judged = nil
	if v != nil && v.nothing {
		return nil, false
	}
	return v, true
}

// All returns every property, in the order in which they are checked: accuracy
// first, as it finds most.
func All() []*Property {
	return []*Property{
		accuracy(),
		edgeCases(),
		single(),
		rangeOf(),
		sumToOne(),
		ties(),
		padding(),
		permutation(),
		order(),
		shiftInvariance(),
		temperature(),
		merge(),
		crossEntropy(),
		smoothing(),
		gradient(),
		gradientSum(),
		gradientSign(),
		jacobian(),
		lipschitz(),
		noMutation(),
		determinism(),
		batchInvariance(),
	}
}

// Find returns the property with the given name, or nil.
func Find(name string) *Property {
	for _, p := range All() {
		if p.Name == name {
			return p
		}
	}
	return nil
}

var nan = math.NaN()
