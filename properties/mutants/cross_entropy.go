package mutants

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// crossEntropies is section G: cross-entropies, label smoothing, soft labels, and their
// gradients. A batch is this row and the one before it, of which an ignored one has no
// loss of its own; two shards of a vocabulary are the halves of a row.
//
// ce-all-ignored is the mean of no row, which no function here has, and
// ce-label-out-of-range an input that none is given: see the tests of conventions.
// ce-weighted-smooth-denominator is about weights of classes, by which losses are
// multiplied and their sum is divided: with weights of 1 the denominator is K, as it
// is here.
func crossEntropies() []Mutant {
	var list []Mutant
	for _, part := range [][]Mutant{smoothings(), losses(), lossGradients()} {
		list = append(list, part...)
	}
	return section("G", list)
}

// losses are wrong without smoothing too.
func losses() []Mutant {
	f32, bf16 := alone(dtype.Float32), over32(dtype.BFloat16)
	list := []Mutant{
		{
			Name: "ce-gathered-logits-counted-tp", Severity: "percent",
			About:  "logits that two shards have gathered are summed over the shards again: log 2 more",
			Source: "NVIDIA/Megatron-LM#7452",
			Of:     "fused", Function: function.CrossEntropy, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				c.s = f32.Add(c.s, c.s)
				y[0] = f32.Store(c.hard(c.loss))
			}),
		},
		{
			Name: "ce-nonflag-logits-log", Severity: "percent",
			About:  "−Σ w_i x_i for weights w: the log-sum-exp is missing",
			Source: "deepjavalibrary/djl#520",
			Of:     "fused", Function: function.CrossEntropySoft, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				y[0] = f32.Store(c.soft(func(i int) float64 { return -c.z[i] }))
			}),
		},
		{
			Name: "ce-nonflag-logits-log/cross_entropy", Severity: "percent",
			About:  "−x_t: the log-sum-exp is missing",
			Source: "deepjavalibrary/djl#520",
			Of:     "fused", Function: function.CrossEntropy, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				y[0] = f32.Store(c.hard(func(i int) float64 { return -c.z[i] }))
			}),
		},
		{
			Name: "ce-label-off-by-one", Severity: "percent",
			About:  "labels count from 1: the loss of the class after the target",
			Source: "synthetic; tensorflow#3739",
			Of:     "fused", Function: function.CrossEntropy, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				c.in.Target = (c.in.Target + 1) % len(c.z)
				y[0] = f32.Store(c.hard(c.loss))
			}),
		},
		{
			// The bias is a part of the logits, 1/2 for every second class.
			Name: "ce-bias-omitted-in-filter", Severity: "percent",
			About:  "the log-sum-exp is that of the logits without the bias of every second class, which the target's logit has",
			Source: "apple/ml-cross-entropy#52, PR#53",
			Of:     "fused", Function: function.CrossEntropy, Arithmetic: bf16,
			New: ofRow(bf16, func(y []float64, c *classes) {
				x := append([]float64{}, c.z...)
				for i := 1; i < len(x); i += 2 {
					x[i] = bf16.Sub(x[i], 0.5)
				}
				m := largest(x)
				l := bf16.Log(denominator(bf16, x, m))
				y[0] = bf16.Store(c.hard(func(i int) float64 { return bf16.Sub(l, bf16.Sub(c.z[i], m)) }))
			}),
		},
		{
			// A tail cluster is the second half of the row.
			Name: "adaptive-tombstone-twice", Severity: "percent",
			About:  "a target in the tail's cluster counts the cluster's log-probability twice",
			Source: "salesforce/awd-lstm-lm#82; transformers#1086",
			Of:     "fused", Function: function.CrossEntropy, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				tail := c.z[len(c.z)/2:]
				m := largest(tail)
				cluster := f32.Sub(c.Log(c.s), f32.Add(f32.Sub(m, c.m), f32.Log(denominator(f32, tail, m))))
				y[0] = f32.Store(c.hard(func(i int) float64 {
					l := c.loss(i)
					if len(c.z) > 1 && i >= len(c.z)/2 {
						l = f32.Add(l, cluster)
					}
					return l
				}))
			}),
		},
		{
			// An ignored position is one whose weights are all 0: its loss is 0.
			Name: "ce-uninitialised-ignored", Severity: "catastrophic",
			About:  "the loss of a row without weights is never written",
			Source: "pytorch#20406, #12670",
			Of:     "fused", Function: function.CrossEntropySoft, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				if len(c.z) == 0 || hasWeight(c.in.Weights) {
					y[0] = f32.Store(c.soft(c.loss))
				}
			}),
		},
		{
			Name: "mask-inverted/cross_entropy_soft", Severity: "percent",
			About:  "the mask of ignored positions is inverted: rows that have weights have no loss",
			Source: "sockeye#200",
			Of:     "fused", Function: function.CrossEntropySoft, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				if y[0] = 0; !hasWeight(c.in.Weights) {
					y[0] = f32.Store(c.soft(c.loss))
				}
			}),
		},
	}
	return list
}

