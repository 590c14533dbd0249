package reports

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/softulp/softulp/gate"
)

// summary says in three sentences what was verified, what failed unexpectedly
// and what to look at first.
func summary(r *Results) [3]string {
	return [3]string{verified(r.Document), failed(r), lookFirst(r)}
}

// verified says what was judged on which rows.
func verified(d *gate.Document) string {
	var functions, sources []string
	names, arithmetics := map[[2]string]bool{}, map[string]bool{}
	for _, s := range sections(d) {
		functions = append(functions, clean(s.function, maxName))
		for _, e := range s.entries {
			names[[2]string{s.function, algorithm(e)}] = true
			arithmetics[arithmetic(e)] = true
		}
	}
	for _, s := range d.Sources {
		sources = append(sources, fmt.Sprintf("%s of %s (%s)", plural(s.Rows, "row", "rows"), clean(s.Name, maxName), width(s)))
	}
	begin := "Verified"
	if d.Interrupted {
		begin = "Interrupted, and what follows is only a part: verified"
	}
	s := fmt.Sprintf("%s %s of %s in %s, %s in all, against the exact answers",
		begin, plural(len(names), "implementation", "implementations"), list(functions),
		plural(len(arithmetics), "arithmetic", "arithmetics"), plural(len(d.Implementations), "entry", "entries"))
	if len(sources) > 0 {
		s += ": " + list(sources)
	}
	return s + fmt.Sprintf(", %s judged in all%s.", plural(d.Cases, "row", "rows"), leftOut(d))
}

// leftOut says which rows were too wide to be judged, and in how many entries.
func leftOut(d *gate.Document) string {
	entries := map[int]int{}
	for _, e := range d.Implementations {
		if e.LeftOut > 0 {
			entries[e.Widest]++
		}
	}
	var parts []string
	for _, widest := range slices.Backward(slices.Sorted(maps.Keys(entries))) {
		parts = append(parts, fmt.Sprintf("those of more than %s in %s", plural(widest, "logit", "logits"), plural(entries[widest], "entry", "entries")))
	}
	if len(parts) == 0 {
		return ""
	}
	return ", without " + list(parts)
}

// width says how many logits the rows of a source have.
func width(s gate.Source) string {
	if s.MinK == s.MaxK {
		return fmt.Sprintf("K %d", s.MinK)
	}
	return fmt.Sprintf("K %d to %d", s.MinK, s.MaxK)
}

// maxFinding is the length, in runes, to which a finding is cut in a list of them.
const maxFinding = 100

// failed counts what failed, with the findings by name up to three.
func failed(r *Results) string {
	var findings []string
	var unjudged, expected int
	for _, e := range everything(r.Document) {
		switch rank(e) {
		case 0:
			findings = append(findings, fmt.Sprintf("%s (%s)", clean(e.Name, maxName), clean(e.Function, maxName)))
		case 1:
			unjudged++
		case 2:
			expected++
		}
	}
	for _, f := range r.mutantFindings() {
		findings = append(findings, clean(f, maxFinding))
	}
	var s string
	switch n := len(findings); {
	case n == 0 && unjudged == 0:
		s = "Nothing failed unexpectedly"
	case n == 0:
		s = "Nothing that could be judged failed unexpectedly"
	case n <= 3:
		s = plural(n, "finding", "findings") + ": " + list(findings)
	default:
		s = fmt.Sprintf("%s: %s and %d more", plural(n, "finding", "findings"), strings.Join(findings[:3], ", "), n-3)
	}
	if unjudged > 0 {
		s += fmt.Sprintf("; %d could not be judged", unjudged)
	}
	if r.Mutants != nil && len(r.Mutants.NotJudged) > 0 {
		s += "; " + plural(len(r.Mutants.NotJudged), "mutant was not judged", "mutants were not judged")
	}
	if expected > 0 {
		s += "; " + plural(expected, "failure is expected, as its algorithm explains", "failures are expected, as their algorithms explain")
	}
	return s + "."
}

// lookFirst names the entry that is worst, and its input. Where nothing failed
// unexpectedly that is the one nearest to its allowance.
func lookFirst(r *Results) string {
	all := everything(r.Document)
	if f := r.mutantFindings(); len(f) > 0 && (len(all) == 0 || rank(all[0]) > 1) {
		return fmt.Sprintf("Look first at this: %s.", clean(f[0], maxText))
	}
	if len(all) == 0 {
		return "There is nothing to look at."
	}
	first := all[0]
	if rank(first) == 2 {
		for _, e := range all {
			if rank(e) == 3 {
				first = e
				break
			}
		}
	}
	name := fmt.Sprintf("%s (%s)", clean(first.Name, maxName), clean(first.Function, maxName))
	at := inputs(first)
	switch {
	case failing(first) && len(at) > 0:
		return fmt.Sprintf("Look first at %s: %s.", name, place(at[0]))
	case failing(first):
		return fmt.Sprintf("Look first at %s.", name)
	}
	return fmt.Sprintf("Nearest to its allowance is %s, at %s of it.", name, ulps(first.WorstOverAllowance))
}

// list joins words as English does: "a, b and c".
func list(words []string) string {
	switch n := len(words); n {
	case 0:
		return "nothing"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}
