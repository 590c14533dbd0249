package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/function"
)

// knownTerms are logits whose exponentials the enclosures have told.
type knownTerms struct {
	x [64]float64
	e [64]*big.Float
}

func newKnownTerms(rng *rand.Rand) *knownTerms {
	k := new(knownTerms)
	for i := range k.x {
		k.x[i] = -20 * rng.Float64() * rng.Float64()
		e := exp(fromFloat(k.x[i]), 200)
		k.e[i] = scaled(e.mid, e.k-200)
	}
	return k
}

// TestWeightedSums measures the errors of M = Σ h_j e_j and of Σ p_j (m − x_j) against what is claimed, up
// to 2^20 terms.
func TestWeightedSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 81))
	known := newKnownTerms(rng)
	ks := []int{2, 10, 128, 129, 1000, 1 << 17, 1 << 20}
	if testing.Short() {
		ks = ks[:5]
	}
	for _, k := range ks {
		in := function.Input{X: make([]float64, k), Cotangent: make([]float64, k), Weights: make([]float64, k)}
		m, d, size := new(big.Float).SetPrec(300), new(big.Float).SetPrec(300), new(big.Float).SetPrec(300)
		in.Cotangent[0] = bell(rng)
		for i := 1; i < k; i++ {
			j := rng.IntN(len(known.x))
			in.X[i], in.Cotangent[i], in.Weights[i] = known.x[j], bell(rng), rng.Float64()
			h := new(big.Float).SetPrec(300).Sub(big.NewFloat(in.Cotangent[i]), big.NewFloat(in.Cotangent[0]))
			h.Mul(h, known.e[j])
			m.Add(m, h)
			size.Add(size, h.Abs(h))
			d.Sub(d, new(big.Float).SetPrec(300).Mul(big.NewFloat(in.Weights[i]), big.NewFloat(in.X[i])))
		}
		r := rowOf(t, in)
		v := r.vjp()
		scale, _ := size.Float64()
		off := offBy(v.sum.pair, m, scale)
		if bound := expError + sumLoss(k); off > bound || v.sum.err < bound*scale*(1-0x1p-40) || v.sum.err > 1.01*bound*scale {
			t.Errorf("K = %d: M is off by 2^%.1f, claimed 2^%.1f, bound %g", k, math.Log2(off), math.Log2(bound), v.sum.err/scale)
		}
		_, sum := r.weighted(in.Weights)
		scale, _ = d.Float64()
		offD := offBy(sum, d, scale)
		if offD > sumError {
			t.Errorf("K = %d: D is off by 2^%.1f, claimed 2^%.1f", k, math.Log2(offD), math.Log2(sumError))
		}
		t.Logf("K = %d: M is off by 2^%.1f of its terms, claimed 2^%.1f; D by 2^%.1f, claimed 2^%.1f",
			k, math.Log2(off), math.Log2(expError+sumLoss(k)), math.Log2(offD), math.Log2(sumError))
	}
}

// TestCenters: what the cotangent is compared with, and what of M is then the largest logits'.
func TestCenters(t *testing.T) {
	for _, c := range []struct {
		x, g []float64
		c    float64
		rest float64
	}{
		{[]float64{5, 1, 0}, []float64{3, 1, 2}, 3, 0},
		{[]float64{5, 5, 0}, []float64{1, 3, 7}, 2, 0},
		{[]float64{5, 5, 5}, []float64{0.1, 0.1, 0.1}, 0.1, 0},
		{[]float64{5, 5, 5, 1}, []float64{1, 0, 0, 1}, 1.0 / 3, 0x1p-54}, // 1 − 3·RN(1/3)
		{[]float64{1, 5, nInf, 5}, []float64{9, -1, 1e300, 1}, 0, 0},
	} {
		r := rowOf(t, function.Input{X: c.x, Cotangent: c.g})
		v := fastVJP{g: c.g}
		if rest, _ := v.center(r); v.c != c.c || rest.hi != c.rest || (rest.err == 0) != (c.rest == 0) {
			t.Errorf("%g with %g: %g, %+v", c.x, c.g, v.c, rest)
		}
	}
}

// TestCotangentSums: sums that cancel altogether are 0, and those that nearly do are known by the enclosures.
func TestCotangentSums(t *testing.T) {
	third := 1.0 / 3
	for _, c := range []struct {
		x, g  []float64
		exact bool
	}{
		{[]float64{2, 1, 1, 0}, []float64{0, third, -third, 0}, true},
		{[]float64{2, 2, 1, 1, 0, 0}, []float64{-third, third, 0.1, -0.1, 0.7, -0.7}, true},
		{[]float64{2, 1, math.Nextafter(1, 2), 0}, []float64{0, third, -third, 0}, false},
		{[]float64{2, 1, 1, 0}, []float64{0, third, math.Nextafter(-third, 0), 0x1p-300}, false},
		{[]float64{2, 1, 1, -100}, []float64{0, 1e200, -1e200, 1}, false},
		{[]float64{2, 1, 1, -100}, []float64{0, 1e-200, -1e-200, 1e-150}, false},
	} {
		in := function.Input{X: c.x, Cotangent: c.g}
		r := rowOf(t, in)
		v := r.vjp()
		if (v.sum == (bounded{})) != c.exact || !v.sum.known() {
			t.Errorf("%g with %g: M is %+v", c.x, c.g, v.sum)
		}
		for i := range c.x {
			p, ok := r.softmaxVJPPair(i)
			if !ok {
				t.Errorf("%g with %g: %d is not known", c.x, c.g, i)
			}
			checkApprox(t, r, r.Answer(function.SoftmaxVJP).At(i), p)
		}
	}
}
