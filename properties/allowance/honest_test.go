package allowance_test

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// sharp names the algorithms whose largest error must be more than half of what
// is allowed: an allowance that nothing comes near would prove little.
var sharp = map[function.Function][]string{
	function.Softmax:    {"shifted", "online", "pairwise", "log1p", "blocked", "exp-minus-lse", "reciprocal", "two-pass"},
	function.LogSoftmax: {"shifted", "log1p"},
	function.LogSumExp:  {"shifted"},

	function.CrossEntropy:         {"fused", "log1p", "lse-minus-logit", "chained", "clipped"},
	function.CrossEntropySoft:     {"fused", "chained", "lse-minus-dot"},
	function.SoftmaxVJP:           {"direct", "product-first", "jacobian"},
	function.LogSoftmaxVJP:        {"direct", "softmax"},
	function.CrossEntropyGrad:     {"p-minus-one", "minus-sum", "jacobian"},
	function.CrossEntropySoftGrad: {"direct", "jacobian"},
}

// isSharp reports whether that is asked of an implementation: of those of logits in
// the wide formats.
func isSharp(im *impl.Implementation, a impl.Arithmetic) bool {
	if a.Storage != a.Accumulate || !im.Function.TakesSides() && a.Storage != dtype.Float32 && a.Storage != dtype.Float64 {
		return false
	}
	for _, name := range sharp[im.Function] {
		if name == im.Name {
			return true
		}
	}
	return false
}

// TestHonest holds every implementation to its own allowance: the theorem, and
// how near the implementations come to it.
func TestHonest(t *testing.T) {
	seeds, generated, random := []uint64{2, 3}, 450, 200
	if testing.Short() {
		seeds, generated, random = seeds[:1], 80, 30
	}
	for _, f := range dtype.All() {
		t.Run(f.String(), func(t *testing.T) {
			var rows []*judged
			for _, seed := range seeds {
				rows = append(rows, hazardRows(t, f, seed, generated, 300)...)
				rows = append(rows, randomRows(t, f, seed, random, 100)...)
			}
			sided := withSides(t, f, seeds[0], rows)
			for _, im := range impl.All() {
				for _, a := range im.Arithmetics {
					switch {
					case a.Storage != f:
					case im.Function.TakesSides():
						honest(t, &im, a, sided)
					default:
						honest(t, &im, a, rows)
					}
				}
			}
		})
	}
}

func honest(t *testing.T, im *impl.Implementation, a impl.Arithmetic, rows []*judged) {
	model := im.Model(a)
	worst, wide, where, judgedElements, vacuous, expected := 0.0, 0.0, "", 0, 0, 0
	for n, j := range rows {
		if im.Widest > 0 && len(j.x) > im.Widest {
			continue
		}
		if im.Expected != nil && im.Expected(a, j.in) != "" {
			expected++
			continue
		}
		y := compute(im, a, j.in)
		r := j.judge(model, im.Function, y)
		judgedElements += r.elements
		vacuous += r.vacuous
		wide = max(wide, r.wide)
		if r.ratio > worst {
			worst, where = r.ratio, j.name
		}
		if r.bad >= 0 {
			b := &j.ys[im.Function][r.bad]
			t.Errorf("%s/%s/%v: row %d (%s), K = %d: answer %d is %g, exact %g: ratio %.4g (allowed +%.4g −%.4g ulp) of %s",
				im.Function, im.Name, a, n, j.name, len(j.x), r.bad, y[r.bad], b.Y, r.ratio, b.Above, b.Below, j.shown())
		}
	}
	t.Logf("%-12s %-16s %-20v worst/allowance %.3f (%s), of 1 ulp and more %.3f, %d judged, %d vacuous, %d rows expected to fail",
		im.Function, im.Name, a, worst, where, wide, judgedElements, vacuous, expected)
	if judgedElements == 0 {
		t.Errorf("%s/%s/%v: nothing was judged", im.Function, im.Name, a)
	}
	if few := testing.Short() && im.Function.TakesSides(); isSharp(im, a) && wide <= 0.5 && !few {
		t.Errorf("%s/%s/%v: largest ratio %.3f: want an allowance that is used by more than half",
			im.Function, im.Name, a, wide)
	}
}
