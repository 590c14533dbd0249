package gate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// maxFaults is how many faults of a program are kept; after so many it is not asked
// again.
const maxFaults = 8

// outside is a program under judgement, and what kept it from answering.
type outside struct {
	*Program
	axis Axis

	mu       sync.Mutex
	faults   []Fault        // that say different things
	met      int            // faults in all
	mutated  string         // the first batch whose input was written to
	declined map[string]int // reasons, and how many requests
	fatal    bool
}

// subject returns it as the reports' subject.
func (o *outside) subject() *subject {
	return &subject{
		Implementation: impl.Implementation{Name: o.Name, Function: o.Function},
		arithmetic:     impl.Arithmetic{Storage: o.DType, Accumulate: o.Model.Accumulate},
		model:          o.Model,
		outside:        true,
	}
}

// program returns it as a subject of properties.
func (o *outside) program() *properties.Subject {
	s := &properties.Subject{Name: o.Name, Function: o.Function, DType: o.DType, Model: o.Model, Profile: o.Profile,
		NoTemperature: !o.Temperature, NoSmoothing: !o.Smoothing, InPlace: o.InPlace}
	s.Answer = func(y []float64, in function.Input) error {
		b := newBatch(o.Function, o.DType, 1, len(in.X))
		b.Axis = o.axis
		b.parameters(&in)
		b.add(&in)
		if err := o.ask(b); err != nil {
			return err
		}
		copy(y, b.Y)
		copy(in.X, b.X) // as the program has left it
		copy(in.Cotangent, b.Cotangent)
		copy(in.Weights, b.Weights)
		if b.Mutated && len(in.X) > 0 {
			in.X[0] = math.NaN()
		}
		return nil
	}
	s.Together = func(ys [][]float64, ins []function.Input) error {
		b := newBatch(o.Function, o.DType, len(ins), len(ins[0].X))
		b.Axis = o.axis
		b.parameters(&ins[0])
		for i := range ins {
			b.add(&ins[i])
		}
		if err := o.ask(b); err != nil {
			return err
		}
		for i := range ys {
			copy(ys[i], b.Answer(i))
		}
		return nil
	}
	return s
}

// limit takes out of an input the parameters that the program has not.
func (p *Program) limit(in *function.Input) {
	if !p.Temperature || !p.Function.TakesSides() || in.Temperature == 1 {
		in.Temperature = 0
	}
	if !p.Smoothing || !p.Function.TakesTarget() {
		in.Smoothing = 0
	}
}

// errFatal is the answer to everything once a program is beyond use.
var errFatal = errors.New("the program is not asked any more")

// start begins to answer a batch, unless the program is beyond use. Answers must be waited
// for in the order in which they were started: what comes after a fatal fault is none.
func (o *outside) start(b *Batch) func() error {
	if o.isFatal() {
		return func() error { return errFatal }
	}
	wait := o.Start(b)
	return func() error {
		err := wait()
		if o.isFatal() {
			return errFatal
		}
		if err == nil && b.Mutated {
			o.mu.Lock()
			if o.mutated == "" {
				o.mutated = b.String()
			}
			o.mu.Unlock()
		}
		return o.note(b, err)
	}
}

func (o *outside) ask(b *Batch) error { return o.start(b)() }

// note keeps what went wrong, and returns it.
func (o *outside) note(b *Batch, err error) error {
	if err == nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	var declined *Declined
	var fault *Fault
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded): // nothing that it did
	case errors.As(err, &declined):
		if o.declined == nil {
			o.declined = map[string]int{}
		}
		if len(o.declined) < maxFaults {
			o.declined[declined.Reason]++
		}
	case errors.As(err, &fault):
		f := *fault
		if f.Request == "" {
			f.Request = b.String()
		}
		known := slices.ContainsFunc(o.faults, func(k Fault) bool { return k.Message == f.Message })
		if !known && len(o.faults) < maxFaults {
			o.faults = append(o.faults, f)
		}
		o.met++
		o.fatal = o.fatal || f.Fatal || o.met >= maxFaults
	default:
		o.faults = append(o.faults, Fault{Kind: FaultCrash, Message: err.Error(), Request: b.String(), Fatal: true})
		o.fatal = true
	}
	return err
}

// isFatal reports whether the program is beyond use.
func (o *outside) isFatal() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.fatal
}

// check returns what is wrong with a program's description.
func (p *Program) check() error {
	if _, err := function.Parse(string(p.Function)); err != nil {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	if err := p.Model.ValidateFor(p.DType); err != nil {
		return fmt.Errorf("%s: %w", p, err)
	}
	if p.Start == nil {
		return fmt.Errorf("%s: it cannot be asked: Start is nil", p)
	}
	return nil
}
