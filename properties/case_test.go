package properties

import (
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/hazards"
)

// TestCasesOfLogits: functions of logits have the rows of package hazards and nothing
// else, the others the same rows with what they take.
func TestCasesOfLogits(t *testing.T) {
	for _, f := range dtype.All() {
		rows := hazards.Default(f, 7, 301)
		for _, fn := range function.All() {
			cases := Cases(fn, f, 7, 300)
			if len(cases) != 300 {
				t.Fatalf("%s, %v: %d cases", fn, f, len(cases))
			}
			k := 0
			for i, c := range cases {
				if fn.TakesTarget() && len(rows[k].X) == 0 {
					k++
				}
				if err := fn.Check(&c.Input); err != nil {
					t.Fatalf("%s, %v: case %d: %v", fn, f, i, err)
				}
				if i%10 != 8 && (c.Hazard != rows[k].Hazard || !slices.EqualFunc(c.X, rows[k].X, same) || c.Seed != 7+uint64(i)) {
					t.Fatalf("%s, %v: case %d is %s of %d logits, want %s of %d", fn, f, i, c.Hazard, len(c.X), rows[k].Hazard, len(rows[k].X))
				}
				bare := c.Aim == "" && c.Cotangent == nil && c.Weights == nil && c.Target == 0 && c.Temperature == 0 && c.Smoothing == 0
				if bare == fn.TakesSides() {
					t.Fatalf("%s, %v: case %d has %+v", fn, f, i, c)
				}
				k++
			}
			again := Cases(fn, f, 7, 20)
			for i := range again {
				if !alike(&cases[i], &again[i]) {
					t.Fatalf("%s, %v: case %d of 20 is another than of 300", fn, f, i)
				}
			}
		}
	}
}

// TestCasesAim: what sides aim at comes within the cases of a mutant: exact zeros,
// targets that are masked, temperatures and smoothings.
func TestCasesAim(t *testing.T) {
	const half = inBudget / 2
	for _, f := range dtype.All() {
		for _, fn := range sided() {
			aims, warm, smooth := map[string]int{}, 0, 0
			for _, c := range Cases(fn, f, 1, half) {
				aims[strings.TrimSuffix(c.Aim, "-grid")]++
				if c.T() != 1 {
					warm++
				}
				if c.Smoothing > 0 {
					smooth++
				}
			}
			want := map[function.Function][]string{
				function.SoftmaxVJP:           {"cancelling", "constant", "one-hot", "offset", "reciprocal", "huge", "tiny"},
				function.LogSoftmaxVJP:        {"zero-sum", "dominating", "equal-groups", "few"},
				function.CrossEntropySoft:     {"uniform", "likelihood", "sparse", "nothing"},
				function.CrossEntropySoftGrad: {"likelihood", "teacher", "one-hot"},
				function.CrossEntropy:         {"argmax", "argmin", "first", "last", "any"},
				function.CrossEntropyGrad:     {"argmax", "argmin", "first", "last", "any"},
			}[fn]
			if fn.TakesTarget() && f.HasInf() {
				want = append(want, "masked")
			}
			for _, aim := range want {
				if aims[aim] < 2 {
					t.Errorf("%s, %v: %s %d times", fn, f, aim, aims[aim])
				}
			}
			if warm < half/8 || warm > half/3 || fn.TakesTarget() && smooth < half/4 {
				t.Errorf("%s, %v: %d temperatures, %d smoothings", fn, f, warm, smooth)
			}
		}
	}
}
