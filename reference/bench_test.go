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

// BenchmarkExact: what a row's correctly rounded softmax costs in each tier, and
// a plain softmax in float64 or float32 arithmetic ("none").
func BenchmarkExact(b *testing.B) {
	none := func(f dtype.Format, x []float64) func() {
		if f == dtype.Float64 {
			y := make([]float64, len(x))
			return func() { plainSoftmax(y, x) }
		}
		x32, y := make([]float32, len(x)), make([]float32, len(x))
		for i, v := range x {
			x32[i] = float32(v)
		}
		return func() { plainSoftmax(y, x32) }
	}
	fast := func(f dtype.Format, x []float64) func() {
		y, row := make([]float64, len(x)), new(Row)
		return func() {
			if err := row.Reset(x, IEEE); err != nil {
				b.Fatal(err)
			}
			if err := row.Round(function.Softmax, f, y); err != nil {
				b.Fatal(err)
			}
		}
	}
	enclosure := func(f dtype.Format, x []float64) func() {
		return func() {
			row, err := New(x, IEEE)
			if err != nil {
				b.Fatal(err)
			}
			a := row.Answer(function.Softmax)
			for i := range x {
				a.At(i).Round(f)
			}
		}
	}
	plain := func(f dtype.Format, x []float64) func() {
		return func() {
			y, err := Plain(function.Softmax, x)
			if err != nil {
				b.Fatal(err)
			}
			for _, v := range y {
				f.RoundBig(v)
			}
		}
	}
	for _, tier := range []struct {
		name   string
		make   func(dtype.Format, []float64) func()
		widest int // wider rows take minutes
	}{
		{"none", none, MaxK}, {"fast", fast, MaxK}, {"enclosure", enclosure, MaxK}, {"plain", plain, 1000},
	} {
		for _, f := range []dtype.Format{dtype.Float64, dtype.Float32} {
			for _, k := range []int{10, 1000, 128256} {
				if k > tier.widest {
					continue
				}
				b.Run(fmt.Sprintf("tier=%s/function=softmax/dtype=%s/k=%d", tier.name, f, k), func(b *testing.B) {
					once := tier.make(f, benchRow(f, k))
					for b.Loop() {
						once()
					}
					nsPerElem(b, k)
				})
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
