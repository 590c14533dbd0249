package allowance

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/hazards"
	"github.com/softulp/softulp/reference"
)

// same compares all of two answers.
func same(a, b Answer) bool {
	numbers := func(y Answer) []float64 { return []float64{y.Y, y.Spacing, y.Above, y.Below, y.Err, y.Least} }
	return sameNumbers(numbers(a), numbers(b)) && a.Vacuous == b.Vacuous && a.MayOverflow == b.MayOverflow && a.MayFail == b.MayFail
}

// sameNumbers compares numbers bit by bit, all NaN being one.
func sameNumbers(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool {
		return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
	})
}

// holdToPlain compares the allowances of a softmax as For writes them with those of the plain form. It
// returns how many answers of ordinary logits were left to that, and −1 where all were.
func holdToPlain(t *testing.T, name string, m impl.Model, f dtype.Format, e *Exact, ys []Answer) (left int) {
	t.Helper()
	got, want := make([]Answer, len(ys)), make([]Answer, len(ys))
	for i, y := range ys {
		// What is there already is overwritten, or left, alike.
		old := Answer{Y: y.Y, Spacing: y.Spacing, Above: -1, Below: -2, Err: -3, Least: -4, Vacuous: i%2 == 0, MayOverflow: i%3 == 0, MayFail: i%5 == 0}
		got[i], want[i] = old, old
	}
	c := newCalc(m, f, e)
	c.ordinary = false
	sum := c.sum()
	excess := slices.Clone(c.out.excess)
	c = newCalc(m, f, e)
	if s := c.sum(); !sameNumbers([]float64{s.w, s.up, s.down, s.lost, s.r}, []float64{sum.w, sum.up, sum.down, sum.lost, sum.r}) || !sameNumbers(c.out.excess, excess) {
		t.Fatalf("%s, K = %d, %+v: a sum of %+v, the plain form has %+v, or the exponentials are others", name, len(ys), m, s, sum)
	}
	c = newCalc(m, f, e)
	c.ordinary = false
	c.write(function.Softmax, want)
	For(m, function.Softmax, f, e, got)
	left = -1
	if c = &e.memory.calc; c.ordinary {
		left = c.left
	}
	for i := range want {
		if !same(got[i], want[i]) {
			t.Fatalf("%s, K = %d, %+v, answer %d: %+v, the plain form has %+v (x %x, max %x, weight %x)", name, len(ys), m, i, got[i], want[i], e.X[i], e.Max, e.Softmax[i])
		}
	}
	return left
}

// TestOrdinaryIsPlain: the loops that are written for speed say the same of every answer as the
// plain form, bit for bit, whatever the row and the model.
func TestOrdinaryIsPlain(t *testing.T) {
	widths, models := 40, 4
	if testing.Short() {
		widths, models = 16, 2
	}
	for _, f := range dtype.All() {
		t.Run(f.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(17, uint64(f)))
			taken, rows := 0, 0
			hold := func(name string, e *Exact, ys []Answer) {
				ms := []impl.Model{outsideModel(accumulates(f))}
				for range models {
					ms = append(ms, declared(r, f))
				}
				for _, m := range ms {
					rows++
					if holdToPlain(t, name, m, f, e, ys) >= 0 {
						taken++
					}
				}
			}
			for _, kind := range rowKinds {
				for i, k := range ordinaryWidths(r, widths) {
					e, ys := exactOf(t, function.Logits(kindOfRow(r, kind, f, k)), f)
					switch i % 4 {
					case 2:
						astray(r, e, ys)
					case 3:
						atEdges(r, e, ys)
					}
					hold(kind, e, ys)
				}
			}
			for _, row := range hazards.Default(f, 17, 300) {
				if e, ys := exactOf(t, function.Logits(row.X), f); e != nil && len(row.X) <= 1100 {
					hold(row.Hazard, e, ys)
				}
			}
			if taken < rows/4 {
				t.Errorf("the loops were taken %d times of %d", taken, rows)
			}
		})
	}
}

