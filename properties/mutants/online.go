package mutants

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// online is section E: running maxima, tiles, merged states and attention sinks.
// The output of an attention head is a softmax's where its values are the unit
// vectors, so what goes wrong there goes wrong in a row's probabilities.
//
// lse-plus-inf-for-empty is a convention: see the tests of the profiles.
func online() []Mutant {
	return section("E", []Mutant{
		onlineNoRescale(),
		onlineRescaleInverted(),
		onlineOutputNotRescaled(),
		stickyZeroMaximum(),
		mergeEmptyStates(function.LogSumExp),
		mergeEmptyStates(function.Softmax),
		sinkUnshifted(),
		constantNotShifted(),
	})
}

// running is one step of the online pass: the sum d over the logits so far, whose
// maximum is m, and the logit v become the next maximum and sum. rescale is what d
// is multiplied by where the maximum rises.
func running(a impl.Arithmetic, m, d, v float64, rescale func(m, next float64) float64) (float64, float64) {
	next := max(m, v)
	if math.IsInf(next, -1) {
		return m, d // nothing but −Inf so far
	}
	if next != m && d != 0 {
		d = a.Mul(d, rescale(m, next))
	}
	return next, a.Add(d, term(a, v, next))
}

// runningSoftmax is the online softmax.
func runningSoftmax(a impl.Arithmetic, y, x []float64, rescale func(m, next float64) float64) {
	m, d := math.Inf(-1), 0.0
	for _, v := range x {
		m, d = running(a, m, d, v, rescale)
	}
	divide(a, y, x, m, d)
}

func onlineNoRescale() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "online-no-rescale",
		Severity:   "percent",
		About:      "the sum so far is not rescaled when the maximum rises",
		Source:     "synthetic; KarhouTam/cuda-kernels#1",
		Of:         "online",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			runningSoftmax(a, y, x, func(_, _ float64) float64 { return 1 })
		}),
	}
}

func onlineRescaleInverted() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "online-rescale-inverted",
		Severity:   "percent",
		About:      "the sum so far is multiplied by exp(new maximum − old one)",
		Source:     "synthetic",
		Of:         "online",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			runningSoftmax(a, y, x, func(m, next float64) float64 { return term(a, next, m) })
		}),
	}
}

// onlineOutputNotRescaled leaves each numerator relative to the maximum at its
// time; the denominator is rescaled. The other way round is online-no-rescale.
func onlineOutputNotRescaled() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "online-O-not-rescaled",
		Severity:   "percent",
		About:      "the sum is rescaled when the maximum rises, the output accumulated so far is not",
		Source:     "synthetic; rocm-libraries PR#6498 is a conditional form",
		Of:         "online",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			m, d := math.Inf(-1), 0.0
			for i, v := range x {
				m, d = running(a, m, d, v, func(m, next float64) float64 { return term(a, m, next) })
				if y[i] = 0; !math.IsInf(m, -1) {
					y[i] = term(a, v, m)
				}
			}
			for i, o := range y {
				y[i] = a.Store(a.Div(o, d))
			}
		}),
	}
}

// tile is the width of a tile of the blocked softmax, that of impl's.
const tile = 128

// What a tiled softmax does with tiles before which, and in which, every logit is
// −Inf.
const (
	skipEmpty       = iota // leave them out: correct
	mergeEmpty             // merge them as any other: −∞ − (−∞)
	emptyAsZero            // subtract 0 for their maximum, and remember −Inf: correct
	emptyAsZeroKept        // subtract 0, and keep it as the running maximum
)

