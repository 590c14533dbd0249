package gate

import (
	"hash/fnv"
	"io"
	"math"

	"github.com/softulp/softulp/dtype"
)

// DType is the dtype of the tally's answers.
func (t *tally) DType() dtype.Format { return t.arithmetic.Storage }

// difference is an answer that was another one before.
type difference struct {
	row, index    int // of the case and in its answer
	place, of     int
	before, after float64
}

// comparison is what came of asking for rows again.
type comparison struct {
	rows   int // that had an answer before
	differ *difference
}

// compare holds a batch's answers against those of the first time.
func compare(p *placed, b *Batch, answers [][]float64) *comparison {
	c := new(comparison)
	for n, i := range p.rows {
		if i == company || answers[i] == nil {
			continue
		}
		c.rows++
		if k := differs(answers[i], b.Answer(n)); k >= 0 && c.differ == nil {
			c.differ = &difference{i, k, n, len(p.rows), answers[i][k], b.Answer(n)[k]}
		}
	}
	return c
}

// differs returns the index of the first answer that is another one, or -1. All NaN are the
// same.
func differs(before, after []float64) int {
	var bits uint64
	after = after[:len(before)]
	for k, v := range before {
		bits |= math.Float64bits(v) ^ math.Float64bits(after[k])
	}
	if bits == 0 {
		return -1
	}
	for k, v := range before {
		if w := after[k]; math.Float64bits(v) != math.Float64bits(w) && !(v != v && w != w) {
			return k
		}
	}
	return -1
}

// hash returns a number for names, which are not empty.
func hash(names ...string) uint64 {
	h := fnv.New64a()
	for _, n := range names {
		io.WriteString(h, n+"\x00") // a hash never returns an error
	}
	return h.Sum64()
}
