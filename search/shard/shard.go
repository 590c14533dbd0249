// Package shard divides long work among machines that know nothing of each other.
//
// Shard i of n, 0 ≤ i < n, has the same part of the work wherever it runs, so that
// one that died is run again alone. What the shards write is merged into what one
// machine writes that does all of it, byte for byte: results have counts and maxima
// only, with the first of equal ones, and no sums of rounded numbers.
package shard

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Most is the largest number of shards.
const Most = 1 << 20

// Shard is one part of N. The zero value is no shard; All is the whole.
type Shard struct {
	Index int `json:"index"` // from 0
	Of    int `json:"of"`
}

// All is the only shard of one.
var All = Shard{0, 1}

// Parse reads "3/16": the fourth of sixteen shards.
func Parse(s string) (Shard, error) {
	index, of, both := strings.Cut(s, "/")
	i, err1 := strconv.Atoi(index)
	n, err2 := strconv.Atoi(of)
	sh := Shard{i, n}
	if !both || err1 != nil || err2 != nil || !sh.Valid() {
		return Shard{}, fmt.Errorf("shard %.40q: want I/N with 0 ≤ I < N ≤ %d, as in 0/16 to 15/16", s, Most)
	}
	return sh, nil
}

// Valid reports whether there is such a shard.
func (s Shard) Valid() bool { return 0 <= s.Index && s.Index < s.Of && s.Of <= Most }

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Of) }

// Range returns the shard's part [lo, hi) of the numbers below total. The parts are
// contiguous, and their sizes differ by one at most.
func (s Shard) Range(total uint64) (lo, hi uint64) {
	part := func(i int) uint64 {
		h, l := bits.Mul64(total, uint64(i))
		q, _ := bits.Div64(h, l, uint64(s.Of)) // h < Of, as i ≤ Of and total < 2^64
		return q
	}
	if s.Index+1 == s.Of {
		return part(s.Index), total // where h would be as large as Of
	}
	return part(s.Index), part(s.Index + 1)
}

// Missing returns which shards of n are absent from have, and an error if one is
// there twice or is one of another number of shards.
func Missing(have []Shard, n int) (absent []int, err error) {
	there := make([]bool, n)
	for _, s := range have {
		switch {
		case s.Of != n:
			return nil, fmt.Errorf("shard %v beside one of %d: only shards of one run can be merged", s, n)
		case !s.Valid():
			return nil, fmt.Errorf("there is no shard %v", s)
		case there[s.Index]:
			return nil, fmt.Errorf("shard %v is there twice", s)
		}
		there[s.Index] = true
	}
	for i, ok := range there {
		if !ok {
			absent = append(absent, i)
		}
	}
	return absent, nil
}
