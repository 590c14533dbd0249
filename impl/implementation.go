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
	// Widest is the largest K that people would run it on, 0 where that is any:
	// algorithms that take K² operations are not for wide rows.
	Widest int
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
	// Form names the last steps of an algorithm for a loss or a gradient; "" is
	// the first form of its function.
	Form Form `json:"form,omitempty"`
	// Block is the tile width of the blocked schemes.
	Block int `json:"block,omitempty"`
	// Conjectured says that a figure above was measured, not proved.
	Conjectured bool `json:"conjectured,omitempty"`

	// Outside says that the model is that of a program from outside, which does not tell
	// its operations: it promises bounds. Sums may be taken in any order and grouping that
	// Sum allows, any operation may be more accurate than Accumulate has it, products may
	// be fused with additions, and where Form is "" the last steps are any of the usual
	// ones. Allowances then hold for every such program: see package allowance.
	Outside bool `json:"-"`
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
	Clipped     Scheme = "clipped"      // the same, the softmax clipped to [1e-7, 1 − 1e-7] first
	Quantised   Scheme = "quantised"    // 8-bit inputs and outputs
	// DoubleDouble rounds nothing before the answer: ExpULP covers all there is.
	DoubleDouble Scheme = "double-double"
)

// Form says how a loss or a gradient follows from what the scheme computes. In the
// formulas z_i = fl(x_i/T), m = max z_j, s is the sum of e_j = fl(exp(fl(z_j − m))),
// p_i = fl(e_i/s), l = fl(log s) (fl(log1p s') in the scheme log1p), and Σ is
// added up from left to right. T = 1 divides nothing; gradients with T ≠ 1 are
// divided by it last: fl(y_i/T). What p_i = 0 or a weight of 0 multiplies is left out,
// by the chain rule what a weight of 0 does.
//
// The loss of class i is ℓ_i, that of cross-entropy fl(fl(fl(1−ε)·ℓ_t) +
// fl(fl(ε/K)·Σ ℓ_i)), or ℓ_t without smoothing, and that of the soft one Σ fl(w_i·ℓ_i)
// for weights w. Likewise q_i = fl(fl(1−ε)·[i=t] + fl(ε/K)), or [i=t] without
// smoothing.
type Form string

// The forms of cross_entropy and cross_entropy_soft.
const (
	// Fused is ℓ_i = fl(l − fl(z_i − m)) in the schemes plain and log1p,
	// ℓ_i = −fl(log p_i) in the scheme log-of, and ℓ_i = −fl(log min(max(p_i, a), b))
	// with a = fl(1e-7) and b = fl(1 − 1e-7), from decimal, in the scheme clipped.
	Fused Form = ""
	// LSEMinusLogit is ℓ_i = fl(fl(m + l) − z_i).
	LSEMinusLogit Form = "lse-minus-logit"
	// LSEMinusDot is fl(fl(Σ w_i · fl(m + l)) − Σ fl(w_i z_i)).
	LSEMinusDot Form = "lse-minus-dot"
)

// The forms of the gradients.
const (
	// Direct is, for softmax_vjp, d = Σ fl(p_j g_j), y_i = fl(p_i·fl(g_i − d)); for
	// log_softmax_vjp y_i = fl(g_i − fl(fl(exp(fl(fl(z_i − m) − l)))·Σ g_j)); for
	// cross_entropy_soft_grad y_i = fl(fl(p_i·Σ w_j) − w_i).
	Direct Form = "direct"
	// ProductFirst is, for softmax_vjp, y_i = fl(fl(p_i g_i) − fl(p_i d)), d as above.
	ProductFirst Form = "product-first"
	// FromSoftmax is, for log_softmax_vjp, y_i = fl(g_i − fl(p_i·Σ g_j)).
	FromSoftmax Form = "softmax"
	// PMinusOne is, for cross_entropy_grad, y_i = fl(p_i − q_i).
	PMinusOne Form = "p-minus-one"
	// MinusSum is the same, but y_t = −Σ y_j over j ≠ t, unless p_t is 0.
	MinusSum Form = "minus-sum"
	// Jacobian is, for softmax_vjp, y_i = Σ_j fl(J_ij·g_j) with J_ii = fl(p_i·fl(1 − p_i))
	// and J_ij = −fl(p_i p_j). For cross_entropy_grad and cross_entropy_soft_grad it
	// is the chain rule: c_j = −fl(q_j/p_j), w_j in place of q_j in the latter, and 0
	// where that is 0; d = Σ fl(p_j c_j), y_i = fl(p_i·fl(c_i − d)).
	Jacobian Form = "jacobian"
)

// onLogits makes a computation on a row of logits alone one on inputs.
func onLogits(compute func(a Arithmetic, y, x []float64)) func(a Arithmetic, y []float64, in function.Input) {
	return func(a Arithmetic, y []float64, in function.Input) { compute(a, y, in.X) }
}

// logitsExpected does the same for what is expected of a row.
func logitsExpected(expected func(a Arithmetic, x []float64) string) func(a Arithmetic, in function.Input) string {
	return func(a Arithmetic, in function.Input) string { return expected(a, in.X) }
}
