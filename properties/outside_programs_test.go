package properties

import (
	"math"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// native is the arithmetic that programs from outside are written in here.
type native interface{ float32 | float64 }

// kit is the parts that a program from outside is made of.
type kit[T native] struct {
	exp        func(x T, i, n int) T // of element i of n
	sum        func(e []T) T
	shift      func(x, m T) T // x − m, rounded or not, as an argument of exp
	reciprocal bool
	fused      bool // products with additions
	online     func(k *kit[T], x []T) (m, s T)
	log1p      bool
	inverse    bool // multiplies by 1/T
	flushes    bool // exponentials, probabilities and answers that are subnormal
}

// flush returns v, or 0 if the kit flushes it.
func (k *kit[T]) flush(v T) T {
	least := T(0x1p-126)
	if is64[T]() {
		least = T(math.Ldexp(1, -1022))
	}
	if k.flushes && v > -least && v < least {
		return 0
	}
	return v
}

// roundedExp is the exponential, to an ulp or two of float64.
func roundedExp[T native](x T, _, _ int) T { return T(math.Exp(float64(x))) }

// roughExp is off by up to three more ulps in float32, by up to two in float64: always the same
// for the same argument.
func roughExp[T native](x T, _, _ int) T {
	e := math.Exp(float64(x))
	if math.IsInf(float64(x), -1) {
		return T(e)
	}
	h := math.Float64bits(float64(x)) * 0x9e3779b97f4a7c15
	off, f := float64(h>>40%6001)/1000-3, dtype.Float32
	if is64[T]() {
		off, f = math.Round(off*2/3), dtype.Float64
	}
	return T(max(0, e+float64(off*f.Spacing(e))))
}

// vectorExp is rough in whole vectors of 8 and right in what is left over.
func vectorExp[T native](x T, i, n int) T {
	if i < n/8*8 {
		return roughExp(x, i, n)
	}
	return roundedExp(x, i, n)
}

func is64[T native]() bool { return T(1)+T(0x1p-50) != 1 }

func inTurn[T native](e []T) (s T) {
	for _, v := range e {
		s += v
	}
	return s
}

func reversed[T native](e []T) (s T) {
	for i := len(e) - 1; i >= 0; i-- {
		s += e[i]
	}
	return s
}

func lanes8[T native](e []T) (s T) {
	var lane [8]T
	n := len(e) / 8 * 8
	for i, v := range e[:n] {
		lane[i%8] += v
	}
	for _, v := range lane {
		s += v
	}
	for _, v := range e[n:] {
		s += v
	}
	return s
}

// numpySum is NumPy's pairwise sum.
func numpySum[T native](e []T) T {
	n := len(e)
	switch {
	case n < 8:
		return inTurn(e)
	case n > 128:
		half := n / 2
		half -= half % 8
		return numpySum(e[:half]) + numpySum(e[half:])
	}
	var r [8]T
	copy(r[:], e)
	i := 8
	for ; i < n-n%8; i += 8 {
		for j := range r {
			r[j] += e[i+j]
		}
	}
	s := ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
	for ; i < n; i++ {
		s += e[i]
	}
	return s
}

func sortedUp[T native](e []T) T {
	e = slices.Clone(e)
	slices.Sort(e)
	return inTurn(e)
}

func sortedDown[T native](e []T) T {
	e = slices.Clone(e)
	slices.Sort(e)
	return reversed(e)
}

func wideSum[T native](e []T) T {
	var s float64
	for _, v := range e {
		s += float64(v)
	}
	return T(s)
}

// carriedSum carries what each addition loses.
func carriedSum[T native](e []T) T {
	var s, c float64
	for _, v := range e {
		t := s + float64(v)
		z := t - s
		c += (s - (t - z)) + (float64(v) - z)
		s = t
	}
	if c != c { // of an infinity
		return T(s)
	}
	return T(s + c)
}

func kahan[T native](e []T) T {
	var s, c T
	for _, v := range e {
		y := v - c
		t := s + y
		c = (t - s) - y
		s = t
	}
	if c != c { // of an infinity
		return inTurn(e)
	}
	return s
}

// factor is what a sum is rescaled by: nothing where its reference stays.
func (k *kit[T]) factor(d T) T {
	if d == 0 {
		return 1
	}
	return k.exp(d, 0, 1)
}

// onlineOf is Milakov and Gimelshein's pass in interleaved lanes, merged at the end.
func onlineOf[T native](lanes int) func(k *kit[T], x []T) (m, s T) {
	return func(k *kit[T], x []T) (m, s T) {
		low := T(math.Inf(-1))
		ms, ss := make([]T, lanes), make([]T, lanes)
		for i := range ms {
			ms[i] = low
		}
		merge := func(m, s *T, m2, s2 T) {
			next := max(*m, m2)
			if next == low {
				return
			}
			*s = T(*s*k.factor(*m-next)) + T(s2*k.factor(m2-next))
			*m = next
		}
		for i, v := range x {
			merge(&ms[i%lanes], &ss[i%lanes], v, k.exp(0, i, len(x)))
		}
		m = low
		for i := range ms {
			merge(&m, &s, ms[i], ss[i])
		}
		return m, s
	}
}

// tiled works in tiles that are summed by themselves, and merged.
func tiled[T native](k *kit[T], x []T) (m, s T) {
	low := T(math.Inf(-1))
	m = low
	for len(x) > 0 {
		tile := x[:min(32, len(x))]
		x = x[len(tile):]
		tm := slices.Max(tile)
		if tm == low {
			continue
		}
		e := make([]T, len(tile))
		for i, v := range tile {
			e[i] = k.exp(v-tm, i, len(tile))
		}
		next := max(m, tm)
		s = T(s*k.factor(m-next)) + T(k.sum(e)*k.factor(tm-next))
		m = next
	}
	return m, s
}

// mad returns a·b + c, in one rounding if the kit fuses.
func (k *kit[T]) mad(a, b, c T) T {
	if !k.fused {
		return T(a*b) + c
	}
	return T(math.FMA(float64(a), float64(b), float64(c)))
}

// state is what the first passes leave.
type state[T native] struct {
	x, d, e []T // logits, less their maximum, and the exponentials
	m, s, l T   // their sum and its logarithm
}

func (k *kit[T]) pass(x []T) (st state[T]) {
	n := len(x)
	st.x, st.d, st.e, st.m = x, make([]T, n), make([]T, n), slices.Max(x)
	at := slices.Index(x, st.m)
	for i, v := range x {
		st.d[i] = v - st.m
		if k.shift != nil {
			st.d[i] = k.shift(v, st.m)
		}
		st.e[i] = k.flush(k.exp(st.d[i], i, n))
	}
	switch {
	case k.online != nil:
		st.m, st.s = k.online(k, x)
	default:
		st.s = k.sum(st.e)
	}
	st.l = T(math.Log(float64(st.s)))
	if k.log1p {
		rest := k.sum(append(slices.Clone(st.e[:at]), st.e[at+1:]...))
		st.l = T(math.Log1p(float64(rest)))
	}
	return st
}

func (k *kit[T]) over(v, s T) T {
	if k.reciprocal {
		return k.flush(v * (1 / s))
	}
	return k.flush(v / s)
}

func (k *kit[T]) dot(p, g []T) T {
	if k.fused {
		var s T
		for i, v := range p {
			s = k.mad(v, g[i], s)
		}
		return s
	}
	t := make([]T, len(p))
	for i, v := range p {
		t[i] = v * g[i]
	}
	return k.sum(t)
}

// steps is the last steps of a function: of any of the usual ones.
type steps[T native] struct {
	name     string
	function function.Function
	compute  func(k *kit[T], y []T, st *state[T], in *besides[T])
}

// besides is what goes with the logits.
type besides[T native] struct {
	target    int
	cotangent []T
	weights   []T
	smoothing T
	k         T // classes
}

func (in *besides[T]) label(i int) T {
	if len(in.weights) > 0 {
		return in.weights[i]
	}
	q := in.smoothing / in.k
	if i == in.target {
		q += 1 - in.smoothing
	}
	return q
}

func (in *besides[T]) labels(n int) []T {
	q := make([]T, n)
	for i := range q {
		q[i] = in.label(i)
	}
	return q
}

func (k *kit[T]) softmax(st *state[T]) []T {
	p := make([]T, len(st.e))
	for i, e := range st.e {
		p[i] = k.over(e, st.s)
	}
	return p
}

func (k *kit[T]) fromLogs(st *state[T]) []T {
	p := make([]T, len(st.e))
	for i, d := range st.d {
		p[i] = k.flush(k.exp(d-st.l, i, len(p)))
	}
	return p
}

// usualSteps returns the ways in which libraries end.
func usualSteps[T native]() []steps[T] {
	type program = func(k *kit[T], y []T, st *state[T], in *besides[T])
	gradient := func(p func(k *kit[T], st *state[T]) []T) program { // softmax less label
		return func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			total := k.sum(in.labels(len(y)))
			for i, v := range p(k, st) {
				y[i] = k.mad(v, total, -in.label(i))
			}
		}
	}
	logVJP := func(p func(k *kit[T], st *state[T]) []T) program {
		return func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			sum := k.sum(in.cotangent)
			for i, v := range p(k, st) {
				y[i] = k.mad(-v, sum, in.cotangent[i])
			}
		}
	}
	soft := (*kit[T]).softmax
	return []steps[T]{
		{"softmax", function.Softmax, func(k *kit[T], y []T, st *state[T], _ *besides[T]) { copy(y, k.softmax(st)) }},
		{"log-softmax", function.LogSoftmax, func(_ *kit[T], y []T, st *state[T], _ *besides[T]) {
			for i, d := range st.d {
				y[i] = d - st.l
			}
		}},
		{"logsumexp", function.LogSumExp, func(_ *kit[T], y []T, st *state[T], _ *besides[T]) { y[0] = st.m + st.l }},
		{"fused", function.CrossEntropy, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			loss := func(i int) T { return st.l - st.d[i] }
			if y[0] = loss(in.target); in.smoothing != 0 {
				t := make([]T, len(st.d))
				for i := range t {
					t[i] = loss(i)
				}
				if y[0] *= 1 - in.smoothing; in.smoothing == 1 { // not of an infinity
					y[0] = 0
				}
				y[0] += T(in.smoothing / in.k * k.sum(t))
			}
		}},
		{"negated", function.CrossEntropy, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			if y[0] = -(st.d[in.target] - st.l); in.smoothing != 0 {
				t := make([]T, len(st.d))
				for i := range t {
					t[i] = in.label(i) * -(st.d[i] - st.l)
				}
				y[0] = k.sum(t)
			}
		}},
		{"fused", function.CrossEntropySoft, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			var t []T
			for i, w := range in.weights {
				if w != 0 {
					t = append(t, w*(st.l-st.d[i]))
				}
			}
			y[0] = k.sum(t)
		}},
		{"dot apart", function.CrossEntropySoft, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			var ws, ds []T
			for i, w := range in.weights {
				if w != 0 {
					ws, ds = append(ws, w), append(ds, st.d[i])
				}
			}
			y[0] = k.mad(k.sum(ws), st.l, -k.dot(ws, ds))
		}},
		{"direct", function.SoftmaxVJP, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			p := k.softmax(st)
			d := k.dot(p, in.cotangent)
			for i, v := range p {
				y[i] = v * (in.cotangent[i] - d)
			}
		}},
		{"product first", function.SoftmaxVJP, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			p := k.softmax(st)
			d := k.dot(p, in.cotangent)
			for i, v := range p {
				y[i] = k.mad(v, in.cotangent[i], -T(v*d))
			}
		}},
		{"quotient differentiated", function.SoftmaxVJP, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			d := k.over(k.dot(k.softmax(st), in.cotangent), st.s)
			for i, e := range st.e {
				y[i] = e * (k.over(in.cotangent[i], st.s) - d)
			}
		}},
		{"direct", function.LogSoftmaxVJP, logVJP((*kit[T]).fromLogs)},
		{"softmax", function.LogSoftmaxVJP, logVJP(soft)},
		{"quotient differentiated", function.LogSoftmaxVJP, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			q := k.over(k.sum(in.cotangent), st.s)
			for i, e := range st.e {
				y[i] = k.mad(-e, q, in.cotangent[i])
			}
		}},
		{"p minus one", function.CrossEntropyGrad, gradient(soft)},
		{"log-softmax differentiated", function.CrossEntropyGrad, gradient((*kit[T]).fromLogs)},
		{"minus the others", function.CrossEntropyGrad, func(k *kit[T], y []T, st *state[T], in *besides[T]) {
			var others []T
			for i, p := range k.softmax(st) {
				if y[i] = p - in.label(i); i != in.target {
					others = append(others, y[i])
				}
			}
			y[in.target] = -k.sum(others)
		}},
		{"direct", function.CrossEntropySoftGrad, gradient(soft)},
		{"log-softmax differentiated", function.CrossEntropySoftGrad, gradient((*kit[T]).fromLogs)},
	}
}

