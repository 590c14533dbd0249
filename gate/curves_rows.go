package gate

import (
	"math"
	"time"
)

// Classes of rows: by the number of logits an octave each from 1, by their spread an octave
// each from 2^spreadLow, with one for 0 and what is below, and one for what is beyond.
const (
	widthOctaves  = 32
	spreadLow     = -10
	spreadOctaves = 32
)

// timedFrom is the number of logits from which on a row's time is that of its elements.
const timedFrom = 64

// rowCurves adds up outcomes by row, in the order of the rows.
type rowCurves struct {
	width   [widthOctaves]widthSum
	spread  [spreadOctaves]peak
	hazards []hazardSum
	at      map[string]int // of a hazard in hazards
	times   histogram      // ns an element
}

type widthSum struct {
	peak
	sum, over       float64
	correct, failed int
}

type hazardSum struct {
	name                string
	special             bool
	rows, wrong, failed int
	ulp, over           float64
}

// add adds a row that was judged.
func (r *rowCurves) add(c *caseRow, o *outcome) {
	failed := o.wrongClass || o.badAt >= 0 || o.errored != ""
	name := c.hazard
	if name == "" {
		name = c.source
	}
	i, ok := r.at[name]
	if !ok {
		if r.at == nil {
			r.at = map[string]int{}
		}
		i = len(r.hazards)
		r.at[name] = i
		r.hazards = append(r.hazards, hazardSum{name: name, special: o.special})
	}
	h := &r.hazards[i]
	h.rows++
	h.special = h.special && o.special
	h.ulp, h.over = max(h.ulp, o.max), max(h.over, o.ratio)
	if o.wrongClass {
		h.wrong++
	}
	if failed {
		h.failed++
	}
	if o.special {
		return
	}
	w := &r.width[min(max(exponent(float64(len(c.x))), 0), widthOctaves-1)]
	w.peak.add(o.elements, o.max, o.most)
	w.sum = min(w.sum+o.sum, math.MaxFloat64)
	w.over = max(w.over, o.ratio)
	w.correct += o.correct
	if failed {
		w.failed++
	}
	r.spread[spreadClass(spread(c.x))].add(o.elements, o.max, o.most)
	if o.took > 0 && len(c.x) >= timedFrom {
		r.times.count(float64(o.took.Nanoseconds()) / float64(len(c.x)))
	}
}

// spread returns the difference between the largest and the smallest finite logit.
func spread(x []float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if v < low && v >= -math.MaxFloat64 {
			low = v
		}
		if v > high && v <= math.MaxFloat64 {
			high = v
		}
	}
	return max(high-low, 0)
}

func spreadClass(d float64) int {
	if d == 0 {
		return 0
	}
	return min(max(exponent(d)-spreadLow+1, 1), spreadOctaves-1)
}

// noCurves returns curves whose lists are empty, not null.
func noCurves() *Curves {
	none := func() Curve { return Curve{[]float64{}, []float64{}, []float64{}} }
	return &Curves{
		K: WidthCurve{none(), []int{}, []float64{}, []float64{}, []float64{}, []int{}}, Spread: none(), Value: none(),
		Signed:  Signed{[]float64{}, []int{}},
		Real:    Cells{[]float64{}, []float64{}, []int{}},
		Hazards: HazardCurve{[]string{}, []bool{}, []int{}, []float64{}, []float64{}, []int{}, []int{}},
	}
}

// curves renders what was added up.
func (t *tally) curves() *Curves {
	c := noCurves()
	for i := range t.rowCurves.width {
		w := &t.rowCurves.width[i]
		if !c.K.add(math.Ldexp(1, i), w.peak) {
			if w.failed == 0 {
				continue
			}
			c.K.From, c.K.ULP, c.K.Allowed = append(c.K.From, math.Ldexp(1, i)), append(c.K.ULP, 0), append(c.K.Allowed, 0)
		}
		n := max(float64(w.answers), 1)
		c.K.Answers = append(c.K.Answers, w.answers)
		c.K.Mean = append(c.K.Mean, w.sum/n)
		c.K.CorrectlyRounded = append(c.K.CorrectlyRounded, float64(w.correct)/n)
		c.K.OverAllowance = append(c.K.OverAllowance, upThree(w.over))
		c.K.Failed = append(c.K.Failed, w.failed)
	}
	for i, p := range t.spread {
		from := 0.0
		if i > 0 {
			from = math.Ldexp(1, i-1+spreadLow)
		}
		c.Spread.add(from, p)
	}
	v := newValues(t.arithmetic.Storage)
	for i, p := range t.bins.value {
		c.Value.add(v.from(i), p)
	}
	for i, n := range t.bins.signed {
		if n == 0 {
			continue
		}
		from := 0.0
		if s := i - signedOctaves; s != 0 {
			from = math.Copysign(math.Ldexp(1, max(s, -s)-2), float64(s))
		}
		c.Signed.From, c.Signed.Answers = append(c.Signed.From, from), append(c.Signed.Answers, n)
	}
	for i, n := range t.bins.real {
		if n > 0 {
			c.Real.Allowed = append(c.Real.Allowed, halfOctaveFrom(i/cellsError, cellsAllowedLow))
			c.Real.ULP = append(c.Real.ULP, halfOctaveFrom(i%cellsError, cellsErrorLow))
			c.Real.Answers = append(c.Real.Answers, n)
		}
	}
	for _, h := range t.hazards {
		c.Hazards.Name = append(c.Hazards.Name, h.name)
		c.Hazards.Special = append(c.Hazards.Special, h.special)
		c.Hazards.Rows = append(c.Hazards.Rows, h.rows)
		c.Hazards.ULP = append(c.Hazards.ULP, upThree(h.ulp))
		c.Hazards.OverAllowance = append(c.Hazards.OverAllowance, upThree(h.over))
		c.Hazards.Wrong = append(c.Hazards.Wrong, h.wrong)
		c.Hazards.Failed = append(c.Hazards.Failed, h.failed)
	}
	return c
}

// since returns the time since start, at least 1 ns: 0 is for what was not timed.
func since(start time.Time) time.Duration { return max(time.Since(start), 1) }