// TestOrdinaryIsTaken: of rows of ordinary logits they leave the maxima to the plain form, and nothing
// else.
func TestOrdinaryIsTaken(t *testing.T) {
	r := rand.New(rand.NewPCG(18, 0))
	for _, f := range dtype.All() {
		for _, kind := range []string{"normal", "narrow", "wide", "integers", "offset", "ascending"} {
			for _, k := range []int{fewTerms + 1, 1000} {
				e, ys := exactOf(t, function.Logits(kindOfRow(r, kind, f, k)), f)
				maxima := 0
				for _, x := range e.X {
					if x == e.Max {
						maxima++
					}
				}
				left := holdToPlain(t, kind, outsideModel(accumulates(f)), f, e, ys)
				if odd := len(e.memory.odd); left != 0 || odd != maxima {
					t.Errorf("%v, %s, K = %d: %d logits and %d answers were left to the plain form, where %d logits are the maximum", f, kind, k, odd, left, maxima)
				}
			}
		}
	}
}

// TestOrdinaryOfOthers: what takes the sum and the exponentials from those loops is the same, too.
func TestOrdinaryOfOthers(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 0))
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.BFloat16} {
		for _, kind := range rowKinds {
			x := kindOfRow(r, kind, f, 25+r.IntN(60))
			in := function.Input{X: x, Target: r.IntN(len(x))}
			for range x {
				in.Cotangent = append(in.Cotangent, float64(r.IntN(9)-4)/4)
				in.Weights = append(in.Weights, float64(r.IntN(3)))
			}
			e, _ := exactOf(t, in, f)
			row := new(reference.Row)
			if err := row.ResetInput(in, reference.IEEE); err != nil {
				t.Fatal(err)
			}
			for _, fn := range function.All() {
				a := row.Answer(fn)
				got, want := make([]Answer, a.Len()), make([]Answer, a.Len())
				for i := range got {
					got[i].Y, got[i].Spacing = a.Float64(i), a.Spacing(i, f)
				}
				copy(want, got)
				m := outsideModel(accumulates(f))
				For(m, fn, f, e, got)
				c := newCalc(m, f, e)
				c.ordinary = false
				c.write(fn, want)
				for i := range want {
					if !same(got[i], want[i]) {
						t.Fatalf("%v, %v, %s, answer %d: %+v, the plain form has %+v", f, fn, kind, i, got[i], want[i])
					}
				}
			}
		}
	}
}

// TestForAllocates: For takes no memory from the second row on.
func TestForAllocates(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 0))
	for _, k := range []int{3, fewTerms, 1000} {
		for _, kind := range []string{"normal", "masked", "tail"} {
			m := outsideModel(dtype.Float32)
			e, ys := exactOf(t, function.Logits(kindOfRow(r, kind, dtype.Float32, k)), dtype.Float32)
			if n := testing.AllocsPerRun(10, func() { For(m, function.Softmax, dtype.Float32, e, ys) }); n > 0 {
				t.Errorf("%s, K = %d: %v allocations a row", kind, k, n)
			}
		}
	}
}

// BenchmarkOrdinary shows what the allowances of a softmax cost an element, on rows of normal
// logits, with the loops written for speed and without.
func BenchmarkOrdinary(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float64, dtype.BFloat16} {
		for _, k := range []int{25, 100, 1000, 32000} {
			es, ys := make([]*Exact, 1+8000/k), make([][]Answer, 1+8000/k)
			for i := range es {
				es[i], ys[i] = exactOf(b, function.Logits(kindOfRow(r, "normal", f, k)), f)
			}
			for _, plain := range []bool{true, false} {
				b.Run(fmt.Sprintf("%v/K=%d/plain=%v", f, k, plain), func(b *testing.B) {
					m := outsideModel(accumulates(f))
					for b.Loop() {
						for i, e := range es {
							c := newCalc(m, f, e)
							c.ordinary = c.ordinary && !plain
							c.write(function.Softmax, ys[i])
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(k*len(es)), "ns/elem")
				})
			}
		}
	}
}
