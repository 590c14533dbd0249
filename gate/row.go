package gate

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// exactRow is a row with its exact answers: evaluated once, for all
// implementations, in memory that the next row uses again.
type exactRow struct {
	in      function.Input
	f       dtype.Format
	profile reference.Profile
	values  values // the classes of f's numbers
	real    bool   // logits of a trained model
	chosen  bool   // a worst case
	clock   bool   // implementations are timed
	row     reference.Row
	answers map[function.Function]*reference.Answer
	rounded map[function.Function][]float64          // correctly, to f
	exact   allowance.Exact                          // of a finite row
	ys      map[function.Function][]allowance.Answer // likewise, Y filled in
	lo, hi  []float64                                // errors of answers: see reference.Row.Errors
	left    int                                      // of the rounded answers, to the enclosure tier

	counted, enclosed int // exact answers, and those that the fast tier left
}

func newExactRow() *exactRow {
	return &exactRow{
		answers: map[function.Function]*reference.Answer{},
		rounded: map[function.Function][]float64{},
		ys:      map[function.Function][]allowance.Answer{},
	}
}

// reset makes r the row of the input.
func (r *exactRow) reset(in function.Input, f dtype.Format, p reference.Profile, fns []function.Function) error {
	if err := r.row.ResetInput(in, p); err != nil {
		return err
	}
	if r.values == (values{}) || r.f != f {
		r.values = newValues(f)
	}
	r.in, r.f, r.profile = in, f, p
	if r.row.IsFinite() { // before rounding, which then takes the same exponentials
		properties.Describe(&r.exact, &r.row, in)
	}
	asked := r.row.Enclosed()
	for _, fn := range fns {
		n := fn.Outputs(len(in.X))
		r.answers[fn] = r.row.Answer(fn)
		r.rounded[fn] = slices.Grow(r.rounded[fn][:0], n)[:n]
		if err := r.row.Round(fn, f, r.rounded[fn]); err != nil {
			return err
		}
	}
	r.left = r.row.Enclosed() - asked
	return nil
}

// describe fills in what allowances are stated in, of a finite row.
func (r *exactRow) describe(fns []function.Function) {
	for _, fn := range fns {
		r.ys[fn] = properties.Answers(r.ys[fn], r.answers[fn], r.f, r.known(fn))
	}
}

// known returns the exact answers of a function that the description has.
func (r *exactRow) known(fn function.Function) []float64 {
	if fn == function.Softmax {
		return r.exact.Softmax
	}
	return nil
}

// outcome is what one implementation did on one row.
type outcome struct {
	left   leaving
	widest int // of a row that is too wide: the largest K that is not

	elements, correct, vacuous int
	sum                        float64 // of the errors in ulps
	wrongClass, special        bool
	wrong                      Classes
	overflowed                 bool // an answer, as its allowance allows

	max        float64 // largest error, at maxAt, which is -1 if none was measured
	maxAt      int
	ratio      float64 // largest error over allowance
	allowed    float64 // at maxAt
	most       float64 // largest allowance
	took       time.Duration
	classAt    int // first answer of the wrong class, or -1
	badAt      int // first answer beyond its allowance, or -1
	badULP     float64
	badLimit   float64
	badVacuous bool

	got, exact [3]float64 // at maxAt, classAt and badAt
	expected   string     // why the row is expected to fail, if it is
	errored    string     // the implementation panicked
	y          []float64  // of a program from outside, on a row that a profile decides
}

// judge runs an implementation on a row. y is scratch space; bins counts the
// errors; known is an error that an earlier row has, below which the exact
// answer need not be written out.
func (r *exactRow) judge(s *subject, y []float64, bins *measures, known float64) (o outcome) {
	o.maxAt, o.classAt, o.badAt = -1, -1, -1
	if s.Expected != nil {
		o.expected = s.Expected(s.arithmetic, r.in)
	}
	y = y[:s.Function.Outputs(len(r.in.X))]
	for i := range y {
		y[i] = math.NaN() // an answer that is not written is no number
	}
	var start time.Time
	if r.clock {
		start = time.Now()
	}
	if o.errored = compute(s, y, r.in); o.errored != "" {
		return o
	}
	if r.clock {
		o.took = since(start)
	}
	r.measure(&o, s, y, bins, known)
	return o
}

