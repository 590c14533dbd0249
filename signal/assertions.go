package signal

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// assertions tries statements that are made of softmax on rows where they would have to
// be true.
func assertions() Experiment {
	return Experiment{
		Name:     "assertions",
		Title:    "What is said of softmax",
		Question: "Which of the statements that are usually made of softmax survive a try?",
		Run:      runAssertions,
	}
}

func runAssertions(ctx context.Context, seed uint64) (*Result, error) {
	r := new(Result)
	for _, try := range []func(r *Result, seed uint64) error{
		tutorial, sumToOne, standStill, shifting, translation, normalising, temperature, costs,
	} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := try(r, seed); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// judged is an algorithm's answer to a row beside the exact one.
type judged struct {
	got, exact []float64 // the exact answer as a float64
	ulps       float64   // the largest error, in ulps of the storage dtype
	relative   float64   // the largest error relative to the exact answer
}

// judge computes and compares. A relative error is that of answers which are normal numbers
// of the storage dtype.
func judge(name string, a impl.Arithmetic, fn function.Function, in function.Input) (j judged, err error) {
	im, err := impl.Find(name, fn)
	if err != nil {
		return j, err
	}
	n := fn.Outputs(len(in.X))
	j.got, j.exact = make([]float64, n), make([]float64, n)
	im.Compute(a, j.got, in)
	var row reference.Row
	if err := row.ResetInput(in, reference.IEEE); err != nil {
		return j, err
	}
	lo, hi := make([]float64, n), make([]float64, n)
	if err := row.Errors(fn, a.Storage, j.got, lo, hi); err != nil {
		return j, err
	}
	if err := row.Round(fn, dtype.Float64, j.exact); err != nil {
		return j, err
	}
	for i, y := range j.exact {
		e := (lo[i] + hi[i]) / 2
		j.ulps = max(j.ulps, e)
		if math.Abs(y) >= a.Storage.MinNormal() {
			j.relative = max(j.relative, e*a.Storage.Spacing(y)/math.Abs(y))
		}
	}
	return j, nil
}

// exactSum returns Σ y_i − 1, rounded once: float64s below 2 are worth 2^-1074 and more.
func exactSum(y []float64) float64 {
	sum := new(big.Float).SetPrec(2200).SetInt64(-1)
	for _, v := range y {
		sum.Add(sum, big.NewFloat(v))
	}
	return float(sum)
}

// tutorial: a page that explains softmax gives these figures for (1, 2, 3).
func tutorial(r *Result, _ uint64) error {
	published := []float64{0.0277, 0.0817, 0.8866}
	var row reference.Row
	if err := row.Reset([]float64{1, 2, 3}, reference.IEEE); err != nil {
		return err
	}
	t := Table{Title: "The softmax of (1, 2, 3)", Left: 1, Columns: []string{"logit", "published", "exact"}}
	off, sum := 0.0, 0.0
	var exact [3]string
	for i, p := range published {
		exact[i] = row.Answer(function.Softmax).Decimal(i, 10)
		y := row.Answer(function.Softmax).Round(i, dtype.Float64)
		off = max(off, math.Abs(p-y))
		sum += p
		t.row(fmt.Sprint(i+1), fmt.Sprintf("%.4f", p), exact[i])
	}
	r.Tables = append(r.Tables, t)
	r.find("tutorial-is-wrong", off > 0.1,
		"The softmax of (1, 2, 3) is (%s, %s, %s); (%.4f, %.4f, %.4f) is off by as much as %s, and does not even add up to one but to %.3f.",
		exact[0], exact[1], exact[2], published[0], published[1], published[2], figures(off), sum)
	return nil
}
