package signal

import (
	"context"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// classCase is the gradient of a target that is ahead of K − 1 equal logits, and stands first or
// last in the row.
type classCase struct {
	classes int
	last    bool
	// dies is the margin from which p − 1 is 0; exact is the target's gradient there, and
	// sumError how far minus the sum of the others is off, relatively.
	dies, exact, sumError float64
	predicted             *limit
}

// measureClasses measures in float32.
func measureClasses(ctx context.Context) ([]classCase, error) {
	var cases []classCase
	for _, k := range []int{2, 10, 1000, 32000} {
		cases = append(cases, classCase{classes: k}, classCase{classes: k, last: true})
	}
	a := impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	fn := function.CrossEntropyGrad
	minus, err := impl.Find("p-minus-one", fn)
	if err != nil {
		return nil, err
	}
	sum, err := impl.Find("minus-sum", fn)
	if err != nil {
		return nil, err
	}
	b := newBits(thresholdBits)
	return cases, each(ctx, len(cases), func(i int) error {
		c := &cases[i]
		p := probe{fn: fn, zero: true}
		if c.last {
			p.of = c.classes - 1
		}
		p.input = func(margin float64) function.Input {
			in := function.Input{X: make([]float64, c.classes), Target: p.of}
			in.X[p.of] = margin
			return in
		}
		t := smallest(a.Storage, p.computed(minus, a))
		c.dies = t.c

		in := p.input(t.c)
		var row reference.Row
		if err := row.ResetInput(in, reference.IEEE); err != nil {
			return err
		}
		c.exact = row.Answer(fn).Round(p.of, dtype.Float64)
		y := make([]float64, c.classes)
		sum.Compute(a, y, in)
		lo, hi := row.Answer(fn).Error(p.of, a.Storage, y[p.of])
		c.sumError = (lo + hi) / 2 * a.Storage.Spacing(c.exact) / math.Abs(c.exact)

		// First in the row, the target's 1 is there when the others come, each of which is absorbed
		// alone. Last, it meets their sum S, and 1 + S = 1 where S ≤ u, S having as many
		// roundings as terms.
		l := newLimits(b, minus.Model(a), a)
		c.predicted = l.absorbed()
		if c.last {
			u := l.b.number(a.Accumulate.UnitRoundoff() / float64(c.classes-1))
			c.predicted = l.at(false, u, l.eta+float64(float64(c.classes)*a.Accumulate.UnitRoundoff()), "-log(u/(K - 1))")
		}
		return nil
	})
}

func (r *Result) classFindings(cases []classCase) {
	holds := true
	for _, c := range cases {
		within, _ := c.predicted.agrees(dtype.Float32, c.dies)
		holds = holds && within
	}
	first, last := cases[len(cases)-2], cases[len(cases)-1]
	r.find("order-of-the-sum", holds && first.dies < last.dies && first.exact < -1e-4 && first.sumError < 0.1,
		"With %d classes p - 1 is 0 in float32 from a margin of %s on where the target comes first in the row, though it is %s, as each of the others is lost alone in a sum that begins with 1; "+
			"where it comes last, from %s on. Minus the sum of the others is off by %s.",
		first.classes, digits5(first.dies), figures(first.exact), digits5(last.dies), figures(first.sumError))
}

func (r *Result) classTable(cases []classCase) {
	t := Table{
		Title: "The margin from which p - 1 is 0 in float32, by the number of classes and the target's place",
		Left:  2, Columns: []string{"classes", "target", "0 from", "predicted from", "where it is", "minus the sum is off by"},
	}
	for _, c := range cases {
		place := "first"
		if c.last {
			place = "last"
		}
		t.row(c.classes, place, digits5(c.dies), digits5(c.predicted.first(dtype.Float32, 0)), c.exact, c.sumError)
	}
	r.Tables = append(r.Tables, t)
}
