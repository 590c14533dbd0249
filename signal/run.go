package signal

import (
	"context"
	"fmt"
)

// Schema names the form of a [Report] as JSON.
const Schema = "softulp-signal/1"

// Report is the results of one run.
type Report struct {
	Schema  string    `json:"schema"`
	Seed    uint64    `json:"seed"`
	Results []*Result `json:"results"`
	// Incomplete says that the run was interrupted: the results are those of the
	// experiments that had come to their end.
	Incomplete bool `json:"incomplete,omitempty"`
}

// Run runs the experiments in turn. Progress, if not nil, is told before each of
// them how many of how many are done, and the name of the next. When ctx is
// done Run returns what it has, which it calls incomplete.
func Run(ctx context.Context, experiments []Experiment, seed uint64, progress func(done, total int, next string)) (*Report, error) {
	report := &Report{Schema: Schema, Seed: seed, Results: []*Result{}}
	for i, e := range experiments {
		if progress != nil {
			progress(i, len(experiments), e.Name)
		}
		r, err := e.Run(ctx, seed)
		if ctx.Err() != nil {
			report.Incomplete = true
			return report, nil
		}
		if err != nil {
			return nil, fmt.Errorf("experiment %s: %w", e.Name, err)
		}
		r.Name, r.Title, r.Question = e.Name, e.Title, e.Question
		for j := range r.Findings {
			r.Findings[j].Command = fmt.Sprintf("softulp signal --seed %d --experiment %s", seed, e.Name)
		}
		report.Results = append(report.Results, r)
	}
	return report, nil
}

// Broken returns the findings that do not hold.
func (r *Report) Broken() []Finding {
	var broken []Finding
	for _, result := range r.Results {
		for _, f := range result.Findings {
			if !f.Holds {
				broken = append(broken, f)
			}
		}
	}
	return broken
}
