package signal

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/logits/digits"
	"github.com/softulp/softulp/signal/classifier"
	"github.com/softulp/softulp/signal/remedy"
)

const (
	feedbackSteps = 1000
	feedbackKept  = 7 // of 650 components, about one in a hundred
)

// feedbackRun is a training by descent of which each step sends the largest components.
type feedbackRun struct {
	a      impl.Arithmetic
	memory string // "none", "plain" or "compensated"

	components int     // over all steps
	broken     int     // kept + residual is not the sum before, bit for bit
	drift      float64 // how far Σ sent + memory is from Σ gradients, as a part of the latter's norm
	loss       float64
	accuracy   float64
}

// feedback trains with a hundredth of each gradient, with and without keeping the rest.
func feedback(ctx context.Context, r *Result, seed uint64) error {
	images, err := digits.Load()
	if err != nil {
		return err
	}
	var runs []feedbackRun
	for _, a := range []impl.Arithmetic{own(dtype.Float32), own(dtype.BFloat16)} {
		for _, memory := range []string{"none", "plain", "compensated"} {
			runs = append(runs, feedbackRun{a: a, memory: memory})
		}
	}
	err = each(ctx, len(runs), func(i int) error { return runs[i].train(ctx, images, seed) })
	if err != nil {
		return err
	}
	t := Table{
		Title: fmt.Sprintf("Top-k with error feedback: %d of %d components sent in each of %d steps of descent",
			feedbackKept, classifier.Weights, feedbackSteps),
		Left:    2,
		Columns: []string{"arithmetic", "memory", "sum is not split exactly", "sent + memory off by", "loss", "accuracy"},
	}
	broken, components := 0, 0
	for _, run := range runs {
		t.row(run.a.String(), run.memory, run.broken, run.drift, run.loss, run.accuracy)
		broken += run.broken
		components += run.components
	}
	r.Tables = append(r.Tables, t)

	r.find("topk-exact", broken == 0,
		"Top-k splits exactly: the part sent plus the part kept is the gradient with the memory before it, bit for bit, in all of %d components over %d steps, in float32 and bfloat16, zeros' signs included.",
		components, len(runs)*feedbackSteps)
	none32, plain32, plain16, twice16 := runs[0], runs[1], runs[4], runs[5]
	r.find("topk-drift", plain32.drift < 1e-5 && plain16.drift > 1000*plain32.drift && twice16.drift < plain16.drift/4,
		"Over steps it is exact but for adding the gradient to the memory: after %d steps what was sent and what is kept differ from the sum of all "+
			"gradients by a part %s in float32 and %s in bfloat16, where small gradients vanish in a large memory; with that addition's error kept too, by %s.",
		feedbackSteps, figures(plain32.drift), figures(plain16.drift), figures(twice16.drift))
	r.find("topk-trains", plain32.loss < none32.loss,
		"Training needs the part that is kept: after %d steps of float32 descent with %s %% of each gradient the loss is %s with the memory and %s without.",
		feedbackSteps, figures(100*float64(feedbackKept)/classifier.Weights), figures(plain32.loss), figures(none32.loss))
	return nil
}

func (f *feedbackRun) train(ctx context.Context, images []digits.Digit, seed uint64) error {
	// Every run sees the same batches.
	rng := random(seed, "remedies feedback")
	m, err := classifier.New(f.a, rng.Float64)
	if err != nil {
		return err
	}
	const n = classifier.Weights
	memory := remedy.NewFeedback(n, f.memory == "compensated")
	g, kept, d := make([]float64, n), make([]float64, n), make([]float64, n)
	rule := remedy.Descent{Rate: remedy.DescentRate}
	lost, total := make([]*big.Float, n), make([]*big.Float, n)
	for i := range lost {
		lost[i], total[i] = exactly(0), exactly(0)
	}
	var signals classifier.Signals
	var updates classifier.Updates
	for range feedbackSteps {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := draw(rng, images)
		m.Gradient(g, batch, &signals)
		if f.memory == "none" {
			remedy.TopK(kept, d, g, feedbackKept)
			f.split(f.a, kept, d, g)
		} else {
			memory.Step(f.a, kept, g, feedbackKept)
			rest, _ := memory.Memory()
			f.split(f.a, kept, rest, memory.Sum())
		}
		for i, v := range g {
			total[i].Add(total[i], exactly(v))
			lost[i].Add(lost[i], exactly(v))
			lost[i].Sub(lost[i], exactly(kept[i]))
		}
		rule.Change(f.a, d, nil, kept)
		m.Add(d, kept, batch, &updates)
	}
	f.off(lost, total, memory)
	var correct int
	f.loss, correct, err = m.Judge(images[:digits.Trained])
	f.accuracy = float64(correct) / digits.Trained
	return err
}

// split counts the components whose sum of the part sent and the part kept has not the
// bits of p.
func (f *feedbackRun) split(a impl.Arithmetic, sent, kept, p []float64) {
	for i, v := range p {
		f.components++
		if math.Float64bits(a.Add(sent[i], kept[i])) != math.Float64bits(v) {
			f.broken++
		}
	}
}

// off sets the drift: lost is Σ gradients − Σ sent, total Σ gradients, both exact.
func (f *feedbackRun) off(lost, total []*big.Float, memory *remedy.Feedback) {
	var parts, all []float64
	held, low := memory.Memory()
	for i := range lost {
		v := exactly(0).Sub(lost[i], exactly(held[i]))
		part, _ := v.Sub(v, exactly(low[i])).Float64()
		sum, _ := total[i].Float64()
		parts, all = append(parts, part), append(all, sum)
	}
	wide := own(dtype.Float64)
	f.drift = remedy.ScaledNorm(wide, parts) / remedy.ScaledNorm(wide, all)
}
