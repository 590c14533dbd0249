package signal

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/signal/classifier"
	"github.com/softulp/softulp/signal/remedy"
)

// clipped adds up the tallies of one clipper, by its place, over the jobs that are kept.
func clipped(jobs []clipJob, name string, keep func(clipJob) bool) clipTally {
	var sum clipTally
	for i, m := range remedy.Clippers() {
		if m.Name != name {
			continue
		}
		for _, j := range jobs {
			if keep(j) {
				sum.add(j.byNorm[i])
			}
		}
	}
	return sum
}

func inArithmetic(a impl.Arithmetic) func(clipJob) bool {
	return func(j clipJob) bool { return j.a == a }
}

func anywhere(clipJob) bool { return true }

func (r *Result) clipTable(jobs []clipJob) {
	t := Table{
		Title: fmt.Sprintf("Clipping by norm: gradients of %d components, at magnitudes over the dtype's range", classifier.Weights),
		Left:  2,
		Columns: []string{"clipper", "arithmetic", "gradients", "made zero", "ignored",
			"beyond the bound", "by at most", "largest angle"},
	}
	for _, m := range remedy.Clippers() {
		for _, a := range gradientArithmetics() {
			c := clipped(jobs, m.Name, inArithmetic(a))
			t.row(m.Name, a.String(), c.vectors, c.zeroed, c.ignored, c.over, c.worst, c.turned)
		}
	}
	r.Tables = append(r.Tables, t)
}

func (r *Result) clipFindings(jobs []clipJob) {
	var value clipTally
	for _, j := range jobs {
		value.add(j.byValue)
	}
	r.find("clip-value", value.over == 0 && value.turned > 0.1,
		"Clipped by value, no component of %d gradients exceeds its bound, which takes no rounding; but the direction turns, by up to %s degrees.",
		value.vectors, figures(value.turned*180/math.Pi))

	guarded := clipped(jobs, "guarded", anywhere)
	r.find("clip-guarded-bound", guarded.over == 0 && guarded.zeroed == 0 && guarded.vectors > 0,
		"Clipped by norm with a scaled sum and a proved margin, the exact norm of none of %d results exceeds its bound, in %s and from one end of "+
			"each range to the other (1e-300 and 1e300 in float64), and none becomes zero.",
		guarded.vectors, arithmeticNames())

	r.find("clip-direction", guarded.ratios <= 2.1 && guarded.ratios > 0,
		"It keeps the direction: the ratios of a result's components to the gradient's differ by at most %s unit roundoffs of the dtype, "+
			"so that the angle between them is at most %s in float64 and %s in bfloat16.",
		figures(guarded.ratios), figures(clipped(jobs, "guarded", inArithmetic(own(dtype.Float64))).turned),
		figures(clipped(jobs, "guarded", inArithmetic(own(dtype.BFloat16))).turned))

	high := clipped(jobs, "plain", func(j clipJob) bool { return j.a == own(dtype.Float64) && j.at.gradient > 1 && j.end })
	low := clipped(jobs, "plain", func(j clipJob) bool { return j.a == own(dtype.Float64) && j.at.gradient == 1e-300 })
	r.find("clip-plain", high.zeroed == high.vectors && low.ignored == low.vectors,
		"With the norm as √Σg², the squares overflow and all of %d float64 gradients at 1e160 and 1e300 become zero; at 1e-300 they underflow, "+
			"and %d of %d gradients beyond the bound pass as they are.",
		high.vectors, low.ignored, low.vectors)

	usual := func(j clipJob) bool { return j.a == own(dtype.Float32) && !j.end }
	plain, scaled := clipped(jobs, "plain", usual), clipped(jobs, "scaled", usual)
	r.find("clip-exceeds", plain.over > 0 && scaled.over > 0 && max(plain.worst, scaled.worst) < 1e-5,
		"Away from the ends of the range the usual clipping exceeds its bound too: in float32, at magnitude 1, %d of %d results with the plain norm and %d of %d "+
			"with Hammarling's scaled one do, by up to a part %s, as nothing makes up for roundings.",
		plain.over, plain.vectors, scaled.over, scaled.vectors, figures(max(plain.worst, scaled.worst)))

	short, kept := clipped(jobs, "scaled", inArithmetic(own(dtype.BFloat16))), remedy.GuardFactor(own(dtype.BFloat16), classifier.Weights)
	r.find("clip-bfloat16", short.worst > 0.01,
		"Where the sum of squares is kept in bfloat16 it stagnates, and results exceed their bound by up to %s %%, even with a scaled norm; "+
			"the guarded one sums pairwise, and gives up %s %% of the bound for the promise.",
		figures(100*short.worst), figures(100*(1-kept)))

	half := clipped(jobs, "scaled", func(j clipJob) bool { return j.a == own(dtype.Float16) && j.at.gradient == 1e4 })
	r.find("clip-float16", half.zeroed == half.vectors,
		"In float16 the norm itself overflows: of gradients with components of about 1e4 the scaled norm makes zeros, %d of %d.",
		half.zeroed, half.vectors)
}

// arithmeticNames lists the arithmetics of the experiment.
func arithmeticNames() string {
	var names []string
	for _, a := range gradientArithmetics() {
		names = append(names, a.String())
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// notFinite asks what clipping makes of a gradient that has overflowed already.
func notFinite(_ context.Context, r *Result, _ uint64) error {
	g := []float64{3, -0.5, math.Inf(1)}
	c := make([]float64, len(g))
	var told []string
	holds := true
	for _, m := range remedy.Clippers() {
		m.Clip(own(dtype.Float32), c, g, 1)
		told = append(told, fmt.Sprintf("%s (%s)", m.Name, vector(c)))
		holds = holds && math.IsNaN(c[2])
	}
	remedy.ClipByValue(c, g, 1)
	r.find("clip-infinite", holds && c[2] == 1,
		"Clipping comes too late for a gradient that has overflowed: of (3, -0.5, inf) clipping by norm to 1 makes %s; by value it is (%s), a direction that is invented.",
		strings.Join(told, ", "), vector(c))
	return nil
}

// vector shows a few numbers.
func vector(x []float64) string {
	var s []string
	for _, v := range x {
		s = append(s, figures(v))
	}
	return strings.Join(s, ", ")
}
