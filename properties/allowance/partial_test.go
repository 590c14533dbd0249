package allowance

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// half is the arithmetic that the bounds are held against here: narrow enough
// to stagnate, and every exact sum of its numbers up to 1 is a float64.
const half = dtype.Float16

// terms returns n float16 numbers in [0, 1] of the given kind.
func terms(r *rand.Rand, kind string, n int) []float64 {
	ts := make([]float64, n)
	for i := range ts {
		var t float64
		switch kind {
		case "ones":
			t = 1
		case "uniform":
			t = r.Float64()
		case "decades": // all magnitudes, subnormal ones included
			t = math.Ldexp(r.Float64(), -r.IntN(25))
		case "one-and-small": // each addition after the first rounds
			if t = 0x1p-11 * (0.5 + r.Float64()); i == 0 {
				t = 1
			}
		case "ascending":
			t = float64(i+1) / float64(n)
		case "descending":
			t = float64(n-i) / float64(n)
		}
		ts[i] = half.Round(t)
	}
	return ts
}

var kinds = []string{"ones", "uniform", "decades", "one-and-small", "ascending", "descending"}

func widths() []int { return []int{1, 2, 3, 4, 7, 16, 100, 1000, 2047, 2048, 2049, 3000} }

func total64(ts []float64) float64 {
	var s float64
	for _, t := range ts {
		s += t // exact: multiples of 2^-24 below 2^12
	}
	return s
}

// within reports whether the computed sum, in units of the exact one, is inside
// the bounds, and how much of the bound on its side it uses.
func (p partial) within(computed float64) (use float64, ok bool) {
	err, bound := computed-p.w, p.up
	if err < 0 {
		err, bound = -err, p.down
	}
	if err == 0 {
		return 0, true
	}
	return err / bound, err <= bound*slack+0x1p-50
}

func TestSequentialSumOfExactTerms(t *testing.T) {
	v := roundingOf(half.UnitRoundoff(), 1)
	largest := 0.0
	for _, kind := range kinds {
		for _, n := range widths() {
			r := rand.New(rand.NewPCG(11, uint64(n)))
			ts := terms(r, kind, n)
			exact := total64(ts)
			if exact == 0 {
				continue
			}
			var p partial
			var s float64
			for i, x := range ts {
				s = half.Round(s + x)
				p = v.add(p, term(x/exact, 0, 0))
				if _, ok := p.within(s / exact); !ok {
					t.Fatalf("%s, %d terms: after %d the sum is %g·S, want within %g −%g +%g",
						kind, n, i+1, s/exact, p.w, p.down, p.up)
				}
			}
			use, _ := p.within(s / exact)
			largest = max(largest, use)
			if math.Abs(p.w-1) > 0x1p-40 {
				t.Errorf("%s, %d terms: the weights add up to %g", kind, n, p.w)
			}
			over, under := p.ratios()
			if q := s / exact; q > (1+over)*slack || 1/q > (1+under)*slack {
				t.Errorf("%s, %d terms: computed %g·S, want a ratio within 1+%g and 1/(1+%g)", kind, n, q, over, under)
			}
		}
	}
	t.Logf("largest error over bound: %.3f", largest)
	if largest <= 0.5 {
		t.Errorf("largest error over bound %.3f: want more than half of it used", largest)
	}
}

// Past 2048 equal terms a float16 sum does not move: every further term is lost
// whole, and the bound must allow for that and remain one.
func TestSumStagnates(t *testing.T) {
	v := roundingOf(half.UnitRoundoff(), 1)
	for _, n := range []int{2048, 2049, 3000, 4096, 10000} {
		var p partial
		var s float64
		for range n {
			s = half.Round(s + 1)
			p = v.add(p, term(1/float64(n), 0, 0))
		}
		if s != 2048 {
			t.Fatalf("%d ones add up to %g in float16, want 2048", n, s)
		}
		if _, ok := p.within(s / float64(n)); !ok {
			t.Errorf("%d ones: the sum is %g·S, want within 1 −%g +%g", n, s/float64(n), p.down, p.up)
		}
		// No addition loses more than the smaller addend: not more than n·max.
		if p.up > 1+0x1p-20 || p.down > 1 {
			t.Errorf("%d ones: bounds −%g +%g exceed the sum itself", n, p.down, p.up)
		}
	}
}

// TestSequentialSumOfRoundedTerms adds up terms that are themselves off: each by
// a rounding of a real number, and by a factor.
func TestSequentialSumOfRoundedTerms(t *testing.T) {
	u := half.UnitRoundoff()
	v := roundingOf(u, 1)
	for _, spread := range []float64{0, 0x1p-11, 0x1p-8, 0.25} {
		for _, n := range widths() {
			t.Run(fmt.Sprintf("%g/%d", spread, n), func(t *testing.T) {
				for trial := range 6 {
					r := rand.New(rand.NewPCG(uint64(trial), uint64(n)))
					values := make([]float64, n)
					var exact float64
					for i := range values {
						values[i] = math.Ldexp(1+r.Float64(), -1-r.IntN(12+trial))
						exact += values[i]
					}
					excess := compose(spread, u)
					var p partial
					var s float64
					for _, x := range values {
						f := 1 + spread // all one way is the worst case
						switch {
						case trial%3 == 1:
							f = 1 / f
						case trial%3 == 2:
							f = 1 + float64(spread*(r.Float64()-0.5))
						}
						s = half.Round(s + half.Round(float64(x*f)))
						p = v.add(p, term(x/exact, excess, half.MinSubnormal()/2/exact))
					}
					if _, ok := p.within(s / exact); !ok {
						t.Errorf("the sum is %g·S, want within %g −%g +%g", s/exact, p.w, p.down, p.up)
					}
				}
			})
		}
	}
}

