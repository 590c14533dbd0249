package function

import (
	"fmt"
	"strings"
)

// Function is the name of one of the functions under verification. All act on
// a row x of K logits; s is its softmax, L its log-sum-exp.
type Function string

const (
	// Softmax is s_i = exp(x_i − L), K outputs.
	Softmax Function = "softmax"
	// LogSoftmax is x_i − L, K outputs.
	LogSoftmax Function = "log_softmax"
	// LogSumExp is L = log Σ exp(x_j), one output.
	LogSumExp Function = "logsumexp"
	// CrossEntropy is L − x_t for a target index t, one output.
	CrossEntropy Function = "cross_entropy"
	// CrossEntropySoft is Σ p_i (L − x_i) for target weights p, one output. Where
	// p_i = 0 the term is 0, also at x_i = −Inf.
	CrossEntropySoft Function = "cross_entropy_soft"
	// SoftmaxVJP is s_i (g_i − Σ s_j g_j) for a cotangent g, K outputs.
	SoftmaxVJP Function = "softmax_vjp"
	// LogSoftmaxVJP is g_i − s_i Σ g_j for a cotangent g, K outputs.
	LogSoftmaxVJP Function = "log_softmax_vjp"
	// CrossEntropyGrad is s_i − [i = t] for a target index t, K outputs.
	CrossEntropyGrad Function = "cross_entropy_grad"
	// CrossEntropySoftGrad is s_i Σ p_j − p_i for target weights p, K outputs.
	CrossEntropySoftGrad Function = "cross_entropy_soft_grad"
)

// OfLogits returns the functions that take a row of logits and nothing else.
func OfLogits() []Function { return []Function{Softmax, LogSoftmax, LogSumExp} }

// All returns every function, in the order in which reports list them.
func All() []Function {
	return append(OfLogits(),
		CrossEntropy, CrossEntropySoft,
		SoftmaxVJP, LogSoftmaxVJP, CrossEntropyGrad, CrossEntropySoftGrad)
}

// Outputs returns the number of outputs for a row of k logits: k or 1.
func (f Function) Outputs(k int) int {
	switch f {
	case LogSumExp, CrossEntropy, CrossEntropySoft:
		return 1
	}
	return k
}

// Parse returns the function with the given name.
func Parse(name string) (Function, error) {
	var names []string
	for _, f := range All() {
		if string(f) == name {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("unknown function %q: want one of %s", name, strings.Join(names, ", "))
}
