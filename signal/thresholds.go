package signal

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// thresholds looks for the exact logit from which each algorithm answers NaN, an
// infinity or 0 where a number is due, in every arithmetic, and holds it against
// what follows from the formats alone.
func thresholds() Experiment {
	return Experiment{
		Name:     "thresholds",
		Title:    "Overflow and underflow",
		Question: "From which logit on does each algorithm give NaN, Inf or 0 where a number is due, and is that where the format says?",
		Run:      runThresholds,
	}
}

// thresholdBits is the precision of the predictions: enough for the logarithms of
// numbers with 53 bits, less a few thousand ulps.
const thresholdBits = 200

// measured is a threshold with what was predicted for it.
type measured struct {
	im        impl.Implementation
	a         impl.Arithmetic
	threshold threshold
	limit     *limit
	predicted bool // there is a prediction: limit, or that it never dies
	within    bool // the threshold is as predicted up to roundings
	exactly   bool // it is the predicted number itself
}

// measurable returns the implementations of fn that compute the same on every architecture.
// gonum's do not: they have the exponential of package math, which underflows at another
// logit on arm64 than on amd64.
func measurable(fn function.Function) []impl.Implementation {
	return slices.DeleteFunc(impl.Of(fn), func(im impl.Implementation) bool { return im.Name == "gonum" })
}

// measureAll measures the implementations on each probe: an element for each probe.
func measureAll(ctx context.Context, probes []probe) ([][]measured, error) {
	all := make([][]measured, len(probes))
	type job struct{ probe, at int }
	var jobs []job
	for i, p := range probes {
		for _, im := range measurable(p.fn) {
			for _, a := range im.Arithmetics {
				jobs = append(jobs, job{i, len(all[i])})
				all[i] = append(all[i], measured{im: im, a: a})
			}
		}
	}
	b := newBits(thresholdBits)
	err := each(ctx, len(jobs), func(n int) error {
		p, m := probes[jobs[n].probe], &all[jobs[n].probe][jobs[n].at]
		m.threshold = smallest(m.a.Storage, p.computed(m.im, m.a))
		model := m.im.Model(m.a)
		// Answers in steps of 1/256 are 0 long before anything underflows.
		m.predicted = model.Scheme != impl.Quantised
		m.limit = p.limit(newLimits(b, model, m.a))
		m.within, m.exactly = m.limit.agrees(m.a.Storage, m.threshold.c)
		return nil
	})
	return all, err
}

func runThresholds(ctx context.Context, _ uint64) (*Result, error) {
	probes := probes()
	all, err := measureAll(ctx, probes)
	if err != nil {
		return nil, err
	}
	r := new(Result)
	r.predictions(probes, all)
	r.thresholdFindings(probes, all)
	r.lossFindings(probes, all)
	r.thresholdTables(probes, all)
	r.thresholdFigure(probes, all)
	return r, nil
}

// predictions compares all thresholds with their predictions.
func (r *Result) predictions(probes []probe, all [][]measured) {
	var count, exactly, never, off int
	var offenders []string
	for i, ms := range all {
		for _, m := range ms {
			switch {
			case !m.predicted:
			case !m.within:
				off++
				offenders = append(offenders, fmt.Sprintf("%s/%s on %s", m.im.Name, m.a, probes[i]))
			case m.limit == nil:
				never++
			default:
				count++
				if m.exactly {
					exactly++
				}
			}
		}
	}
	sentence := fmt.Sprintf("Of %d thresholds, found by bisection over the numbers of each storage dtype, %d are the predicted number to the "+
		"last bit, and the others are within the roundings that the prediction leaves out; %d combinations of an algorithm, an arithmetic and a row never die, as predicted.",
		count, exactly, never)
	if off > 0 {
		slices.Sort(offenders)
		sentence = fmt.Sprintf("%d thresholds are not where they were predicted: %s.", off, strings.Join(offenders[:min(off, 5)], "; "))
	}
	r.find("predicted", off == 0 && count > 0, "%s", sentence)
}

// lookup returns the measurement of one algorithm in one arithmetic on one probe.
func lookup(probes []probe, all [][]measured, fn function.Function, row string, of int, name, arithmetic string) measured {
	for i, p := range probes {
		if p.fn != fn || p.row != row || p.of != of {
			continue
		}
		for _, m := range all[i] {
			if m.im.Name == name && m.a.String() == arithmetic {
				return m
			}
		}
	}
	return measured{threshold: threshold{math.NaN(), "not measured"}}
}

