package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/mutants"
)

// mutant returns one of the shifted softmax, which writes what the program says.
func mutant(name string, compute func(y, x []float64)) mutants.Mutant {
	return mutants.Mutant{
		Name: name, Severity: "catastrophic", Of: "shifted", Function: function.Softmax,
		Arithmetic: impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32},
		New:        mutants.OnLogits(func() func(y, x []float64) { return compute }),
	}
}

func TestRun(t *testing.T) {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	zero := mutant("zero", func(y, _ []float64) { clear(y) })
	same := mutant("same", func(y, x []float64) { shifted.Compute(zero.Arithmetic, y, function.Logits(x)) })
	nobodys := zero
	nobodys.Of = "nobody"
	boastful := shifted
	boastful.Compute = func(_ impl.Arithmetic, y []float64, _ function.Input) { clear(y) }
	few := []string{"-seeds", "1", "-cases", "12", "-correct", "6"}
	tests := []struct {
		name           string
		args           []string
		list           []mutants.Mutant
		correct        impl.Implementation
		status         int
		stdout, stderr string
	}{
		{"all killed", few, []mutants.Mutant{zero}, shifted, 0, "1 of 1 mutants killed", ""},
		{"a survivor", few, []mutants.Mutant{zero, same}, shifted, 1, "FINDING: mutant same survives 12 cases", ""},
		{"a false alarm", few, []mutants.Mutant{zero}, boastful, 1, "FINDING: correct implementation shifted/float64 softmax: ", ""},
		{"no properties of correct ones", []string{"-seeds", "0", "-cases", "3"}, []mutants.Mutant{zero}, shifted, 0, "0 findings in 0 judgements", ""},
		{"no such implementation", few, []mutants.Mutant{nobodys}, shifted, 2, "", "yardstick: mutant zero: unknown implementation"},
		{"an argument", []string{"all"}, nil, shifted, 2, "", "want no arguments but flags"},
		{"no cases", []string{"-cases", "0"}, nil, shifted, 2, "", "positive numbers"},
		{"no such flag", []string{"-color"}, nil, shifted, 2, "", "flag provided but not defined"},
		{"help", []string{"-h"}, nil, shifted, 0, "", "seeds, from 1 on"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(tt.args, tt.list, []impl.Implementation{tt.correct}, &stdout, &stderr); got != tt.status {
				t.Errorf("status %d, want %d", got, tt.status)
			}
			if !strings.Contains(stdout.String(), tt.stdout) || tt.stdout == "" && stdout.Len() > 0 {
				t.Errorf("standard output %q, want %q in it", stdout.String(), tt.stdout)
			}
			if !strings.Contains(stderr.String(), tt.stderr) || tt.stderr == "" && stderr.Len() > 0 {
				t.Errorf("standard error %q, want %q in it", stderr.String(), tt.stderr)
			}
		})
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestRunWrite: a result that cannot be written is not a success.
func TestRunWrite(t *testing.T) {
	var stderr strings.Builder
	if got := run([]string{"-seeds", "0", "-cases", "1"}, nil, nil, full{}, &stderr); got != 2 || !strings.Contains(stderr.String(), "no space left") {
		t.Errorf("status %d, %q", got, stderr.String())
	}
}
