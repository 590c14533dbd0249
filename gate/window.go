package gate

import "github.com/softulp/softulp/function"

// window is the part of a row that a result lists.
type window struct{ from, to int }

// around returns the whole row or, if it is wide, what is around an answer: around
// its logit, the target of a loss that has one, or the beginning.
func around(fn function.Function, in *function.Input, index int) window {
	k := len(in.X)
	if k <= MaxListed {
		return window{0, k}
	}
	if fn.Outputs(2) == 1 {
		index = 0
		if fn.TakesTarget() {
			index = in.Target
		}
	}
	from := min(max(0, index-MaxListed/2), k-MaxListed)
	return window{from, from + MaxListed}
}

// list writes the part of a vector as hexadecimal floats.
func (w window) list(v []float64) []string {
	list := []string{}
	for _, x := range v[w.from:w.to] {
		list = append(list, hex(x))
	}
	return list
}

// sides writes what the function takes besides logits.
func (w window) sides(fn function.Function, in *function.Input) (s Sides) {
	if !fn.TakesSides() {
		return s
	}
	if t := in.T(); t != 1 {
		s.Temperature = hex(t)
	}
	switch v, _ := fn.Vector(in); {
	case v == &in.Cotangent:
		s.Cotangent = w.list(*v)
	case v == &in.Weights:
		s.Weights = w.list(*v)
	default:
		s.Target = &in.Target
		if in.Smoothing != 0 {
			s.Smoothing = hex(in.Smoothing)
		}
	}
	return s
}
