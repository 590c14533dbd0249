package signal

import (
	"math"
)

// cheapOutcome returns that of a method on the set with k classes.
func cheapOutcome(outcomes []outcome, k int, method, detail string) outcome {
	for _, o := range outcomes {
		if o.set.k == k && o.method == method && o.detail == detail {
			return o
		}
	}
	return outcome{bias: math.NaN(), tv: math.NaN()}
}

// The numbers of classes of the sets.
const (
	narrowZipf = 1000
	wideZipf   = 32000
	ocr        = 6625
)

func (r *Result) cheapFindings(outcomes []outcome) {
	r.sampledFindings(outcomes)
	r.groupFindings(outcomes)
	r.sparseFindings(outcomes)
}

// plusMinus shows a mean with its standard error.
func plusMinus(mean, deviation float64) string { return figures(mean) + " ± " + figures(deviation) }

func (r *Result) sampledFindings(outcomes []outcome) {
	few, many := cheapOutcome(outcomes, narrowZipf, "sampled", "log-uniform, 10"), cheapOutcome(outcomes, narrowZipf, "sampled", "log-uniform, 100")
	wide, flat := cheapOutcome(outcomes, wideZipf, "sampled", "log-uniform, 320"), cheapOutcome(outcomes, wideZipf, "sampled", "uniform, 320")
	unbiased := true
	for _, o := range []outcome{few, many, wide} {
		unbiased = unbiased && math.Abs(o.partly-1) < 4*o.spread
	}
	r.find("sampled-sum", unbiased,
		"Sampled softmax estimates the sum of exponentials without bias: its mean over the exact one is %s with 10 draws of 1000 classes, %s with 100, and %s with 320 of 32000.",
		plusMinus(few.partly, few.spread), plusMinus(many.partly, many.spread), plusMinus(wide.partly, wide.spread))
	r.find("sampled-bias", few.bias > 4*few.error && many.bias < few.bias/2 && wide.bias > 2*wide.error,
		"The probability that it gives the target is too large all the same, as the reciprocal of a sum is: by %s with 10 draws of 1000 classes, %s with 100, %s with 320 of 32000.",
		plusMinus(few.bias, few.error), plusMinus(many.bias, many.error), plusMinus(wide.bias, wide.error))
	r.find("sampled-proposal", flat.bias > 2*wide.bias && flat.bias > 4*flat.error,
		"It takes a proposal near the true frequencies: with all classes drawn alike the last of these biases is %s, %s times as large.",
		plusMinus(flat.bias, flat.error), figures(flat.bias/wide.bias))
	r.find("sampled-variation", many.tv > 0.3 && wide.tv > 0.3,
		"What it gives the other classes says little: its total variation to the exact softmax is %s with 100 draws of 1000 classes and %s with 320 of 32000, as most have the probability 0.",
		figures(many.tv), figures(wide.tv))
}

func (r *Result) groupFindings(outcomes []outcome) {
	var worst float64
	for _, o := range outcomes {
		if o.method == "hierarchical" && o.detail == "exact scores" {
			worst = max(worst, o.tv)
		}
	}
	r.find("hierarchical-exact", worst < 1e-12 && worst > 0,
		"A hierarchy of two levels is the softmax itself, up to rounding, if groups are scored by the log-sum-exps of their logits, which takes all of them: its total variation is at most %s.",
		figures(worst))
	linear := func(k int) outcome { return cheapOutcome(outcomes, k, "hierarchical", "linear scores") }
	r.find("hierarchical-linear", linear(narrowZipf).tv > 0.01 && linear(wideZipf).tv > 0.01 && linear(ocr).tv > linear(wideZipf).tv,
		"With scores that take one dot product a group, the best linear ones at the average row, it reads %s of 1000 logits and scores for a target and is %s off in total variation, %s of 32000 and is %s off; "+
			"on the real rows, which are sharp and far from their average, it is %s off: groups and scores have to be learned.",
		figures(linear(narrowZipf).read), figures(linear(narrowZipf).tv), figures(linear(wideZipf).read), figures(linear(wideZipf).tv), figures(linear(ocr).tv))

	adaptive := func(detail string) outcome { return cheapOutcome(outcomes, wideZipf, "adaptive", detail) }
	scores, fewer, both := adaptive("linear scores"), adaptive("fewer dimensions"), adaptive("linear scores, fewer dimensions")
	r.find("adaptive", fewer.tv > 0.01 && scores.tv > 0.01 && both.tv < scores.tv+fewer.tv,
		"Adaptive softmax on 32000 classes loses %s in total variation to linear scores for its two tails, %s to logits from a quarter and a sixteenth of the dimensions there, and %s to both, reading %s logits and scores for a target.",
		figures(scores.tv), figures(fewer.tv), figures(both.tv), figures(both.read))
}

func (r *Result) sparseFindings(outcomes []outcome) {
	var apart, off float64
	grows := true
	for _, o := range outcomes {
		switch o.method {
		case "top-k":
			apart = max(apart, o.left)
			grows = grows && o.bias > 0
		case "sparsemax", "entmax-1.5":
			off = max(off, o.off)
		}
	}
	of := func(method, detail string) func(k int) outcome {
		return func(k int) outcome { return cheapOutcome(outcomes, k, method, detail) }
	}
	ten, hundred, sparse, half := of("top-k", "10"), of("top-k", "100"), of("sparsemax", ""), of("entmax-1.5", "")
	r.find("topk-is-what-is-left-out", apart < 1e-12 && grows,
		"The softmax over the k largest logits is as far from the whole, in total variation, as the probability that it leaves out (to within %s): %s and %s for k = 10 and 100 of 1000, %s and %s of 32000, and %s and %s on the real rows.",
		figures(apart), figures(ten(narrowZipf).tv), figures(hundred(narrowZipf).tv), figures(ten(wideZipf).tv), figures(hundred(wideZipf).tv), figures(ten(ocr).tv), figures(hundred(ocr).tv))
	r.find("sparse-sum", off < 1e-12, "Sparsemax and 1.5-entmax add up to 1 to within %s on every row.", figures(off))
	r.find("sparse-is-not-softmax", sparse(wideZipf).none > 0.3 && half(wideZipf).none > 0.3 && half(wideZipf).kept > sparse(wideZipf).kept && half(wideZipf).tv < sparse(wideZipf).tv,
		"They are other distributions, not cheaper ones: of 32000 classes sparsemax keeps %s and 1.5-entmax %s on average, at a total variation of %s and %s to softmax, "+
			"and for targets drawn from softmax the probability is exactly 0, and the loss -log 0 infinite, in %s and %s of cases.",
		figures(sparse(wideZipf).kept), figures(half(wideZipf).kept), figures(sparse(wideZipf).tv), figures(half(wideZipf).tv), percent(sparse(wideZipf).none), percent(half(wideZipf).none))
	r.find("sharp-rows", sparse(ocr).tv < 0.2 && half(ocr).tv < sparse(ocr).tv && ten(ocr).tv < 0.01,
		"Where rows are sharp, as a text recogniser's are, little is lost: %s in total variation with the 10 largest of %d classes, %s with sparsemax, %s with 1.5-entmax.",
		figures(ten(ocr).tv), ocr, figures(sparse(ocr).tv), figures(half(ocr).tv))
}
