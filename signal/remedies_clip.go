package signal

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/signal/classifier"
	"github.com/softulp/softulp/signal/remedy"
)

// clipsAt is a magnitude of gradients, and the bounds that they are clipped to: from
// bound down to 2^-8 of it.
type clipsAt struct{ gradient, bound float64 }

// clipMagnitudes are spread over the range of a storage dtype: both ends, where squares
// overflow or underflow but numbers do not, the middle, and a large gradient with a
// tiny bound.
func clipMagnitudes(f dtype.Format) []clipsAt {
	switch f {
	case dtype.Float64:
		return []clipsAt{{1e-300, 1e-300}, {1e-160, 1e-160}, {1, 1}, {1e160, 1e160}, {1e300, 1e300}, {1e300, 1e-300}}
	case dtype.Float16:
		return []clipsAt{{0.02, 0.5}, {0.1, 1}, {1, 1}, {100, 100}, {1e4, 1e4}, {1e4, 0.5}}
	default: // the range of float32
		return []clipsAt{{1e-32, 1e-32}, {1e-20, 1e-20}, {1, 1}, {1e20, 1e20}, {1e35, 1e35}, {1e35, 1e-32}}
	}
}

const clipVectors = 12 // for each magnitude

// clipTally is what became of gradients under one clipper in one arithmetic.
type clipTally struct {
	vectors int
	zeroed  int     // all components are 0
	ignored int     // the gradient is beyond the bound, and came out as it was
	over    int     // the norm exceeds the bound, in exact arithmetic
	worst   float64 // by which part of it at most, of those not ignored
	turned  float64 // the largest angle between gradient and result
	ratios  float64 // by which part the ratios of components differ at most, in units of u
}

func (t *clipTally) add(o clipTally) {
	t.vectors += o.vectors
	t.zeroed += o.zeroed
	t.ignored += o.ignored
	t.over += o.over
	t.worst = max(t.worst, o.worst)
	t.turned = max(t.turned, o.turned)
	t.ratios = max(t.ratios, o.ratios)
}

// clipJob is one magnitude in one arithmetic.
type clipJob struct {
	a   impl.Arithmetic
	at  clipsAt
	end bool // at one end of the range, or from one to the other

	byNorm  []clipTally // by clipper
	byValue clipTally
}

// clipping clips random gradients of the classifier's size, and holds each result against
// its bound with exact sums of squares.
func clipping(ctx context.Context, r *Result, seed uint64) error {
	var jobs []clipJob
	for _, a := range gradientArithmetics() {
		for i, at := range clipMagnitudes(a.Storage) {
			jobs = append(jobs, clipJob{a: a, at: at, end: i != 2})
		}
	}
	err := each(ctx, len(jobs), func(i int) error {
		jobs[i].measure(random(seed, fmt.Sprint("remedies clip ", i)))
		return nil
	})
	if err != nil {
		return err
	}
	r.clipTable(jobs)
	r.clipFindings(jobs)
	return nil
}

func (j *clipJob) measure(rng source) {
	clippers := remedy.Clippers()
	j.byNorm = make([]clipTally, len(clippers))
	g, c := make([]float64, classifier.Weights), make([]float64, classifier.Weights)
	f := j.a.Storage
	for range clipVectors {
		for i := range g {
			g[i] = f.Round(float64(rng.normal() * j.at.gradient))
		}
		bound := f.Round(math.Ldexp(j.at.bound*(0.5+float64(rng.Float64()/2)), -rng.IntN(8)))
		gg := exactDot(g, g)
		for i, m := range clippers {
			m.Clip(j.a, c, g, bound)
			j.byNorm[i].look(j.a, c, g, bound, gg)
		}
		// By value, the bound is on each component.
		remedy.ClipByValue(c, g, bound)
		j.byValue.vectors++
		for _, v := range c {
			if math.Abs(v) > bound {
				j.byValue.over++
			}
		}
		j.byValue.turned = max(j.byValue.turned, angle(exactDot(c, c), gg, exactDot(c, g)))
	}
}

// look adds what a clipper made of g, whose square is gg.
func (t *clipTally) look(a impl.Arithmetic, c, g []float64, bound float64, gg *big.Float) {
	t.vectors++
	cc := exactDot(c, c)
	if cc.Sign() == 0 {
		t.zeroed++
		return
	}
	part, over := exceeds(cc, bound)
	if over {
		t.over++
	}
	if cc.Cmp(gg) == 0 {
		if over {
			t.ignored++
		}
		return
	}
	t.worst = max(t.worst, part)
	t.turned = max(t.turned, angle(cc, gg, exactDot(c, g)))
	t.ratios = max(t.ratios, spread(a.Storage, c, g)/roundings(a))
}

// spread returns by which part the ratios c_i/g_i of normal components differ at
// most.
func spread(f dtype.Format, c, g []float64) float64 {
	ratio := func() *big.Float { return new(big.Float).SetPrec(120) }
	var lo, hi *big.Float
	for i, v := range c {
		if math.Abs(v) < f.MinNormal() || math.Abs(g[i]) < f.MinNormal() {
			continue
		}
		q := ratio().Quo(ratio().SetFloat64(v), ratio().SetFloat64(g[i]))
		if lo == nil || q.Cmp(lo) < 0 {
			lo = q
		}
		if hi == nil || q.Cmp(hi) > 0 {
			hi = q
		}
	}
	if lo == nil {
		return 0
	}
	part, _ := ratio().Sub(ratio().Quo(hi, lo), ratio().SetInt64(1)).Float64()
	return part
}

// roundings returns by which part a result that is stored may be rounded.
func roundings(a impl.Arithmetic) float64 {
	u := a.Accumulate.UnitRoundoff()
	if a.Storage != a.Accumulate {
		u += a.Storage.UnitRoundoff()
	}
	return u
}
