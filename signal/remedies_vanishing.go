package signal

import (
	"context"
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/logits/digits"
	"github.com/softulp/softulp/signal/remedy"
)

const vanishingSteps = 100

// vanishingScales are what gradients are multiplied by, as by the layers behind.
func vanishingScales() []float64 {
	return []float64{1, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14, 1e-16, 1e-30, 1e-50}
}

// vanishing trains with gradients that are ever smaller, and looks from which on each
// rule no longer learns.
func vanishing(ctx context.Context, r *Result, seed uint64) error {
	images, err := digits.Load()
	if err != nil {
		return err
	}
	scales := vanishingScales()
	var runs []trainRun
	for _, a := range []impl.Arithmetic{own(dtype.Float32), own(dtype.BFloat16)} {
		for _, m := range remedy.Methods() {
			for _, s := range scales {
				runs = append(runs, trainRun{method: m, a: a, steps: vanishingSteps, scale: s})
			}
		}
	}
	if err := each(ctx, len(runs), func(i int) error { return runs[i].train(ctx, images, seed) }); err != nil {
		return err
	}
	t := Table{
		Title:   fmt.Sprintf("Vanishing gradients: the loss after %d steps when every gradient is multiplied by a number", vanishingSteps),
		Left:    2,
		Columns: []string{"rule", "arithmetic"},
	}
	for _, s := range scales {
		t.Columns = append(t.Columns, figures(s))
	}
	f := Figure{
		Name: "remedies-vanishing", Title: "Which rule outlives a vanishing gradient",
		XLabel: "what every gradient is multiplied by", YLabel: fmt.Sprintf("loss after %d steps", vanishingSteps), LogX: true,
		Alt: "Loss against the factor of the gradient, for three rules in float32 and bfloat16: descent stops learning first, then Adam, then Adafactor.",
	}
	for i := 0; i < len(runs); i += len(scales) {
		cells := []any{runs[i].method.Name, runs[i].a.String()}
		series := Series{Name: runs[i].method.Name + ", " + runs[i].a.String()}
		for _, run := range runs[i : i+len(scales)] {
			cells = append(cells, run.loss)
			if !math.IsNaN(run.loss) {
				series.add(run.scale, run.loss)
			}
		}
		t.row(cells...)
		f.Series = append(f.Series, series)
	}
	r.Tables = append(r.Tables, t)
	r.Figures = append(r.Figures, f)
	r.vanishingFindings(runs)
	return nil
}

// lasts returns the smallest factor down to which a rule takes at least half as much
// off the loss as it does without one.
func lasts(runs []trainRun, method string, a impl.Arithmetic) float64 {
	last, whole := math.NaN(), math.NaN()
	for _, run := range runs {
		if run.method.Name != method || run.a != a {
			continue
		}
		if run.scale == 1 {
			whole = run.before - run.loss
		}
		if !(run.before-run.loss >= whole/2) {
			break
		}
		last = run.scale
	}
	return last
}

func (r *Result) vanishingFindings(runs []trainRun) {
	a := own(dtype.Float32)
	descent, adam, adafactor := lasts(runs, "descent", a), lasts(runs, "Adam", a), lasts(runs, "Adafactor", a)
	r.find("adam-outlives", descent > 1e3*adam && adam > adafactor,
		"Multiplied by a number before the rule sees it, a gradient is still worth at least half of what it takes off the loss in %d steps of float32 at %s under plain descent, "+
			"at %s under Adam and at %s under Adafactor, and at no smaller factor that was tried: a rule that divides by the gradient's own size undoes the vanishing of a number that is still there.",
		vanishingSteps, figures(descent), figures(adam), figures(adafactor))

	var dead, moved int
	for _, run := range runs {
		if run.scale == 1e-50 {
			dead++
			moved += run.strayed
		}
	}
	r.find("nothing-revives", dead > 0 && moved == 0,
		"It cannot undo an underflow: at a factor of 1e-50 every gradient is exactly 0 in float32 and bfloat16, and no weight moved under any of the rules, in %d trainings.", dead)

	g := []float64{1, 1e-6, 1e-8, 1e-10, 1e-30}
	var steps []any
	holds := true
	for _, v := range g {
		d := make([]float64, 1)
		remedy.NewAdam(1, 1).Change(own(dtype.Float64), d, nil, []float64{v})
		steps = append(steps, figures(-d[0]))
		holds = holds && math.Abs(-d[0]*(v+remedy.AdamEpsilon)/v-1) < 1e-9
	}
	r.find("adam-epsilon", holds,
		"Adam's first step is the rate times |g|/(|g| + 1e-8): for gradients of 1, 1e-6, 1e-8, 1e-10 and 1e-30 that is %s, %s, %s, %s and %s of the rate, so that below its epsilon a gradient vanishes as before.",
		steps...)
}
