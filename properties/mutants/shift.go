package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// shift returns the defects of what is subtracted first, and of masks.
func shift() []Mutant {
	var list []Mutant
	for _, part := range [][]Mutant{noMaximum(), wrongMaximum(), sentinels(), acrossBatch(), infiniteLSE(), masks()} {
		list = append(list, part...)
	}
	return section("A", list)
}

// noMaximum are those that subtract nothing.
func noMaximum() []Mutant {
	f32, bf16 := alone(dtype.Float32), over32(dtype.BFloat16)
	none := func([]float64) float64 { return 0 }
	list := []Mutant{
		{
			Name: "no-max-sub/logsumexp", Severity: "catastrophic",
			About:  "nothing is subtracted: the logarithm of the sum of e^x",
			Source: "coremltools#2690; ngraph PR#2014",
			Of:     "shifted", Function: function.LogSumExp, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, shift: none}.logSumExp),
		},
		{
			// The tail is in the last vector, masked: on ordinary logits nothing is seen.
			Name: "bf16-vec-path-no-max", Severity: "catastrophic",
			About:  "rows of 16 and more, a vector of bfloat16, take a path that subtracts nothing",
			Source: "pytorch PR#62897",
			Of:     "shifted", Function: function.Softmax, Arithmetic: bf16,
			New: stateless(plain{Arithmetic: bf16, shift: func(x []float64) float64 {
				if len(x) >= 16 {
					return 0
				}
				return largest(x)
			}}.softmax),
		},
	}
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float16, dtype.BFloat16, dtype.Float64} {
		m := Mutant{
			Name: "no-max-sub", Severity: "catastrophic",
			About:  "nothing is subtracted: e^x over the sum of e^x",
			Source: "FasterTransformer#43; uTensor#175; ComputeLibrary#148; NNlib.jl#506",
			Of:     "shifted", Function: function.Softmax, Arithmetic: alone(f),
			New: stateless(plain{Arithmetic: alone(f), shift: none}.softmax),
		}
		if f != dtype.Float32 {
			m.Name += "/" + f.String()
		}
		list = append(list, m)
	}
	return list
}

// wrongMaximum are those that subtract something else.
func wrongMaximum() []Mutant {
	f32, f16 := alone(dtype.Float32), alone(dtype.Float16)
	first := func(x []float64) float64 {
		if len(x) == 0 {
			return 0
		}
		return x[0]
	}
	return []Mutant{
		{
			Name: "max-of-abs", Severity: "subtle",
			About:  "the largest magnitude is subtracted, not the largest logit; −Inf does not count",
			Source: "synthetic; oneDNN's benchdnn fills its inputs against it",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, shift: func(x []float64) float64 {
				m := math.Inf(-1)
				for _, v := range x {
					if !math.IsInf(v, -1) {
						m = max(m, math.Abs(v))
					}
				}
				return m
			}}.softmax),
		},
		{
			Name: "sub-first-element", Severity: "catastrophic",
			About:  "the first logit is subtracted, as if any constant would do",
			Source: "AMDMIGraphX PR#1290",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, shift: first}.softmax),
		},
		{
			Name: "sub-first-element/float16", Severity: "catastrophic",
			About:  "the first logit is subtracted, as if any constant would do",
			Source: "AMDMIGraphX PR#1290",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f16,
			New: stateless(plain{Arithmetic: f16, shift: first}.softmax),
		},
		{
			Name: "max-skip-tail", Severity: "subtle",
			About:  "from 8 logits on, the maximum is that of the whole vectors of 8: the tail does not count",
			Source: "synthetic, of the class of CTranslate2#351",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, shift: func(x []float64) float64 {
				if len(x) >= 8 {
					x = x[:len(x)&^7]
				}
				return largest(x)
			}}.softmax),
		},
	}
}

