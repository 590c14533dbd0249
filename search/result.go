package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/search/shard"
)

// Schema is the version of the results document.
const Schema = "softulp-search/1"

// Result is what searches found, all of each or one shard.
type Result struct {
	Schema string `json:"schema"`
	// Shard is nil in the result of the whole.
	Shard   *shard.Shard `json:"shard,omitempty"`
	Entries []Entry      `json:"entries"`
}

// Entry is what one search found.
type Entry struct {
	Config
	// Proved says that every row was judged: Best has the largest score there is.
	Proved bool   `json:"proved"`
	Best   *Found `json:"best,omitempty"`   // nil where no row has a score above 0
	Random *Found `json:"random,omitempty"` // by random search alone
	// Ratio is how much worse Best is than Random; 0 where there is nothing to compare.
	Ratio float64 `json:"ratio,omitempty"`
}

// Found is a row.
type Found struct {
	Score     float64  `json:"score"` // by the objective
	How       string   `json:"how"`   // it was found: "split", ...
	Island    int      `json:"island"`
	X         []string `json:"x"` // hexadecimal floats
	Target    *int     `json:"target,omitempty"`
	Cotangent []string `json:"cotangent,omitempty"`
	Weights   []string `json:"weights,omitempty"`
	Index     int      `json:"index"` // of the answer
	Got       string   `json:"got,omitempty"`
	Exact     string   `json:"exact"` // correctly rounded
	ULP       float64  `json:"ulp"`   // its error; 0 if it is of the wrong class
	Expected  string   `json:"expected,omitempty"`
}

// entry makes the result of a shard of its islands.
func (s *Search) entry(islands []island) (*Entry, error) {
	e := &Entry{Config: s.Config, Proved: s.Config.enumerable()}
	for i := range islands {
		st := &islands[i]
		for _, c := range []struct {
			to **Found
			of *scored
		}{{&e.Best, &st.Best}, {&e.Random, &st.RandomBest}} {
			if c.of.Score > 0 && (*c.to == nil || c.of.Score > (*c.to).Score) {
				f, err := s.show(c.of, st.Index)
				if err != nil {
					return nil, err
				}
				*c.to = f
			}
		}
	}
	e.compare()
	return e, nil
}

// compare fills in the ratio.
func (e *Entry) compare() {
	e.Ratio = 0
	if e.Best != nil && e.Random != nil {
		e.Ratio = min(e.Best.Score/e.Random.Score, math.MaxFloat64)
	}
}

// show renders a point.
func (s *Search) show(p *scored, island int) (*Found, error) {
	e := &evaluator{space: newSpace(s.Config.fn, s.Config.f), s: s.Subject, o: s.Config.Objective}
	v, err := e.score(&p.Point)
	if err != nil {
		return nil, err
	}
	if v.score != p.Score {
		return nil, fmt.Errorf("%s does not answer twice alike: %v has the score %v, and had %v", s.Subject.Name, e.in.X, v.score, p.Score)
	}
	rounded := make([]float64, len(e.y))
	if err := e.row.Round(e.fn, e.f, rounded); err != nil {
		return nil, err
	}
	f := &Found{Score: p.Score, How: p.How, Island: island, X: hexes(e.in.X), Index: p.Index, Exact: hex(rounded[p.Index])}
	switch vector, _ := e.fn.Vector(&e.in); {
	case e.fn.TakesTarget():
		target := e.in.Target
		f.Target = &target
	case vector == &e.in.Cotangent:
		f.Cotangent = hexes(*vector)
	case vector == &e.in.Weights:
		f.Weights = hexes(*vector)
	}
	if s.Config.Objective == Boundary {
		return f, nil
	}
	f.Got = hex(e.y[p.Index])
	if _, hi := e.row.Answer(e.fn).Error(p.Index, e.f, e.y[p.Index]); !math.IsInf(hi, 1) {
		f.ULP = hi
	}
	if s.Subject.Expected != nil {
		f.Expected = s.Subject.Expected(e.in)
	}
	return f, nil
}

// Input returns the row as a function takes it.
func (f *Found) Input() (in function.Input, err error) {
	for _, v := range []struct {
		to   *[]float64
		from []string
	}{{&in.X, f.X}, {&in.Cotangent, f.Cotangent}, {&in.Weights, f.Weights}} {
		for _, s := range v.from {
			x, e := strconv.ParseFloat(s, 64)
			err = errors.Join(err, e)
			*v.to = append(*v.to, x)
		}
	}
	if f.Target != nil {
		in.Target = *f.Target
	}
	return in, err
}

// Write writes the result as JSON.
func (r *Result) Write(w io.Writer) error {
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// Merge returns the result of the whole from those of all its shards, in any order: the
// same as one run without shards has. The whole by itself is what it is.
func Merge(parts []*Result) (*Result, error) {
	said := make([]shard.Part, len(parts))
	for i, p := range parts {
		said[i] = shard.Part{Schema: p.Schema, Shard: p.Shard, Entries: len(p.Entries)}
	}
	alone, err := shard.Complete(Schema, said)
	switch {
	case err != nil:
		return nil, err
	case alone:
		return parts[0], nil
	}
	whole := &Result{Schema: Schema, Entries: append([]Entry{}, parts[0].Entries...)}
	for _, p := range parts[1:] {
		for i := range p.Entries {
			a, b := &whole.Entries[i], &p.Entries[i]
			if a.Config != b.Config || a.Proved != b.Proved {
				return nil, fmt.Errorf("shard %v searched otherwise than shard %v: they are of different searches", *p.Shard, *parts[0].Shard)
			}
			a.Best, a.Random = worse(a.Best, b.Best), worse(a.Random, b.Random)
		}
	}
	for i := range whole.Entries {
		whole.Entries[i].compare()
	}
	return whole, nil
}

// worse returns the row with the larger score, that of the first island of equal ones.
func worse(a, b *Found) *Found {
	if a == nil || b != nil && (b.Score > a.Score || b.Score == a.Score && b.Island < a.Island) {
		return b
	}
	return a
}

func hex(x float64) string { return strconv.FormatFloat(x, 'x', -1, 64) }

func hexes(v []float64) []string {
	list := make([]string, len(v))
	for i, x := range v {
		list[i] = hex(x)
	}
	return list
}
