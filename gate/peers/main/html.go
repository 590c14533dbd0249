package main

import (
	"fmt"
	"slices"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/peers"
	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/html"
	"github.com/softulp/softulp/signal"
)

// writeHTML writes the libraries' results as one page with plots: side by side in each
// function and dtype.
func writeHTML(dir string, outcomes []*peers.Outcome) error {
	absent := signal.Table{Title: "Libraries that were not judged", Left: 2, Columns: []string{"library", "because"}}
	for _, o := range outcomes {
		if o.Document == nil {
			absent.Rows = append(absent.Rows, []string{o.Library.Name, o.Absent})
		}
	}
	page := &html.Page{Title: "softulp: libraries", Results: &reports.Results{Document: together(outcomes)}}
	if len(absent.Rows) > 0 {
		page.Sections = []html.Section{{Title: "Not judged", Text: []string{fmt.Sprintf("%d of %d libraries were not there.", len(absent.Rows), len(outcomes))},
			Tables: []signal.Table{absent}, Open: true}}
	}
	return html.Write(dir, page)
}

// together makes one document of those of the libraries that were judged.
func together(outcomes []*peers.Outcome) *gate.Document {
	all := &gate.Document{Schema: gate.Schema}
	for _, o := range outcomes {
		d := o.Document
		if d == nil {
			continue
		}
		if all.Date == "" {
			all.Seed, all.Profile, all.Go, all.Arch, all.Date = d.Seed, d.Profile, d.Go, d.Arch, d.Date
		}
		all.Seconds += d.Seconds
		all.Interrupted = all.Interrupted || d.Interrupted
		all.Cases += d.Cases
		for _, s := range d.Sources {
			i := slices.IndexFunc(all.Sources, func(known gate.Source) bool { return known.Name == s.Name })
			if i < 0 {
				all.Sources = append(all.Sources, s)
				continue
			}
			known := &all.Sources[i]
			known.Rows, known.MinK, known.MaxK = max(known.Rows, s.Rows), min(known.MinK, s.MinK), max(known.MaxK, s.MaxK)
			known.Answers += s.Answers
			known.Enclosed += s.Enclosed
		}
		for _, e := range d.Implementations {
			if e.Version == "" {
				e.Version = o.Version
			}
			all.Implementations = append(all.Implementations, e)
		}
	}
	return all
}