func hasWeight(w []float64) bool {
	for _, v := range w {
		if v != 0 {
			return true
		}
	}
	return false
}

// smoothings are wrong where the smoothing is not 0.
func smoothings() []Mutant {
	f32 := alone(dtype.Float32)
	return []Mutant{
		{
			Name: "ce-smooth-counts-ignored", Severity: "percent",
			About:  "the uniform part of an ignored row, the one before, is in the sum of the losses",
			Source: "pytorch#73205; tinygrad PR#3570",
			Of:     "fused", Function: function.CrossEntropy, Arithmetic: f32,
			New: afterRow(f32, func() func(y []float64, c, before *classes) {
				return func(y []float64, c, before *classes) {
					l := c.hard(c.loss)
					if before != nil && before.in.Smoothing > 0 {
						l = f32.Add(l, f32.Mul(before.uniform(), sumOf(f32, len(before.z), before.loss)))
					}
					y[0] = f32.Store(l)
				}
			}),
		},
		{
			Name: "ce-smooth-eps-K-minus-1", Severity: "1e-5..1e-2",
			About:  "ε is shared by the K − 1 other classes, and the target has 1 − ε",
			Source: "sockeye#203; tensorflow PR#19828; Liger PR#1260",
			Of:     "fused", Function: function.CrossEntropy, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				y[0] = f32.Store(c.hard(c.loss))
				if n := len(c.z); c.in.Smoothing > 0 && n > 1 {
					others := sumOf(f32, n, func(i int) float64 {
						if i == c.in.Target {
							return 0
						}
						return c.loss(i)
					})
					y[0] = f32.Store(c.mixed(c.loss, c.in.Smoothing, f32.Div(c.in.Smoothing, float64(n-1)), others))
				}
			}),
		},
		{
			Name: "ce-smooth-eps-K-minus-1/cross_entropy_grad", Severity: "1e-5..1e-2",
			About:  "ε is shared by the K − 1 other classes, and the target has 1 − ε",
			Source: "sockeye#203; tensorflow PR#19828; Liger PR#1260",
			Of:     "p-minus-one", Function: function.CrossEntropyGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				q := c.labels()
				if n := len(q); c.in.Smoothing > 0 && n > 1 {
					for i := range q {
						q[i] = f32.Div(c.in.Smoothing, float64(n-1))
					}
					q[c.in.Target] = f32.Sub(1, c.in.Smoothing)
				}
				c.put(y, c.less(q))
			}),
		},
		{
			Name: "ce-smooth-local-vocab", Severity: "percent",
			About:  "the number of classes and the mean of the losses are those of the target's shard, half of the row",
			Source: "NVIDIA/Megatron-LM#737, #7464, PR#5522",
			Of:     "fused", Function: function.CrossEntropy, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				if y[0] = f32.Store(c.hard(c.loss)); c.in.Smoothing > 0 {
					from, to := c.shard()
					sum := sumOf(f32, to-from, func(i int) float64 { return c.loss(from + i) })
					y[0] = f32.Store(c.mixed(c.loss, c.in.Smoothing, f32.Div(c.in.Smoothing, float64(to-from)), sum))
				}
			}),
		},
		{
			Name: "ce-smooth-local-vocab/cross_entropy_grad", Severity: "percent",
			About:  "the number of classes is that of a shard, half of the row, whose classes alone are smoothed",
			Source: "NVIDIA/Megatron-LM#737, #7464, PR#5522",
			Of:     "p-minus-one", Function: function.CrossEntropyGrad, Arithmetic: f32,
			New: ofRow(f32, func(y []float64, c *classes) {
				q := c.labels()
				if c.in.Smoothing > 0 {
					from, to := c.shard()
					clear(q)
					for i := from; i < to; i++ {
						q[i] = f32.Div(c.in.Smoothing, float64(to-from))
					}
					q[c.in.Target] = f32.Add(q[c.in.Target], f32.Sub(1, c.in.Smoothing))
				}
				c.put(y, c.less(q))
			}),
		},
	}
}

// shard returns the half of the row that has the target.
func (c *classes) shard() (from, to int) {
	half := len(c.z) / 2
	if c.in.Target < half {
		return 0, half
	}
	return half, len(c.z)
}
