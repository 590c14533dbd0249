package signal

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/logits"
	"github.com/softulp/softulp/reference"
)

// predictions are rows of logits over the same classes, ordered by frequency.
type predictions struct {
	name string
	k    int
	// states says that rows are linear in hidden states, and so have reduced logits.
	states bool
	// base holds the logits of the frequencies alone: those of an average row.
	base []float64
	all  []prediction
}

// prediction is one row.
type prediction struct {
	x []float64
	// reduced holds the logits from fewer dimensions of the hidden state, by which an adaptive
	// softmax replaces those of rarer classes.
	reduced []float64
	exact   []float64 // softmax of x, correctly rounded to float64
	logSum  float64
}

// target turns a uniform number in [0, 1) into a class drawn from the exact softmax.
func (p *prediction) target(u float64) int {
	for i, v := range p.exact {
		if u -= v; u < 0 {
			return i
		}
	}
	return len(p.exact) - 1
}

// solve fills in what is exact.
func (p *prediction) solve() error {
	row, err := reference.New(p.x, reference.IEEE)
	if err != nil {
		return err
	}
	p.exact = make([]float64, len(p.x))
	if err := row.Round(function.Softmax, dtype.Float64, p.exact); err != nil {
		return err
	}
	sum := make([]float64, 1)
	if err := row.Round(function.LogSumExp, dtype.Float64, sum); err != nil {
		return err
	}
	p.logSum = sum[0]
	return nil
}

// predictionSets returns two sets that are generated and the real one.
func predictionSets(ctx context.Context, seed uint64) ([]predictions, error) {
	sets := []predictions{zipf(random(seed, "cheap zipf 1000"), 1000, 16), zipf(random(seed, "cheap zipf 32000"), 32000, 5)}
	scores, err := characters()
	if err != nil {
		return nil, err
	}
	sets = append(sets, scores)
	for s := range sets {
		all := sets[s].all
		if err := each(ctx, len(all), func(i int) error { return all[i].solve() }); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// hidden is the number of dimensions of a hidden state.
const hidden = 32

// zipf generates rows x = Wh + base whose base is Zipf's law, base_i = −log(i + 1). The
// components of h have variance 1, and the columns of W the variances c/(j + 1), with c such
// that those of Wh add up to 4: the first dimensions tell most, as if they had been found by
// an analysis into principal components. Reduced logits have a quarter of the dimensions in
// the first tail, and a sixteenth in the second.
func zipf(rng source, k, rows int) predictions {
	s := predictions{name: fmt.Sprintf("Zipf, K %d", k), k: k, states: true, base: make([]float64, k)}
	var harmonic float64
	for j := range hidden {
		harmonic += 1 / float64(j+1)
	}
	var scales [hidden]float64
	for j := range scales {
		// A square root of 4/(harmonic·(j + 1)).
		scales[j] = cheapArithmetic.Exp(cheapArithmetic.Log(4/float64(harmonic*float64(j+1))) / 2)
	}
	states := make([][hidden]float64, rows)
	for r := range states {
		for j := range states[r] {
			states[r][j] = rng.normal()
		}
		s.all = append(s.all, prediction{x: make([]float64, k), reduced: make([]float64, k)})
	}
	cut := tails(&s).Tails
	for i := range k {
		s.base[i] = -cheapArithmetic.Log(float64(i) + 1)
		dimensions := hidden
		switch {
		case i >= cut[1]:
			dimensions = hidden / 16
		case i >= cut[0]:
			dimensions = hidden / 4
		}
		var w [hidden]float64
		for j := range w {
			w[j] = float64(rng.normal() * scales[j])
		}
		for r := range s.all {
			x := s.base[i]
			for j, v := range w {
				x += float64(v * states[r][j])
				if j+1 == dimensions {
					s.all[r].reduced[i] = x
				}
			}
			s.all[r].x[i] = x
		}
	}
	return s
}

// characters returns every fourth row of the text recogniser's logits, with the classes
// ordered by their average logit over all rows, which is also the base.
func characters() (predictions, error) {
	set, err := logits.Load("ocr")
	if err != nil {
		return predictions{}, err
	}
	means := make([]float64, set.K)
	order := make([]int, set.K)
	for i := range means {
		order[i] = i
		for r := range set.Rows {
			means[i] += set.Row(r)[i]
		}
		means[i] /= float64(set.Rows)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(means[j], means[i]) })
	s := predictions{name: fmt.Sprintf("OCR, K %d", set.K), k: set.K}
	for _, at := range order {
		s.base = append(s.base, means[at])
	}
	for r := 0; r < set.Rows; r += 4 {
		x := make([]float64, set.K)
		for i, at := range order {
			x[i] = set.Row(r)[at]
		}
		s.all = append(s.all, prediction{x: x})
	}
	return s, nil
}