// sentinels start a running maximum from a finite number. The row below it is
// 0/0 here; the kernels that answer zeros do so by a guard for rows all masked.
func sentinels() []Mutant {
	var list []Mutant
	for _, s := range []struct {
		name, source string
		from         float64
		arithmetic   impl.Arithmetic
	}{
		{"", "flashinfer#4267, #4450", -5e4, alone(dtype.Float32)},
		{"/bfloat16", "flashinfer#4267, #4450", -49920, over32(dtype.BFloat16)}, // −5e4 in bfloat16
		{"/1e5", "TensorRT-LLM PR#19220; TransformerLens#318", -1e5, alone(dtype.Float32)},
		{"/1e4", "flashinfer#4267, its class", -1e4, alone(dtype.Float32)},
		{"/100", "flashinfer#4267, its class", -100, alone(dtype.Float32)},
	} {
		a, from := s.arithmetic, s.from
		list = append(list, Mutant{
			Name: "max-init-finite-sentinel" + s.name, Severity: "catastrophic",
			About:  "the running maximum starts from a finite number instead of −Inf",
			Source: s.source,
			Of:     "online", Function: function.Softmax, Arithmetic: a,
			New: stateless(func(y, x []float64) { onlineFrom(a, y, x, from) }),
		})
	}
	return list
}

// onlineFrom is the online softmax with the running maximum from a given number
// on: −Inf is the right one.
func onlineFrom(a impl.Arithmetic, y, x []float64, from float64) {
	m, d := onlinePass(a, x, from, 0)
	onlineSoftmax(a, y, x, m, d)
}

// acrossBatch take one maximum for a tile of rows.
func acrossBatch() []Mutant {
	about := "one maximum for a tile of four rows, this one and the three before it"
	source := "synthetic: a maximum from row 0, generalised"
	f32, f16 := alone(dtype.Float32), alone(dtype.Float16)
	return []Mutant{
		{
			Name: "global-max-across-batch", Severity: "catastrophic", About: about, Source: source,
			Of: "shifted", Function: function.Softmax, Arithmetic: f32,
			New: OnLogits(func() func(y, x []float64) { return plain{Arithmetic: f32, shift: new(rowTile).maximum}.softmax }),
		},
		{
			Name: "global-max-across-batch/float16", Severity: "catastrophic", About: about, Source: source,
			Of: "shifted", Function: function.Softmax, Arithmetic: f16,
			New: OnLogits(func() func(y, x []float64) { return plain{Arithmetic: f16, shift: new(rowTile).maximum}.softmax }),
		},
		{
			Name: "global-max-across-batch/logsumexp", Severity: "catastrophic", About: about, Source: source,
			Of: "shifted", Function: function.LogSumExp, Arithmetic: f32,
			New: OnLogits(func() func(y, x []float64) { return plain{Arithmetic: f32, shift: new(rowTile).maximum}.logSumExp }),
		},
	}
}

// rowTile remembers the finite maxima of the three rows before.
type rowTile struct{ before []float64 }

func (t *rowTile) maximum(x []float64) float64 {
	m := largest(x)
	all := m
	for _, v := range t.before {
		all = max(all, v)
	}
	if !math.IsNaN(m) && !math.IsInf(m, 0) {
		t.before = append(t.before[max(0, len(t.before)-2):], m)
	}
	return all
}

// infiniteLSE are log-sum-exps that mistake an infinite maximum.
func infiniteLSE() []Mutant {
	f32, f64 := alone(dtype.Float32), alone(dtype.Float64)
	return []Mutant{
		{
			Name: "inf-filter-lse", Severity: "catastrophic",
			About:  "infinite logits count as −Inf in the maximum, which is then subtracted from them as they are",
			Source: "onnx/onnx, reference op_reduce_log_sum_exp.py",
			Of:     "shifted", Function: function.LogSumExp, Arithmetic: f32,
			New: stateless(func(y, x []float64) {
				m := math.Inf(-1)
				for _, v := range x {
					if !math.IsInf(v, 0) {
						m = max(m, v)
					}
				}
				e := make([]float64, len(x))
				s := plain{Arithmetic: f32}.exponentials(e, x, m)
				y[0] = f32.Store(f32.Add(m, f32.Log(s)))
			}),
		},
		{
			Name: "inf-sign-wrong", Severity: "catastrophic",
			About:  "where the maximum is infinite the answer is −Inf, for +Inf too",
			Source: "SauersML/gam#4417",
			Of:     "shifted", Function: function.LogSumExp, Arithmetic: f64,
			New: stateless(func(y, x []float64) {
				if y[0] = math.Inf(-1); !math.IsInf(largest(x), 0) {
					plain{Arithmetic: f64}.logSumExp(y, x)
				}
			}),
		},
	}
}
