package sides

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Drawn is an input with what its parts aim at.
type Drawn struct {
	function.Input
	target, cotangent, weights string
}

// Draw returns the input of a row with all that the functions take besides it. Each
// part is drawn from numbers of its own: a function's does not depend on which other
// functions are asked for. A row of no logits has no target, and functions that take
// one have something against it.
func Draw(f dtype.Format, r *rand.Rand, x []float64, fns ...function.Function) Drawn {
	return all(f, r, x, fns, false)
}

// DrawModerate is Draw without what spoils the answers of nearly every algorithm, and
// so tells nothing about one: sums that overflow, temperatures at which the logits do,
// or lose the digits by which they differ.
func DrawModerate(f dtype.Format, r *rand.Rand, x []float64, fns ...function.Function) Drawn {
	return all(f, r, x, fns, true)
}

func all(f dtype.Format, r *rand.Rand, x []float64, fns []function.Function, moderate bool) Drawn {
	d := Drawn{Input: function.Logits(x)}
	var part [5]*rand.Rand
	for i := range part {
		part[i] = rand.New(rand.NewPCG(r.Uint64(), uint64(i)))
	}
	for _, fn := range fns {
		if !fn.TakesSides() {
			continue
		}
		if d.Temperature == 0 && part[0] != nil {
			d.Temperature, part[0] = temperature(f, part[0]), nil
			if moderate && !bearable(f, x, d.T()) {
				d.Temperature = 0
			}
		}
		switch v, _ := fn.Vector(&d.Input); {
		case v == &d.Cotangent && *v == nil:
			d.Cotangent, d.cotangent = draw(Cotangents(), f, part[1], x, moderate)
		case v == &d.Weights && *v == nil:
			if moderate && !summable(f, x, d.T(), 1) { // a part of a loss that overflows may not
				d.Weights, d.weights = each(x, func(int) float64 { return 1 }), constantGrid().Name
				continue
			}
			d.Weights, d.weights = draw(Weights(), f, part[2], x, moderate)
		case fn.TakesTarget() && d.target == "" && len(x) > 0:
			d.Target, d.target = target(part[3], x)
			d.Smoothing = smoothing(f, part[4])
			if moderate && !summable(f, x, d.T(), len(x)) {
				d.Smoothing = 0
			}
		}
	}
	return d
}

// Label makes t, a class that is known to be the right one, the target.
func (d *Drawn) Label(t int) { d.Target, d.target = t, "label" }

// Replay makes what fn takes of a row that is known for it take the place of what was
// drawn, at a temperature of 1 and without smoothing.
func (d *Drawn) Replay(fn function.Function, in function.Input) {
	const name = "worst case"
	d.Temperature, d.Smoothing = 0, 0
	switch v, _ := fn.Vector(&in); {
	case v == &in.Cotangent:
		d.Cotangent, d.cotangent = in.Cotangent, name
	case v == &in.Weights:
		d.Weights, d.weights = in.Weights, name
	case fn.TakesTarget():
		d.Target, d.target = in.Target, name
	}
}

// Aim says what the part that a function takes aims at: the name of a family, or
// which logit is the target.
func (d *Drawn) Aim(fn function.Function) string {
	switch v, _ := fn.Vector(&d.Input); {
	case v == &d.Cotangent:
		return d.cotangent
	case v == &d.Weights:
		return d.weights
	case fn.TakesTarget():
		return d.target
	}
	return ""
}
