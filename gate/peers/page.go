package peers

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/softulp/softulp/gate"
)

// Page writes the report as Markdown.
func (r *Report) Page(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, `# Softmax in libraries that people use

Made by `+"`make peers`"+`, which installs the libraries, asks each through its adapter and holds every answer against the
exact one: %s rows, seed %d, on %s. What is known of each library (how it is asked, which model it is
judged by and why, what it fails) is a file of [gate/peers/libraries](../gate/peers/libraries); a run that finds anything else than
these files say fails. [peers.json](peers.json) has the same figures for programs. The commands below are for the root of the
repository, after `+"`make peers-install`"+`; python3 is one that can import NumPy.

How to read the numbers is in the [README](../README.md#how-to-read-the-numbers). In short: an error of 0.5 ulp is that of a
correctly rounded answer, **error/allowed** above 1 is more than the algorithm explains, and answers that are wrong in kind are counted
apart and are in no error. What fails is one of three things:

- a **defect** is wrong by any reading, or less accurate than the library's own algorithm explains;
- a **weakness** is what the algorithm or the arithmetic explains, honestly: others do better;
- a **choice** is a convention where mathematics leaves one, or where others have the same.

`, group(r.Cases), r.Seed, r.Processor)
	r.summary(b)
	r.findings(b, Defect, "Defects")
	r.findings(b, Weakness, "Weaknesses")
	r.findings(b, Choice, "Choices")
	r.figures(b)
	r.models(b)
	r.absent(b)
	r.news(b)
	return b.Flush()
}

// summary is a line a library.
func (r *Report) summary(b *bufio.Writer) {
	fmt.Fprint(b, "| library | version | from | entries | pass | with a defect | with a weakness or a choice |\n|---|---|---|---:|---:|---:|---:|\n")
	for _, l := range r.Results {
		if l.Absent != "" {
			continue
		}
		pass, defect, other := 0, 0, 0
		for i := range l.Entries {
			switch kinds := l.kinds(&l.Entries[i]); {
			case kinds == string(gate.Pass):
				pass++
			case strings.Contains(kinds, string(Defect)) || strings.Contains(kinds, "new") || l.Entries[i].Verdict != gate.Fail:
				defect++
			default:
				other++
			}
		}
		fmt.Fprintf(b, "| %s | %s | %s | %d | %d | %d | %d |\n", text(l.Name), text(l.Version), text(l.Source), len(l.Entries), pass, defect, other)
	}
	fmt.Fprint(b, "\nAn entry is a function in a dtype along an axis.\n\n")
}

// findings lists those of a kind.
func (r *Report) findings(b *bufio.Writer, kind Kind, title string) {
	fmt.Fprintf(b, "## %s\n\n", title)
	none := true
	for _, l := range r.Results {
		for _, f := range l.Findings {
			if f.Kind != kind {
				continue
			}
			none = false
			fmt.Fprintf(b, "**%s %s**: %s\n\n", text(l.Name), text(l.Version), text(f.Text))
			fmt.Fprintf(b, "In %s. Smallest input found, for %s in %s:\n\n", text(listed(f.Entries)), text(f.Check), text(f.In))
			fmt.Fprintf(b, "    %s\n", strings.Join(example(&f.Example), "\n    "))
			if c := f.Example.Command; c != "" {
				fmt.Fprintf(b, "    $ %s\n", c)
			}
			fmt.Fprintln(b)
		}
	}
	if none {
		fmt.Fprint(b, "None.\n\n")
	}
}

