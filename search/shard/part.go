package shard

import (
	"errors"
	"fmt"
)

// Part is what a result says of itself.
type Part struct {
	Schema  string
	Shard   *Shard // nil in the result of a whole run
	Entries int
}

// Complete checks that parts are all the shards of one run whose results have the
// schema, with as many entries each, or one whole run by itself, which whole says.
func Complete(schema string, parts []Part) (whole bool, err error) {
	if len(parts) == 0 {
		return false, errors.New("there is nothing to merge")
	}
	var have []Shard
	for _, p := range parts {
		switch {
		case p.Schema != schema:
			return false, fmt.Errorf("schema %.40q: want %s", p.Schema, schema)
		case p.Shard == nil && len(parts) == 1:
			return true, nil
		case p.Shard == nil:
			return false, errors.New("the result of a whole run is beside others: only shards are merged")
		case len(have) > 0 && p.Entries != parts[0].Entries:
			return false, fmt.Errorf("shard %v has %d entries and shard %v %d: they are of different runs", *p.Shard, p.Entries, have[0], parts[0].Entries)
		}
		have = append(have, *p.Shard)
	}
	absent, err := Missing(have, have[0].Of)
	if err != nil {
		return false, err
	}
	if len(absent) > 0 {
		return false, fmt.Errorf("%d of %d shards are missing, %d/%d first: run them again with --shard", len(absent), have[0].Of, absent[0], have[0].Of)
	}
	return false, nil
}
