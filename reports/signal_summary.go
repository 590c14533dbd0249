package reports

import (
	"fmt"
	"strings"

	"github.com/softulp/softulp/signal"
)

// signalSummary says in a few sentences what a laboratory's run came to.
func signalSummary(r *signal.Report) []string {
	var names []string
	findings := 0
	for _, result := range r.Results {
		names = append(names, result.Name)
		findings += len(result.Findings)
	}
	var s []string
	if r.Incomplete {
		s = append(s, "Interrupted: these are the experiments that had come to their end.")
	}
	broken := len(r.Broken())
	switch {
	case len(names) == 0:
		return append(s, "No experiment came to its end.")
	case broken == 0:
		s = append(s, fmt.Sprintf("%s (%s), %s, all of which hold.", plural(len(names), "experiment", "experiments"), strings.Join(names, ", "), plural(findings, "finding", "findings")))
	default:
		s = append(s, fmt.Sprintf("%s (%s), %s, of which %s.", plural(len(names), "experiment", "experiments"), strings.Join(names, ", "),
			plural(findings, "finding", "findings"), plural(broken, "does not hold", "do not hold")))
	}
	claims := r.Claims()
	if len(claims) > 0 {
		count := map[signal.Verdict]int{}
		for _, c := range claims {
			count[c.Verdict]++
		}
		sentence := fmt.Sprintf("Of %d common statements %d are true, %d are false, %d are true only if more is said", len(claims),
			count[signal.True], count[signal.False], count[signal.OnlyIf])
		if n := count[signal.Undecided]; n > 0 {
			sentence += fmt.Sprintf(", and %d are undecided, as a finding that they rest on does not hold", n)
		}
		s = append(s, sentence+".")
	}
	return s
}

// verdictText is a claim's verdict in words.
func verdictText(w signal.Weighed) string {
	if w.Verdict == signal.OnlyIf {
		return "only if " + w.When
	}
	return string(w.Verdict)
}

// sentence makes words a sentence: with a capital, and a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
