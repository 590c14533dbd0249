package signal

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// behindCurve is the loss of a target that is behind by a margin: about the margin.
type behindCurve struct {
	im           impl.Implementation
	a            impl.Arithmetic
	margins, got []float64
}

// behindMargins are those of the table and of the plot.
func behindMargins() []float64 {
	var m []float64
	for v := 1.0; v <= lastMargin; v++ {
		m = append(m, v)
	}
	return m
}

// measureBehind measures the losses of a target that is behind, in float32 and in float16.
func measureBehind() ([]*behindCurve, error) {
	var curves []*behindCurve
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float16} {
		a := impl.Arithmetic{Storage: f, Accumulate: f}
		for _, im := range impl.Of(function.CrossEntropy) {
			c := &behindCurve{im: im, a: a}
			for _, m := range behindMargins() {
				y := make([]float64, 1)
				im.Compute(a, y, function.Input{X: []float64{m, 0}, Target: 1})
				c.margins, c.got = append(c.margins, m), append(c.got, y[0])
			}
			curves = append(curves, c)
		}
		exact := &behindCurve{im: impl.Implementation{Name: "exact, rounded"}, a: a}
		var row reference.Row
		for _, m := range behindMargins() {
			if err := row.ResetInput(function.Input{X: []float64{m, 0}, Target: 1}, reference.IEEE); err != nil {
				return nil, err
			}
			exact.margins = append(exact.margins, m)
			exact.got = append(exact.got, row.Answer(function.CrossEntropy).Round(0, f))
		}
		curves = append(curves, exact)
	}
	return curves, nil
}

func findBehind(curves []*behindCurve, name, arithmetic string) *behindCurve {
	for _, c := range curves {
		if c.im.Name == name && c.a.String() == arithmetic {
			return c
		}
	}
	return nil
}

func (r *Result) behindFindings(curves []*behindCurve) {
	clipped, exact := findBehind(curves, "clipped", "float32"), findBehind(curves, "exact, rounded", "float32")
	last := len(clipped.got) - 1
	r.find("clipped-loss", clipped.got[last] < 17 && clipped.got[19] == clipped.got[last] && exact.got[last] == lastMargin,
		"A loss whose probabilities are clipped to [1e-7, 1 - 1e-7] ends at %s: it is that where the target is 20 behind and where it is %d behind.",
		figures(clipped.got[last]), lastMargin)
}

func (r *Result) behindTable(curves []*behindCurve) {
	t := Table{
		Title: "The loss where the target is behind by a margin",
		Left:  2, Columns: []string{"arithmetic", "algorithm", "1", "10", "16", "17", "18", "100", "104", "120"},
	}
	for _, c := range curves {
		row := []any{c.a.String(), c.im.Name}
		for _, m := range []int{1, 10, 16, 17, 18, 100, 104, 120} {
			row = append(row, c.got[m-1])
		}
		t.row(row...)
	}
	r.Tables = append(r.Tables, t)
}
