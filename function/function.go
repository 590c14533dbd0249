package function

import (
	"fmt"
	"strings"
)

// Function is the name of one of the functions under verification. All act on
// a row x of K logits; L is its log-sum-exp.
type Function string

const (
	// Softmax is s_i = exp(x_i − L), K outputs.
	Softmax Function = "softmax"
	// LogSoftmax is x_i − L, K outputs.
	LogSoftmax Function = "log_softmax"
	// LogSumExp is L = log Σ exp(x_j), one output.
	LogSumExp Function = "logsumexp"
)

// All returns every function, in the order in which reports list them.
func All() []Function {
	return []Function{Softmax, LogSoftmax, LogSumExp}
}

// Outputs returns the number of outputs for a row of k logits: k or 1.
func (f Function) Outputs(k int) int {
	if f == LogSumExp {
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
