package shard

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, s := range []Shard{All, {3, 16}, {15, 16}, {Most - 1, Most}} {
		got, err := Parse(s.String())
		if err != nil || got != s {
			t.Errorf("%v: got %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "1", "/", "16/16", "-1/16", "0/0", "1/2/3", "a/b", "0/1048577", "9999999999999999999/2"} {
		if got, err := Parse(s); err == nil || !strings.Contains(err.Error(), "I/N") {
			t.Errorf("%q: got %v, %v", s, got, err)
		}
	}
}

// TestRange: the parts follow each other, from 0 to the end, and are as even as
// can be.
func TestRange(t *testing.T) {
	for _, total := range []uint64{0, 1, 15, 16, 17, 1 << 32, 1<<32 + 5, math.MaxUint64} {
		for _, n := range []int{1, 2, 3, 16, 1000} {
			next := uint64(0)
			for i := range n {
				lo, hi := Shard{i, n}.Range(total)
				if size := hi - lo; lo != next || hi < lo || size != total/uint64(n) && size != total/uint64(n)+1 {
					t.Fatalf("shard %d/%d of %d is [%d, %d) after %d", i, n, total, lo, hi, next)
				}
				next = hi
			}
			if next != total {
				t.Fatalf("%d shards of %d end at %d", n, total, next)
			}
		}
	}
}

func TestMissing(t *testing.T) {
	absent, err := Missing([]Shard{{3, 5}, {0, 5}, {1, 5}}, 5)
	if err != nil || !slices.Equal(absent, []int{2, 4}) {
		t.Errorf("absent %v, %v", absent, err)
	}
	for _, bad := range [][]Shard{{{0, 2}, {0, 2}}, {{0, 2}, {1, 3}}, {{2, 2}}} {
		if _, err := Missing(bad, 2); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}
