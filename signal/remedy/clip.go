package remedy

import (
	"math"

	"github.com/softulp/softulp/impl"
)

// Clipper is a way to keep a gradient within a bound.
type Clipper struct {
	// Name is the algorithm's name: "scaled".
	Name string
	// About says in one sentence what it does and what it promises.
	About string
	// Source says where it comes from.
	Source string
	// Clip writes to c the gradient g, kept within the bound, a positive number of
	// a.Storage. The two may be the same vector.
	Clip func(a impl.Arithmetic, c, g []float64, bound float64)
}

// Clippers returns the ways to clip by norm, in the order in which tables list
// them. Adding one takes a line here.
func Clippers() []Clipper {
	return []Clipper{plainClip(), framework(), scaled(), guarded()}
}

// ClipByValue writes to c the components of g, each moved into [−bound, bound].
// Nothing is rounded, so the bound holds exactly; the direction changes with
// each component that is moved. An infinity becomes the bound, a NaN remains.
// Source: Mikolov, Statistical Language Models Based on Neural Networks, 2012,
// section 3.3.
func ClipByValue(c, g []float64, bound float64) {
	for i, v := range g {
		c[i] = min(max(v, -bound), bound) // NaN if v is
	}
}

// plainClip scales by bound/‖g‖, with the norm as the definition has it.
func plainClip() Clipper {
	return Clipper{
		Name:   "plain",
		About:  "Multiplies by bound/‖g‖ where ‖g‖ exceeds the bound, with the norm √Σg².",
		Source: "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013, algorithm 1",
		Clip: func(a impl.Arithmetic, c, g []float64, bound float64) {
			rescale(a, c, g, bound, PlainNorm(a, g))
		},
	}
}

// scaled is plainClip with a norm that neither overflows nor underflows on its
// way. It does overflow where the norm itself is beyond the format.
func scaled() Clipper {
	return Clipper{
		Name:   "scaled",
		About:  "The same with Hammarling's scaled norm: no square overflows.",
		Source: "Hammarling, in LAPACK's reference DNRM2 up to version 3.9",
		Clip: func(a impl.Arithmetic, c, g []float64, bound float64) {
			rescale(a, c, g, bound, ScaledNorm(a, g))
		},
	}
}

// rescale multiplies by fl(bound/norm) where the norm exceeds the bound. The
// roundings of the norm, of the quotient and of the products may each add to
// the result's norm.
func rescale(a impl.Arithmetic, c, g []float64, bound, norm float64) {
	factor := 1.0
	if norm > bound {
		factor = a.Div(bound, norm)
	}
	for i, v := range g {
		c[i] = a.Store(a.Mul(v, factor))
	}
}

// framework is what PyTorch does: a small number is added to the norm, which
// keeps the quotient finite, and the result below the bound, where the norm is
// near 1; far from there it does neither.
func framework() Clipper {
	return Clipper{
		Name:   "framework",
		About:  "Multiplies by min(1, bound/(‖g‖ + 1e-6)), with the norm √Σg².",
		Source: "PyTorch, torch.nn.utils.clip_grad_norm_",
		Clip: func(a impl.Arithmetic, c, g []float64, bound float64) {
			factor := a.Div(bound, a.Add(PlainNorm(a, g), a.Round(1e-6)))
			if factor > 1 {
				factor = 1
			}
			for i, v := range g {
				c[i] = a.Store(a.Mul(v, factor))
			}
		},
	}
}

// isFinite reports whether no component of g is NaN or infinite.
func isFinite(g []float64) bool {
	for _, v := range g {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