// thresholdFindings are the sentences that claims cite.
func (r *Result) thresholdFindings(probes []probe, all [][]measured) {
	of := func(fn function.Function, row string, of int, name, arithmetic string) measured {
		return lookup(probes, all, fn, row, of, name, arithmetic)
	}
	naive := of(function.Softmax, "(c)", 0, "naive", "float32")
	r.find("naive-overflows", naive.exactly && naive.threshold.how == "NaN",
		"Without a shift the softmax of the one logit c, which is 1, is %s in float32 from c = %s on, and from %s on in float64, %s in float16: the first numbers above log Ω.",
		naive.threshold.how, exactText(naive.threshold.c),
		digits5(of(function.Softmax, "(c)", 0, "naive", "float64").threshold.c), digits5(of(function.Softmax, "(c)", 0, "naive", "float16").threshold.c))

	low := of(function.Softmax, "(-c, -c)", 0, "naive", "float32")
	r.find("naive-underflows", low.exactly && low.threshold.how == "NaN",
		"Without a shift the softmax of (-c, -c), which is 1/2 twice, is %s in float32 from c = %s on, where all exponentials are 0.",
		low.threshold.how, exactText(low.threshold.c))

	overflows := func(fn function.Function, keep func(impl.Model) bool) (dead, total int) {
		for i, p := range probes {
			if p.fn != fn {
				continue
			}
			for _, m := range all[i] {
				model := m.im.Model(m.a)
				if !m.predicted || !keep(model) {
					continue
				}
				total++
				if how := m.threshold.how; how != "" && how != "0" {
					dead++
				}
			}
		}
		return dead, total
	}
	shifted := func(m impl.Model) bool { return m.Shift == impl.ShiftMax && m.Scheme != impl.LogOf }
	dead, total := overflows(function.Softmax, shifted)
	r.find("shifted-softmax-never-overflows", dead == 0 && total > 0,
		"With the maximum subtracted no softmax gives NaN or Inf for any c up to the largest number of the dtype: %d of %d combinations of algorithm, arithmetic and row do.", dead, total)
	dead, total = overflows(function.LogSoftmax, shifted)
	r.find("shifted-log-softmax-never-overflows", dead == 0 && total > 0,
		"Nor does any log-softmax that subtracts the maximum and is not the logarithm of a softmax: %d of %d combinations do.", dead, total)

	direct := of(function.LogSoftmax, "(c, c)", 0, "direct", "float32")
	directLow := of(function.LogSoftmax, "(-c, -c)", 0, "direct", "float32")
	r.find("direct-log-softmax-overflows", direct.exactly && directLow.exactly,
		"Log-softmax without a shift overflows: in float32 that of (c, c), which is -log 2, is %s from c = %s on, and that of (-c, -c) is %s from c = %s on.",
		direct.threshold.how, exactText(direct.threshold.c), directLow.threshold.how, exactText(directLow.threshold.c))

	logOf := of(function.LogSoftmax, "(0, -c)", 1, "log-of-softmax", "float32")
	r.find("log-of-softmax-underflows", logOf.exactly && logOf.threshold.how == "-Inf",
		"The logarithm of a computed softmax is %s in float32 from c = %s on for the second of (0, -c), where -c is due: the softmax has underflowed.",
		logOf.threshold.how, exactText(logOf.threshold.c))

	absorbed := of(function.LogSoftmax, "(0, -c)", 0, "shifted", "float32")
	log1p := of(function.LogSoftmax, "(0, -c)", 0, "log1p", "float32")
	r.find("log-softmax-absorbs", absorbed.exactly && absorbed.threshold.how == "0" && log1p.exactly,
		"The log-softmax of the larger of (0, -c), -log(1 + e^-c), is 0 in float32 from c = %s on where the sum 1 + e^-c is formed first, though it is a number of the format until c = %s, where log1p gives 0; in float16 throughout the two are %s and %s, in bfloat16 %s and %s.",
		exactText(absorbed.threshold.c), exactText(log1p.threshold.c),
		digits5(of(function.LogSoftmax, "(0, -c)", 0, "shifted", "float16").threshold.c), digits5(of(function.LogSoftmax, "(0, -c)", 0, "log1p", "float16").threshold.c),
		digits5(of(function.LogSoftmax, "(0, -c)", 0, "shifted", "bfloat16").threshold.c), digits5(of(function.LogSoftmax, "(0, -c)", 0, "log1p", "bfloat16").threshold.c))

	small := of(function.Softmax, "(0, -c)", 1, "shifted", "float32")
	half := of(function.Softmax, "(0, -c)", 1, "shifted", "float16+float32")
	r.find("softmax-underflows", small.exactly && half.exactly && small.threshold.how == "0",
		"A probability e^-c rounds to 0 from half the smallest subnormal number on, whoever computes it: from c = %s on in float32, %s stored in float16.",
		exactText(small.threshold.c), digits5(half.threshold.c))
}

