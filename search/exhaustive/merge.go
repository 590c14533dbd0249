package exhaustive

import (
	"errors"
	"fmt"

	"github.com/softulp/softulp/search/shard"
)

// Merge returns the result of the whole from those of all its shards, in any order: the
// same as one run without shards has. The whole by itself is what it is.
func Merge(parts []*Result) (*Result, error) {
	switch {
	case len(parts) == 0:
		return nil, errors.New("there is nothing to merge")
	case len(parts) == 1 && parts[0].Shard == nil && parts[0].Schema == Schema:
		return parts[0], nil
	}
	var have []shard.Shard
	for _, p := range parts {
		switch {
		case p.Schema != Schema:
			return nil, fmt.Errorf("schema %.40q: want %s", p.Schema, Schema)
		case p.Shard == nil:
			return nil, errors.New("the result of a whole run beside others: only shards are merged")
		}
		have = append(have, *p.Shard)
	}
	absent, err := shard.Missing(have, have[0].Of)
	if err != nil {
		return nil, err
	}
	if len(absent) > 0 {
		return nil, fmt.Errorf("%d of %d shards are missing, %d/%d first: run them again with --shard", len(absent), have[0].Of, absent[0], have[0].Of)
	}
	whole := &Result{Schema: Schema, Entries: append([]Entry{}, parts[0].Entries...)}
	for _, p := range parts[1:] {
		if len(p.Entries) != len(whole.Entries) {
			return nil, fmt.Errorf("shard %v has %d entries and shard %v %d: they are of different runs", have[0], len(whole.Entries), *p.Shard, len(p.Entries))
		}
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
