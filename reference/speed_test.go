package reference

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// speed asks TestSpeed for its measurement (make speed).
var speed = flag.Bool("speed", false, "measure what exact answers cost beside plain float64 arithmetic")

// plainly computes fn in float64 as most code does: the largest logit is subtracted, exponentials are
// math.Exp's, sums are in order.
func plainly(fn function.Function, y []float64, in function.Input, e, z []float64) {
	t, m := in.T(), math.Inf(-1)
	for i, v := range in.X {
		if z[i] = v; t != 1 {
			z[i] = v / t
		}
		if z[i] > m {
			m = z[i]
		}
	}
	sum := 0.0
	for i, v := range z {
		e[i] = math.Exp(v - m)
		sum += e[i]
	}
	switch fn {
	case function.Softmax:
		for i, v := range e {
			y[i] = v / sum
		}
	case function.LogSoftmax:
		l := math.Log(sum)
		for i, v := range z {
			y[i] = (v - m) - l
		}
	case function.LogSumExp:
		y[0] = m + math.Log(sum)
	case function.CrossEntropy:
		y[0] = math.Log(sum) - (z[in.Target] - m)
		if eps := in.Smoothing; eps != 0 {
			l, all := math.Log(sum), 0.0
			for _, v := range z {
				all += l - (v - m)
			}
			y[0] = float64((1-eps)*y[0]) + float64(eps/float64(len(z))*all)
		}
	case function.CrossEntropySoft:
		l, loss := math.Log(sum), 0.0
		for i, p := range in.Weights {
			loss += float64(p * (l - (z[i] - m)))
		}
		y[0] = loss
	case function.SoftmaxVJP:
		dot := 0.0
		for i, g := range in.Cotangent {
			e[i] /= sum
			dot += float64(e[i] * g)
		}
		for i, g := range in.Cotangent {
			y[i] = e[i] * (g - dot)
		}
	case function.LogSoftmaxVJP:
		total := 0.0
		for _, g := range in.Cotangent {
			total += g
		}
		for i, g := range in.Cotangent {
			y[i] = g - float64(e[i]/sum*total)
		}
	case function.CrossEntropyGrad:
		for i, v := range e {
			y[i] = v / sum
		}
		if eps := in.Smoothing; eps != 0 {
			for i := range y {
				y[i] -= eps / float64(len(y))
			}
		}
		y[in.Target] -= 1 - in.Smoothing
	case function.CrossEntropySoftGrad:
		total := 0.0
		for _, p := range in.Weights {
			total += p
		}
		for i, p := range in.Weights {
			y[i] = float64(e[i]/sum*total) - p
		}
	}
	if t != 1 && len(y) > 1 && !slices.Contains(function.OfLogits(), fn) {
		for i := range y {
			y[i] /= t
		}
	}
}

// Kinds of inputs that are timed: logits like those of a language model's last layer, with a class
// that dominates by a margin of 20, and the first with a temperature and label smoothing.
const (
	ordinaryInput = "ordinary"
	peakedInput   = "peaked"
	warmInput     = "T=0.7"
)

// benchInput returns an input of fn, with what fn takes. The largest logit is the target, and has most
// of the weight.
func benchInput(fn function.Function, f dtype.Format, k int, kind string) function.Input {
	in := function.Input{X: benchRow(f, k)}
	top := slices.Index(in.X, slices.Max(in.X))
	switch kind {
	case peakedInput:
		in.X[top] = f.Round(in.X[top] + 20)
	case warmInput:
		in.Temperature, in.Smoothing = 0.7, 0.1
	}
	if fn.TakesTarget() {
		in.Target = top
	}
	v, name := fn.Vector(&in)
	if v == nil {
		return in
	}
	*v = make([]float64, k)
	for i, g := range benchRow(f, k+1)[:k] {
		(*v)[i] = f.Round(g / 8)
		if name == "weights" {
			(*v)[i] = f.Round(math.Abs(g) / float64(30*k))
		}
	}
	if name == "weights" {
		(*v)[top] = f.Round(0.9)
	}
	return in
}

// TestSpeed prints what exact answers cost beside plain float64 arithmetic, in nanoseconds an element
// and as a ratio: the fastest of many turns each, which they take by turns. None of the losses and
// gradients may cost more than 2.5 times as much.
func TestSpeed(t *testing.T) {
	if !*speed {
		t.Skip("run with -speed")
	}
	const k, dearest = 1000, 2.5
	y, e, z, exact := make([]float64, k), make([]float64, k), make([]float64, k), make([]float64, k)
	row := new(Row)
	for _, fn := range function.All() {
		for _, f := range []dtype.Format{dtype.Float64, dtype.Float32} {
			for _, kind := range []string{ordinaryInput, peakedInput, warmInput} {
				in := benchInput(fn, f, k, kind)
				y, exact := y[:fn.Outputs(k)], exact[:fn.Outputs(k)]
				ways := [2]func(){
					func() { plainly(fn, y, in, e, z) },
					func() {
						if row.ResetInput(in, IEEE) != nil || row.Round(fn, f, exact) != nil {
							t.Fatal("no answer")
						}
					},
				}
				var least [2]time.Duration
				for turn := range 400 {
					for i, way := range ways {
						start := time.Now()
						for range 5 {
							way()
						}
						if d := time.Since(start) / 5; turn == 0 || d < least[i] {
							least[i] = d
						}
					}
				}
				ratio := float64(least[1]) / float64(least[0])
				fmt.Printf("%-23s  %-7s  %-8s  plain %5.2f, exact %5.2f ns an element: %.2f times, %d left to the enclosures\n",
					fn, f, kind, float64(least[0])/k, float64(least[1])/k, ratio, row.Enclosed())
				if ratio > dearest && !slices.Contains(function.OfLogits(), fn) {
					t.Errorf("%s: exact answers cost %.2f times as much as plain ones, want at most %g", fn, ratio, dearest)
				}
			}
		}
	}
}
