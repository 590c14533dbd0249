package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// masks are defects of masked softmax. The mask is in the row: a logit −Inf is a
// masked one.
func masks() []Mutant {
	f32 := alone(dtype.Float32)
	list := []Mutant{
		{
			// Without a mask there is nothing to invert.
			Name: "mask-inverted", Severity: "percent..O(1)",
			About:  "a mask's polarity is inverted: what it marks is kept, as logits of 0, and the others are dropped",
			Source: "sockeye#200; trident PR#154",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, input: func(z []float64) []float64 {
				masked := maskOf(z)
				for i := range z {
					switch {
					case masked == nil:
					case masked[i]:
						z[i] = 0
					default:
						z[i] = math.Inf(-1)
					}
				}
				return z
			}}.softmax),
		},
		{
			// The logits that come in are capped already; the cap meets the mask alone.
			Name: "softcap-after-mask", Severity: "percent..O(1)",
			About:  "the soft cap 50·tanh(x/50) comes after the mask: −Inf becomes −50",
			Source: "onnx PR#7867",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, input: func(z []float64) []float64 {
				for i, v := range z {
					if math.IsInf(v, -1) {
						z[i] = -50
					}
				}
				return z
			}}.softmax),
		},
		{
			Name: "causal-topleft-alignment", Severity: "percent..O(1)",
			About:  "the last of 16 queries at the end of a longer row of keys sees the first 16 keys, not all",
			Source: "onnx PR#8068",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, input: func(z []float64) []float64 {
				for i := 16; i < len(z); i++ {
					z[i] = math.Inf(-1)
				}
				return z
			}}.softmax),
		},
	}
	for _, f := range []dtype.Format{dtype.Float16, dtype.BFloat16} {
		a := over32(f)
		list = append(list, Mutant{
			Name: "shared-fp16-mask-sum/" + f.String(), Severity: "catastrophic",
			About:  "a second additive mask, the lowest finite number again, is added to logits masked by the first: the sum is −Inf",
			Source: "transformers PR#17306; NeMo Automodel PR#2658",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: stateless(plain{Arithmetic: a, input: func(z []float64) []float64 { return maskAgain(a, z) }}.softmax),
		})
	}
	return list
}

// maskOf returns which logits are −Inf, nil where none is.
func maskOf(z []float64) []bool {
	var masked []bool
	for i, v := range z {
		if math.IsInf(v, -1) {
			if masked == nil {
				masked = make([]bool, len(z))
			}
			masked[i] = true
		}
	}
	return masked
}

// maskAgain adds the lowest number of the storage dtype to what a mask of that
// size has been added to before: what is below half of it.
func maskAgain(a impl.Arithmetic, z []float64) []float64 {
	mask := -a.Storage.Max()
	for i, v := range z {
		if v <= mask/2 {
			z[i] = a.Store(v + mask)
		}
	}
	return z
}
