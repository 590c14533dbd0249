package signal

import (
	"context"
	"time"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/signal/cheap"
)

// timed is one computation under the clock.
type timed struct {
	name, detail string
	// logits is how many it needs; the time of the dot products that form them is added.
	logits float64
	do     func()
}

// cheapTimes compares times on the widest generated set, side by side in one run: they
// differ from run to run, and are no part of what was found.
func cheapTimes(ctx context.Context, sets []predictions, seed uint64) ([]Table, error) {
	s := &sets[1]
	p := &s.all[0]
	jobs, err := cheapJobs(s, p, random(seed, "cheap times"))
	if err != nil {
		return nil, err
	}
	w, h := make([]float64, s.k*hidden), make([]float64, hidden)
	copy(w, p.x)
	products := timed{do: func() {
		y := make([]float64, s.k)
		for i := range y {
			var sum float64
			for j, v := range w[i*hidden:][:hidden] {
				sum += float64(v * h[j])
			}
			y[i] = sum
		}
	}}
	all := append([]timed{products}, jobs...)
	best := make([]float64, len(all))
	for round := range 5 {
		for i, job := range all {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			start := time.Now()
			job.do()
			if t := time.Since(start).Seconds(); round == 0 || t < best[i] {
				best[i] = t
			}
		}
	}
	product := best[0] / float64(s.k)
	whole := best[1]
	t := Table{
		Title:   s.name + ": time, as a multiple of that of the plain softmax of a row, shifted in float64",
		Left:    2,
		Columns: []string{"softmax", "", "logits needed", "time", "with the dot products that form the logits"},
	}
	for i, job := range jobs {
		t.row(job.name, job.detail, job.logits, best[i+1]/whole,
			(best[i+1]+float64(job.logits*product))/(whole+best[0]))
	}
	return []Table{t}, nil
}

// cheapJobs returns the plain softmax first.
func cheapJobs(s *predictions, p *prediction, rng source) ([]timed, error) {
	plain, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		return nil, err
	}
	a, k, y := cheapArithmetic, s.k, make([]float64, s.k)
	target := p.target(0.5)
	h, d := twoLevels(s), tails(s)
	groups, parts := make([]float64, h.Groups.Len()), make([]float64, d.Tails.Len())
	cheap.ExactScores(a, groups, p.x, h.Groups)
	cheap.ExactScores(a, parts, p.x, d.Tails)
	q := cheap.LogUniform(k)
	sampled := func(m int) func() {
		return func() { cheap.Sampled(a, p.x, target, m, q, rng.Float64) }
	}
	whole, n := float64(k), float64(len(groups))
	group := float64(len(h.Groups.Of(p.x, h.Groups.Holding(target))))
	head, tail := d.Tails[0], 0.0
	if target >= head {
		tail = float64(len(d.Tails.Of(p.x, d.Tails.Holding(target))))
	}
	return []timed{
		{"plain", "all classes", whole, func() { plain.Compute(a, y, function.Logits(p.x)) }},
		{"sampled", "one target, K/100 draws", float64(k/100 + 1), sampled(k / 100)},
		{"sampled", "one target, K/10 draws", float64(k/10 + 1), sampled(k / 10)},
		{"hierarchical", "one target", n + group, func() { h.Target(a, p.x, groups, target) }},
		{"hierarchical", "all classes", whole + n, func() { h.All(a, y, p.x, groups) }},
		{"adaptive", "one target", float64(head+len(parts)) + tail, func() { d.Target(a, p.x, parts, target) }},
		{"adaptive", "all classes", whole + float64(len(parts)), func() { d.All(a, y, p.x, parts) }},
		{"top-k", "10", whole, func() { cheap.TopK(a, y, p.x, 10) }},
		{"top-k", "100", whole, func() { cheap.TopK(a, y, p.x, 100) }},
		{"sparsemax", "all classes", whole, func() { cheap.Sparsemax(a, y, p.x) }},
		{"entmax-1.5", "all classes", whole, func() { cheap.Entmax15(a, y, p.x) }},
	}, nil
}
