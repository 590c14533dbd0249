package allowance_test

import (
	"flag"
	"sync"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

var manyRows = flag.Int("rows", 200000, "TestMany: judge `N` rows, of all implementations together; make allowances has 10^7")

// TestMany holds every implementation to its own allowance on rows of at most 64
// logits, as many as -rows says, and says how much of their allowances the
// implementations use.
func TestMany(t *testing.T) {
	const widest = 64
	type entry struct {
		im   impl.Implementation
		a    impl.Arithmetic
		wide float64 // largest error over allowance, of allowances of 1 ulp and more
		all  float64
		rows int
	}
	var entries []*entry
	for _, im := range impl.All() {
		for _, a := range im.Arithmetics {
			entries = append(entries, &entry{im: im, a: a})
		}
	}
	each := *manyRows/len(entries) + 1
	var wg sync.WaitGroup
	for _, f := range dtype.All() {
		wg.Go(func() {
			for seed := uint64(100); ; seed++ {
				rows := append(tailRows(t, f, seed, 60, widest), hazardRows(t, f, seed, 520, widest)...)
				rows = append(rows, randomRows(t, f, seed, 500, widest)...)
				sided := withSides(t, f, seed, rows)
				done := true
				for _, e := range entries {
					if e.a.Storage != f {
						continue
					}
					model, of := e.im.Model(e.a), rows
					if e.im.Function.TakesSides() {
						of = sided
					}
					for _, j := range of {
						if e.rows == each {
							break
						}
						if e.im.Expected != nil && e.im.Expected(e.a, j.in) != "" {
							continue
						}
						e.rows++
						r := j.judge(model, e.im.Function, compute(&e.im, e.a, j.in))
						e.wide, e.all = max(e.wide, r.wide), max(e.all, r.ratio)
						if r.bad >= 0 || r.vacuous > 0 {
							t.Errorf("%s/%s/%v: seed %d, %s: answer %d, ratio %.4g, %d vacuous",
								e.im.Function, e.im.Name, e.a, seed, j.shown(), r.bad, r.ratio, r.vacuous)
						}
					}
					done = done && e.rows == each
				}
				if done {
					return
				}
			}
		})
	}
	wg.Wait()
	total, half := 0, 0
	for _, e := range entries {
		total += e.rows
		if e.all > 0.5 {
			half++
		}
		t.Logf("%-12s %-16s %-20v error/allowance %.3f, of 1 ulp and more %.3f", e.im.Function, e.im.Name, e.a, e.all, e.wide)
		if isSharp(&e.im, e.a) && e.wide <= 0.5 {
			t.Errorf("%s/%s/%v: largest ratio %.3f: want an allowance that is used by more than half", e.im.Function, e.im.Name, e.a, e.wide)
		}
	}
	result := "none"
	if t.Failed() {
		result = "SOME"
	}
	t.Logf("%d rows judged, %s beyond its allowance or without one; %d of %d entries use more than half of theirs", total, result, half, len(entries))
}
