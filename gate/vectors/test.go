package vectors

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/properties/hazards"
	"github.com/softulp/softulp/properties/sides"
	"github.com/softulp/softulp/reference"
)

// group makes the tests of rows by a profile. Rows that the function does not take, those
// of no logit where it takes a target, are left out.
func (f *File) group(name string, p reference.Profile, fn function.Function, d dtype.Format, rows []hazards.Row) (Group, error) {
	g := Group{Function: string(fn), DType: d.String(), Profile: name}
	for i, r := range rows {
		drawn := sides.DrawModerate(d, rand.New(rand.NewPCG(f.Seed, uint64(i))), r.X, fn)
		drawn.Temperature, drawn.Smoothing = 0, 0
		if fn.Check(&drawn.Input) != nil {
			continue
		}
		t, err := test(drawn.Input, p, fn, d)
		if err != nil {
			return g, err
		}
		about := fmt.Sprintf("%s, K = %d", r.Hazard, t.K)
		t.Flags = append([]string{r.Hazard}, t.Flags...)
		f.note(r.Hazard, aboutRow(r.Hazard))
		if aim := drawn.Aim(fn); aim != "" {
			_, what := fn.Vector(&drawn.Input)
			if fn.TakesTarget() {
				what = "target"
			}
			about += ", " + what + " " + aim
			flag := what + "-" + strings.ReplaceAll(aim, " ", "-")
			t.Flags = append(t.Flags, flag)
			f.note(flag, aboutSide(what, aim))
		}
		for _, flag := range t.Flags {
			if text, ok := answerFlags()[flag]; ok {
				f.note(flag, text)
			}
		}
		t.Comment = about
		g.Tests = append(g.Tests, t)
	}
	return g, nil
}

func (f *File) note(flag, text string) { f.Notes[flag] = text }

// answerFlags says what the flags mean that are about answers.
func answerFlags() map[string]string {
	return map[string]string{
		"subnormal-answer": "An answer is a subnormal number.",
		"underflow":        "An answer is not 0 and is rounded to 0.",
		"overflow":         "An answer is a number beyond the range, and is rounded to what the dtype has there.",
		"infinite-answer":  "An answer is infinite.",
		"nan-answer":       "An answer is NaN.",
		"zero-answer":      "An answer is exactly 0.",
	}
}

// aboutRow says what the logits of a family look like.
func aboutRow(hazard string) string {
	for _, h := range hazards.All() {
		if h.Name == hazard {
			return h.About
		}
	}
	words := strings.NewReplacer("positive-inf", "+Inf", "negative-inf", "−Inf", "nan", "NaN", "-", " ")
	return "a row that a profile decides: " + words.Replace(hazard)
}

// aboutSide says what goes with the logits.
func aboutSide(what, aim string) string {
	families := sides.Cotangents()
	if what == "weights" {
		families = sides.Weights()
	}
	for _, s := range families {
		if s.Name == aim && what != "target" {
			return fmt.Sprintf("The %s: %s", what, s.About)
		}
	}
	return fmt.Sprintf("The %s: %s", what, aim)
}

// test makes the test of one input.
func test(in function.Input, p reference.Profile, fn function.Function, d dtype.Format) (Test, error) {
	t := Test{K: len(in.X), X: patterns(in.X, d), Flags: []string{}, in: in}
	if fn.TakesTarget() {
		t.Target = &in.Target
	}
	switch v, _ := fn.Vector(&in); {
	case v == &in.Cotangent:
		t.Cotangent = patterns(*v, d)
	case v == &in.Weights:
		t.Weights = patterns(*v, d)
	}
	row := new(reference.Row)
	if err := row.ResetInput(in, p); err != nil {
		return t, err
	}
	answer := row.Answer(fn)
	t.y = make([]float64, answer.Len())
	if err := row.Round(fn, d, t.y); err != nil {
		return t, err
	}
	t.Y, t.Allowed = patterns(t.y, d), make([]float64, len(t.y))
	var ys []allowance.Answer
	if row.IsFinite() {
		var exact allowance.Exact
		properties.Describe(&exact, row, in)
		ys = properties.Answers(nil, answer, d, nil)
		allowance.For(gate.DefaultModel(d), fn, d, &exact, ys)
	} else {
		ys = properties.LimitAnswers(gate.DefaultModel(d), fn, d, p, in)
	}
	flags := map[string]bool{}
	for i, y := range t.y {
		flags["nan-answer"] = flags["nan-answer"] || y != y
		if lo, _ := answer.Error(i, d, math.NaN()); y == y && lo == 0 {
			t.OrNaN = append(t.OrNaN, i)
		}
		n := answer.At(i)
		if !n.IsFinite() {
			flags["infinite-answer"] = flags["infinite-answer"] || math.IsInf(y, 0)
			continue
		}
		zero := n.Rat() != nil && n.Rat().Sign() == 0
		flags["zero-answer"] = flags["zero-answer"] || zero
		flags["underflow"] = flags["underflow"] || y == 0 && !zero
		flags["subnormal-answer"] = flags["subnormal-answer"] || y != 0 && math.Abs(y) < d.MinNormal()
		flags["overflow"] = flags["overflow"] || math.IsInf(y, 0) || y != y
		switch {
		case ys == nil: // exact, by the profile
		case ys[i].Vacuous || ys[i].MayOverflow || ys[i].MayFail || math.IsInf(y, 0) || y != y:
			t.Free = append(t.Free, i)
		default:
			if t.Allowed[i] = ulps(&ys[i], y, d); math.IsInf(t.Allowed[i], 0) {
				t.Allowed[i] = 0
				t.Free = append(t.Free, i)
			}
		}
	}
	for _, flag := range []string{"subnormal-answer", "underflow", "overflow", "infinite-answer", "nan-answer", "zero-answer"} {
		if flags[flag] {
			t.Flags = append(t.Flags, flag)
		}
	}
	return t, nil
}

// ulps returns how far from y, the rounded answer, an answer may be that is as close to the
// exact one as a says, in units of the spacing at y, rounded up to four digits: the exact
// answer is at most half of its own unit from y.
func ulps(a *allowance.Answer, y float64, d dtype.Format) float64 {
	if a.Above == 0 && a.Below == 0 && a.Y == y {
		return 0 // an answer that is exact, whatever is computed
	}
	v := (max(a.Above, a.Below) + 0.5) * (a.Spacing / d.Spacing(y))
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 3, 64), 64)
	if err == nil && r < v { // by less than a thousandth
		r, err = strconv.ParseFloat(strconv.FormatFloat(v*1.001, 'e', 3, 64), 64)
	}
	if err != nil || r < v {
		return v
	}
	return r
}

// patterns writes numbers as bit patterns.
func patterns(v []float64, d dtype.Format) []string {
	all := make([]string, len(v))
	for i, x := range v {
		all[i] = fmt.Sprintf("%0*x", d.Bits()/4, d.Encode(x))
	}
	return all
}