// TestRescaled follows a running sum that is multiplied by computed factors on
// the way, as the online algorithm's is.
func TestRescaled(t *testing.T) {
	u := half.UnitRoundoff()
	v := roundingOf(u, 1)
	tiny := half.MinSubnormal()
	largest := 0.0
	for trial := range 400 {
		r := rand.New(rand.NewPCG(21, uint64(trial)))
		n := 1 + r.IntN(300)
		var p partial
		var s, exact float64 // both at the current scale
		type step struct{ term, factor float64 }
		steps := make([]step, n)
		for i := range steps {
			steps[i] = step{half.Round(r.Float64()), 1}
			if r.IntN(8) == 0 {
				steps[i].factor = math.Ldexp(0.5+r.Float64()/2, -r.IntN(6))
			}
			exact = float64(exact*steps[i].factor) + steps[i].term
		}
		scale := 1.0 // of e^r at step i in units of the last one's: applied backwards
		weights := make([]float64, n)
		scales := make([]float64, n)
		for i := n - 1; i >= 0; i-- {
			scales[i] = scale
			weights[i] = float64(steps[i].term*scale) / exact
			scale *= steps[i].factor
		}
		if exact == 0 {
			continue
		}
		for i, st := range steps {
			if st.factor != 1 {
				s = half.Round(float64(s * half.Round(st.factor)))
				// The factor is normal, the product may underflow.
				p = p.rescaled(compose(u, u), float64(tiny*scales[i])/exact, math.Inf(1))
			}
			s = half.Round(s + st.term)
			p = v.add(p, term(weights[i], 0, 0))
			if _, ok := p.within(float64(s*scales[i]) / exact); !ok {
				t.Fatalf("trial %d: after %d of %d steps %g·S, want within %g −%g +%g",
					trial, i+1, n, float64(s*scales[i])/exact, p.w, p.down, p.up)
			}
		}
		use, _ := p.within(s / exact)
		largest = max(largest, use)
	}
	t.Logf("largest error over bound: %.3f", largest)
}

func TestRescaledWithoutBound(t *testing.T) {
	p := partial{w: 0.25, up: 0.01, down: 0.02}
	got := p.rescaled(math.Inf(1), 0.001, 0.5)
	if want := (partial{w: 0.25, up: 0.501, down: 0.25, lost: 0.501}); got != want {
		t.Errorf("rescaled(+Inf, 0.001, 0.5) = %v, want %v", got, want)
	}
	if got := p.rescaled(0, 0, math.Inf(1)); got != p {
		t.Errorf("rescaled by an exact factor: %v, want %v", got, p)
	}
	if over, under := (partial{w: 1, up: 3, down: 1}).ratios(); over != 3 || !math.IsInf(under, 1) {
		t.Errorf("ratios of a sum that may be zero: %g, %g, want 3, +Inf", over, under)
	}
}

// pairwise adds up in halves, each addition rounded.
func pairwise(ts []float64) float64 {
	if len(ts) == 1 {
		return ts[0]
	}
	m := len(ts) / 2
	return half.Round(pairwise(ts[:m]) + pairwise(ts[m:]))
}

// TestRounds holds n roundings in a row against sums of that depth.
func TestRounds(t *testing.T) {
	u := half.UnitRoundoff()
	for _, kind := range kinds {
		for _, n := range widths() {
			r := rand.New(rand.NewPCG(31, uint64(n)))
			ts := terms(r, kind, n)
			exact := total64(ts)
			if exact == 0 {
				continue
			}
			p := partial{w: 1}.rounds(ceilLog2(n), u)
			if _, ok := p.within(pairwise(ts) / exact); !ok {
				t.Errorf("%s, %d terms pairwise: %g·S, want within 1 −%g +%g",
					kind, n, pairwise(ts)/exact, p.down, p.up)
			}
			if up, want := p.up, math.Pow(1+u, float64(ceilLog2(n)))-1; math.Abs(up-want) > want*0x1p-30+0x1p-50 {
				t.Errorf("%d terms: up is %g, want (1+u)^⌈log2 n⌉ − 1 = %g", n, up, want)
			}
		}
	}
}

func TestCeilLog2(t *testing.T) {
	for n, want := range []int{0, 0, 1, 2, 2, 3, 3, 3, 3, 4} {
		if got := ceilLog2(n); got != want {
			t.Errorf("ceilLog2(%d) = %d, want %d", n, got, want)
		}
	}
	if got := ceilLog2(1<<24 + 1); got != 25 {
		t.Errorf("ceilLog2(2^24+1) = %d, want 25", got)
	}
}
