package impl

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl/internal/elementary"
)

// The same algorithms in the machine's own float32 and float64, written as one
// would without an Arithmetic. Both must agree in every bit.

type native interface{ float32 | float64 }

func nExp[T native](x T) T   { return T(elementary.Exp(float64(x))) }
func nExp2[T native](x T) T  { return T(elementary.Exp2(float64(x))) }
func nLog[T native](x T) T   { return T(elementary.Log(float64(x))) }
func nLog1p[T native](x T) T { return T(elementary.Log1p(float64(x))) }

func nMax[T native](x []T) (m T, k int) {
	m = T(math.Inf(-1))
	for i, v := range x {
		if v > m {
			m, k = v, i
		}
	}
	return m, k
}

func nTerms[T native](x []T) (e []T, m T, k int) {
	m, k = nMax(x)
	for _, v := range x {
		e = append(e, nExp(v-m))
	}
	return e, m, k
}

func nSum[T native](e []T) (s T) {
	for _, v := range e {
		s += v
	}
	return s
}

func nPairwise[T native](e []T) T {
	if len(e) == 1 {
		return e[0]
	}
	h := len(e) / 2
	return nPairwise(e[:h]) + nPairwise(e[h:])
}

func nNeumaier[T native](e []T) T {
	var s, c T
	for _, v := range e {
		t := s + v
		if s >= v { // no term is negative
			c += (s - t) + v
		} else {
			c += (v - t) + s
		}
		s = t
	}
	return s + c
}

func nTree[T native](e []T) T {
	var of []T
	for len(e) > 1024 {
		of = append(of, nSum(e[:1024]))
		e = e[1024:]
	}
	return nPairwise(append(of, nSum(e)))
}

func nWithout[T native](e []T, k int) (s T) {
	for i, v := range e {
		if i != k {
			s += v
		}
	}
	return s
}

func nOnline[T native](x []T) (m, d T) {
	m = T(math.Inf(-1))
	for _, v := range x {
		if v > m {
			d = T(d*nExp(m-v)) + 1
			m = v
		} else {
			d += nExp(v - m)
		}
	}
	return m, d
}

func nLazy[T native](x []T) (r, d T) {
	threshold := T(8 * math.Ln2)
	r = T(math.Inf(-1))
	for _, v := range x {
		if v-r > threshold {
			d = T(d*nExp(r-v)) + 1
			r = v
		} else {
			d += nExp(v - r)
		}
	}
	return r, d
}

func nBlocked[T native](x []T) (m, s T) {
	m = T(math.Inf(-1))
	for i := 0; i < len(x); i += 128 {
		e, mt, _ := nTerms(x[i:min(i+128, len(x))])
		st := nSum(e)
		if mt > m {
			s = T(s*nExp(m-mt)) + st
			m = mt
		} else {
			s += T(st * nExp(mt-m))
		}
	}
	return m, s
}

func divide[T native](e []T, s T) []T {
	for i := range e {
		e[i] /= s
	}
	return e
}

// each applies f to every element of x.
func each[T native](x []T, f func(v T) T) []T {
	y := make([]T, len(x))
	for i, v := range x {
		y[i] = f(v)
	}
	return y
}

