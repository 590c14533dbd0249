package hazards

import (
	"encoding/binary"
	"hash/fnv"
	"io"
	"math/rand/v2"
)

// newSource returns the random numbers of one row: the generator PCG-DXSM
// whose first seed word is seed and whose second is the 64-bit FNV-1a hash of
// the hazard's name, the width and the repetition, the two numbers as eight
// little-endian bytes. A row therefore depends on no other row, and rows of
// different formats are made of the same random numbers.
func newSource(seed uint64, hazard string, width, repetition int) *rand.Rand {
	h := fnv.New64a()
	io.WriteString(h, hazard) // a hash never returns an error
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], uint64(width))
	binary.LittleEndian.PutUint64(b[8:], uint64(repetition))
	h.Write(b[:])
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}
