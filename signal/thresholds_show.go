package signal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// group is algorithms that die at the same numbers in the same arithmetics.
type group struct {
	names   []string
	cells   map[string]string // by arithmetic
	becomes []string
	never   bool
}

// groups puts together the algorithms of a probe that die alike wherever both run, in
// the order in which the first of each is registered.
func groups(ms []measured) []*group {
	var all []*group
	for from := 0; from < len(ms); {
		g := &group{cells: map[string]string{}, never: true}
		to := from
		for ; to < len(ms) && ms[to].im.Name == ms[from].im.Name; to++ {
			t := ms[to].threshold
			g.cells[ms[to].a.String()] = digits5(t.c)
			g.never = g.never && t.how == ""
			if t.how != "" && !slices.Contains(g.becomes, t.how) {
				g.becomes = append(g.becomes, t.how)
			}
		}
		if i := slices.IndexFunc(all, func(h *group) bool { return h.joins(g) }); i >= 0 {
			all[i].names = append(all[i].names, ms[from].im.Name)
		} else {
			g.names = []string{ms[from].im.Name}
			all = append(all, g)
		}
		from = to
	}
	return all
}

// joins reports whether g, of one algorithm, can be shown in the line of h: h has each
// number of g, but for arithmetics that have no column in h.
func (h *group) joins(g *group) bool {
	shared := false
	for _, a := range impl.Arithmetics() {
		c, ok := g.cells[a.String()]
		if ok && h.cells[a.String()] != c {
			return false
		}
		shared = shared || ok
	}
	return shared && g.never == h.never
}

// due returns where the exact answer to each probe, rounded once to the storage dtype,
// dies: what no algorithm can do better than.
func due(probes []probe) []*group {
	all := make([]*group, len(probes))
	for i, p := range probes {
		g := &group{cells: map[string]string{}, becomes: []string{""}}
		for _, a := range impl.Arithmetics() {
			t := smallest(a.Storage, p.rounded(a.Storage))
			g.cells[a.String()] = digits5(t.c)
			if t.how != "" {
				g.becomes[0] = t.how
			}
		}
		all[i] = g
	}
	return all
}

func (r *Result) thresholdTables(probes []probe, all [][]measured) {
	due := due(probes)
	var columns []string
	for _, a := range impl.Arithmetics() {
		columns = append(columns, a.String())
	}
	var short *Table
	var fn function.Function
	for i, p := range probes {
		if p.fn != fn {
			fn = p.fn
			r.Tables = append(r.Tables, Table{
				Title: "The smallest c at which an answer of " + string(fn) + " dies, by algorithm, in the arithmetics that it has",
				Left:  3, Columns: append([]string{"logits", "algorithms", "gives"}, columns...),
			})
			short = &r.Tables[len(r.Tables)-1]
		}
		logits := p.row
		if fn.Outputs(2) > 1 {
			logits += fmt.Sprintf(" [%d]", p.of)
		}
		row := []string{logits, "exact, rounded", due[i].becomes[0]}
		for _, c := range columns {
			row = append(row, due[i].cells[c])
		}
		short.Rows = append(short.Rows, row)
		for _, g := range groups(all[i]) {
			names := strings.Join(g.names, ", ")
			if g.never && len(g.names) > 6 {
				names = "the others"
			}
			row := []string{"", names, strings.Join(g.becomes, ", ")}
			for _, c := range columns {
				row = append(row, g.cells[c])
			}
			short.Rows = append(short.Rows, row)
		}
	}

	long := Table{
		Title: "Every threshold exactly, beside the prediction",
		Left:  4, Columns: []string{"function", "logits", "algorithm", "arithmetic", "gives", "from c =", "exactly", "predicted from", "as"},
	}
	for i, p := range probes {
		for _, m := range all[i] {
			if m.threshold.how == "" {
				continue
			}
			logits := p.row
			if p.fn.Outputs(2) > 1 {
				logits += fmt.Sprintf(" [%d]", p.of)
			}
			predicted, as := "", ""
			if m.predicted && m.limit != nil {
				predicted, as = strconv.FormatFloat(m.limit.first(m.a.Storage, 0), 'x', -1, 64), m.limit.why
			}
			long.row(string(p.fn), logits, m.im.Name, m.a.String(), m.threshold.how,
				strconv.FormatFloat(m.threshold.c, 'g', 9, 64), strconv.FormatFloat(m.threshold.c, 'x', -1, 64), predicted, as)
		}
	}
	r.Tables = append(r.Tables, long)
}

// thresholdFigure draws the thresholds that the formats set, by arithmetic.
func (r *Result) thresholdFigure(probes []probe, all [][]measured) {
	f := Figure{
		Name: "thresholds", Title: "From which logit on answers die",
		XLabel: "arithmetic", YLabel: "smallest c at which the answer dies", LogY: true,
		Alt: "Points for eight arithmetics: exponentials overflow near 89 in all that compute in float32 or bfloat16, near 710 in float64 and near 11 in float16; " +
			"1 + e^-c is 1 from 16.6 on in float32, 36.7 in float64, 7.6 in float16 and 5.6 in bfloat16. The measured points lie on the predicted ones.",
	}
	for _, a := range impl.Arithmetics() {
		f.Categories = append(f.Categories, a.String())
	}
	for _, s := range []struct {
		name, row string
		fn        function.Function
		of        int
		algorithm string
	}{
		{"all exponentials are 0", "(-c, -c)", function.Softmax, 0, "naive"},
		{"the exponential overflows", "(c)", function.Softmax, 0, "naive"},
		{"the sum of 1000 overflows", fmt.Sprintf("%d × c", many), function.Softmax, 0, "naive"},
		{"a probability is 0", "(0, -c)", function.Softmax, 1, "shifted"},
		{"log(1 + e^-c) is 0", "(0, -c)", function.LogSoftmax, 0, "shifted"},
	} {
		curve := Series{Name: s.name, Points: true}
		predicted := Series{Name: "predicted", Points: true, Predicted: true}
		for i, a := range f.Categories {
			m := lookup(probes, all, s.fn, s.row, s.of, s.algorithm, a)
			curve.add(float64(i), m.threshold.c)
			predicted.add(float64(i), m.limit.first(m.a.Storage, 0))
		}
		f.Series = append(f.Series, curve, predicted)
	}
	r.Figures = append(r.Figures, f)
}