// lossFindings are those about cross-entropies and gradients.
func (r *Result) lossFindings(probes []probe, all [][]measured) {
	of := func(fn function.Function, row string, of int, name, arithmetic string) measured {
		return lookup(probes, all, fn, row, of, name, arithmetic)
	}
	const ahead, behind = "(0, -c), target 0", "(0, -c), target 1"

	chained := of(function.CrossEntropy, behind, 0, "chained", "float32")
	half := of(function.CrossEntropy, behind, 0, "chained", "float16")
	fused := of(function.CrossEntropy, behind, 0, "fused", "float32")
	r.find("chained-loss-infinite", chained.exactly && chained.threshold.how == "+Inf" && fused.exactly && fused.threshold.how == "",
		"Cross-entropy as the logarithm of a softmax is %s in float32 from c = %s on where the target is c behind, and from %s on in float16 throughout, though the loss is only c; from the logits at once it is a number up to the largest c.",
		chained.threshold.how, exactText(chained.threshold.c), digits5(half.threshold.c))

	cancelled := of(function.CrossEntropy, "(c, 0), target 0", 0, "lse-minus-logit", "float32")
	shifted := of(function.CrossEntropy, "(c, 0), target 0", 0, "fused", "float32")
	log1p := of(function.CrossEntropy, "(c, 0), target 0", 0, "log1p", "float32")
	r.find("loss-is-zero", cancelled.exactly && shifted.exactly && log1p.exactly && cancelled.threshold.c < shifted.threshold.c && shifted.threshold.c < log1p.threshold.c,
		"Where the target is c ahead the loss log(1 + e^-c) is 0 in float32 from c = %s on as log-sum-exp minus the logit, from %s on with the logit subtracted from the maximum first, and from %s on with log1p.",
		exactText(cancelled.threshold.c), exactText(shifted.threshold.c), exactText(log1p.threshold.c))

	minus := of(function.CrossEntropyGrad, ahead, 0, "p-minus-one", "float32")
	sum := of(function.CrossEntropyGrad, ahead, 0, "minus-sum", "float32")
	r.find("gradient-is-zero", minus.exactly && sum.exactly && minus.threshold.c < sum.threshold.c,
		"The target's gradient p - 1 is 0 in float32 from c = %s on, in float16 from %s and in bfloat16 from %s (throughout), and as minus the sum of the others from %s on.",
		exactText(minus.threshold.c), digits5(of(function.CrossEntropyGrad, ahead, 0, "p-minus-one", "float16").threshold.c),
		digits5(of(function.CrossEntropyGrad, ahead, 0, "p-minus-one", "bfloat16").threshold.c), exactText(sum.threshold.c))

	jacobian := of(function.CrossEntropyGrad, behind, 0, "jacobian", "float32")
	half = of(function.CrossEntropyGrad, behind, 0, "jacobian", "float16")
	r.find("jacobian-overflows", jacobian.exactly && jacobian.threshold.how != "" && half.exactly,
		"The gradient by the chain rule, through 1/p and the Jacobian, is %s in float32 from c = %s on where the target is c behind, and from %s on in float16 throughout; by p - 1 it never is.",
		jacobian.threshold.how, exactText(jacobian.threshold.c), digits5(half.threshold.c))
}

// exactText shows a number of a format in decimal and exactly: "88.72284 (0x1.62e43p+06)".
func exactText(c float64) string {
	return strconv.FormatFloat(c, 'g', 7, 64) + " (" + strconv.FormatFloat(c, 'x', -1, 64) + ")"
}

// digits5 shows a threshold to five digits, and one that does not exist as "never".
func digits5(c float64) string {
	if math.IsInf(c, 1) {
		return "never"
	}
	return strconv.FormatFloat(c, 'g', 5, 64)
}
