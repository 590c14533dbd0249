package sides

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func source(n int) *rand.Rand { return rand.New(rand.NewPCG(uint64(n), 9)) }

// TestDraw: what is drawn is an input of the functions, has numbers of the format, and
// says what it aims at; a function's part is the same whichever others are asked for.
func TestDraw(t *testing.T) {
	for _, f := range dtype.All() {
		for n, x := range rows(f) {
			all := Draw(f, source(n), x, function.All()...)
			for _, fn := range function.All() {
				err := fn.Check(&all.Input)
				if (err != nil) != (fn.TakesTarget() && len(x) == 0) {
					t.Fatalf("%v: %s of %v: %v", f, fn, x, err)
				}
				if (all.Aim(fn) != "") != (fn.TakesSides() && err == nil) {
					t.Fatalf("%v: %s aims at %q", f, fn, all.Aim(fn))
				}
				one := Draw(f, source(n), x, fn)
				if one.Aim(fn) != all.Aim(fn) {
					t.Fatalf("%v: %s: %q alone, %q with others", f, fn, one.Aim(fn), all.Aim(fn))
				}
				if !fn.TakesSides() && (one.Cotangent != nil || one.Weights != nil || one.Temperature != 0 || one.Smoothing != 0) {
					t.Fatalf("%v: %s is given %+v", f, fn, one)
				}
				if v, _ := fn.Vector(&one.Input); v != nil {
					if w, _ := fn.Vector(&all.Input); !slices.EqualFunc(*v, *w, same) {
						t.Fatalf("%v: %s: %v alone, %v with others", f, fn, *v, *w)
					}
				}
				if fn.TakesTarget() && (one.Target != all.Target || one.Smoothing != all.Smoothing || one.Temperature != all.Temperature) {
					t.Fatalf("%v: %s: %+v alone, %+v with others", f, fn, one, all)
				}
			}
			if !f.Representable(all.Temperature) || !f.Representable(all.Smoothing) {
				t.Fatalf("%v: temperature %g, smoothing %g", f, all.Temperature, all.Smoothing)
			}
		}
	}
}

// TestDrawModerate: sums of the numbers, the logits divided by the temperature and, with
// smoothing, the sum of the losses are within the range, whatever Draw has; most inputs
// are those of Draw.
func TestDrawModerate(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
		beyond, others, n := 0, 0, 0
		for _, x := range rows(f) {
			finite := slices.DeleteFunc(slices.Clone(x), func(v float64) bool { return math.IsInf(v, 0) || v != v })
			if len(finite) == 0 {
				continue
			}
			for range 4 {
				n++
				for _, moderate := range []bool{false, true} {
					d := Draw(f, source(n), x, function.All()...)
					if moderate {
						d = DrawModerate(f, source(n), x, function.All()...)
						if again := Draw(f, source(n), x, function.All()...); again.cotangent != d.cotangent || again.weights != d.weights || again.T() != d.T() || again.Smoothing != d.Smoothing {
							others++
						}
					}
					sums := [2]float64{}
					for i := range x {
						sums[0] += math.Abs(d.Cotangent[i]) / f.Max()
						sums[1] += d.Weights[i] / f.Max()
					}
					spread := (slices.Max(finite)/d.T() - slices.Min(finite)/d.T()) / f.Max()
					spoiled := max(sums[0], sums[1]) > 1.01 || max(slices.Max(finite), -slices.Min(finite))/d.T() > f.Max() || d.Smoothing > 0 && spread*float64(len(x)) > 1
					switch {
					case spoiled && moderate:
						t.Fatalf("%v: %v: %+v", f, x, d)
					case spoiled:
						beyond++
					}
				}
			}
		}
		if beyond < n/20 || others < beyond || others > n/2 {
			t.Errorf("%v: of %d inputs %d are spoiled, %d are others", f, n, beyond, others)
		}
	}
}

// TestParameters: mostly the temperature 1 and no smoothing, and each of the others.
func TestParameters(t *testing.T) {
	const n = 2000
	r := source(1)
	for _, f := range dtype.All() {
		ts, es := map[float64]int{}, map[float64]int{}
		for range n {
			d := Draw(f, r, []float64{0, 1}, function.CrossEntropy)
			ts[d.Temperature]++
			es[d.Smoothing]++
		}
		if ts[0] < n*2/3 || es[0] < n*3/5 {
			t.Errorf("%v: %d of %d without temperature, %d without smoothing", f, ts[0], n, es[0])
		}
		for _, v := range Temperatures(f) {
			if ts[v] < 20 || v == 1 {
				t.Errorf("%v: temperature %g: %d of %d", f, v, ts[v], n)
			}
		}
		for _, v := range Smoothings(f) {
			if es[v] < 20 {
				t.Errorf("%v: smoothing %g: %d of %d", f, v, es[v], n)
			}
		}
	}
}

func TestTarget(t *testing.T) {
	inf := math.Inf(1)
	want := map[string]map[int]bool{
		"argmax": {1: true}, "argmin": {4: true}, "masked": {2: true}, "first": {0: true}, "last": {5: true},
		"any": {0: true, 1: true, 2: true, 3: true, 4: true, 5: true},
	}
	x := []float64{1, 3, -inf, -inf, -2, 3}
	r, seen := source(2), map[string]int{}
	for range 1000 {
		at, kind := target(r, x)
		if !want[kind][at] {
			t.Fatalf("%s: %d", kind, at)
		}
		seen[kind]++
	}
	if len(seen) != len(want) {
		t.Errorf("only %v", seen)
	}
	for _, x := range [][]float64{{1, 2}, {-inf}, {math.NaN(), 1}, {inf, -inf}} {
		for range 100 {
			at, kind := target(r, x)
			if at < 0 || at >= len(x) || kind == "masked" && !math.IsInf(x[at], -1) {
				t.Fatalf("%v: %s is %d", x, kind, at)
			}
		}
	}
}
