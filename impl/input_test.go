package impl

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// inputFor returns an input of fn for the row x of numbers of f, or false where
// there is none: a row of no logit has no target. What fn takes besides is random,
// some of it of every kind: zero weights, and no temperature and no smoothing half of
// the time.
func inputFor(rng *rand.Rand, fn function.Function, f dtype.Format, x []float64) (in function.Input, ok bool) {
	in = function.Logits(x)
	if v, name := fn.Vector(&in); v != nil {
		scale := math.Ldexp(1, rng.IntN(5)-3)
		for range x {
			w := f.Round(scale * rng.NormFloat64())
			if name == "weights" {
				w = math.Abs(w) * float64(rng.IntN(4)/2)
			}
			*v = append(*v, w)
		}
	}
	if fn.TakesTarget() && len(x) > 0 {
		in.Target = rng.IntN(len(x))
		in.Smoothing = []float64{0, 0, 0, 0.125, f.Round(0.1), 1}[rng.IntN(6)]
	}
	if fn.TakesSides() {
		in.Temperature = []float64{0, 0, 1, 0.5, 1.5, 3}[rng.IntN(6)]
	}
	return in, fn.Check(&in) == nil
}

// ofLogits and ofMore are the implementations of functions of logits alone, and of
// the others.
func ofLogits() []Implementation { return filtered(false) }
func ofMore() []Implementation   { return filtered(true) }

func filtered(more bool) []Implementation {
	var of []Implementation
	for _, im := range All() {
		if im.Function.TakesSides() == more {
			of = append(of, im)
		}
	}
	return of
}

func TestInputFor(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, fn := range function.All() {
		for _, f := range dtype.All() {
			zeros := 0
			for range 100 {
				in, ok := inputFor(rng, fn, f, randomRow(rng, f, 10))
				if !ok {
					t.Fatalf("%s, %v: %v", fn, f, fn.Check(&in))
				}
				if v, _ := fn.Vector(&in); v != nil {
					for _, w := range *v {
						if !f.Representable(w) {
							t.Fatalf("%s: %v is no number of %v", fn, w, f)
						}
						if w == 0 {
							zeros++
						}
					}
				}
				if !f.Representable(in.T()) || !f.Representable(in.Smoothing) {
					t.Fatalf("%s: temperature %v, smoothing %v in %v", fn, in.T(), in.Smoothing, f)
				}
			}
			if _, name := fn.Vector(new(function.Input)); name == "weights" && (zeros < 300 || zeros > 700) {
				t.Errorf("%s, %v: %d of 1000 weights are 0", fn, f, zeros)
			}
		}
		if _, ok := inputFor(rng, fn, dtype.Float32, nil); ok == fn.TakesTarget() {
			t.Errorf("%s: an empty row has an input: %v", fn, ok)
		}
	}
}