// figures is the large table.
func (r *Report) figures(b *bufio.Writer) {
	fmt.Fprint(b, `## All figures

The columns from "nan" to "zero sign" count answers that are wrong in kind: NaN where a number is due; a number where NaN is due;
an infinity where a number is due; a number where an infinity is due; 0 where a subnormal number is due; a zero of the wrong sign.
"profile" is the convention for rows with NaN and infinities that it keeps to, "row" whether a row's answer depends on nothing but the row, "again" whether
it is the same each time. "declined" counts rows that it refused.

`)
	fmt.Fprint(b, "| library | function | dtype | axis | max ulp | mean ulp | rounded right | error/allowed | nan | lost nan | inf | finite | flushed | zero sign | declined | profile | row | again | verdict |\n")
	fmt.Fprint(b, "|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|---|---|\n")
	for _, l := range r.Results {
		for i := range l.Entries {
			e := &l.Entries[i]
			axis, fits := e.Axis, e.Profile
			if axis == "" {
				axis = string(gate.Last)
			}
			if fits == "" {
				fits = "none"
			}
			w := &e.Wrong
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %.1f %% | %s | %d | %d | %d | %d | %d | %d | %d | %s | %s | %s | %s |\n",
				text(l.Name), text(e.Function), e.DType, axis, figure(e.MaxULP), figure(e.MeanULP), 100*e.CorrectlyRounded, figure(e.OverAllowance),
				w.NaN, w.LostNaN, w.Infinity, w.Finite, w.Flushed, w.ZeroSign, e.Declined, fits, yes(e.BatchInvariant), yes(e.Deterministic), l.kinds(e))
		}
	}
	fmt.Fprintln(b)
}

// models says what each library is judged by.
func (r *Report) models(b *bufio.Writer) {
	fmt.Fprint(b, "## What they are judged by\n\nWhere nothing is said, by what any program is that declares nothing: sums in any order in the dtype, or in float32 where that is "+
		"narrower, an exponential and a logarithm good to 4 ulp, the maximum subtracted first, a division last, no subnormal number flushed.\n\n")
	for _, l := range r.Results {
		for _, m := range l.Models {
			of := m.Of
			if of == "" {
				of = "all"
			}
			fmt.Fprintf(b, "- %s, %s: `%s`. %s\n", text(l.Name), text(of), compact(m.Model), text(m.Why))
		}
		for _, n := range l.Notes {
			fmt.Fprintf(b, "- %s: %s\n", text(l.Name), text(n))
		}
	}
	fmt.Fprintln(b)
}

// absent lists what was not judged.
func (r *Report) absent(b *bufio.Writer) {
	if !slices.ContainsFunc(r.Results, func(l Result) bool { return l.Absent != "" }) {
		return
	}
	fmt.Fprint(b, "## Not judged\n\n")
	for _, l := range r.Results {
		if l.Absent != "" {
			fmt.Fprintf(b, "- %s: %s\n", text(l.Name), text(l.Absent))
		}
	}
	fmt.Fprintln(b)
}

// news lists what the files do not say.
func (r *Report) news(b *bufio.Writer) {
	news := r.Changed(false)
	if len(news) == 0 {
		return
	}
	fmt.Fprint(b, "## New\n\nNot in the libraries' files:\n\n")
	for _, n := range news {
		fmt.Fprintf(b, "- %s\n", text(n))
	}
	fmt.Fprintln(b)
}

// example lists an input and what came of it, a line each.
func example(c *gate.Counterexample) []string {
	row := func(name string, v []string) string {
		const most = 12
		if len(v) > most {
			v = append(slices.Clone(v[:most]), fmt.Sprintf("and %d more", len(v)-most))
		}
		return fmt.Sprintf("%-9s %s", name, strings.Join(v, " "))
	}
	lines := []string{row("x", c.X)}
	if c.Truncated {
		lines[0] += " (a part of the row)"
	}
	if c.Target != nil {
		lines = append(lines, row("target", []string{strconv.Itoa(*c.Target)}))
	}
	if c.Cotangent != nil {
		lines = append(lines, row("cotangent", c.Cotangent))
	}
	if c.Weights != nil {
		lines = append(lines, row("weights", c.Weights))
	}
	return append(lines, row("got", c.Got), row("exact", c.Exact))
}

// listed joins entries, cut short.
func listed(entries []string) string {
	const most = 6
	if len(entries) > most {
		return fmt.Sprintf("%s and %d more entries", strings.Join(entries[:most], "; "), len(entries)-most)
	}
	return strings.Join(entries, "; ")
}

// text escapes what has a meaning in Markdown tables and lines.
func text(s string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "\n", " ").Replace(s)
}

func yes(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "yes"
	}
	return "no"
}

// figure writes a number in three digits.
func figure(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }

// group writes a number with commas.
func group(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func compact(model []byte) string { return strings.Join(strings.Fields(string(model)), " ") }
