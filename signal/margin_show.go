package signal

import (
	"fmt"
	"math"
)

func (r *Result) marginTables(losses, gradients []*marginCurve) {
	margins := []float64{1, 5, 10, 16, 17, 20, 50, 100}
	for _, s := range []struct {
		title  string
		curves []*marginCurve
	}{
		{"The relative error of the loss, by margin, in float32", losses},
		{"The relative error of the target's gradient, by margin, in float32", gradients},
	} {
		t := Table{Title: s.title, Left: 1, Columns: []string{"algorithm"}}
		for _, m := range margins {
			t.Columns = append(t.Columns, figures(m))
		}
		for _, c := range s.curves {
			if c.a.String() != "float32" {
				continue
			}
			row := []any{c.im.Name}
			for _, m := range margins {
				row = append(row, c.errors[c.at(m)])
			}
			t.row(row...)
		}
		r.Tables = append(r.Tables, t)
	}
	for _, s := range []struct {
		what   string
		curves []*marginCurve
	}{{"loss", losses}, {"target's gradient", gradients}} {
		t := Table{
			Title: fmt.Sprintf("The margin at which the %s has lost half of its digits, where that is allowed at the earliest, and from which it is 0", s.what),
			Left:  2, Columns: []string{"algorithm", "arithmetic", "half lost", "not before", "0 from"},
		}
		name := ""
		for _, c := range s.curves {
			shown := c.im.Name
			if shown == name {
				shown = ""
			}
			name = c.im.Name
			t.row(shown, c.a.String(), marginText(c.half), marginText(c.before), digits5(c.zero.c))
		}
		r.Tables = append(r.Tables, t)
	}
}

// points returns the curve of a figure: values by margin, but those that are 0, up to the
// last margin, and one of every so many.
func (c *marginCurve) points(name string, values []float64, last float64, every int) Series {
	s := Series{Name: name}
	for i, v := range values {
		if m := c.margins[i]; m <= last && math.Mod(m, float64(every)*marginStep) == 0 && v != 0 && !math.IsInf(v, 0) {
			s.add(m, math.Abs(v))
		}
	}
	return s
}

func (r *Result) marginFigures(losses, gradients []*marginCurve, behind []*behindCurve) {
	size := Figure{
		Name: "margin-gradient", Title: "The target's gradient by margin, until it is 0",
		XLabel: "margin by which the target is ahead", YLabel: "size of the computed gradient", LogY: true,
		Alt: "The gradient falls as e to the minus margin. Computed as p minus 1 it ends near a margin of 5.5 in bfloat16, 7.6 in float16 and 16.6 in float32, in ever coarser steps before; as minus the sum of the others it follows the exact one until that leaves the range of the dtype.",
	}
	minus := findCurve(gradients, "p-minus-one", "float32")
	const shown = 24
	exact := minus.points("exact", minus.exact, shown, 2)
	exact.Predicted = true
	size.Series = append(size.Series, exact)
	for _, s := range []struct{ name, arithmetic string }{
		{"p-minus-one", "float32"}, {"p-minus-one", "float16"}, {"p-minus-one", "bfloat16"},
		{"minus-sum", "float32"}, {"minus-sum", "float16"}, {"minus-sum", "bfloat16"},
	} {
		c := findCurve(gradients, s.name, s.arithmetic)
		size.Series = append(size.Series, c.points(s.name+", "+s.arithmetic, c.got, shown, 2))
	}
	r.Figures = append(r.Figures, size)

	for _, s := range []struct {
		name, title, alt string
		curves           []*marginCurve
		shown            []string
	}{
		{"margin-gradient-error", "How wrong the target's gradient is, in float32", "Relative errors rise along a straight line for p minus 1 and through the Jacobian, until they are 1 from a margin of 16.6 on. Minus the sum of the others stays near the unit roundoff up to 87, and is lost at 104.",
			gradients, []string{"p-minus-one", "jacobian", "minus-sum"}},
		{"margin-loss-error", "How wrong the loss is, in float32", "Relative errors rise along straight lines for all but log1p, first for log-sum-exp minus the logit, and are 1 from a margin of 14 to 17 on. With log1p the error stays near the unit roundoff up to 87, and is lost at 104.",
			losses, []string{"lse-minus-logit", "chained", "fused", "log1p"}},
	} {
		f := Figure{Name: s.name, Title: s.title, XLabel: "margin by which the target is ahead", YLabel: "relative error", LogY: true, Alt: s.alt}
		for _, name := range s.shown {
			c := findCurve(s.curves, name, "float32")
			f.Series = append(f.Series, c.points(name, c.errors, lastMargin, 4))
		}
		r.Figures = append(r.Figures, f)
	}

	f := Figure{
		Name: "margin-behind", Title: "The loss where the target is behind, in float32",
		XLabel: "margin by which the target is behind", YLabel: "loss",
		Alt: "The loss is about the margin. Clipped, it stays at 16.1 from there on; chained, it ends before 104, where it is infinite.",
	}
	for _, name := range []string{"exact, rounded", "chained", "clipped"} {
		c := findBehind(behind, name, "float32")
		s := Series{Name: name, Predicted: name == "exact, rounded"}
		for i, m := range c.margins {
			if !math.IsInf(c.got[i], 0) {
				s.add(m, c.got[i])
			}
		}
		f.Series = append(f.Series, s)
	}
	r.Figures = append(r.Figures, f)
}
