package impl

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// crossEntropyClipped keeps the probabilities away from 0 and 1 before it takes
// the logarithm: whatever the logits, no loss is above −log 1e-7, some 16.1, nor, where
// the accumulation dtype tells 1 − 1e-7 from 1, below 1e-7.
//
//	m = max z_j, z_i = fl(x_i/T)
//	p_i = fl(e_i/s), e_i = fl(exp(fl(z_i − m))), s = fl(…fl(fl(e_0 + e_1) + e_2) + …)
//	ℓ_i = −fl(log min(max(p_i, fl(1e-7)), fl(1 − 1e-7)))
//	y = store(ℓ_t), smoothed by [smoothedLoss]
func crossEntropyClipped() Implementation {
	return Implementation{
		Name:        "clipped",
		Function:    function.CrossEntropy,
		About:       "As chained, with the softmax clipped to [1e-7, 1 - 1e-7] first: losses end at 16.1.",
		Source:      "Keras, categorical_crossentropy of probabilities, epsilon() = 1e-7",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Scheme = Clipped
			return m
		},
		Compute:  crossEntropy(clippedLoss),
		Expected: expectedFor(clipReached, probabilityUnderflows(targetCounts), lossOverflows(clippedLoss)),
	}
}

// clip returns the ends of the range that probabilities are clipped to.
func clip(a Arithmetic) (low, high float64) { return a.Round(1e-7), a.Round(1 - 1e-7) }

func clippedLoss(a Arithmetic, z []float64) func(i int) float64 {
	p := probabilities(a, z)
	low, high := clip(a)
	return func(i int) float64 { return -a.Log(min(max(p[i], low), high)) }
}

// clipReached speaks of classes that count whose exact probability is beyond the
// clip. Within it, clipping a computed one only brings it nearer to the exact.
//
// In float64 probabilities down to the clip are off by a relative (K + 256)·2^-52
// at most: K additions, and exponents above −17 that two roundings change.
func clipReached(a Arithmetic, _ []float64, in *function.Input) string {
	wide := Arithmetic{dtype.Float64, dtype.Float64}
	d, m, t := make([]float64, len(in.X)), maximum(in.X), in.T()
	for i, v := range in.X {
		d[i] = (v - m) / t
		if math.IsInf(d[i], -1) {
			d[i] = v/t - m/t // v − m may have overflowed
		}
	}
	low, high := clip(a)
	off := float64(float64(len(d)+256) * 0x1p-52)
	for i, p := range probabilities(wide, d) {
		if targetCounts(in, i) && (p < low*(1+off) || high < 1 && p > high*(1-off)) {
			return "a probability beyond the clip"
		}
	}
	return ""
}
