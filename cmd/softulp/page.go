package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/softulp/softulp/reports"
	"github.com/softulp/softulp/reports/html"
	"github.com/softulp/softulp/reports/plots"
	"github.com/softulp/softulp/search"
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

// reportPlots writes the plots of a report, and the figures behind them, into a folder.
func reportPlots(dir string, results *reports.Results) error {
	files, err := plots.CSV(results.Document)
	if err != nil {
		return err
	}
	for _, f := range append(files, plots.SVG(results.Document)...) {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// searchPage writes the page of searches: a line for each, and the row that it found.
func searchPage(f searchFlags, result *search.Result) error {
	list := signal.Table{Title: "The worst rows", Left: 2, Columns: []string{"implementation", "function", "K", "by", "worst", "proved", "random search", "ratio"}}
	rows := signal.Table{Title: "Their inputs", Left: 9, Columns: []string{"implementation", "function", "by", "logits", "target", "cotangent or weights", "answer", "got", "exact"}}
	for _, e := range result.Entries {
		k := fmt.Sprint(e.MinK)
		if e.MaxK > e.MinK {
			k += fmt.Sprintf("-%d", e.MaxK)
		}
		line := []string{e.Name, string(e.Function), k, string(e.Objective), "0", "no", "", ""}
		if e.Proved {
			line[5] = "yes"
		}
		if e.Random != nil {
			line[6], line[7] = fmt.Sprintf("%.6g", e.Random.Score), fmt.Sprintf("%.3g", e.Ratio)
		}
		if b := e.Best; b != nil {
			line[4] = fmt.Sprintf("%.6g", b.Score)
			target := ""
			if b.Target != nil {
				target = fmt.Sprint(*b.Target)
			}
			rows.Rows = append(rows.Rows, []string{e.Name, string(e.Function), string(e.Objective), strings.Join(b.X, " "), target,
				strings.Join(append(b.Cotangent, b.Weights...), " "), fmt.Sprint(b.Index), b.Got, b.Exact})
		}
		list.Rows = append(list.Rows, line)
	}
	section := html.Section{Title: "The worst input", Tables: []signal.Table{list}, Open: true,
		Text: []string{"Proved: every row was judged, so that none is worse. Otherwise it is the worst that was found."}}
	if len(rows.Rows) > 0 {
		section.Tables = append(section.Tables, rows)
	}
	return html.Write(f.html, &html.Page{Title: "softulp: search", Summary: []string{fmt.Sprintf("%d searches, seed %d.", len(result.Entries), f.seed)}, Sections: []html.Section{section}})
}
