package gate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// Option changes how [Check] and [Fuzz] judge.
type Option func(*settings)

type settings struct {
	JudgeOptions
	model   *impl.Model
	profile *reference.Profile
	inPlace bool
	after   []func(t testing.TB, doc *Document)
}

// Model says what the program promises, in place of [DefaultModel]: its accumulation dtype,
// its exponential's error, its sum, and so on.
func Model(m impl.Model) Option {
	m.Outside = true
	return func(s *settings) { s.model = &m }
}

// Profile says what is right for rows with NaN and infinities: "ieee", "masked-zero" or
// "limit".
func Profile(p reference.Profile) Option { return func(s *settings) { s.profile = &p } }

// MaxULP is a budget: no answer may be more than so many ulps off, even where its
// allowance is wider.
func MaxULP(ulps float64) Option { return func(s *settings) { s.MaxULP = ulps } }

// InPlace says that the program may write over its input.
func InPlace() Option { return func(s *settings) { s.inPlace = true } }

// Seed sets the seed of the generated rows, which is 1.
func Seed(n uint64) Option { return func(s *settings) { s.Seed = n } }

// Cases sets the number of generated rows.
func Cases(n int) Option { return func(s *settings) { s.Rows = n } }

// Expect says that a check is known to fail, and why, as [ParseExpectation] reads it:
// "ties=the tail of a vector has another exponential". Where it no longer fails, the test
// does.
func Expect(what ...string) Option {
	return func(s *settings) {
		for _, w := range what {
			x, err := ParseExpectation(w)
			if err != nil {
				x = Expectation{Reason: err.Error()}
			}
			s.Expect = append(s.Expect, x)
		}
	}
}

// After has f look at the results of Check. It is for other packages' options.
func After(f func(t testing.TB, doc *Document)) Option {
	return func(s *settings) { s.after = append(s.after, f) }
}

// apply returns the program and the settings with the options' changes.
func apply(p *Program, options []Option) (*Program, *settings, error) {
	s := &settings{JudgeOptions: JudgeOptions{Seed: 1}}
	for _, o := range options {
		o(s)
	}
	q := *p
	if s.model != nil {
		q.Model = *s.model
	}
	if s.profile != nil {
		if _, err := reference.ParseProfile(string(*s.profile)); err != nil {
			return nil, nil, err
		}
		q.Profile = *s.profile
	}
	q.InPlace = q.InPlace || s.inPlace
	for _, x := range s.Expect {
		if x.Check == "" {
			return nil, nil, fmt.Errorf("Expect: %s", x.Reason)
		}
	}
	return &q, s, q.check()
}

// Check judges a program by every property that speaks of it, each a subtest, on
// generated rows and on real logits. It takes about a second, and what it finds is the same
// every time. A failure shows an input that is as simple as it gets.
func Check(t *testing.T, p *Program, options ...Option) {
	t.Helper()
	q, s, err := apply(p, options)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Judge(context.Background(), []*Program{q}, s.JudgeOptions)
	if err != nil {
		t.Fatal(err)
	}
	for i := range doc.Implementations {
		tell(t, &doc.Implementations[i])
	}
	for _, f := range s.after {
		f(t, doc)
	}
}

// tell makes an entry's checks subtests.
func tell(t *testing.T, e *Implementation) {
	t.Helper()
	for i := range e.Checks {
		c := &e.Checks[i]
		switch {
		case c.Verdict == Fail && c.Expected != "":
			t.Run(c.Property, func(t *testing.T) { t.Logf("fails, as expected: %s", c.Expected) })
		case slices.Contains(e.Unmet, c.Property):
			t.Run(c.Property, func(t *testing.T) { t.Errorf("was expected to fail and did not: take the expectation out") })
		case c.Verdict == Fail:
			t.Run(c.Property, func(t *testing.T) { t.Error(c.text()) })
		case c.Verdict == Pass:
			t.Run(c.Property, func(t *testing.T) {})
		}
	}
	switch {
	case e.Verdict == Error:
		t.Errorf("%s", e.Sentence)
		for _, f := range e.Faults {
			t.Errorf("%s, asked for a %s", f.Message, f.Request)
		}
	case e.Verdict == Unsupported:
		t.Errorf("nothing was judged: %s", e.Sentence)
	default:
		t.Logf("%s, %s in %s: at most %.4g ulp off, %.4g on average, %.4g of the answers correctly rounded, at most %.3g of the allowance",
			e.Name, e.Function, e.DType, e.MaxULP, e.MeanULP, e.CorrectlyRounded, e.WorstOverAllowance)
	}
}

// text says what a check has found, with the input as Go has it.
func (c *CheckResult) text() string {
	var b strings.Builder
	b.WriteString(c.Why)
	if c.Rule != "" {
		b.WriteString("\nmust hold: " + c.Rule)
	}
	x := c.Counterexample
	if x == nil {
		return b.String()
	}
	list := func(name string, v []string) {
		if v != nil {
			fmt.Fprintf(&b, "\n%s: %s", name, strings.Join(v, ", "))
		}
	}
	list("x", x.X)
	if x.Truncated {
		b.WriteString(" (a part of the row)")
	}
	if x.Target != nil {
		fmt.Fprintf(&b, "\ntarget: %d", *x.Target)
	}
	list("cotangent", x.Cotangent)
	list("weights", x.Weights)
	list("got", x.Got)
	list("exact", x.Exact)
	fmt.Fprintf(&b, "\nfrom: %s", x.Seed)
	return b.String()
}

// Fuzz is a native fuzz target: bytes are a row, what goes with it and a property, seeded
// from the rows that Check judges. It fails on the first violation, with an input that is
// as simple as it gets.
func Fuzz(f *testing.F, p *Program, options ...Option) {
	f.Helper()
	q, s, err := apply(p, options)
	if err != nil {
		f.Fatal(err)
	}
	all := slices.DeleteFunc(properties.All(), func(p *properties.Property) bool { return !p.SpeaksOf(q.Function) })
	for i, c := range properties.Cases(q.Function, q.DType, s.Seed, fuzzSeeds) {
		q.limit(&c.Input)
		of := byte(accuracyByte)
		if i%2 == 1 {
			of = byte(i / 2 % len(all))
		}
		f.Add(append([]byte{of}, properties.Bytes(q.Function, q.DType, c)...))
	}
	b := new(properties.Bench)
	o := &outside{Program: q, axis: Last}
	program := o.program()
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 {
			return
		}
		c := properties.FromBytes(q.Function, q.DType, data[1:])
		q.limit(&c.Input)
		// Half of the bytes mean accuracy, which finds most.
		property := all[0]
		if n := int(data[0]); n < accuracyByte {
			property = all[n%len(all)]
		}
		v, judged := property.Judge(b, program, &c)
		if !judged {
			property = properties.Find("edge-cases")
			v, _ = property.Judge(b, program, &c)
		}
		if v != nil {
			c, v = properties.Shrink(property, b, program, c, outsideShrinks)
			found := checkOf(q.Function, &properties.Outcome{Property: property, Case: c, Violation: v})
			found.Counterexample.Seed = fmt.Sprintf("bytes, seed %d", c.Seed)
			t.Fatalf("%s: %s", property.Name, found.text())
		}
		for _, fault := range o.faults {
			t.Fatalf("%s, asked for a %s", fault.Message, fault.Request)
		}
	})
}

// fuzzSeeds is the number of cases that fuzzing starts from; first bytes from accuracyByte
// on stand for accuracy, those below for a property each.
const (
	fuzzSeeds    = 120
	accuracyByte = 128
)
