package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

// kept is an input whose vectors are copies, in memory that the next one uses again.
type kept struct {
	function.Input
	vectors [3][]float64
}

// keep makes k an input.
func (k *kept) keep(in *function.Input) {
	k.Input = *in
	for i, v := range []*[]float64{&k.X, &k.Cotangent, &k.Weights} {
		if *v != nil {
			k.vectors[i] = append(k.vectors[i][:0], *v...)
			*v = k.vectors[i]
		}
	}
}

// identical reports whether two inputs are the same to the last bit.
func identical(a, b *function.Input) bool {
	return a.Target == b.Target && math.Float64bits(a.Temperature) == math.Float64bits(b.Temperature) &&
		math.Float64bits(a.Smoothing) == math.Float64bits(b.Smoothing) &&
		sameBits(a.X, b.X) && sameBits(a.Cotangent, b.Cotangent) && sameBits(a.Weights, b.Weights)
}

func sameBits(a, b []float64) bool {
	if len(a) != len(b) || (a == nil) != (b == nil) {
		return false
	}
	for i, v := range a {
		if math.Float64bits(v) != math.Float64bits(b[i]) {
			return false
		}
	}
	return true
}
