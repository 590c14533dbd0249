package signal

import (
	"context"
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/logits/digits"
	"github.com/softulp/softulp/signal/classifier"
	"github.com/softulp/softulp/signal/remedy"
)

const (
	trainSteps = 1000
	trainBatch = 32
)

// draw returns a batch of the digits that classifiers learn from.
func draw(rng source, images []digits.Digit) []digits.Digit {
	batch := make([]digits.Digit, trainBatch)
	for i := range batch {
		batch[i] = images[rng.IntN(digits.Trained)]
	}
	return batch
}

// trainRun is the training of a classifier by one rule in one arithmetic.
type trainRun struct {
	method remedy.Method
	a      impl.Arithmetic
	steps  int
	// scale multiplies each gradient before the rule sees it, as the layers behind would.
	scale float64

	signals  classifier.Signals
	updates  classifier.Updates
	before   float64 // loss
	loss     float64
	learned  float64 // accuracy on the digits it learned from
	heldOut  float64 // and on the others
	strayed  int     // weights that moved though their gradient was 0 at every step
	standing int     // weights whose gradient was 0 at every step
}

// train trains on the batches that follow from the seed, whatever the run.
func (t *trainRun) train(ctx context.Context, images []digits.Digit, seed uint64) error {
	rng := random(seed, "remedies train")
	m, err := classifier.New(t.a, rng.Float64)
	if err != nil {
		return err
	}
	if t.before, _, err = m.Judge(images[:digits.Trained]); err != nil {
		return err
	}
	first := append([]float64(nil), m.Weights()...)
	rule := t.method.New(classifier.Rows, classifier.Columns)
	g, d := make([]float64, classifier.Weights), make([]float64, classifier.Weights)
	ever := make([]bool, classifier.Weights) // had a gradient
	for range t.steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := draw(rng, images)
		m.Gradient(g, batch, &t.signals)
		for i, v := range g {
			if t.scale != 1 {
				g[i] = t.a.Store(float64(v * t.scale))
			}
			ever[i] = ever[i] || g[i] != 0
		}
		rule.Change(t.a, d, m.Weights(), g)
		m.Add(d, g, batch, &t.updates)
	}
	for i, w := range m.Weights() {
		if !ever[i] {
			t.standing++
			if w != first[i] {
				t.strayed++
			}
		}
	}
	return t.judge(m, images)
}

func (t *trainRun) judge(m *classifier.Model, images []digits.Digit) error {
	loss, learned, err := m.Judge(images[:digits.Trained])
	if err != nil {
		return err
	}
	_, held, err := m.Judge(images[digits.Trained:])
	if err != nil {
		return err
	}
	t.loss = loss
	t.learned = float64(learned) / digits.Trained
	t.heldOut = float64(held) / float64(len(images)-digits.Trained)
	return nil
}

// absorbed returns the share of changes that are not 0 and do not change their weight.
func (t *trainRun) absorbed() float64 {
	return float64(t.updates.Absorbed) / float64(t.updates.Absorbed+t.updates.Moved)
}

// died returns the share of gradients that came out as 0 though they are not.
func (t *trainRun) died() float64 {
	return float64(t.updates.Died) / float64(t.updates.Total()-t.updates.Blank)
}

// training compares the rules after equal numbers of steps.
func training(ctx context.Context, r *Result, seed uint64) error {
	images, err := digits.Load()
	if err != nil {
		return err
	}
	var runs []trainRun
	for _, a := range gradientArithmetics() {
		for _, m := range remedy.Methods() {
			runs = append(runs, trainRun{method: m, a: a, steps: trainSteps, scale: 1})
		}
	}
	if err := each(ctx, len(runs), func(i int) error { return runs[i].train(ctx, images, seed) }); err != nil {
		return err
	}
	t := Table{
		Title: fmt.Sprintf("A softmax regression on %d digits: after %d steps of %d digits each", digits.Trained, trainSteps, trainBatch),
		Left:  2,
		Columns: []string{"rule", "arithmetic", "loss", "accuracy", "held out", "p - 1 is 0",
			"gradient dies", "change is 0", "w + change = w", "weights lost"},
	}
	for _, run := range runs {
		u, total := run.updates, float64(run.updates.Total()-run.updates.Blank)
		lost := float64(u.NotFinite) / float64(u.Total())
		if lost > 0 {
			run.learned, run.heldOut = math.NaN(), math.NaN()
		}
		t.row(run.method.Name, run.a.String(), run.loss, percent(run.learned), percent(run.heldOut),
			percent(float64(run.signals.OwnZero)/float64(run.signals.Own)), percent(run.died()), percent(float64(u.Vanished)/total),
			percent(run.absorbed()), percent(lost))
	}
	r.Tables = append(r.Tables, t)
	r.trainFindings(runs)
	return nil
}

