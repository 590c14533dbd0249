package reports

import (
	"bytes"
	"fmt"

	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// markdownMutants writes what kills each mutant, how many each suite kills, and
// what each suite makes of each mutant.
func markdownMutants(b *bytes.Buffer, m *killmatrix.Matrix) {
	if m == nil {
		return
	}
	fmt.Fprintf(b, "\n## Mutants\n\nImplementations with a known defect, and what kills them. %s.\n", markdown(killmatrix.Summary(m), maxText))
	if len(m.NotJudged) > 0 {
		s := list(cleaned(m.NotJudged))
		fmt.Fprintf(b, "\nNot judged: %s.\n", markdown(s, len(s)))
	}
	if len(m.Rows) == 0 {
		return
	}
	cell := func(s string) string { return markdown(s, maxCell) }
	fmt.Fprintf(b, "\n%s\n", lay(killmatrix.Kills(m), cell).RenderMarkdown())
	fmt.Fprintf(b, "\nTimes: %s.\n", killmatrix.Times(m))
	fmt.Fprintf(b, "\n### Suites side by side\n\n%s\n", lay(killmatrix.Totals(m), cell).RenderMarkdown())
	fmt.Fprintf(b, "\n%s\n", lay(killmatrix.SideBySide(m), cell).RenderMarkdown())
	fmt.Fprintf(b, "\n%s\n", markdown(killmatrix.Legend, len(killmatrix.Legend)))
}
