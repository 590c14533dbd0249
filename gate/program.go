package gate

import (
	"fmt"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// Program is what is judged from outside of this repository: one function in one
// dtype, wherever it runs.
type Program struct {
	Name, Version string
	Function      function.Function
	DType         dtype.Format
	Model         impl.Model        // what it promises: see DefaultModel
	Profile       reference.Profile // "" is reference.IEEE
	Axes          []Axis            // that it can be asked for; Last may be left out
	InPlace       bool              // may write over its input
	// Temperature and Smoothing say that functions which take more than logits can be asked
	// with a temperature, those with a target with label smoothing.
	Temperature, Smoothing bool

	// Start begins to answer a batch, whose Y it fills in, and returns a function that
	// waits until that is done. Batches are answered in the order in which they were
	// started, by one after another call of Start; nothing of the batch is touched
	// before wait returns. The error is *Declined, *Fault or that of a context.
	Start func(b *Batch) (wait func() error)
}

// Declined is what a program answers that does not do what it is asked for: it is not
// judged there.
type Declined struct{ Reason string }

func (d *Declined) Error() string { return "declined: " + d.Reason }

// Fault is why a program could not be judged: it did not start, crashed, hung, or
// answered nonsense.
type Fault struct {
	Kind    FaultKind `json:"kind"`
	Message string    `json:"message"` // one sentence; what it quotes is escaped and cut short
	// Request says which request met it, where there was one.
	Request string `json:"request,omitempty"`
	// Fatal says that the program is beyond use: nothing more can be asked of it.
	Fatal bool `json:"fatal,omitempty"`
}

func (f *Fault) Error() string { return f.Message }

// FaultKind names what went wrong with a program.
type FaultKind string

const (
	FaultStart    FaultKind = "start"    // it cannot be started, or ended before it spoke
	FaultCrash    FaultKind = "crash"    // it ended while it was asked
	FaultHang     FaultKind = "hang"     // it did not answer in time
	FaultProtocol FaultKind = "protocol" // what it wrote is no answer, or not to what was asked
	FaultAnswer   FaultKind = "answer"   // an answer of the wrong length, or in no dtype
)

// Do asks about a batch and waits for the answer.
func (p *Program) Do(b *Batch) error { return p.Start(b)() }

// String names the program, its function and its dtype.
func (p *Program) String() string { return fmt.Sprintf("%s, %s in %v", p.Name, p.Function, p.DType) }