// measure holds answers against the exact ones.
func (r *exactRow) measure(o *outcome, s *subject, y []float64, bins *measures, known float64) {
	ans, rounded := r.answers[s.Function], r.rounded[s.Function]
	o.special = !r.row.IsFinite()
	ys := r.ys[s.Function]
	if !o.special {
		allowance.For(s.model, s.Function, r.f, &r.exact, ys)
	}
	r.lo, r.hi = slices.Grow(r.lo[:0], len(y))[:len(y)], slices.Grow(r.hi[:0], len(y))[:len(y)]
	if err := r.row.Errors(s.Function, r.f, y, r.lo, r.hi); err != nil {
		o.errored = err.Error()
		return
	}
	var limit []allowance.Answer
	for i, got := range y {
		if narrow := float64(float32(got)); (r.f != dtype.Float32 || narrow != got) && !r.f.Representable(got) {
			o.errored = fmt.Sprintf("answer %d, %v, is no %v", i, got, r.f)
			return
		}
		lo, hi := r.lo[i], r.hi[i]
		if lo > math.MaxFloat64 { // the wrong class
			if !o.special && ys[i].Overflows(r.f, got) {
				o.overflowed = true
				continue
			}
			if o.wrong.count(got, rounded[i]); o.classAt < 0 {
				o.classAt, o.wrongClass = i, true
			}
			continue
		}
		if got == 0 && s.outside && r.wrongZero(o, s, i, got) {
			if o.classAt < 0 {
				o.classAt, o.wrongClass = i, true
			}
			continue
		}
		if o.special {
			if hi > 0 && o.badAt < 0 { // a number, but not the one due
				if limit == nil {
					limit = properties.LimitAnswers(s.model, s.Function, r.f, r.profile, r.in)
				}
				if limit == nil || limit[i].Vacuous || !ans.Within(i, r.f, got, limit[i].Allowed(got)) {
					o.badAt, o.badULP = i, hi
				}
			}
			continue
		}
		if !(math.Abs(got) <= math.MaxFloat64) {
			continue // nothing to measure
		}
		r.compare(o, s, bins, ans, &ys[i], i, got, rounded[i], lo, hi)
	}
	for k, i := range [3]int{o.maxAt, o.classAt, o.badAt} {
		if i >= 0 && (k > 0 || o.max >= known) {
			o.got[k], o.exact[k] = y[i], rounded[i]
		}
	}
}

// compare holds the error of answer i of a finite row, a number, against its allowance.
func (r *exactRow) compare(o *outcome, s *subject, bins *measures, ans *reference.Answer, y *allowance.Answer, i int, got, rounded, lo, hi float64) {
	correct := hi <= 0.5 || lo <= 0.5 && rounded == got
	allowed := min(y.Allowed(got), math.MaxFloat64) // JSON has no infinity
	o.most = max(o.most, allowed)
	if r.chosen { // for being bad: means and shares would say nothing
		bins.peak(&r.values, rounded, hi, allowed)
	} else {
		o.elements++
		o.sum = min(o.sum+hi, math.MaxFloat64)
		if correct {
			o.correct++
		}
		bins.count(&r.values, rounded, got, hi, allowed, correct, r.real)
	}
	if hi > o.max || o.maxAt < 0 {
		o.max, o.maxAt, o.allowed = hi, i, allowed
	}
	bad := false
	switch {
	case y.Vacuous: // nothing is excluded, and that is no pass
		o.vacuous++
		bad = !s.outside // of others it is told how many answers nothing is said of
	case hi == math.MaxFloat64: // beyond what ulps of a float64 can say
		bad = math.Abs(got-y.Y) > y.Err
	case hi > 0:
		if hi >= float64(o.ratio*allowed) { // nearly always not: a division less
			o.ratio = max(o.ratio, min(hi/allowed, math.MaxFloat64))
		}
		bad = hi > allowed && !ans.Within(i, r.f, got, allowed)
	}
	// The answer farthest beyond its allowance is the one to show.
	if bad && (o.badAt < 0 || !y.Vacuous && (o.badVacuous || float64(hi*o.badLimit) > float64(o.badULP*allowed))) {
		o.badAt, o.badULP, o.badLimit, o.badVacuous = i, hi, allowed, y.Vacuous
	}
}

// compute runs the implementation, whose panic is a finding, not the end.
func compute(s *subject, y []float64, in function.Input) (failure string) {
	defer func() {
		if p := recover(); p != nil {
			failure = "panicked"
		}
	}()
	s.Compute(s.arithmetic, y, in)
	return ""
}
