package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// normalisations are defects of how exponentials become probabilities.
func normalisations() []Mutant {
	f32, fp8 := alone(dtype.Float32), over32(dtype.Float8E4M3FN)
	list := []Mutant{
		{
			// Where the logit is the maximum the two are the same, so equal logits do not
			// tell them apart; elsewhere the product is one more rounding.
			Name: "reciprocal-multiply", Severity: "subtle",
			About:  "the exponentials are multiplied by the reciprocal of the sum, where division is claimed",
			Source: "hipfire PR#164",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(plain{Arithmetic: f32, ratio: func(e, s float64) float64 {
				return f32.Mul(e, f32.Div(1, s))
			}}.softmax),
		},
		{
			Name: "exp-x-m-minus-logs", Severity: "subtle",
			About:  "exp((x − m) − log s) where a division is claimed",
			Source: "synthetic; Blanchard, Higham and Higham 2021",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(func(y, x []float64) {
				m := largest(x)
				l := f32.Log(plain{Arithmetic: f32}.exponentials(y, x, m))
				for i, v := range x {
					y[i] = f32.Store(f32.Exp(f32.Sub(f32.Sub(v, m), l)))
				}
			}),
		},
		{
			Name: "fp8-saturation-stale-max", Severity: "percent..O(1)",
			About:  "exponentials times 2^8 above a maximum that may be stale by 2^4 are clamped at 448, the largest float8_e4m3fn",
			Source: "flash-attention#2716, PR#2717, PR#2694, #2577",
			Of:     "lazy-rescale", Function: function.Softmax, Arithmetic: fp8,
			New: stateless(func(y, x []float64) { staleMaximum(fp8, y, x, fp8.Storage.Max()) }),
		},
		{
			Name: "divide-before-scale-src-dst/src", Severity: "percent..O(1)",
			About:  "in rows of 16 and more, a vector, the scale of the input's codes is dropped: a step is 1",
			Source: "oneDNN cdd56b1687",
			Of:     "int8", Function: function.Softmax, Arithmetic: f32,
			New: int8Of(func(z []float64) []float64 {
				if len(z) >= 16 {
					stepsOfOne(z)
				}
				return z
			}),
		},
		{
			Name: "divide-before-scale-src-dst/dst", Severity: "percent..O(1)",
			About:  "in rows of 16 and more, a vector, the scale of the output's codes is dropped: p is rounded to 0 or 1 steps",
			Source: "oneDNN cdd56b1687",
			Of:     "int8", Function: function.Softmax, Arithmetic: f32,
			New: stateless(func(y, x []float64) {
				int8Of(func(z []float64) []float64 { return z })()(y, function.Logits(x))
				if len(x) >= 16 {
					for i, p := range y {
						y[i] = math.Round(p) / 256 // NaN stays
					}
				}
			}),
		},
		{
			// Twice a log-softmax (awd-lstm-lm#82) is no mutant: it is that log-softmax but
			// for roundings, which the allowance of one has room for.
			Name: "softmax-twice", Severity: "percent..O(1)",
			About:  "softmax of the probabilities",
			Source: "tt-metal PR#25341; keras#17634",
			Of:     "shifted", Function: function.Softmax, Arithmetic: f32,
			New: stateless(func(y, x []float64) {
				plain{Arithmetic: f32}.softmax(y, x)
				plain{Arithmetic: f32}.softmax(y, append([]float64{}, y...))
			}),
		},
	}
	for _, f := range []dtype.Format{dtype.BFloat16, dtype.Float16} {
		a := over32(f)
		list = append(list, Mutant{
			Name: "exp-stored-low-precision/" + f.String(), Severity: "1e-5..1e-2 rel",
			About:  "the exponentials are stored in the output's dtype, then divided by their sum",
			Source: "TFLite, the reference Softmax; XNNPACK, f16 raddstoreexpminusmax",
			Of:     "shifted", Function: function.Softmax, Arithmetic: a,
			New: stateless(plain{Arithmetic: a, ratio: func(e, s float64) float64 {
				return a.Div(a.Store(e), s)
			}}.softmax),
		})
	}
	return list
}

// staleMaximum is online with a maximum that is replaced where a logit exceeds it
// by more than 4·ln 2, and exponentials times 2^8 that are clamped at most.
func staleMaximum(a impl.Arithmetic, y, x []float64, most float64) {
	m, d := onlinePass(a, x, math.Inf(-1), a.Round(4*math.Ln2))
	for i, v := range x {
		p := min(a.Mul(256, a.Exp(a.Sub(v, m))), most)
		y[i] = a.Store(a.Div(p, a.Mul(256, d)))
	}
}

// stepsOfOne stretches finite logits to a range of 255, whose codes are steps of 1.
func stepsOfOne(z []float64) {
	a := alone(dtype.Float32)
	least, most := math.Inf(1), largest(z)
	for _, v := range z {
		if !math.IsInf(v, -1) {
			least = min(least, v)
		}
	}
	if !(least < most) || math.IsInf(most, 1) {
		return
	}
	for i, v := range z {
		z[i] = a.Mul(a.Div(a.Sub(v, most), a.Sub(most, least)), 255)
	}
}
