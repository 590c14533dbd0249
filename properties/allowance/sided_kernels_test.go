package allowance_test

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// tempered returns x/T, each quotient rounded.
func tempered(in function.Input) []float64 {
	z := make([]float64, len(in.X))
	for i, x := range in.X {
		z[i] = f32.Div(x, in.T())
	}
	return z
}

// cooled divides a gradient by T.
func cooled(in function.Input, y []float64) []float64 {
	for i := range y {
		y[i] = f32.Div(y[i], in.T())
	}
	return y
}

// products returns the a_i b_i.
func products(a, b []float64) []float64 {
	p := make([]float64, len(a))
	for i := range a {
		p[i] = f32.Mul(a[i], b[i])
	}
	return p
}

// shift returns the maximum m of z, and all z_i − m.
func shift(z []float64) (m float64, d []float64) {
	m = math.Inf(-1)
	for _, v := range z {
		m = max(m, v)
	}
	d = make([]float64, len(z))
	for i, v := range z {
		d[i] = f32.Sub(v, m)
	}
	return m, d
}

// loss is the fused kernel with its parts replaced where they are not nil.
type loss struct {
	exp func(d float64) float64
	sum func(e []float64) float64
	log func(s float64) float64
	of  func(l, m float64, d, z []float64, i int) float64 // ℓ_i
}

func (k loss) all(in function.Input) []float64 {
	z := tempered(in)
	m, d := shift(z)
	e := make([]float64, len(z))
	for i := range e {
		e[i] = f32.Exp(d[i])
		if k.exp != nil {
			e[i] = k.exp(d[i])
		}
	}
	sum, log := sum32, f32.Log
	if k.sum != nil {
		sum = k.sum
	}
	if k.log != nil {
		log = k.log
	}
	l := log(sum(e))
	for i := range e {
		e[i] = f32.Sub(l, d[i])
		if k.of != nil {
			e[i] = k.of(l, m, d, z, i)
		}
	}
	return e
}

// hard is the cross-entropy of the losses, with label smoothing.
func (k loss) hard(in function.Input) []float64 {
	all := k.all(in)
	y := all[in.Target]
	if in.Smoothing != 0 {
		even := f32.Div(in.Smoothing, float64(len(all)))
		y = f32.Add(f32.Mul(f32.Sub(1, in.Smoothing), y), f32.Mul(even, sum32(all)))
	}
	return []float64{y}
}

// soft is the soft one.
func (k loss) soft(in function.Input) []float64 {
	return []float64{sum32(products(in.Weights, k.all(in)))}
}

// fourULP is an exponential that is too large, but for that of 0.
func fourULP(d float64) float64 {
	e := f32.Exp(d)
	if d == 0 {
		return e
	}
	return f32.Add(e, 4*dtype.Float32.Spacing(e))
}

func rounds(f dtype.Format, s func(e []float64) float64) func(e []float64) float64 {
	return func(e []float64) float64 { return f.Round(s(e)) }
}

func withoutLast(e []float64) float64 { return sum32(e[:len(e)-1]) }

func roundedSum(l, m float64, _, z []float64, i int) float64 { return f32.Sub(f32.Add(m, l), z[i]) }

// gradientOf returns the kernel of a gradient with respect to z, from its probabilities.
func gradientOf(k kernel, of func(in function.Input, p []float64, i int) float64) func(in function.Input) []float64 {
	return func(in function.Input) []float64 {
		p := k.softmax(tempered(in))
		y := make([]float64, len(p))
		for i := range y {
			y[i] = of(in, p, i)
		}
		return cooled(in, y)
	}
}

// vjp is the direct softmax VJP with the mean given.
func vjp(mean func(in function.Input, p []float64) float64) func(in function.Input, p []float64, i int) float64 {
	return func(in function.Input, p []float64, i int) float64 {
		return f32.Mul(p[i], f32.Sub(in.Cotangent[i], mean(in, p)))
	}
}

func mean32(in function.Input, p []float64) float64 { return sum32(products(p, in.Cotangent)) }

// minusOne is p − q with the target's q given.
func minusOne(q func(in function.Input, i int) float64) func(in function.Input, p []float64, i int) float64 {
	return func(in function.Input, p []float64, i int) float64 { return f32.Sub(p[i], q(in, i)) }
}

func oneHot(in function.Input, i int) float64 {
	if i == in.Target {
		return 1
	}
	return 0
}

// TestHonestSidedKernels: without a defect, the kernels above are those of package impl, bit
// for bit.
func TestHonestSidedKernels(t *testing.T) {
	rows := withSides(t, dtype.Float32, 6, hazardRows(t, dtype.Float32, 6, 150, 64))
	for _, k := range []struct {
		of      function.Function
		name    string
		compute func(in function.Input) []float64
	}{
		{function.CrossEntropy, "fused", loss{}.hard},
		{function.CrossEntropy, "lse-minus-logit", loss{of: roundedSum}.hard},
		{function.SoftmaxVJP, "direct", gradientOf(kernel{}, vjp(mean32))},
		{function.CrossEntropyGrad, "p-minus-one", gradientOf(kernel{}, minusOne(oneHot))},
	} {
		im, err := impl.Find(k.name, k.of)
		if err != nil {
			t.Fatal(err)
		}
		compared := 0
		for _, j := range rows {
			if k.of == function.CrossEntropyGrad && j.in.Smoothing != 0 || im.Expected(f32, j.in) != "" {
				continue
			}
			want := compute(&im, f32, j.in)
			for i, got := range k.compute(j.in) {
				if got != want[i] {
					t.Errorf("%s/%s, %s: answer %d is %g, want %g", k.of, k.name, j.shown(), i, got, want[i])
				}
				compared++
			}
		}
		if compared < 80 {
			t.Errorf("%s/%s: %d answers compared", k.of, k.name, compared)
		}
	}
}