// fromOutside returns a kit and last steps as what Subject.Compute wants: inputs and answers are
// numbers of f, all else is of T. A row without a number has the answers of the first
// operations that see it.
func fromOutside[T native](k kit[T], last steps[T], f dtype.Format) func(y []float64, in function.Input) {
	return func(y []float64, in function.Input) {
		if len(in.X) == 0 {
			for i := range y {
				y[i] = math.Inf(-1)
			}
			return
		}
		s := besides[T]{smoothing: T(in.Smoothing), k: T(len(in.X)), target: in.Target, cotangent: numbersOf[T](in.Cotangent), weights: numbersOf[T](in.Weights)}
		x, by := numbersOf[T](in.X), T(in.T())
		over := func(v T) T {
			if k.inverse {
				return v * (1 / by)
			}
			return v / by
		}
		for i := range x {
			x[i] = over(x[i])
		}
		st := k.pass(x)
		out := make([]T, len(y))
		last.compute(&k, out, &st, &s)
		for i, v := range out {
			if slices.Contains(gradients(), last.function) {
				v = over(v)
			}
			y[i] = f.Round(float64(k.flush(v)))
		}
	}
}

func numbersOf[T native](v []float64) []T {
	if v == nil {
		return nil
	}
	t := make([]T, len(v))
	for i, x := range v {
		t[i] = T(x)
	}
	return t
}
