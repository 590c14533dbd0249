package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/softulp/softulp/fuzz/internal/engine"
)

// The targets whose speeds are compared, on rows of at most speedWidest logits: one
// that calls implementations of softmax and looks at nothing, and one that judges them.
// Judging must leave at least the share leastRatio of the executions.
const (
	bareTarget  = "FuzzBare"
	judgeTarget = "FuzzSoftmax"
	speedWidest = "64"
	leastRatio  = 0.5
)

// speed fuzzes both targets, prints how many inputs each takes in a second, and the
// ratio.
func (f fuzzing) speed(ctx context.Context, stdout, stderr io.Writer) int {
	var rates []float64
	for _, t := range []string{bareTarget, judgeTarget} {
		res, err := f.run(ctx, t, io.Discard, "-widest", speedWidest)
		switch {
		case errors.Is(err, engine.ErrFound):
			fmt.Fprintf(stdout, "FINDING: %s: %s: %s\n", t, res.Input, res.Message)
			return 1
		case err == nil && (res.Execs == 0 || res.Elapsed == 0):
			err = errors.New("the engine does not say how many executions there were")
			fallthrough
		case err != nil:
			fmt.Fprintf(stderr, "run: %s: %v\n", t, err)
			return 2
		}
		rate := float64(res.Execs) / res.Elapsed.Seconds()
		fmt.Fprintf(stdout, "%s: %d executions in %v, %.0f a second\n", t, res.Execs, res.Elapsed, rate)
		rates = append(rates, rate)
	}
	ratio := rates[1] / rates[0]
	fmt.Fprintf(stdout, "judging leaves %.3f of the executions, at least %g is wanted\n", ratio, leastRatio)
	if ratio < leastRatio {
		return 1
	}
	return 0
}