// nativeForms are the native implementations, by name.
func nativeForms[T native](fn function.Function) map[string]func(x []T) []T {
	switch fn {
	case function.Softmax:
		return map[string]func(x []T) []T{
			"naive": func(x []T) []T {
				e := each(x, nExp[T])
				return divide(e, nSum(e))
			},
			"shifted": func(x []T) []T {
				e, _, _ := nTerms(x)
				return divide(e, nSum(e))
			},
			"reciprocal": func(x []T) []T {
				e, _, _ := nTerms(x)
				r := 1 / nSum(e)
				return each(e, func(v T) T { return v * r })
			},
			"log1p": func(x []T) []T {
				e, _, k := nTerms(x)
				return divide(e, 1+nWithout(e, k))
			},
			"exp-minus-lse": func(x []T) []T {
				e, m, _ := nTerms(x)
				l := m + nLog(nSum(e))
				return each(x, func(v T) T { return nExp(v - l) })
			},
			"online": func(x []T) []T {
				m, d := nOnline(x)
				return each(x, func(v T) T { return nExp(v-m) / d })
			},
			"blocked": func(x []T) []T {
				m, s := nBlocked(x)
				return each(x, func(v T) T { return nExp(v-m) / s })
			},
			"lazy-rescale": func(x []T) []T {
				r, d := nLazy(x)
				return each(x, func(v T) T { return nExp(v-r) / d })
			},
			"base2": func(x []T) []T {
				m, _ := nMax(x)
				c := T(math.Log2E)
				e := each(x, func(v T) T { return nExp2(c * (v - m)) })
				return divide(e, nSum(e))
			},
			"pairwise": func(x []T) []T {
				e, _, _ := nTerms(x)
				return divide(e, nPairwise(e))
			},
			"compensated": func(x []T) []T {
				e, _, _ := nTerms(x)
				return divide(e, nNeumaier(e))
			},
			"parallel": func(x []T) []T {
				e, _, _ := nTerms(x)
				return divide(e, nTree(e))
			},
		}
	case function.LogSoftmax:
		return map[string]func(x []T) []T{
			"direct": func(x []T) []T {
				l := nLog(nSum(each(x, nExp[T])))
				return each(x, func(v T) T { return v - l })
			},
			"shifted": func(x []T) []T {
				e, m, _ := nTerms(x)
				l := nLog(nSum(e))
				return each(x, func(v T) T { return (v - m) - l })
			},
			"log1p": func(x []T) []T {
				e, m, k := nTerms(x)
				l := nLog1p(nWithout(e, k))
				return each(x, func(v T) T { return (v - m) - l })
			},
			"online": func(x []T) []T {
				m, d := nOnline(x)
				l := nLog(d)
				return each(x, func(v T) T { return (v - m) - l })
			},
			"log-of-softmax": func(x []T) []T {
				e, _, _ := nTerms(x)
				return each(divide(e, nSum(e)), nLog[T])
			},
		}
	}
	return map[string]func(x []T) []T{
		"direct": func(x []T) []T { return []T{nLog(nSum(each(x, nExp[T])))} },
		"shifted": func(x []T) []T {
			e, m, _ := nTerms(x)
			return []T{m + nLog(nSum(e))}
		},
		"log1p": func(x []T) []T {
			e, m, k := nTerms(x)
			return []T{m + nLog1p(nWithout(e, k))}
		},
		"online": func(x []T) []T {
			m, d := nOnline(x)
			return []T{m + nLog(d)}
		},
		"log-of-softmax": func(x []T) []T {
			e, m, _ := nTerms(x)
			return []T{m - nLog(1/nSum(e))}
		},
	}
}

// randomRow returns k numbers of f, normally distributed about a random shift.
func randomRow(rng *rand.Rand, f dtype.Format, k int) []float64 {
	spread, shift := math.Ldexp(1, rng.IntN(10)-3), 10*rng.NormFloat64()
	x := make([]float64, k)
	for i := range x {
		x[i] = f.Round(shift + spread*rng.NormFloat64())
		if math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			x[i] = f.Max()
		}
	}
	return x
}

var widths = []int{1, 2, 3, 4, 5, 7, 8, 9, 10, 16, 31, 50, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 511, 1000, 1023, 1024, 1025, 2047, 2049, 3073, 5000}

func testNative[T native](t *testing.T, f dtype.Format) {
	rounds := 6
	if testing.Short() {
		rounds = 1
	}
	for _, fn := range function.OfLogits() {
		for name, form := range nativeForms[T](fn) {
			im, err := Find(name, fn)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(string(fn)+"/"+name, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(9, uint64(f)))
				for _, k := range widths {
					for range rounds {
						row := randomRow(rng, f, k)
						x := make([]T, k)
						for i, v := range row {
							x[i] = T(v)
						}
						want := form(x)
						got := make([]float64, fn.Outputs(k))
						im.Compute(in(f), got, function.Logits(row))
						for i := range got {
							w := float64(want[i])
							if math.Float64bits(got[i]) != math.Float64bits(w) && !(math.IsNaN(got[i]) && math.IsNaN(w)) {
								t.Fatalf("K = %d: y[%d] = %x, natively %x", k, i, got[i], w)
							}
						}
					}
				}
			})
		}
	}
}

func TestNativeFloat32(t *testing.T) { testNative[float32](t, dtype.Float32) }
func TestNativeFloat64(t *testing.T) { testNative[float64](t, dtype.Float64) }
