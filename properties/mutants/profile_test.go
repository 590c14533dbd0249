package mutants

import (
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// fits returns the profiles that allow y for the row x, whose answers are a matter
// of convention.
func fits(t *testing.T, fn function.Function, f dtype.Format, y, x []float64) []reference.Profile {
	t.Helper()
	var list []reference.Profile
	for _, p := range reference.Profiles() {
		row := new(reference.Row)
		if err := row.Reset(x, p); err != nil {
			t.Fatal(err)
		}
		a := row.Answer(fn)
		right := a.Len() == len(y)
		for i := 0; right && i < len(y); i++ {
			_, hi := a.Error(i, f, y[i])
			right = hi <= 0.5
		}
		if right {
			list = append(list, p)
		}
	}
	return list
}

// fit checks which profiles allow y for the row x: all of them, none, or some.
func fit(t *testing.T, what string, fn function.Function, f dtype.Format, y, x []float64, want ...reference.Profile) {
	t.Helper()
	if got := fits(t, fn, f, y, x); !slices.Equal(got, want) {
		t.Errorf("%s: %v for %v fits %q, want %q", what, y, x, got, want)
	}
}
