package html

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/plots"
)

// What somebody chooses for if nothing else is said, and how far off an answer may be
// that is good enough: a correctly rounded operation or two more than the best there is.
const (
	usualFunction = "softmax"
	usualDType    = "float32"
	usualK        = 32000
	goodEnough    = 2       // ulps
	listed        = 5       // candidates
	widths        = 4       // a class of widths goes up to as many times its lower end
	widest        = 1 << 26 // so that the next one is an int everywhere
)

// Advice is which entry of a group to use for rows of some width, and why.
type Advice struct {
	From, To int // of the widths
	Say      string
	// Others says what was not advised and what that costs.
	Others     string
	Candidates []Candidate
}

// Candidate is an entry's figures for rows of some width, formatted.
type Candidate struct {
	At                         int // of the entry in the document
	Name                       string
	Max, Mean, Right, Over, NS string
	Note                       string
}

// MarshalJSON writes the candidate as a list, as pages have thousands.
func (c Candidate) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{c.At, c.Name, c.Max, c.Mean, c.Right, c.Over, c.NS, c.Note})
}

// candidate is the same in numbers.
type candidate struct {
	plots.Entry
	answers                int
	max, mean, right, over float64
}

// advise returns advice for each class of widths that any entry of the group was judged
// on. Only entries that pass are advised: on every width, not only there.
func advise(g plots.Group) []Advice {
	var all []Advice
	for from := 1; from <= widest; from *= widths {
		var fit []candidate
		failing := 0
		for _, e := range g.Entries {
			switch c := over(e, from, widths*from); {
			case c.answers == 0:
			case e.Verdict != gate.Pass || e.VacuousElements > 0:
				failing++
			default:
				fit = append(fit, c)
			}
		}
		if len(fit)+failing > 0 {
			all = append(all, choose(g, from, fit, failing))
		}
	}
	return all
}

// over takes the figures of an entry on rows of at least from and less than to logits
// together.
func over(e plots.Entry, from, to int) candidate {
	c := candidate{Entry: e}
	k := &e.Curves.K
	var sum, right float64
	for i, f := range k.From {
		if n := k.Answers[i]; int(f) >= from && int(f) < to {
			c.answers += n
			sum += float64(k.Mean[i] * float64(n))
			right += float64(k.CorrectlyRounded[i] * float64(n))
			c.max, c.over = max(c.max, k.ULP[i]), max(c.over, k.OverAllowance[i])
		}
	}
	if c.answers > 0 {
		c.mean, c.right = min(sum/float64(c.answers), c.max), min(right/float64(c.answers), 1)
	}
	return c
}

