package signal

import (
	"math"
	"math/big"
)

// The runs, in the order of depthCases.
const (
	flatRun = iota
	middlingRun
	sharpRun
	flatResidual
	middlingResidual
	sharpResidual
	opposingResidual
)

// depthFindings are the sentences that claims cite. Their thresholds are far from what any
// seed gives: they tell vanishing from not vanishing, right digits from none.
func (r *Result) depthFindings(runs []*depthRun, scaled []depthPass, cancelled cancellation) {
	last := depthLayers

	flat := runs[flatRun]
	wide := flat.pass("float64")
	r.find("flat-vanishes", float(flat.norms[last]) < 1e-30 && wide.errors[last] < 1e-12,
		"In 64 flat softmax layers the exact gradient shrinks from %s to %s, a factor of %s a layer: that is mathematics, and the gradient computed in float64 agrees to %s.",
		power(flat.norms[0]), power(flat.norms[last]), power(perLayer(flat)), figures(wide.errors[last]))

	half, single, brain := flat.pass("float16+float32"), flat.pass("float32"), flat.pass("bfloat16+float32")
	atDue := true
	for _, p := range flat.passes {
		atDue = atDue && p.dies > p.due-2 && p.dies < p.due+2
	}
	before := max(single.dies-8, 1)
	r.find("flat-range", atDue && half.dies > 0 && half.dies < brain.dies && brain.dies < single.dies && single.errors[before] < 1e-5,
		"What arithmetic adds to the vanishing in flat layers is an end: the computed gradient is exactly 0 from depth %d on in float16, %d in bfloat16 and %d in float32, "+
			"within a layer of where the exact one would be if it were rounded to that dtype, though at depth %d float32 still has it to %s. The limit is the dtype's range, whatever computes in it.",
		half.dies, brain.dies, single.dies, before, figures(single.errors[before]))

	var later depthPass
	for _, p := range scaled {
		if p.a == half.a {
			later = p
		}
	}
	r.find("loss-scaling", later.dies > half.dies && later.dies < last,
		"Scaling the loss by 2^%d, as far as float16 lets it, moves the depth at which the computed gradient is 0 from %d to %d: it shifts the range, and does not change how the gradient shrinks.",
		math.Ilogb(later.scale), half.dies, later.dies)

	middling := runs[middlingRun]
	top := 0.0
	for _, n := range middling.norms {
		top = math.Max(top, float(n))
	}
	r.find("middling-explodes", top > 100*float(middling.norms[0]),
		"In layers that are neither flat nor sharp the exact gradient grows from %s to as much as %s: that is mathematics too.",
		power(middling.norms[0]), figures(top))
	single, wide = middling.pass("float32"), middling.pass("float64")
	r.find("middling-is-chaotic", single.errors[last] > 1e-3 && single.forward > 100*single.backward && wide.errors[last] < single.errors[last]/100,
		"In layers that are neither flat nor sharp the forward pass amplifies its rounding errors as the backward pass does the gradient: float32's gradient is off by %s times its norm, of which its own backward pass makes %s, and float64's by %s times.",
		figures(single.errors[last]), figures(single.backward), figures(wide.errors[last]))

	sharp := runs[sharpRun]
	r.find("sharp-vanishes", sharp.norms[last].MantExp(nil) < -150,
		"In sharp layers the exact gradient shrinks from %s to %s: softmax saturates, its Jacobian is about the probability of all but the largest, and never exactly 0.",
		power(sharp.norms[0]), power(sharp.norms[last]))
	wide = sharp.pass("float64")
	r.find("sharp-cancels", wide.backward > 1e3*wide.forward && cancelled.direct > 100*cancelled.shifted && cancelled.shifted < 1e-6,
		"In sharp layers even float64 loses digits of the gradient: it is off by a relative %s, of which %s come from the backward pass, where g - Σ p g cancels as a probability is near 1. "+
			"In %d more networks the median error is %s, and with the cotangent of the largest logit subtracted from all of them first, which mathematics does not notice, it is %s.",
		figures(wide.errors[last]), figures(wide.backward), cancelled.networks, figures(cancelled.direct), figures(cancelled.shifted))

	flat = runs[flatResidual]
	single = flat.pass("float32")
	ratio, without := grown(flat), grown(runs[flatRun])
	r.find("residual-keeps", float(ratio) > 0.1 && float(ratio) < 100 && single.errors[last] < 1e-4,
		"With residual connections the gradient of the flat layers is %s times as large after 64 layers as at first, where without them it was %s times, and float32 has it to %s.",
		power(ratio), power(without), figures(single.errors[last]))

	opposing := runs[opposingResidual]
	r.find("residual-vanishes", float(opposing.norms[last]) < 1e-10*float(opposing.norms[0]),
		"Residual connections do not keep a gradient from vanishing where layers undo what they are given: with x - 16·softmax(x) it shrinks from %s to %s.",
		power(opposing.norms[0]), power(opposing.norms[last]))
	half = opposing.pass("float16+float32")
	r.find("rounding-does-not-vanish", float(half.norms[last]) > 1e4*float(opposing.norms[last]),
		"What float16 computes of a gradient in layers that undo what they are given does not vanish: %s is left of it, which is %s times too large, and nothing but rounding errors.",
		power(half.norms[last]), figures(half.errors[last]))

	middling = runs[middlingResidual]
	r.find("residual-explodes", float(middling.norms[last]) > 10*float(middling.norms[0]) || float(runs[sharpResidual].norms[last]) > 10*float(runs[sharpResidual].norms[0]),
		"Residual connections do not keep a gradient from exploding either: in 64 middling layers it grows from %s to %s, in sharp ones from %s to %s.",
		power(middling.norms[0]), power(middling.norms[last]), power(runs[sharpResidual].norms[0]), power(runs[sharpResidual].norms[last]))
}

// grown returns by how much the exact gradient has grown in all layers.
func grown(run *depthRun) *big.Float {
	return run.b.zero().Quo(run.norms[depthLayers], run.norms[0])
}

// perLayer returns the geometric mean of the growth in a layer.
func perLayer(run *depthRun) *big.Float {
	g := grown(run)
	for n := 1; n < depthLayers; n *= 2 {
		g.Sqrt(g)
	}
	return g
}
