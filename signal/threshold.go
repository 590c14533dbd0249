package signal

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// probe is a family of inputs with one parameter c ≥ 0, and an answer to look at
// whose exact value is finite and not 0, whatever c.
type probe struct {
	fn    function.Function
	row   string // the logits, as a heading: "(c, c)"
	of    int    // index of the answer looked at
	input func(c float64) function.Input
	// zero says that an answer of 0 is a failure. It is not asked for where the
	// exact answer changes its sign between two numbers c.
	zero bool
	// limit predicts where the answer dies.
	limit func(limits) *limit
}

// String names the probe: "softmax of (0, -c), answer 1".
func (p probe) String() string {
	s := fmt.Sprintf("%s of %s", p.fn, p.row)
	if p.fn.Outputs(2) > 1 {
		s += fmt.Sprintf(", answer %d", p.of)
	}
	return s
}

// dies returns what an answer is where a number other than 0 is due: "NaN", "+Inf",
// "-Inf" or "0"; and "" where it is such a number.
func (p probe) dies(answer float64) string {
	switch {
	case answer != answer:
		return "NaN"
	case math.IsInf(answer, 1):
		return "+Inf"
	case math.IsInf(answer, -1):
		return "-Inf"
	case answer == 0 && p.zero:
		return "0"
	}
	return ""
}

// threshold is where an algorithm's answer dies.
type threshold struct {
	c   float64 // the smallest number of the storage dtype at which it does; +Inf if it never does
	how string  // what it is there; "" if it is a number up to the largest c
}

// smallest returns the smallest number c ≥ 0 of the format at which dead says how,
// found by bisection over the bit patterns, which order the numbers. It takes it that
// what is dead at c is dead beyond, which TestThresholdsOnce checks on every number of
// the formats of 16 and 8 bits, and on draws of the others.
func smallest(f dtype.Format, dead func(c float64) string) threshold {
	low, high := f.Encode(0), f.Encode(f.Max())
	if how := dead(0); how != "" {
		return threshold{0, how}
	}
	how := dead(f.Max())
	if how == "" {
		return threshold{math.Inf(1), ""}
	}
	for high-low > 1 {
		mid := low + (high-low)/2
		if h := dead(f.Decode(mid)); h != "" {
			high, how = mid, h
		} else {
			low = mid
		}
	}
	return threshold{f.Decode(high), how}
}

// computed returns how the implementation's answer to the probe dies at c.
func (p probe) computed(im impl.Implementation, a impl.Arithmetic) func(c float64) string {
	return func(c float64) string {
		in := p.input(c)
		y := make([]float64, p.fn.Outputs(len(in.X)))
		im.Compute(a, y, in)
		return p.dies(y[p.of])
	}
}

// rounded returns how the exact answer dies when it is rounded to the format, once.
func (p probe) rounded(f dtype.Format) func(c float64) string {
	var row reference.Row
	return func(c float64) string {
		if err := row.ResetInput(p.input(c), reference.IEEE); err != nil {
			return err.Error()
		}
		return p.dies(row.Answer(p.fn).Round(p.of, f))
	}
}
