package main

import (
	"context"

	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/html"
	"github.com/softulp/softulp/signal"
)

// reportPage writes the page of a report. Where the gradient dies is on it too, which takes
// a second to measure, unless the run was interrupted.
func reportPage(ctx context.Context, f reportFlags, results *reports.Results) error {
	page := &html.Page{Title: "softulp: accuracy report", Results: results}
	if ctx.Err() == nil {
		dies, err := signal.Find("margin")
		if err != nil {
			return err
		}
		if page.Signal, err = signal.Run(ctx, []signal.Experiment{dies}, f.seed, nil); err != nil {
			return err
		}
	}
	return html.Write(f.html, page)
}
