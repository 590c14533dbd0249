package allowance

import (
	"encoding/binary"
	"slices"
)

// marks are set to 1 for buckets that are not empty. They are bytes, which can be stored without
// being read first, and read eight at a time.
type marks []byte

// resize returns n marks, all of them 0, in the same memory if it suffices.
func (m marks) resize(n int) marks {
	n = (n + 7) &^ 7
	m = slices.Grow(m[:0], n)[:n]
	clear(m)
	return m
}

// words returns how many words of eight marks there are, and word one of them, the first mark
// in the lowest byte.
func (m marks) words() int        { return len(m) / 8 }
func (m marks) word(i int) uint64 { return binary.LittleEndian.Uint64(m[8*i:]) }
