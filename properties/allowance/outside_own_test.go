package allowance_test

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// TestOutsideOwn: an implementation of this repository that is judged as a program from
// outside, by what it promises, keeps to its allowances as well, whatever its scheme and
// form; few of them exclude nothing.
func TestOutsideOwn(t *testing.T) {
	rowsOf, widest := 60, 64
	if testing.Short() {
		rowsOf = 15
	}
	for _, f := range dtype.All() {
		t.Run(f.String(), func(t *testing.T) {
			rows := append(tailRows(t, f, 77, rowsOf/3, widest), hazardRows(t, f, 77, rowsOf, widest)...)
			rows = append(rows, randomRows(t, f, 77, rowsOf, widest)...)
			sided := withSides(t, f, 77, rows)
			for _, im := range impl.All() {
				for _, a := range im.Arithmetics {
					model, of := im.Model(a), rows
					model.Outside = true
					if a.Storage != f || model.Scheme == impl.Quantised {
						continue
					}
					if im.Function.TakesSides() {
						of = sided
					}
					judged, vacuous := 0, 0
					for _, j := range of {
						if im.Expected != nil && im.Expected(a, j.in) != "" {
							continue
						}
						r := j.judge(model, im.Function, compute(&im, a, j.in))
						judged += r.elements
						vacuous += r.vacuous
						if r.bad >= 0 {
							b := &j.ys[im.Function][r.bad]
							t.Errorf("%s/%s/%v (%s, K = %d): answer %d: ratio %.4g (allowed +%.4g −%.4g ulp) of %s",
								im.Function, im.Name, a, j.name, len(j.x), r.bad, r.ratio, b.Above, b.Below, j.shown())
						}
					}
					if judged == 0 || vacuous > judged/20 {
						t.Errorf("%s/%s/%v: %d answers were judged, %d allowances are vacuous", im.Function, im.Name, a, judged, vacuous)
					}
				}
			}
		})
	}
}
