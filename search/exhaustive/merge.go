package exhaustive

import (
	"fmt"

	"github.com/softulp/softulp/search/shard"
)

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
			if err := whole.Entries[i].add(&p.Entries[i]); err != nil {
				return nil, fmt.Errorf("shard %v: %w", *p.Shard, err)
			}
		}
	}
	return whole, nil
}

// add makes e what came out of the parts that both are about.
func (e *Entry) add(o *Entry) error {
	if e.about() != o.about() {
		return fmt.Errorf("it has %s where others have %s: they are of different runs", o.about(), e.about())
	}
	e.Rows += o.Rows
	e.Answers += o.Answers
	e.Correct += o.Correct
	e.WrongClass += o.WrongClass
	e.Worst = farther(e.Worst, o.Worst)
	e.Wrong = farther(e.Wrong, o.Wrong)
	e.Sum = farther(e.Sum, o.Sum)
	return nil
}

func (e *Entry) about() string {
	return fmt.Sprintf("%s, %s, %s, %s", e.Name, e.Function, e.Accumulate, e.Domain)
}

// farther returns the larger of two figures, the first one of equal ones.
func farther(a, b *Found) *Found {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	e := Extreme{a.Value, a.Row, a.Index, true}
	e.see(b.Value, b.Row, b.Index)
	if e.Row == b.Row && e.Index == b.Index {
		return b
	}
	return a
}
