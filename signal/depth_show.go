package signal

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/softulp/softulp/impl"
)

// shownDepths are the depths that tables have columns for.
func shownDepths() []int { return []int{1, 8, 16, 32, 64} }

// power shows a big number to two digits: "6.5e-66", "12", "0.55".
func power(x *big.Float) string {
	if x.IsInf() {
		return "inf"
	}
	if f, _ := x.Float64(); f == 0 && x.Sign() != 0 {
		return strings.Replace(x.Text('e', 1), "e-0", "e-", 1)
	} else {
		return figures(f)
	}
}

// death shows where a gradient dies: "0 at 45", "inf at 12".
func (p depthPass) death() string {
	switch {
	case p.dies == 0:
		return ""
	case p.overflows:
		return fmt.Sprintf("inf at %d", p.dies)
	}
	return fmt.Sprintf("0 at %d", p.dies)
}

// depthText shows a depth that may not exist.
func depthText(d int) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprint(d)
}

func (r *Result) depthTables(runs []*depthRun, scaled []depthPass) {
	norms := Table{
		Title: "The norm of the exact gradient, by how many of the 64 layers it has passed",
		Left:  2, Columns: []string{"network", "what it is", "0"},
	}
	for _, d := range shownDepths() {
		norms.Columns = append(norms.Columns, fmt.Sprint(d))
	}
	for _, run := range runs {
		row := []string{run.name, run.about, power(run.norms[0])}
		for _, d := range shownDepths() {
			row = append(row, power(run.norms[d]))
		}
		norms.Rows = append(norms.Rows, row)
	}
	r.Tables = append(r.Tables, norms)

	errors := Table{
		Title: "The relative error of the computed gradient, by depth; where it dies, and where the exact one would if rounded",
		Left:  2, Columns: []string{"network", "arithmetic"},
	}
	for _, d := range shownDepths() {
		errors.Columns = append(errors.Columns, fmt.Sprint(d))
	}
	errors.Columns = append(errors.Columns, "is", "due at")
	parts := Table{
		Title: "Where the error at depth 64 comes from: of an exact backward pass through the computed states, and of the backward pass",
		Left:  2, Columns: []string{"network", "arithmetic", "all", "forward", "backward"},
	}
	for _, run := range runs {
		name := run.name
		for _, p := range run.passes {
			row := []string{name, p.a.String()}
			for _, d := range shownDepths() {
				row = append(row, figures(p.errors[d]))
			}
			errors.Rows = append(errors.Rows, append(row, p.death(), depthText(p.due)))
			parts.row(name, p.a.String(), p.errors[depthLayers], p.forward, p.backward)
			name = ""
		}
	}
	r.Tables = append(r.Tables, errors, parts)

	scaling := Table{
		Title: "Flat softmaxes with the loss multiplied by the largest power of two that overflows nothing",
		Left:  1, Columns: []string{"arithmetic", "scale", "without: is", "with: is", "due at"},
	}
	for _, p := range scaled {
		for _, q := range runs[0].passes {
			if q.a == p.a {
				scaling.row(p.a.String(), fmt.Sprintf("2^%d", math.Ilogb(p.scale)), q.death(), p.death(), depthText(p.due))
			}
		}
	}
	r.Tables = append(r.Tables, scaling)
}

// curve returns norms or errors by depth as a series, without those that are 0 or not
// finite.
func curve[T any](name string, values []T, number func(T) float64) Series {
	s := Series{Name: name}
	for d, v := range values {
		if f := number(v); f > 0 && !math.IsInf(f, 1) {
			s.add(float64(d), f)
		}
	}
	return s
}

func float(x *big.Float) float64 {
	f, _ := x.Float64()
	return f
}

func same(x float64) float64 { return x }

func (r *Result) depthFigures(runs []*depthRun) {
	norms := Figure{
		Name: "depth-exact", Title: "The exact gradient in stacks of 64 softmax layers",
		XLabel: "layers that the gradient has passed", YLabel: "norm", LogY: true,
		Alt: "Norms of the exact gradient over depth. Those of flat and of sharp softmaxes fall along straight lines by many orders of magnitude, " +
			"as does that of the opposing layers in spite of their residual connections; the other residual ones stay level or rise, and the middling ones rise.",
	}
	for _, run := range runs {
		norms.Series = append(norms.Series, curve(run.name, run.norms, float))
	}
	growing := Figure{
		Name: "depth-growing", Title: "Where the exact gradient grows",
		XLabel: norms.XLabel, YLabel: "norm", LogY: true,
		Alt: "The norms of the middling layers, and of the residual ones but the opposing, closer to: in middling layers it rises by several orders of magnitude, in flat residual ones it stays about level, in middling and sharp residual ones it rises at the end.",
	}
	for _, run := range []*depthRun{runs[middlingRun], runs[flatResidual], runs[middlingResidual], runs[sharpResidual]} {
		growing.Series = append(growing.Series, curve(run.name, run.norms, float))
	}
	r.Figures = append(r.Figures, norms, growing)

	for _, which := range []struct {
		at               int
		name, title, alt string
	}{
		{flatRun, "depth-flat", "Flat softmaxes: the gradient, exact and computed", "The norm falls along one line in all arithmetics until each leaves the range of its dtype and is 0: the 8-bit ones and float16 first, then bfloat16 and float32. Only float64 follows the exact one to the end."},
		{opposingResidual, "depth-opposing", "Opposing layers: the gradient, exact and computed", "The exact norm halves in every layer. Each computed norm falls along it for some layers and then stays level, at about the rounding errors of its dtype."},
	} {
		f := Figure{Name: which.name, Title: which.title, XLabel: "layers that the gradient has passed", YLabel: "norm", LogY: true, Alt: which.alt}
		exact := curve("exact", runs[which.at].norms, float)
		exact.Predicted = true
		for _, p := range runs[which.at].passes {
			f.Series = append(f.Series, curve(p.a.String(), p.norms, float))
		}
		f.Series = append(f.Series, exact)
		r.Figures = append(r.Figures, f)
	}

	errors := Figure{
		Name: "depth-errors", Title: "How wrong the computed gradient is, in float32 and bfloat16",
		XLabel: "layers that the gradient has passed", YLabel: "relative error", LogY: true,
		Alt: "Relative errors over depth. In flat networks they grow slowly from the unit roundoff, until the gradient underflows and the error is 1. In middling networks, whose gradients explode, they are 1 or more at once.",
	}
	for _, run := range []*depthRun{runs[flatRun], runs[middlingRun], runs[flatResidual], runs[opposingResidual]} {
		for _, p := range run.passes {
			if s := p.a.String(); s == "float32" || s == "bfloat16+float32" {
				errors.Series = append(errors.Series, curve(run.name+": "+s, p.errors, same))
			}
		}
	}
	r.Figures = append(r.Figures, errors)
}

// pass returns the pass of an arithmetic.
func (run *depthRun) pass(arithmetic string) depthPass {
	for i, a := range impl.Arithmetics() {
		if a.String() == arithmetic {
			return run.passes[i]
		}
	}
	return depthPass{}
}
