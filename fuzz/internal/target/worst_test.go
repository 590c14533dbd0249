package target

import (
	"testing"

	"github.com/softulp/softulp/fuzz/worst"
)

// TestWorstCases: every known row is a seed of its function's target, as it is, of an
// implementation in its dtype, and of a target of some dtypes too.
func TestWorstCases(t *testing.T) {
	rows, err := worst.Known()
	if err != nil {
		t.Fatal(err)
	}
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]int{}
	for _, target := range all {
		seeds, err := target.worstCases()
		if err != nil {
			t.Fatal(err)
		}
		for _, data := range seeds {
			in, ok := target.Decode(data)
			if !ok || in.Property != target.properties.list[0] {
				t.Fatalf("%s: %x is no input, or is about %s", target.Name, data, in.Property.Name)
			}
			r := worst.Row{Function: target.Function, DType: in.Subject.DType, Input: in.Case.Input}
			if r.T() != 1 || r.Smoothing != 0 {
				t.Errorf("%s: %s has a temperature or a smoothing", target.Name, r.String())
			}
			met[r.String()]++
		}
	}
	for i := range rows {
		r := worst.Row{Function: rows[i].Function, DType: rows[i].DType, Input: rows[i].Input}
		if met[r.String()] < 2 || met[r.String()]%2 != 0 {
			t.Errorf("%s is %d seeds, want one of all dtypes and one of some", rows[i].String(), met[r.String()])
		}
	}
}
