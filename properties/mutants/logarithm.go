package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// logarithm is section F: log-softmax and log-sum-exp, and losses made of them.
//
// lse-neg-weight-nan needs weights with a sign, which no function here has: with
// weights of 1 the sign of the largest term is that of the sum. lse-int-empty is a
// convention: see the tests of the profiles. lse-return-sign-nan is an output that
// no function here has.
func logarithm() []Mutant {
	return section("F", []Mutant{
		logOfSoftmax(dtype.Float32),
		logOfSoftmax(dtype.Float16),
		halfLogSumExp(),
		logAddExpEqualInf(),
		logCumSumExpGlobalMax(),
		chainedLoss(dtype.Float32),
		chainedLoss(dtype.Float16),
		log1pForgotten(),
		halfLossLogSumExp(),
	})
}

// logOfSoftmax is the logarithm of the computed softmax, which promises what the
// shifted log-softmax does.
func logOfSoftmax(f dtype.Format) Mutant {
	a := alone(f)
	return Mutant{
		Name:       "lsm-log-of-softmax/" + f.String(),
		Severity:   "catastrophic",
		About:      "log(softmax(x)): −Inf where the probability underflows, digits lost before",
		Source:     "pytorch#94043; coremltools#2728; torch/nn#804; opencv PR#21162",
		Of:         "shifted",
		Function:   function.LogSoftmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			divide(a, y, x, m, denominator(a, x, m))
			for i, p := range y {
				y[i] = a.Store(a.Log(p))
			}
		}),
	}
}

// halfLogSumExp rounds m + log s to float16 and subtracts that. Up to 64 or so the
// loss is that of the rounding to storage.
func halfLogSumExp() Mutant {
	a := over32(dtype.Float16)
	return Mutant{
		Name:       "lsm-f16-lse-scale",
		Severity:   "percent",
		About:      "maximum + log(sum) is formed in float16 before it is subtracted",
		Source:     "oneDNN 1108ad0d24; PaddleAPITest PR#382",
		Of:         "shifted",
		Function:   function.LogSoftmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m := largest(x)
			l := a.Store(a.Add(m, a.Log(denominator(a, x, m))))
			for i, v := range x {
				y[i] = a.Store(a.Sub(v, l))
			}
		}),
	}
}

// logAddExpEqualInf concerns rows of two logits, which are a logaddexp.
func logAddExpEqualInf() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "logaddexp-equal-inf",
		Severity:   "catastrophic",
		About:      "of two equal infinities: their difference is NaN",
		Source:     "jax#1626",
		Of:         "log1p",
		Function:   function.LogSumExp,
		Arithmetic: a,
		New:        stateless(func(y, x []float64) { y[0] = logAddExp(a, x, false) }),
	}
}

// logAddExp is max + log1p(exp(−|x_0 − x_1|)) for two logits, max + log1p of the
// sum of the others' terms for more. guarded says whether it looks for infinities.
func logAddExp(a impl.Arithmetic, x []float64, guarded bool) float64 {
	m := largest(x)
	if math.IsInf(m, 0) && (guarded || len(x) != 2 || x[0] != x[1]) {
		return a.Store(m)
	}
	if len(x) == 2 {
		d := math.Abs(a.Sub(x[0], x[1]))
		return a.Store(a.Add(m, a.Log1p(a.Exp(-d))))
	}
	var rest float64
	left := false
	for _, v := range x {
		if v == m && !left {
			left = true
			continue
		}
		rest = a.Add(rest, term(a, v, m))
	}
	return a.Store(a.Add(m, a.Log1p(rest)))
}

// logCumSumExpGlobalMax has the row for a prefix of a sequence, which goes on with
// the row before: the last of its prefixes' log-sum-exps, shifted by the maximum of
// the whole.
func logCumSumExpGlobalMax() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "logcumsumexp-global-max",
		Severity:   "catastrophic",
		About:      "every prefix is shifted by the maximum of the whole sequence: −Inf for an early one that lies far below",
		Source:     "tinygrad#6937, PR#6936",
		Of:         "shifted",
		Function:   function.LogSumExp,
		Arithmetic: a,
		New: OnLogits(func() func(y, x []float64) {
			later := math.Inf(-1)
			return func(y, x []float64) {
				m := max(largest(x), later)
				y[0] = addLog(a, m, denominator(a, x, m))
				later = largest(x)
			}
		}),
	}
}

// chainedLoss is the logarithm of the computed probability, which promises what the
// fused cross-entropy does.
func chainedLoss(f dtype.Format) Mutant {
	a := alone(f)
	return Mutant{
		Name:       "lsm-log-of-softmax/cross_entropy/" + f.String(),
		Severity:   "catastrophic",
		About:      "−log(softmax(x)_t): +Inf where the probability underflows, digits lost before",
		Source:     "pytorch#94043; coremltools#2728; torch/nn#804; opencv PR#21162",
		Of:         "fused",
		Function:   function.CrossEntropy,
		Arithmetic: a,
		New: ofRow(a, func(y []float64, c *classes) {
			y[0] = a.Store(c.hard(func(i int) float64 { return -a.Log(c.p[i]) }))
		}),
	}
}

// log1pForgotten is the fused cross-entropy, which promises what that with log1p does.
func log1pForgotten() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "log1p-forgotten",
		Severity:   "subtle",
		About:      "log(1 + r) where log1p(r) is promised: the loss is 0 from a margin of 17 on",
		Source:     "synthetic",
		Of:         "log1p",
		Function:   function.CrossEntropy,
		Arithmetic: a,
		New:        ofRow(a, func(y []float64, c *classes) { y[0] = a.Store(c.hard(c.loss)) }),
	}
}

// halfLossLogSumExp rounds m + log s to float16 and subtracts the logit from that.
func halfLossLogSumExp() Mutant {
	a := over32(dtype.Float16)
	return Mutant{
		Name:       "lsm-f16-lse-scale/cross_entropy",
		Severity:   "percent",
		About:      "maximum + log(sum) is formed in float16 before the logit is subtracted from it",
		Source:     "oneDNN 1108ad0d24; PaddleAPITest PR#382",
		Of:         "lse-minus-logit",
		Function:   function.CrossEntropy,
		Arithmetic: a,
		New: ofRow(a, func(y []float64, c *classes) {
			l := a.Store(a.Add(c.m, a.Log(c.s)))
			y[0] = a.Store(c.hard(func(i int) float64 { return a.Sub(l, c.z[i]) }))
		}),
	}
}
