package main

import (
	"bytes"
	"math/big"
	"os"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// TestTableIsCurrent regenerates the table that package dtype holds.
func TestTableIsCurrent(t *testing.T) {
	want, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../thresholds_table.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("thresholds_table.go differs from what go generate writes:\n%s", want)
	}
}

func TestGoNames(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range dtype.All() {
		name, err := goName(f)
		if err != nil || seen[name] {
			t.Errorf("goName(%v) = %q, %v", f, name, err)
		}
		seen[name] = true
	}
	if name, err := goName(0); err == nil {
		t.Errorf("goName(0) = %q, want an error", name)
	}
}

// TestLog compares with published digits (OEIS A002162, A002392, A016627).
func TestLog(t *testing.T) {
	tests := []struct {
		x    float64
		want string
	}{
		{1, "0"},
		{2, "0.69314718055994530941723212145817656807550013436026"},
		{4, "1.38629436111989061883446424291635313615100026872051"},
		{0.5, "-0.69314718055994530941723212145817656807550013436026"},
		{10, "2.30258509299404568401799145468436420760110148862877"},
	}
	for _, tt := range tests {
		want, _, err := big.ParseFloat(tt.want, 10, 200, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		diff := new(big.Float).Sub(log(big.NewFloat(tt.x)), want)
		if diff.Abs(diff).Cmp(big.NewFloat(1e-49)) > 0 {
			t.Errorf("log(%v) is off by %.2g", tt.x, diff)
		}
	}
}

// TestSolveUndecided holds that a midpoint whose logarithm lies on a number of
// the format, which no real entry does, is reported and not rounded somewhere.
func TestSolveUndecided(t *testing.T) {
	entry := threshold{"overflow", big.NewFloat(1), false}
	if x, err := entry.solve(dtype.Float32); err == nil {
		t.Errorf("solve with ln 1 = 0 gives %v, want an error", x)
	}
}
