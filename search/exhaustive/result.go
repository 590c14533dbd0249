package exhaustive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/search/shard"
)

// Schema is the version of the results document.
const Schema = "softulp-exhaustive/1"

// Result is what came out, of all entries or of one shard of each.
type Result struct {
	Schema string `json:"schema"`
	// Shard is nil in the result of the whole.
	Shard   *shard.Shard `json:"shard,omitempty"`
	Entries []Entry      `json:"entries"`
}

// Entry is what came out for one subject.
type Entry struct {
	Name       string `json:"name"`
	Function   string `json:"function"`
	DType      string `json:"dtype"`
	Accumulate string `json:"accumulate"`
	K          int    `json:"k"`
	// Domain says which rows there are, in words.
	Domain string `json:"domain"`

	Rows       uint64 `json:"rows"`
	Answers    uint64 `json:"answers"` // finite, where finite numbers are due
	Correct    uint64 `json:"correctly_rounded"`
	WrongClass uint64 `json:"wrong_class_rows"`
	Worst      *Found `json:"worst,omitempty"` // largest error, in ulps
	Wrong      *Found `json:"wrong_class,omitempty"`
	Sum        *Found `json:"sum,omitempty"` // largest |Σ − 1|, of a softmax
}

// Found is a row that was found.
type Found struct {
	Value     float64  `json:"value"`
	Row       uint64   `json:"row"` // its number
	X         []string `json:"x"`   // hexadecimal floats
	Target    *int     `json:"target,omitempty"`
	Cotangent []string `json:"cotangent,omitempty"`
	Weights   []string `json:"weights,omitempty"`
	Index     int      `json:"index"` // of the answer
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

// Item is something to go through.
type Item struct {
	entry Entry
	work  work
	found func(e Extreme) *Found
}

// Item returns a domain to go through.
func (d *Domain) Item() Item { return d.item(true) }

func (d *Domain) item(quickly bool) Item {
	s := d.Subject
	about := fmt.Sprintf("every row of %d %v numbers, infinities and NaN included", d.K, s.DType)
	switch v, name := s.Function.Vector(new(function.Input)); {
	case v != nil:
		about += ", with each unit vector as " + name
	case s.Function.TakesTarget():
		about += ", with each target"
	}
	return Item{
		entry: Entry{Name: s.Name, Function: string(s.Function), DType: s.DType.String(), Accumulate: d.Accumulates().String(),
			K: d.K, Domain: about},
		work: d.work(quickly),
		found: func(e Extreme) *Found {
			x := make([]float64, d.K)
			var in function.Input
			d.Row(e.Row, &in, x)
			f := &Found{Value: e.Value, Row: e.Row, X: hexes(x), Index: e.Index}
			switch v, _ := s.Function.Vector(&in); {
			case s.Function.TakesTarget():
				f.Target = &in.Target
			case v == &in.Cotangent:
				f.Cotangent = hexes(*v)
			case v == &in.Weights:
				f.Weights = hexes(*v)
			}
			return f
		},
	}
}

// Item returns an exponential's numbers to go through.
func (f Float32s) Item() Item {
	return Item{
		entry: Entry{Name: f.Name, Function: f.Function(), DType: "float32", Accumulate: "float32", K: 1,
			Domain: fmt.Sprintf("every float32 from %v to %v", f.Lo, f.Hi)},
		work: f.work(),
		found: func(e Extreme) *Found {
			return &Found{Value: e.Value, Row: e.Row, X: hexes([]float64{f.At(e.Row)})}
		},
	}
}

// Size returns the number of rows.
func (it Item) Size() uint64 { return it.work.size }

// Title names the item.
func (it Item) Title() string {
	return fmt.Sprintf("%s, %s of %d", it.entry.Name, it.entry.Function, it.entry.K)
}

// Run goes through a shard of each item, on all CPUs. The result does not depend on
// their number.
func Run(ctx context.Context, items []Item, sh shard.Shard, progress func(done, total uint64)) (*Result, error) {
	r := &Result{Schema: Schema, Entries: []Entry{}}
	if sh.Of > 1 {
		r.Shard = &sh
	}
	var done, total uint64
	for _, it := range items {
		lo, hi := sh.Range(it.work.size)
		total += hi - lo
	}
	for _, it := range items {
		t, err := over(ctx, it.work, sh, func(n uint64) {
			done += n
			if progress != nil {
				progress(done, total)
			}
		})
		if err != nil {
			return nil, err
		}
		e := it.entry
		e.Rows, e.Answers, e.Correct, e.WrongClass = t.Rows, t.Answers, t.Correct, t.WrongClass
		for _, f := range []struct {
			to   **Found
			from Extreme
		}{{&e.Worst, t.Worst}, {&e.Wrong, t.Wrong}, {&e.Sum, t.Sum}} {
			if f.from.Found {
				*f.to = it.found(f.from)
			}
		}
		r.Entries = append(r.Entries, e)
	}
	return r, nil
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

func hexes(v []float64) []string {
	list := make([]string, len(v))
	for i, x := range v {
		list[i] = strconv.FormatFloat(x, 'x', -1, 64)
	}
	return list
}
