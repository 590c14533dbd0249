package impl

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Implementation is one algorithm for one function.
type Implementation struct {
	// Name is the algorithm's name, unique per function: "online".
	Name string
	// Function is what it computes.
	Function function.Function
	// About says in one sentence what it does and what it promises.
	About string
	// Source says where it comes from: paper and algorithm, or library.
	Source string
	// Arithmetics lists the storage and accumulation dtypes in which people
	// run it.
	Arithmetics []Arithmetic
	// Model says what the algorithm promises in the given arithmetic.
	Model func(a Arithmetic) Model
	// Compute writes the answer for the input to y. All vectors hold numbers of
	// a.Storage; y has Function.Outputs(K) elements and does not overlap those of
	// the input, which are not written to. The input is one that Function.Check
	// has nothing against; K may be 0.
	Compute func(a Arithmetic, y []float64, in function.Input)
	// Expected returns the reason for which the algorithm must be expected to
	// miss its allowance on the input, or "". Nil means never. It speaks of
	// weaknesses that the algorithm explains (no shift: overflow), which are
	// found by looking at the input, never at the answer.
	Expected func(a Arithmetic, in function.Input) string
}

// Model is what an implementation promises: enough to derive, for every input,
// how far each answer may be from the exact one. Its JSON form is what an
// adapter declares.
type Model struct {
	// Accumulate is the dtype that it computes in.
	Accumulate dtype.Format `json:"accumulate"`
	// ExpULP bounds the error of its exponential, in ulps of Accumulate.
	ExpULP float64 `json:"exp_ulp"`
	// ExpRelative, if not 0, bounds it as a relative error too, of normal
	// results: approximations whose error does not follow the spacing.
	ExpRelative float64 `json:"exp_relative,omitempty"`
	// ExpZeroExact says that the exponential of 0 is 1, exactly.
	ExpZeroExact bool `json:"exp_zero_exact,omitempty"`
	// LogULP bounds the error of its logarithm (and log1p) likewise.
	LogULP float64 `json:"log_ulp"`
	// Sum is the order of summation.
	Sum Sum `json:"sum"`
	// Shift is "max" where the maximum is subtracted first, "none" where not.
	Shift Shift `json:"shift"`
	// Normalise is how exponentials become probabilities.
	Normalise Normalise `json:"normalise"`
	// FlushSubnormals says that results below the smallest normal number of
	// Accumulate may come out as zero.
	FlushSubnormals bool `json:"flush_subnormals"`

	// Scheme names an algorithm whose rounding errors arise elsewhere than in
	// the plain three passes; the allowance is then derived for that scheme.
	Scheme Scheme `json:"scheme,omitempty"`
	// Block is the tile width of the blocked schemes.
	Block int `json:"block,omitempty"`
	// Conjectured says that a figure above was measured, not proved.
	Conjectured bool `json:"conjectured,omitempty"`
}

// Sum names an order of summation: "sequential", "pairwise", "blocked:8",
// "compensated" or "exact".
type Sum string

// The orders of summation. Blocked:n is written Sum("blocked:8"): n
// interleaved accumulators, added up at the end.
const (
	Sequential  Sum = "sequential"  // left to right, one accumulator
	Pairwise    Sum = "pairwise"    // halves, recursively, down to single terms
	Compensated Sum = "compensated" // Neumaier: errors of each addition carried
	Exact       Sum = "exact"       // one rounding
)

// Shift says what is subtracted from the logits first.
type Shift string

const (
	ShiftMax  Shift = "max"
	ShiftNone Shift = "none"
)

// Normalise says how exponentials become probabilities.
type Normalise string

const (
	Divide      Normalise = "divide"        // e/s
	Reciprocal  Normalise = "reciprocal"    // e·(1/s)
	ExpMinusLog Normalise = "exp-minus-log" // exp(x − L)
)

// Scheme names the algorithms that are more than three passes.
type Scheme string

const (
	Plain       Scheme = ""             // maximum, exponentials and their sum, normalisation
	Log1p       Scheme = "log1p"        // the maximum left out of the sum, added last
	Online      Scheme = "online"       // running maximum, sum rescaled when it rises
	LazyRescale Scheme = "lazy-rescale" // as online, with the old maximum kept within a threshold
	Blocked     Scheme = "blocked"      // tiles of Block elements, their (max, sum) merged in order
	Tree        Scheme = "tree"         // chunks of Block elements, their sums added pairwise
	TwoPass     Scheme = "two-pass"     // (mantissa, exponent) pairs, no maximum
	Base2       Scheme = "base2"        // exponents multiplied by log2 e, exp2
	LogOf       Scheme = "log-of"       // the logarithm of a computed softmax
	Quantised   Scheme = "quantised"    // 8-bit inputs and outputs
	// DoubleDouble rounds nothing before the answer: ExpULP covers all there is.
	DoubleDouble Scheme = "double-double"
)

// onLogits makes a computation on a row of logits alone one on inputs.
func onLogits(compute func(a Arithmetic, y, x []float64)) func(a Arithmetic, y []float64, in function.Input) {
	return func(a Arithmetic, y []float64, in function.Input) { compute(a, y, in.X) }
}

// logitsExpected does the same for what is expected of a row.
func logitsExpected(expected func(a Arithmetic, x []float64) string) func(a Arithmetic, in function.Input) string {
	return func(a Arithmetic, in function.Input) string { return expected(a, in.X) }
}
