package impl

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// The losses and the gradients in the machine's own float32 and float64.

type nativeInput[T native] struct {
	z    []T // the row, divided by the temperature
	t    int
	g, w []T
	temp T
	eps  T
}

func newNativeInput[T native](in *function.Input) nativeInput[T] {
	convert := func(v []float64) []T {
		of := make([]T, len(v))
		for i := range v {
			of[i] = T(v[i])
		}
		return of
	}
	n := nativeInput[T]{convert(in.X), in.Target, convert(in.Cotangent), convert(in.Weights), T(in.T()), T(in.Smoothing)}
	if n.temp != 1 {
		for i := range n.z {
			n.z[i] /= n.temp
		}
	}
	return n
}

func nProbabilities[T native](z []T) []T {
	e, _, _ := nTerms(z)
	return divide(e, nSum(e))
}

func nDot[T native](v, w []T) (s T) {
	for i := range v {
		s += T(v[i] * w[i])
	}
	return s
}

// smoothed mixes the losses of all classes.
func (n *nativeInput[T]) smoothed(loss []T) []T {
	if n.eps == 0 {
		return []T{loss[n.t]}
	}
	sum := nSum(loss)
	if math.IsInf(float64(sum), 1) { // times 0 it would be NaN
		return []T{sum}
	}
	return []T{T((1-n.eps)*loss[n.t]) + T(n.eps/T(len(loss))*sum)}
}

// soft weighs the losses of all classes.
func (n *nativeInput[T]) soft(loss []T) []T {
	var s T
	for i, w := range n.w {
		if w > 0 {
			s += T(w * loss[i])
		}
	}
	return []T{s}
}

// labels are the probabilities of a hard target.
func (n *nativeInput[T]) labels() []T {
	q := make([]T, len(n.z))
	if n.eps == 0 {
		q[n.t] = 1
		return q
	}
	for i := range q {
		q[i] = n.eps / T(len(q))
	}
	q[n.t] += 1 - n.eps
	return q
}

func (n *nativeInput[T]) fused() []T {
	e, m, _ := nTerms(n.z)
	l := nLog(nSum(e))
	return each(n.z, func(v T) T { return l - (v - m) })
}

func (n *nativeInput[T]) chained() []T {
	return each(nProbabilities(n.z), func(p T) T { return -nLog(p) })
}

// chainRule goes back through the logarithm of the probabilities.
func (n *nativeInput[T]) chainRule(q []T) []T {
	p := nProbabilities(n.z)
	c, y := make([]T, len(p)), make([]T, len(p))
	for j := range c {
		if q[j] > 0 {
			c[j] = -(q[j] / p[j])
		}
	}
	d := nDot(p, c)
	for i := range y {
		y[i] = p[i] * (c[i] - d)
	}
	return n.gradient(y)
}

// gradient is y with respect to the row, of y with respect to z.
func (n *nativeInput[T]) gradient(y []T) []T {
	if n.temp != 1 {
		for i := range y {
			y[i] /= n.temp
		}
	}
	return y
}

func (n *nativeInput[T]) gradientEach(of func(i int) T) []T {
	y := make([]T, len(n.z))
	for i := range y {
		y[i] = of(i)
	}
	return n.gradient(y)
}