// percent shows a share.
func percent(share float64) string {
	if math.IsNaN(share) {
		return "-"
	}
	return figures(100*share) + " %"
}

// trained returns the run of a rule in an arithmetic.
func trained(runs []trainRun, method string, a impl.Arithmetic) *trainRun {
	for i := range runs {
		if runs[i].method.Name == method && runs[i].a == a {
			return &runs[i]
		}
	}
	return &trainRun{loss: math.NaN()}
}

func (r *Result) trainFindings(runs []trainRun) {
	full, mixed, short, half := own(dtype.Float32), impl.Arithmetic{Storage: dtype.BFloat16, Accumulate: dtype.Float32},
		own(dtype.BFloat16), own(dtype.Float16)
	descent, adam, adafactor := trained(runs, "descent", full), trained(runs, "Adam", full), trained(runs, "Adafactor", full)
	r.find("equal-steps", adam.loss < descent.loss && descent.loss < descent.before/4 && adafactor.loss < adafactor.before/4,
		"After %d steps in float32, from a loss of %s, plain descent at the rate %s is at %s, Adam at 0.01 at %s, and Adafactor, whose steps are a hundredth of the weights, at %s; "+
			"on the digits held out they classify %s, %s and %s correctly.",
		trainSteps, figures(descent.before), figures(remedy.DescentRate), figures(descent.loss), figures(adam.loss), figures(adafactor.loss),
		percent(descent.heldOut), percent(adam.heldOut), percent(adafactor.heldOut))

	worse := true
	for _, m := range remedy.Methods() {
		for _, a := range []impl.Arithmetic{mixed, short} {
			worse = worse && trained(runs, m.Name, a).loss > trained(runs, m.Name, full).loss && trained(runs, m.Name, a).absorbed() > 0.1
		}
		worse = worse && trained(runs, m.Name, full).absorbed() < 0.001
	}
	r.find("bfloat16-absorbs", worse,
		"In bfloat16 it is at the weights that the signal is lost: of the changes that are not 0, %s leave the weight as it was under descent, %s under Adam and %s under Adafactor "+
			"(w + change = w), and about as many do when all is computed in float32 and only stored in bfloat16: %s, %s and %s; in float32 throughout at most %s.",
		percent(trained(runs, "descent", short).absorbed()), percent(trained(runs, "Adam", short).absorbed()), percent(trained(runs, "Adafactor", short).absorbed()),
		percent(trained(runs, "descent", mixed).absorbed()), percent(trained(runs, "Adam", mixed).absorbed()), percent(trained(runs, "Adafactor", mixed).absorbed()),
		percent(max(descent.absorbed(), adam.absorbed(), adafactor.absorbed())))

	r.find("bfloat16-costs", worse && trained(runs, "Adam", short).loss > 1.2*adam.loss,
		"It costs loss: %s instead of %s for descent, %s instead of %s for Adam, %s instead of %s for Adafactor.",
		figures(trained(runs, "descent", short).loss), figures(descent.loss), figures(trained(runs, "Adam", short).loss), figures(adam.loss),
		figures(trained(runs, "Adafactor", short).loss), figures(adafactor.loss))

	saturated := trained(runs, "Adam", short)
	r.find("bfloat16-saturates", saturated.signals.OwnZero > 0 && adam.signals.OwnZero == 0 && saturated.died() < saturated.absorbed()/10,
		"Before the weights less is lost: in bfloat16, trained by Adam, p - 1 is exactly 0 for %s of the digits, as p rounds to 1, and %s of the weights' gradients are; in float32 %d of %d and %s.",
		percent(float64(saturated.signals.OwnZero)/float64(saturated.signals.Own)), percent(saturated.died()), adam.signals.OwnZero, adam.signals.Own, percent(adam.died()))

	a16, f16, d16 := trained(runs, "Adam", half), trained(runs, "Adafactor", half), trained(runs, "descent", half)
	r.find("float16-nan", math.IsNaN(a16.loss) && math.IsNaN(f16.loss) && d16.loss < d16.before/4,
		"In float16 throughout, Adam and Adafactor end with weights that are NaN, where plain descent reaches a loss of %s: their constants 1e-8 and 1e-30 are 0 in float16, "+
			"and a pixel that is always blank has them divide 0 by 0.",
		figures(d16.loss))

	standing, strayed := 0, 0
	for _, run := range runs {
		if run.a != half {
			standing += run.standing
			strayed += run.strayed
		}
	}
	r.find("zero-stays", standing > 0 && strayed == 0,
		"A gradient that is exactly 0 stays 0 under every rule: of %d weights whose gradient was 0 at every step (in float64, float32 and bfloat16), %d moved.",
		standing, strayed)
}
