package remedy

import (
	"math"
	"math/bits"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// guarded keeps the exact norm of its result within the bound, at any magnitude
// and in any format, and rounds each component once.
//
//	2^k ≤ max |g_i| < 2^(k+1)
//	t_i = g_i·2^-k                      exact unless it underflows
//	S = pairwise Σ fl(t_i²)             between 1 and 4n, so that r ≤ bound
//	r = fl(fl(bound/fl(√S))·f)          f = 1 − m·u, a number of the format
//	c_i = g_i where r ≥ 2^k, else fl(fl(g_i·q)·2^(e−k)) with r = q·2^e, 1/2 ≤ q < 1
//
// and whatever comes out at the smallest normal number or below goes to the neighbour
// nearer to zero: r, the quotient in it and the c_i. A gradient with an infinity or a NaN has no direction: all of
// the result is NaN.
//
// The margin m. With d = ⌈log2 n⌉, u the unit roundoff and η the smallest number
// of the accumulation dtype, v the unit roundoff of the storage dtype (0 if the two are the
// same): fl(t²) ≥ t²(1−u) − η/2, and each of the d additions that a term takes part in loses at most a
// factor 1−u, so that, as S ≥ 1,
//
//	‖t‖ ≤ √S·(1−u)^-((d+1)/2)·(1 + nη),   ‖g·2^-k‖ ≤ ‖t‖ + √n·η/2 ≤ ‖t‖·(1 + nη)
//
// while fl(√S) ≥ √S(1−u), the quotient and the product by f are at most 1+u too
// large, and so are the c_i, and 1+v when they are stored. Hence ‖c‖ ≤ bound if
//
//	f ≤ (1+u)^-3·(1+v)^-1·(1−u)^(1+(d+1)/2)·(1 + nη)^-2
//
// of which 1 − (4.5 + d/2)u − v − 2nη is a lower bound.
func guarded() Clipper {
	return Clipper{
		Name:   "guarded",
		About:  "Scales by a power of two, sums pairwise and shrinks by the proved error: never exceeds the bound.",
		Source: "this project; scaling as in Blue, ACM TOMS 4(1), 1978",
		Clip:   guardedClip,
	}
}

func guardedClip(a impl.Arithmetic, c, g []float64, bound float64) {
	if !isFinite(g) {
		for i := range c {
			c[i] = math.NaN()
		}
		return
	}
	var top float64
	for _, v := range g {
		top = max(top, math.Abs(v))
	}
	if top == 0 {
		copy(c, g)
		return
	}
	k := math.Ilogb(top)
	s := pairwiseSum(a, len(g), func(i int) float64 {
		t := a.Round(math.Ldexp(g[i], -k))
		return a.Mul(t, t)
	})
	r := shrink(a.Accumulate, a.Div(bound, sqrt(a, s)))
	r = shrink(a.Accumulate, a.Mul(r, GuardFactor(a, len(g))))
	if r >= math.Ldexp(1, k) {
		copy(c, g)
		return
	}
	q, e := math.Frexp(r)
	for i, v := range g {
		c[i] = shrink(a.Storage, a.Store(a.Round(math.Ldexp(a.Mul(v, q), e-k))))
	}
}

// GuardFactor returns f = 1 − m·u of [Clippers]' guarded clipping for n
// components, or 0 where so many are summed in so few bits that nothing can be
// promised but a zero gradient.
func GuardFactor(a impl.Arithmetic, n int) float64 {
	u := a.Accumulate.UnitRoundoff()
	depth := float64(bits.Len(uint(max(n, 1) - 1)))
	m := float64((9+depth)/2) + float64(2*float64(n)*a.Accumulate.MinSubnormal()/u)
	if a.Storage != a.Accumulate {
		m += a.Storage.UnitRoundoff() / u
	}
	// From 1/2 on, multiples of u are numbers of the format.
	if f := 1 - float64(math.Ceil(m)*u); f >= 0.5 {
		return f
	}
	return 0
}

// shrink returns x, or its neighbour nearer to zero where x may have been rounded to
// a subnormal number or up from one, by more than a part 1+u.
func shrink(f dtype.Format, x float64) float64 {
	switch {
	case x > 0 && x <= f.MinNormal():
		return f.NextDown(x)
	case x < 0 && x >= -f.MinNormal():
		return f.NextUp(x)
	}
	return x
}
