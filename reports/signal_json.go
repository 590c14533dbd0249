package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/softulp/softulp/signal"
)

// signalDocument is a laboratory's report as JSON: the report's keys, and the claims
// that were weighed.
type signalDocument struct {
	*signal.Report
	Claims []signalClaim `json:"claims"`
}

type signalClaim struct {
	Statement string         `json:"statement"`
	Source    string         `json:"source,omitempty"`
	Verdict   signal.Verdict `json:"verdict"`
	When      string         `json:"when,omitempty"`
	For       []string       `json:"for"`
	Against   []string       `json:"against"`
}

// SignalJSON writes a laboratory's report as one JSON object with a newline at the end. Lists
// are never null. It holds nothing that differs from run to run of one seed.
func SignalJSON(w io.Writer, r *signal.Report) error {
	copied := *r
	copied.Results = []*signal.Result{}
	doc := signalDocument{Report: &copied, Claims: []signalClaim{}}
	for _, result := range r.Results {
		l := *result
		l.Findings = append([]signal.Finding{}, l.Findings...)
		l.Tables = append([]signal.Table{}, l.Tables...)
		l.Figures = append([]signal.Figure{}, l.Figures...)
		doc.Results = append(doc.Results, &l)
	}
	for _, c := range r.Claims() {
		doc.Claims = append(doc.Claims, signalClaim{
			c.Statement, c.Source, c.Verdict, c.When, append([]string{}, c.For...), append([]string{}, c.Against...),
		})
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("results: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}
