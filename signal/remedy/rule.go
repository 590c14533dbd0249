package remedy

import "github.com/softulp/softulp/impl"

// Rule turns gradients into changes of the weights. It keeps state from step to
// step, in the storage dtype, and so belongs to one model.
type Rule interface {
	// Change writes to d what is to be added to the weights w, whose gradient is g. All
	// are matrices of the shape that the rule was made for, row by row.
	Change(a impl.Arithmetic, d, w, g []float64)
}

// Method is a rule under comparison.
type Method struct {
	// Name is the rule's name: "Adam".
	Name string
	// About says in one sentence what it does.
	About string
	// Source says where it comes from: paper and algorithm.
	Source string
	// New returns the rule for a matrix of weights, with the rate and the constants that
	// its source proposes, but for descent, which has no such thing.
	New func(rows, columns int) Rule
}

// Methods returns the rules, in the order in which tables list them. Adding one
// takes a line here.
func Methods() []Method {
	return []Method{descent(), adam(), adafactor()}
}
