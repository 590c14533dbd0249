package reference

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// everything returns as text what can be asked of a row, the hard questions last.
func everything(t *testing.T, r *Row) []string {
	t.Helper()
	out := []string{fmt.Sprint(r.K(), r.IsFinite(), r.Enclosed())}
	for _, fn := range function.All() {
		if r.Check(fn) != nil {
			continue
		}
		a := r.Answer(fn)
		y, lo, hi := make([]float64, a.Len()), make([]float64, a.Len()), make([]float64, a.Len())
		for _, f := range dtype.All() {
			if err := r.Round(fn, f, y); err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprintf("%s %v %x", fn, f, y))
			for i := range y {
				y[i] = f.NextUp(y[i])
			}
			if err := r.Errors(fn, f, y, lo, hi); err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprintf("%s %v errors %x %x", fn, f, lo, hi))
		}
		for i := range y {
			out = append(out, fmt.Sprintf("%s[%d] %s %x", fn, i, a.Decimal(i, 40), a.Spacing(i, dtype.Float64)))
		}
	}
	return append(out, fmt.Sprint(r.Enclosed()))
}

// TestResetForgets: a row answers after Reset as a new one does, whatever it was and
// was asked before.
func TestResetForgets(t *testing.T) {
	ln2 := -math.Ln2
	rows := [][]float64{
		{1, 2, 3}, {3, 2, 1}, {1, 2, 3.5}, {}, {nan, 1, 2}, {inf, 1, inf}, {inf, 0, 1}, {nInf, nInf, nInf},
		{0, 0, nInf}, {0, nInf, nInf}, {5, 5, 5}, {-2, -2, -2, -2, -50},
		{0x1p-600, -600}, {0x1p-700, -600, -600}, // left to the enclosures
		{0x1p-1070, 0}, {0, 0x1p-1070, 0x1p-1071}, {-1e300, 1e300},
		{ln2, ln2}, {ln2, ln2, -80}, {-1, math.Log(-math.Expm1(-1))},
	}
	rng := rand.New(rand.NewPCG(5, 52))
	var inputs []function.Input
	for _, x := range rows {
		inputs = append(inputs, withRandomSides(rng, x))
	}
	fresh := make([][][]string, len(Profiles()))
	for k, p := range Profiles() {
		for _, in := range inputs {
			r := new(Row)
			if err := r.ResetInput(in, p); err != nil {
				t.Fatal(err)
			}
			fresh[k] = append(fresh[k], everything(t, r))
		}
	}
	used, left := new(Row), 0
	for i := range inputs {
		for j, in := range inputs {
			if testing.Short() && (i+j)%3 > 0 {
				continue
			}
			// The first as asked before, the second under another profile.
			for n, at := range []int{i, j} {
				k := (i + n) % len(Profiles())
				if err := used.ResetInput(inputs[at], Profiles()[k]); err != nil {
					t.Fatal(err)
				}
				got, want := everything(t, used), fresh[k][at]
				for l := range want {
					if got[l] != want[l] {
						t.Fatalf("%+v after %+v: %s, a new row: %s", in, inputs[i], got[l], want[l])
					}
				}
				left += used.Enclosed()
			}
		}
	}
	if left == 0 {
		t.Error("nothing was left to the enclosures")
	}
}
