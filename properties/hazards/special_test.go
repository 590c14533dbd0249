package hazards

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
)

func TestSpecial(t *testing.T) {
	for _, f := range dtype.All() {
		names, widths := map[string]int{}, map[int]bool{}
		for _, r := range Special(f) {
			names[r.Hazard]++
			widths[len(r.X)] = true
			nans, ups, downs := 0, 0, 0
			for _, v := range r.X {
				switch {
				case math.IsNaN(v):
					nans++
				case math.IsInf(v, 1):
					ups++
				case math.IsInf(v, -1):
					downs++
				}
				if !f.Representable(v) {
					t.Errorf("%v: %s has %g", f, r.Hazard, v)
				}
			}
			if nans == 0 && ups == 0 && downs < len(r.X) {
				t.Errorf("%v: %s %v is not special", f, r.Hazard, r.X)
			}
			if strings.Contains(r.Hazard, "nan") != (nans > 0) ||
				strings.Contains(r.Hazard, "positive-inf") != (ups > 0) ||
				strings.Contains(r.Hazard, "negative-inf") != (downs > 0) {
				t.Errorf("%v: %s is %v", f, r.Hazard, r.X)
			}
			if every := strings.HasSuffix(r.Hazard, "every"); every && max(nans, ups, downs) != len(r.X) {
				t.Errorf("%v: %s is %v", f, r.Hazard, r.X)
			}
		}
		for _, k := range []int{1, 2, 3, 8, 9, 127, 128, 129} {
			if !widths[k] {
				t.Errorf("%v: no special row of width %d", f, k)
			}
		}
		want := []string{"nan-first", "nan-last", "nan-middle", "nan-every"}
		if f.HasInf() {
			want = append(want, "positive-inf-first", "positive-inf-last", "positive-inf-every", "negative-inf-every",
				"nan-among-negative-inf", "nan-among-positive-inf", "positive-inf-first-negative-inf-last")
		}
		for _, name := range want {
			if names[name] < 9 {
				t.Errorf("%v: %d rows of %s", f, names[name], name)
			}
		}
		if !f.HasInf() && len(names) != 4 {
			t.Errorf("%v: cases %v, want those of NaN only", f, names)
		}
	}
}

// The number of infinities is what profiles speak of: 1, 2, some, all.
func TestSpecialCountsOfPositiveInf(t *testing.T) {
	for _, r := range Special(dtype.Float16) {
		n, k := count(r.X, math.Inf(1)), len(r.X)
		want := map[string]int{
			"positive-inf-first": 1, "positive-inf-last": 1, "positive-inf-two": 2, "positive-inf-some": (k + 1) / 2,
			"positive-inf-every": k, "positive-inf-among-negative-inf": 1, "nan-among-positive-inf": k - 1,
		}
		if expected, ok := want[r.Hazard]; ok && n != expected {
			t.Errorf("%s at width %d has %d times +Inf, want %d", r.Hazard, k, n, expected)
		}
	}
}

func TestSpecialIsFresh(t *testing.T) {
	a, b := Special(dtype.Float32), Special(dtype.Float32)
	if digest(a) != digest(b) {
		t.Fatal("two calls differ")
	}
	a[0].X[0] = 7
	if digest(Special(dtype.Float32)) != digest(b) {
		t.Error("writing to a row changes the next call's")
	}
	all := All()
	if slices.ContainsFunc(a, func(r Row) bool {
		return slices.ContainsFunc(all, func(h Hazard) bool { return h.Name == r.Hazard })
	}) {
		t.Error("a special case has the name of a family")
	}
}