func nativeLosses[T native](fn function.Function) map[string]func(n *nativeInput[T]) []T {
	switch fn {
	case function.CrossEntropy:
		return map[string]func(n *nativeInput[T]) []T{
			"fused": func(n *nativeInput[T]) []T { return n.smoothed(n.fused()) },
			"log1p": func(n *nativeInput[T]) []T {
				e, m, k := nTerms(n.z)
				l := nLog1p(nWithout(e, k))
				return n.smoothed(each(n.z, func(v T) T { return l - (v - m) }))
			},
			"lse-minus-logit": func(n *nativeInput[T]) []T {
				e, m, _ := nTerms(n.z)
				l := m + nLog(nSum(e))
				return n.smoothed(each(n.z, func(v T) T { return l - v }))
			},
			"chained": func(n *nativeInput[T]) []T { return n.smoothed(n.chained()) },
			"clipped": func(n *nativeInput[T]) []T {
				return n.smoothed(each(nProbabilities(n.z), func(p T) T {
					low, high := T(1e-7), T(1-1e-7)
					switch {
					case p < low:
						p = low
					case p > high:
						p = high
					}
					return -nLog(p)
				}))
			},
		}
	case function.CrossEntropySoft:
		return map[string]func(n *nativeInput[T]) []T{
			"fused":   func(n *nativeInput[T]) []T { return n.soft(n.fused()) },
			"chained": func(n *nativeInput[T]) []T { return n.soft(n.chained()) },
			"lse-minus-dot": func(n *nativeInput[T]) []T {
				e, m, _ := nTerms(n.z)
				l, sum := m+nLog(nSum(e)), nSum(n.w)
				if sum == 0 { // L < 0 would give −0
					return []T{0}
				}
				return []T{T(sum*l) - nDot(n.w, n.z)}
			},
		}
	case function.SoftmaxVJP:
		return map[string]func(n *nativeInput[T]) []T{
			"direct": func(n *nativeInput[T]) []T {
				p := nProbabilities(n.z)
				d := nDot(p, n.g)
				return n.gradientEach(func(i int) T {
					if p[i] == 0 {
						return 0
					}
					return p[i] * (n.g[i] - d)
				})
			},
			"product-first": func(n *nativeInput[T]) []T {
				p := nProbabilities(n.z)
				d := nDot(p, n.g)
				return n.gradientEach(func(i int) T {
					if p[i] == 0 {
						return 0
					}
					return T(p[i]*n.g[i]) - T(p[i]*d)
				})
			},
			"jacobian": func(n *nativeInput[T]) []T {
				p := nProbabilities(n.z)
				return n.gradientEach(func(i int) T {
					row := each(p, func(v T) T { return -(p[i] * v) })
					row[i] = p[i] * (1 - p[i])
					return nDot(row, n.g)
				})
			},
		}
	case function.LogSoftmaxVJP:
		return map[string]func(n *nativeInput[T]) []T{
			"direct": func(n *nativeInput[T]) []T {
				e, m, _ := nTerms(n.z)
				l, sum := nLog(nSum(e)), nSum(n.g)
				return n.gradientEach(func(i int) T { return n.g[i] - T(nExp((n.z[i]-m)-l)*sum) })
			},
			"softmax": func(n *nativeInput[T]) []T {
				p, sum := nProbabilities(n.z), nSum(n.g)
				return n.gradientEach(func(i int) T { return n.g[i] - T(p[i]*sum) })
			},
		}
	case function.CrossEntropyGrad:
		return map[string]func(n *nativeInput[T]) []T{
			"p-minus-one": func(n *nativeInput[T]) []T {
				p, q := nProbabilities(n.z), n.labels()
				return n.gradientEach(func(i int) T { return p[i] - q[i] })
			},
			"minus-sum": func(n *nativeInput[T]) []T {
				p, q := nProbabilities(n.z), n.labels()
				y := make([]T, len(p))
				for i := range y {
					y[i] = p[i] - q[i]
				}
				if p[n.t] != 0 {
					y[n.t] = 0 - nWithout(y, n.t)
				}
				return n.gradient(y)
			},
			"jacobian": func(n *nativeInput[T]) []T { return n.chainRule(n.labels()) },
		}
	}
	return map[string]func(n *nativeInput[T]) []T{
		"direct": func(n *nativeInput[T]) []T {
			p, sum := nProbabilities(n.z), nSum(n.w)
			return n.gradientEach(func(i int) T { return T(p[i]*sum) - n.w[i] })
		},
		"jacobian": func(n *nativeInput[T]) []T { return n.chainRule(n.w) },
	}
}

func testNativeLosses[T native](t *testing.T, f dtype.Format) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	for _, im := range ofMore() {
		form := nativeLosses[T](im.Function)[im.Name]
		if form == nil {
			t.Errorf("%s/%s has no native form", im.Function, im.Name)
			continue
		}
		t.Run(string(im.Function)+"/"+im.Name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(10, uint64(f)))
			for _, k := range widths {
				if im.Widest > 0 && k > im.Widest {
					continue
				}
				for range rounds {
					input, ok := inputFor(rng, im.Function, f, randomRow(rng, f, k))
					if !ok {
						t.Fatal(im.Function.Check(&input))
					}
					n := newNativeInput[T](&input)
					want := form(&n)
					got := make([]float64, im.Function.Outputs(k))
					im.Compute(in(f), got, input)
					for i := range got {
						w := float64(want[i])
						if math.Float64bits(got[i]) != math.Float64bits(w) && !(math.IsNaN(got[i]) && math.IsNaN(w)) {
							t.Fatalf("K = %d, T = %v, smoothing %v: y[%d] = %x, natively %x", k, input.T(), input.Smoothing, i, got[i], w)
						}
					}
				}
			}
		})
	}
}

func TestNativeLossesFloat32(t *testing.T) { testNativeLosses[float32](t, dtype.Float32) }
func TestNativeLossesFloat64(t *testing.T) { testNativeLosses[float64](t, dtype.Float64) }
