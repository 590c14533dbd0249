package signal

import (
	"context"
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/signal/cheap"
)

// cheaper measures what softmaxes cost that read fewer logits or keep fewer
// probabilities: how far they are from the exact one.
func cheaper() Experiment {
	return Experiment{
		Name:     "cheap",
		Title:    "Cheaper softmaxes and what they cost",
		Question: "How far from the exact softmax are sampled, hierarchical, adaptive, top-k, sparsemax and 1.5-entmax, and are they faster?",
		Run:      runCheaper,
	}
}

// outcome is how far a method is from the exact softmax on one set, on average over its
// predictions and over targets that are drawn from the exact softmax.
type outcome struct {
	set    *predictions
	method string
	detail string

	read   float64 // logits and scores read for the probability of one target
	bias   float64 // expected probability of the target, less the exact one
	error  float64 // standard error of the bias, 0 where nothing is drawn
	tv     float64 // total variation
	none   float64 // share of targets whose probability is exactly 0
	kept   float64 // classes whose probability is not
	off    float64 // largest distance of the sum from 1
	left   float64 // top-k: largest distance of total variation from the mass left out
	partly float64 // sampled: mean of the estimated sum over the exact one
	spread float64 // and its standard error
}

func runCheaper(ctx context.Context, seed uint64) (*Result, error) {
	sets, err := predictionSets(ctx, seed)
	if err != nil {
		return nil, err
	}
	type job struct {
		set    *predictions
		method cheapMethod
	}
	var jobs []job
	for i := range sets {
		for _, m := range cheapMethods() {
			if !m.states || sets[i].states {
				jobs = append(jobs, job{&sets[i], m})
			}
		}
	}
	outcomes := make([]outcome, len(jobs))
	err = each(ctx, len(jobs), func(i int) error {
		set, m := jobs[i].set, jobs[i].method
		outcomes[i] = m.measure(set, random(seed, fmt.Sprint("cheap ", set.name, m.name, m.detail(set))))
		outcomes[i].set, outcomes[i].method, outcomes[i].detail = set, m.name, m.detail(set)
		return nil
	})
	if err != nil {
		return nil, err
	}
	r := new(Result)
	r.cheapTables(sets, outcomes)
	r.cheapFindings(outcomes)
	if r.Timings, err = cheapTimes(ctx, sets, seed); err != nil {
		return nil, err
	}
	return r, nil
}

// cheapMethod is one way to get around the whole softmax.
type cheapMethod struct {
	name    string
	detail  func(s *predictions) string
	measure func(s *predictions, rng source) outcome
	states  bool // it needs hidden states
}

// onStates leaves out the sets without hidden states.
func onStates(m cheapMethod) cheapMethod {
	m.states = true
	return m
}

// cheapMethods returns the methods, in the order of the tables. Adding one takes a line.
func cheapMethods() []cheapMethod {
	return []cheapMethod{
		sampledMethod("uniform", cheap.Uniform, 100),
		sampledMethod("uniform", cheap.Uniform, 10),
		sampledMethod("log-uniform", cheap.LogUniform, 100),
		sampledMethod("log-uniform", cheap.LogUniform, 10),
		fullMethod("hierarchical", "exact scores", hierarchicalExact),
		fullMethod("hierarchical", "linear scores", hierarchicalLinear),
		fullMethod("adaptive", "linear scores", adaptiveFull),
		onStates(fullMethod("adaptive", "fewer dimensions", adaptiveReduced)),
		onStates(fullMethod("adaptive", "linear scores, fewer dimensions", adaptiveBoth)),
		fullMethod("top-k", "10", topK(10)),
		fullMethod("top-k", "100", topK(100)),
		fullMethod("sparsemax", "", sparsemax),
		fullMethod("entmax-1.5", "", entmax),
	}
}

// cheapArithmetic is that of all measurements, so that what is measured is the method.
var cheapArithmetic = own(dtype.Float64)

// sampledMethod estimates from K/part draws.
func sampledMethod(name string, proposal func(k int) cheap.Proposal, part int) cheapMethod {
	return cheapMethod{
		name:   "sampled",
		detail: func(s *predictions) string { return fmt.Sprintf("%s, %d", name, s.k/part) },
		measure: func(s *predictions, rng source) outcome {
			return measureSampled(s, rng, proposal(s.k), s.k/part, 10*part)
		},
	}
}

// measureSampled draws targets from the exact softmax, and for each an estimate.
func measureSampled(s *predictions, rng source, q cheap.Proposal, m, draws int) outcome {
	var o outcome
	var biases, parts moments
	for _, p := range s.all {
		for range draws {
			target := p.target(rng.Float64())
			e := cheap.Sampled(cheapArithmetic, p.x, target, m, q, rng.Float64)
			biases.add(e.At(target) - p.exact[target])
			parts.add(cheapArithmetic.Exp(e.LogSum - p.logSum))
			o.tv += e.TotalVariation(p.exact)
			o.kept += float64(len(e.Class))
			var sum float64
			for _, v := range e.P {
				sum += v
			}
			o.off = max(o.off, math.Abs(sum-1))
		}
	}
	n := float64(draws * len(s.all))
	o.read = float64(m + 1)
	o.bias, o.error = biases.mean()
	o.partly, o.spread = parts.mean()
	o.tv /= n
	o.kept /= n
	return o
}

// fullMethod measures a method that writes all probabilities to y, and returns how
// many logits and scores it reads for one target, on average.
func fullMethod(name, detail string, all func(s *predictions, p *prediction, y []float64) (read float64)) cheapMethod {
	return cheapMethod{
		name:   name,
		detail: func(*predictions) string { return detail },
		measure: func(s *predictions, _ source) outcome {
			var o outcome
			y := make([]float64, s.k)
			n := float64(len(s.all))
			for i := range s.all {
				p := &s.all[i]
				o.read += all(s, p, y) / n
				var bias, tv, none, kept, sum float64
				for i, v := range y {
					exact := p.exact[i]
					bias += float64(exact * (v - exact))
					tv += float64(math.Abs(v-exact) / 2)
					sum += v
					if v == 0 {
						none += exact
					} else {
						kept++
					}
				}
				o.bias += bias / n
				o.tv += tv / n
				o.none += none / n
				o.kept += kept / n
				o.off = max(o.off, math.Abs(sum-1))
				o.left = max(o.left, math.Abs(tv-none))
			}
			return o
		},
	}
}

// moments adds up what is drawn.
type moments struct{ n, sum, squares float64 }

func (m *moments) add(v float64) {
	m.n++
	m.sum += v
	m.squares += float64(v * v)
}

// mean returns the mean and its standard error.
func (m *moments) mean() (mean, deviation float64) {
	mean = m.sum / m.n
	return mean, math.Sqrt(max(m.squares/m.n-float64(mean*mean), 0) / m.n)
}
