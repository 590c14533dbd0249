package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/softulp/softulp/gate/baseline"
)

// maxAnnotations is how many annotations of a kind GitHub shows of a step.
const maxAnnotations = 10

// GateGitHub writes a workflow command for each finding, which GitHub shows as an
// annotation: errors for what must not pass, notices for the verdict and for what else
// there is to know. Whatever a program or a file says is data of such a command and can
// begin none.
func GateGitHub(w io.Writer, g *Gate) error {
	var errors, notices []string
	word, sentence := g.verdict()
	for _, e := range g.entries() {
		switch stands(e) {
		case notAllowed, notJudged, declined:
			text := clean(e.Sentence, maxText)
			for _, x := range evidenceOf(e)[:min(1, len(evidenceOf(e)))] {
				text += "\n" + x.text
				if x.command != "" {
					text += "\n$ " + x.command
				}
			}
			errors = append(errors, annotation("error", g.label(e), text))
		case knownFailure:
			notices = append(notices, annotation("notice", g.label(e), "fails as expected: "+clean(e.Expected, maxText)))
		}
	}
	for _, c := range g.worse() {
		errors = append(errors, annotation("error", "baseline: "+string(c.Kind), clean(c.String(), maxText)))
	}
	for _, c := range g.Changes {
		if c.Kind == baseline.Better {
			notices = append(notices, annotation("notice", "baseline: better", clean(c.String(), maxText)))
		}
	}
	if word == gatePass {
		notices = append([]string{annotation("notice", "softulp: "+word, sentence)}, notices...)
	} else {
		errors = append([]string{annotation("error", "softulp: "+word, sentence)}, errors...)
	}
	var b strings.Builder
	for _, list := range [][]string{errors, notices} {
		for _, a := range list[:min(len(list), maxAnnotations)] {
			b.WriteString(a)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// annotation writes a workflow command, as
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions has it.
func annotation(level, title, text string) string {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	return fmt.Sprintf("::%s title=%s::%s\n", level, property.Replace(unsaid(title)), data.Replace(unsaid(text)))
}
