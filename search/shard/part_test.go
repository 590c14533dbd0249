package shard

import (
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	of := func(i, n, entries int) Part { return Part{"s/1", &Shard{i, n}, entries} }
	whole := Part{"s/1", nil, 3}
	for _, c := range []struct {
		parts []Part
		whole bool
		err   string
	}{
		{nil, false, "nothing to merge"},
		{[]Part{whole}, true, ""},
		{[]Part{{"other", nil, 3}}, false, `schema "other": want s/1`},
		{[]Part{whole, of(0, 1, 3)}, false, "beside others"},
		{[]Part{of(0, 1, 3)}, false, ""},
		{[]Part{of(1, 2, 3), of(0, 2, 3)}, false, ""},
		{[]Part{of(0, 3, 3), of(1, 3, 3)}, false, "1 of 3 shards are missing, 2/3 first"},
		{[]Part{of(0, 2, 3), of(1, 2, 4)}, false, "they are of different runs"},
		{[]Part{of(0, 2, 3), of(0, 2, 3)}, false, "0/2"},
		{[]Part{of(0, 2, 3), of(1, 3, 3)}, false, "1/3"},
	} {
		whole, err := Complete("s/1", c.parts)
		if whole != c.whole || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%v: %v, %v", c.parts, whole, err)
		}
	}
}
