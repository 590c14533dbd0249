package reference

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// benchRow returns logits like those of a language model's last layer.
func benchRow(f dtype.Format, k int) []float64 {
	rng := rand.New(rand.NewPCG(1, uint64(k)))
	x := make([]float64, k)
	for i := range x {
		x[i] = f.Round(3 * rng.NormFloat64())
	}
	return x
}

// plainSoftmax is the three-pass softmax that most code has.
func plainSoftmax[T float32 | float64](y, x []T) {
	m := T(math.Inf(-1))
	for _, v := range x {
		if v > m {
			m = v
		}
	}
	var sum T
	for i, v := range x {
		e := T(math.Exp(float64(v - m)))
		y[i] = e
		sum += e
	}
	for i := range y {
		y[i] /= sum
	}
}

func nsPerElem(b *testing.B, k int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(k), "ns/elem")
}

// BenchmarkExact: what a row's correctly rounded softmax costs in each tier, and a plain softmax in
// float64 or float32 arithmetic ("none"); likewise the losses and gradients, of which the plain ones
// are in float64, for ordinary logits and, at K = 1000, for a class that dominates.
func BenchmarkExact(b *testing.B) {
	none := func(fn function.Function, f dtype.Format, in function.Input) func() {
		k := len(in.X)
		if fn == function.Softmax && f == dtype.Float32 {
			x32, y := make([]float32, k), make([]float32, k)
			for i, v := range in.X {
				x32[i] = float32(v)
			}
			return func() { plainSoftmax(y, x32) }
		}
		y, e, z := make([]float64, fn.Outputs(k)), make([]float64, k), make([]float64, k)
		if fn == function.Softmax {
			return func() { plainSoftmax(y, in.X) }
		}
		return func() { plainly(fn, y, in, e, z) }
	}
	fast := func(fn function.Function, f dtype.Format, in function.Input) func() {
		y, row := make([]float64, fn.Outputs(len(in.X))), new(Row)
		return func() {
			if err := row.ResetInput(in, IEEE); err != nil {
				b.Fatal(err)
			}
			if err := row.Round(fn, f, y); err != nil {
				b.Fatal(err)
			}
		}
	}
	enclosure := func(fn function.Function, f dtype.Format, in function.Input) func() {
		return func() {
			row := new(Row)
			if err := row.ResetInput(in, IEEE); err != nil {
				b.Fatal(err)
			}
			a := row.Answer(fn)
			for i := range a.Len() {
				a.At(i).Round(f)
			}
		}
	}
	plain := func(fn function.Function, f dtype.Format, in function.Input) func() {
		return func() {
			y, err := PlainInput(fn, in)
			if err != nil {
				b.Fatal(err)
			}
			for _, v := range y {
				f.RoundBig(v)
			}
		}
	}
	for _, tier := range []struct {
		name         string
		make         func(function.Function, dtype.Format, function.Input) func()
		widest       int // wider rows take minutes
		widestOfSide int // of losses and gradients
	}{
		{"none", none, MaxK, MaxK}, {"fast", fast, MaxK, MaxK}, {"enclosure", enclosure, MaxK, 1000}, {"plain", plain, 1000, 10},
	} {
		for _, fn := range append([]function.Function{function.Softmax}, withSides()...) {
			for _, f := range []dtype.Format{dtype.Float64, dtype.Float32} {
				for _, k := range []int{10, 1000, 128256} {
					if k > tier.widest || k > tier.widestOfSide && fn != function.Softmax {
						continue
					}
					name := fmt.Sprintf("tier=%s/function=%s/dtype=%s/k=%d", tier.name, fn, f, k)
					run := func(name, kind string) {
						b.Run(name, func(b *testing.B) {
							once := tier.make(fn, f, benchInput(fn, f, k, kind))
							for b.Loop() {
								once()
							}
							nsPerElem(b, k)
						})
					}
					run(name, ordinaryInput)
					if fn != function.Softmax && k == 1000 {
						run(name+"/logits="+peakedInput, peakedInput)
					}
				}
			}
		}
	}
}

// BenchmarkFunctions: the other functions, and the errors of a whole row.
func BenchmarkFunctions(b *testing.B) {
	for _, k := range []int{10, 1000} {
		x := benchRow(dtype.Float64, k)
		row, y, lo, hi := new(Row), make([]float64, k), make([]float64, k), make([]float64, k)
		for _, fn := range function.OfLogits() {
			y := y[:fn.Outputs(k)]
			b.Run(fmt.Sprintf("%s/k=%d", fn, k), func(b *testing.B) {
				for b.Loop() {
					if err := row.Reset(x, IEEE); err != nil {
						b.Fatal(err)
					}
					if err := row.Round(fn, dtype.Float64, y); err != nil {
						b.Fatal(err)
					}
				}
				nsPerElem(b, k)
			})
			b.Run(fmt.Sprintf("errors/%s/k=%d", fn, k), func(b *testing.B) {
				for b.Loop() {
					if err := row.Errors(fn, dtype.Float64, y, lo[:len(y)], hi[:len(y)]); err != nil {
						b.Fatal(err)
					}
				}
				nsPerElem(b, k)
			})
		}
	}
}
