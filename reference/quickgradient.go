package reference

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Gradients for float32 and the smaller dtypes, in float64, by the formulas of fastgradient.go and
// fastvjp.go. In units of v = 2^-52, relative errors are 1.1 of an exponential, 1.7 of τ and S, 1/2
// of each operation and of each end of the rounding test.

const (
	// quickProduct bounds the relative error of e_i·(G/S), 1.1 + 1.7 + 4/2 units.
	quickProduct = 0x1.4p-50
	// quickAnswer has for an answer the operations that come last, at most 7, the error of a product
	// with e_i/S, 1.1 + 1.7, and with it the half of what h_i is rounded by.
	quickAnswer = 0x1p-49
	// quickMissing bounds the exponentials that quickBlock has as 0.
	quickMissing = 0x1p-152
)

// quickRound rounds z, which is off by less than w, to f; the result is NaN where the sign or the
// rounding is in doubt, or what underflows may be more than w.
func quickRound(f dtype.Format, z, w float64) float64 {
	a, b := f.Round(z-w), f.Round(z+w)
	if a != b || a == 0 && !(math.Abs(z) > max(w, rowLeast)) {
		return math.NaN()
	}
	return a
}

// quickGradient rounds a gradient or a VJP of a row of logits that are not all equal to f, any
// dtype but float64, and returns how many outputs it leaves as NaN.
func (r *Row) quickGradient(fn function.Function, f dtype.Format, y []float64) (left int) {
	if fn == function.SoftmaxVJP {
		return r.quickVJP(f, y)
	}
	a := r.gradientOf(fn)
	switch {
	case a.sum == (bounded{}):
		return a.roundNegated(f, y)
	case a.exp != 0:
		return leave(y)
	}
	q := r.quickly()
	times, kappa := float64(a.sum.hi*q.inv), a.kappa.hi
	size, lost := math.Abs(kappa), float64(a.sum.err*q.inv)
	e, g := q.e[:len(y)], a.common
	for i, h := range e {
		if a.g != nil {
			g = a.g[i]
		}
		p := float64(h * times)
		s := p - g
		w := float64(math.Abs(p)*quickProduct) + float64(h*lost) + float64(math.Abs(s)*quickAnswer)
		if h == 0 {
			w += float64(math.Abs(times) * quickMissing)
		}
		y[i] = quickRound(f, float64(s*kappa), float64(w*size))
		if h == 0 && g == 0 {
			y[i] = r.quickFar(i, float64(times*kappa))
		}
		if y[i] != y[i] {
			left++
		}
	}
	if t := r.in.Target; a.g == nil && r.x[t] != r.max {
		p, g := float64(e[t]*times), a.right.hi // of which the low part is left out
		w := float64(p*quickProduct) + float64(math.Abs(p-g)*quickAnswer) + float64(g*0x1p-52) + float64(times*quickMissing)
		left += replace(y, t, quickRound(f, float64((p-g)*kappa), float64(w*size)))
	}
	if r.maxima == 1 {
		return left + r.quickLargest(a, f, y, r.first)
	}
	for i, v := range r.x {
		if v == r.max {
			left += r.quickLargest(a, f, y, i)
		}
	}
	return left
}

// replace sets y[i] to v, and returns by how many more are left.
func replace(y []float64, i int, v float64) (left int) {
	if y[i] != y[i] {
		left--
	}
	if y[i] = v; v != v {
		left++
	}
	return left
}

// quickFar rounds by·e_i, to any dtype but float64, where e_i is below quickMissing; by is known to half of
// itself. Half of the smallest number of such a dtype is 2^-150 or more.
func (r *Row) quickFar(i int, by float64) float64 {
	switch {
	case math.IsInf(r.x[i], -1):
		return 0
	case by == 0 || !(math.Abs(by) <= 2):
		return math.NaN()
	}
	return math.Copysign(0, by)
}

// quickLargest is quickGradient for one of the largest logits: (G − n·g_i − g_i·τ)·κ/S. It returns
// by how many more are left.
func (r *Row) quickLargest(a *fastAffine, f dtype.Format, y []float64, i int) (left int) {
	q, rest, g := r.quickly(), a.rest(r, i), a.at(r, i)
	t := float64(g.hi * q.tail)
	s := rest.hi - t
	w := rest.err + float64(math.Abs(rest.hi)*0x1p-52) + float64(math.Abs(t)*quickProduct) +
		float64(math.Abs(s)*quickAnswer) + float64(math.Abs(g.hi)*(MaxK*quickMissing))
	by := float64(q.inv * a.kappa.hi)
	return replace(y, i, quickRound(f, float64(s*by), float64(w*math.Abs(by))))
}

// quickVJP is quickGradient for the softmax VJP.
//
// M has the errors of its terms, 1.1 + 1 units of Σ|h_j| e_j, that of its rounding, and what the
// roundings of its low part lose, K²·2^-106 ≤ 2^-58; M/S has 1.7 + 1 more of itself.
func (r *Row) quickVJP(f dtype.Format, y []float64) (left int) {
	v := fastVJP{g: r.in.Cotangent}
	rest, size := v.center(r)
	q := r.quickly()
	e, g, x := q.e[:len(y)], v.g[:len(y)], r.x[:len(y)]
	var sh, sl, c, scale float64
	var differ uint64
	for i, h := range e {
		d := g[i] - v.c
		differ |= math.Float64bits(d)
		if x[i] == r.max {
			continue
		}
		size += math.Abs(d)
		p := float64(d * h)
		scale += math.Abs(p)
		sh, c = twoSum(sh, p)
		sl += c
	}
	switch {
	case differ<<1 == 0:
		clear(y)
		return 0
	case !inRange(size):
		return leave(y)
	}
	mean := float64((sh + (sl + rest.hi)) * q.inv)
	lost := float64(scale*0x1.8p-51) + rest.err + float64(math.Abs(rest.hi)*0x1p-51) + float64(size*quickMissing)
	lost = float64(lost*q.inv*(1+0x1p-40)) + float64(math.Abs(mean)*0x1p-50)
	by := float64(q.inv * r.by.inv)
	for i, h := range e {
		w, d := float64(h*by), (g[i]-v.c)-mean
		z := float64(w * d)
		y[i] = quickRound(f, z, float64(math.Abs(z)*quickAnswer)+float64(w*lost))
		if h == 0 && math.Abs(d) > 2*(lost+float64(0x1p-50*math.Abs(mean))) {
			y[i] = r.quickFar(i, float64(by*d))
		}
		if y[i] != y[i] {
			left++
		}
	}
	return left
}