// choose ranks the entries that pass. The one to use is the fastest of those that
// are good enough; where none is, or nothing was timed, the most accurate one.
func choose(g plots.Group, from int, fit []candidate, failing int) Advice {
	a := Advice{From: from, To: widths*from - 1}
	where := fmt.Sprintf("%s in %s", reports.Clean(g.Function, reports.MaxName), reports.Clean(g.DType, reports.MaxName))
	if len(fit) == 0 {
		a.Say = fmt.Sprintf("For %s, none of %d entries passes on rows that wide.", where, failing)
		return a
	}
	price := func(c candidate) float64 { // what was not timed comes last
		if c.Nanoseconds <= 0 {
			return math.Inf(1)
		}
		return c.Nanoseconds
	}
	slices.SortStableFunc(fit, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.max, b.max), cmp.Compare(price(a), price(b)), cmp.Compare(a.mean, b.mean))
	})
	best, fastest := 0, 0
	for i := range fit {
		if price(fit[i]) < price(fit[fastest]) {
			fastest = i
		}
		if fit[i].max <= goodEnough && (fit[best].max > goodEnough || price(fit[i]) < price(fit[best])) {
			best = i
		}
	}
	use := fit[best]
	a.Say = fmt.Sprintf("Use %s: of its %s on rows of %s to %s logits none is more than %s ulp off",
		name(use), plural(use.answers, "answer", "answers"), reports.Count(a.From), reports.Count(a.To), reports.ULPs(use.max))
	if use.Nanoseconds > 0 {
		a.Say += fmt.Sprintf(", and it takes %s ns an element", nanoseconds(use.Nanoseconds))
	}
	a.Say += "."
	var why []string
	switch {
	case use.max > goodEnough:
		why = append(why, fmt.Sprintf("none stays within %d ulp, and this is the nearest to exact", goodEnough))
	case use.Nanoseconds > 0 && best == fastest:
		why = append(why, fmt.Sprintf("none that passes is faster, and it stays within %d ulp", goodEnough))
	case use.Nanoseconds > 0:
		why = append(why, fmt.Sprintf("none that stays within %d ulp is faster", goodEnough))
	default:
		why = append(why, "none is nearer to exact")
	}
	if nearest := fit[0]; best != 0 && nearest.max < use.max {
		why = append(why, fmt.Sprintf("nearer to exact is %s, at %s ulp, for %.2g times the time", name(nearest), reports.ULPs(nearest.max), nearest.Nanoseconds/use.Nanoseconds))
	}
	if quick := fit[fastest]; use.Nanoseconds > 0 && fastest != best && quick.max > use.max {
		why = append(why, fmt.Sprintf("the fastest that passes, %s, is %s ulp off in %.2g of the time", name(quick), reports.ULPs(quick.max), quick.Nanoseconds/use.Nanoseconds))
	}
	if usual := slices.IndexFunc(fit, func(c candidate) bool {
		return reports.Algorithm(c.Implementation) == "shifted" && c.DType == c.Accumulate
	}); usual >= 0 && usual != best && usual != fastest {
		why = append(why, fmt.Sprintf("the softmax of most libraries, %s, is %s ulp off", name(fit[usual]), reports.ULPs(fit[usual].max)))
	}
	if failing > 0 {
		why = append(why, plural(failing, "entry that fails somewhere is", "entries that fail somewhere are")+" left out")
	}
	a.Others = strings.ToUpper(why[0][:1]) + why[0][1:] + "."
	if len(why) > 1 {
		rest := strings.Join(why[1:], "; ")
		a.Others += " " + strings.ToUpper(rest[:1]) + rest[1:] + "."
	}

	order := []int{best}
	for _, i := range append([]int{0, fastest}, indices(len(fit))...) {
		if !slices.Contains(order, i) && len(order) < listed {
			order = append(order, i)
		}
	}
	slices.SortFunc(order[1:], func(a, b int) int { return cmp.Compare(a, b) })
	for _, i := range order {
		c := fit[i]
		var notes []string
		if i == best {
			notes = append(notes, "use this")
		}
		if i == 0 {
			notes = append(notes, "nearest to exact")
		}
		if i == fastest && price(c) < math.Inf(1) {
			notes = append(notes, "fastest")
		}
		if c.Conjectured {
			notes = append(notes, "allowance rests on a measured figure")
		}
		a.Candidates = append(a.Candidates, Candidate{c.At, name(c), reports.ULPs(c.max), reports.Mean(c.mean),
			reports.Percent(c.right), reports.ULPs(c.over), nanoseconds(c.Nanoseconds), strings.Join(notes, ", ")})
	}
	return a
}

// name is a candidate's name, safe to show.
func name(c candidate) string { return reports.Clean(reports.Name(c.Implementation), reports.MaxName) }

func indices(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

// nanoseconds formats a time; "" is for what was not timed.
func nanoseconds(v float64) string {
	switch {
	case v <= 0:
		return ""
	case v < 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return reports.Count(n) + " " + many
}

// chosen returns the advice for rows of k logits, or for the widest that are narrower.
func chosen(all []Advice, k int) *Advice {
	var a *Advice
	for i := range all {
		if a == nil || all[i].From <= k {
			a = &all[i]
		}
	}
	return a
}
