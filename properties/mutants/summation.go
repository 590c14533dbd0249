package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// summation returns the defects of sums and of what is done with them.
func summation() []Mutant {
	return section("C", append(sums(), normalisations()...))
}

// sums are wrong denominators.
func sums() []Mutant {
	f32, bf16 := alone(dtype.Float32), over32(dtype.BFloat16)
	list := []Mutant{
		{
			Name: "sum-bf16", Severity: "percent..O(1)",
			About:  "the denominator is accumulated in bfloat16: adding ones stops at 256",
			Source: "executorch PR#20090; tt-metal#52045; mlx PR#953",
			Of:     "shifted", Function: function.Softmax, Arithmetic: bf16,
			New: stateless(plain{Arithmetic: bf16, sum: func(e []float64) float64 {
				return sequential(alone(dtype.BFloat16), e)
			}}.softmax),
		},
		{
			Name: "sum-f32-naive-huge-K", Severity: "subtle",
			About:  "one accumulator from left to right, where the sum is claimed to be pairwise",
			Source: "synthetic; Higham, Accuracy and Stability of Numerical Algorithms, chapter 4",
			Of:     "pairwise", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32}.softmax),
		},
		{
			Name: "sum-extra-lane-identity-missing", Severity: "catastrophic",
			About:  "the last stage of the reduction reads lanes that this row did not write: the maximum and sum of the row before",
			Source: "LeetCUDA#409; llama.cpp PR#3194",
			Of:     "online", Function: function.Softmax, Arithmetic: f32,
			New: OnLogits(func() func(y, x []float64) { return new(lanes).softmax }),
		},
		{
			Name: "warp-shuffle-inactive-lanes", Severity: "catastrophic",
			About:  "in rows of fewer than 32 the lanes without a logit contribute 0 to the maximum",
			Source: "rvllm PR#1",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, shift: func(x []float64) float64 {
				if m := largest(x); len(x) >= 32 {
					return m
				} else {
					return max(m, 0)
				}
			}}.softmax),
		},
		{
			Name: "eps-in-denominator-1e-8-unshifted", Severity: "percent..O(1)",
			About:  "1e-8 is added to the denominator, and nothing is subtracted from the logits",
			Source: "synthetic, in the style of mxnet PR#4594",
			Of:     "naive", Function: function.Softmax, Arithmetic: f32,
			New: stateless(epsilon(f32, func([]float64) float64 { return 0 }).softmax),
		},
	}
	for _, a := range []impl.Arithmetic{f32, over32(dtype.Float16)} {
		m := Mutant{
			Name: "scaled-softmax-seq-range", Severity: "catastrophic",
			About:  "for 128 < K < 384 and K > 384 the sum is that of the first 128 alone",
			Source: "TensorRT#1097",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: stateless(plain{Arithmetic: a, sum: func(e []float64) float64 {
				if len(e) > 128 && len(e) != 384 {
					e = e[:128]
				}
				return sequential(a, e)
			}}.softmax),
		}
		if a != f32 {
			m.Name += "/float16"
		}
		list = append(list, m)
	}
	return list
}

// epsilon adds 1e-8 to the sum of exponentials.
func epsilon(a impl.Arithmetic, shift func(x []float64) float64) plain {
	return plain{Arithmetic: a, shift: shift, sum: func(e []float64) float64 {
		return a.Add(sequential(a, e), a.Round(1e-8))
	}}
}

// lanes is memory that warps share, with what the row before left in it.
type lanes struct {
	m, d    float64
	written bool
}

func (l *lanes) softmax(y, x []float64) {
	a := alone(dtype.Float32)
	m, d := onlinePass(a, x, math.Inf(-1), 0)
	before := *l
	*l = lanes{m, d, true}
	if next := max(m, before.m); before.written && !math.IsInf(next, -1) {
		d = a.Add(a.Mul(d, a.Exp(a.Sub(m, next))), a.Mul(before.d, a.Exp(a.Sub(before.m, next))))
		m = next
	}
	onlineSoftmax(a, y, x, m, d)
}