// tiledSoftmax finds the maximum and the sum of each tile and merges them in order.
func tiledSoftmax(a impl.Arithmetic, y, x []float64, empty int) {
	m, s := math.Inf(-1), 0.0
	for rest := x; len(rest) > 0; {
		t := rest[:min(tile, len(rest))]
		rest = rest[len(t):]
		mt := largest(t)
		next := max(m, mt)
		if math.IsInf(next, -1) && empty != mergeEmpty {
			if empty == emptyAsZeroKept {
				m = 0
			}
			continue // with the maximum 0 too, their sum is 0
		}
		if math.IsInf(mt, -1) && empty != mergeEmpty {
			continue
		}
		st := denominator(a, t, mt)
		s = a.Add(a.Mul(s, term(a, m, next)), a.Mul(st, term(a, mt, next)))
		m = next
	}
	divide(a, y, x, m, s)
}

func stickyZeroMaximum() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "neginf-max-replaced-by-zero-sticky",
		Severity:   "catastrophic",
		About:      "the maximum of a masked tile is replaced by 0, which stays the running maximum: low logits after it underflow",
		Source:     "flash-attention#2082",
		Of:         "blocked",
		Function:   function.Softmax,
		Arithmetic: a,
		New:        stateless(func(y, x []float64) { tiledSoftmax(a, y, x, emptyAsZeroKept) }),
	}
}

// mergeEmptyStates merges (−Inf, 0) with (−Inf, 0), and exp(−∞ − (−∞)) is NaN: in a
// softmax by tiles, in a log-sum-exp by single logits.
func mergeEmptyStates(fn function.Function) Mutant {
	a := alone(dtype.Float32)
	m := Mutant{
		Name:       "merge-empty-states/" + string(fn),
		Severity:   "catastrophic",
		About:      "two states of nothing but masked logits are merged to NaN",
		Source:     "flashinfer#4051, PR#5262; vllm PR#39148",
		Of:         "blocked",
		Function:   fn,
		Arithmetic: a,
		New:        stateless(func(y, x []float64) { tiledSoftmax(a, y, x, mergeEmpty) }),
	}
	if fn == function.LogSumExp {
		m.Of = "online"
		m.New = stateless(func(y, x []float64) { y[0] = runningLogSumExp(a, x, false) })
	}
	return m
}

// runningLogSumExp is the online log-sum-exp. guarded says whether it looks for
// two empty states.
func runningLogSumExp(a impl.Arithmetic, x []float64, guarded bool) float64 {
	m, d := math.Inf(-1), 0.0
	for _, v := range x {
		if !guarded && math.IsInf(max(m, v), -1) {
			d = a.Add(d, term(a, v, m))
		}
		m, d = running(a, m, d, v, func(m, next float64) float64 { return term(a, m, next) })
	}
	return addLog(a, m, d)
}

// sinkUnshifted has the first logit for the sink of an attention head: a column
// that has a probability and no value.
func sinkUnshifted() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "sink-exp-unshifted",
		Severity:   "catastrophic",
		About:      "the sink's term in the denominator is exp(sink), not exp(sink − maximum)",
		Source:     "TensorRT-LLM PR#19220",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			withSink(a, y, x, func(sink, _ float64) float64 { return a.Exp(sink) })
		}),
	}
}

// constantNotShifted has the first logit for the constant of the softmax-off-by-one
// in the denominator, exp(0) as published: softmax1 is a softmax over one logit
// more. Of a constant c its unshifted term is exp(c − c).
func constantNotShifted() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "softmax1-constant-not-shifted",
		Severity:   "percent",
		About:      "1 is added to the shifted denominator for the constant, not exp(constant − maximum)",
		Source:     "kyegomez/AttentionIsOFFByOne#5",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			withSink(a, y, x, func(c, _ float64) float64 { return term(a, c, c) })
		}),
	}
}

// withSink is the shifted softmax, whose denominator has first(x_0, maximum) for
// its first term.
func withSink(a impl.Arithmetic, y, x []float64, first func(v, m float64) float64) {
	m := largest(x)
	var s float64
	for i, v := range x {
		if i == 0 {
			s = first(v, m)
		} else {
			s = a.Add(s, term(a, v, m))
		}
	}
	divide(a, y, x, m, s)
}
