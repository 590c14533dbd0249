package search

import (
	"fmt"
	"math/bits"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/search/shard"
)

// Islands is how many parts a search has, whatever there is to run them.
const Islands = 32

// Config is what a result follows from, besides the program.
type Config struct {
	Name        string    `json:"name"` // of the subject
	Function    string    `json:"function"`
	DType       string    `json:"dtype"`
	Accumulate  string    `json:"accumulate"`
	Objective   Objective `json:"objective"`
	Seed        uint64    `json:"seed"`
	Evaluations int64     `json:"evaluations"` // by the search, and by random search as many
	MinK        int       `json:"min_k"`
	MaxK        int       `json:"max_k"`
	Seeds       int       `json:"seeds"` // rows to begin with
	SeedsHash   string    `json:"seeds_hash"`

	fn function.Function
	f  dtype.Format
}

// WidestK bounds the width of the rows that are searched.
const WidestK = 64

// check completes a config and returns what is wrong with it.
func (c *Config) check() error {
	var err error
	if c.fn, err = function.Parse(c.Function); err != nil {
		return err
	}
	if c.f, err = dtype.Parse(c.DType); err != nil {
		return err
	}
	switch {
	case c.MinK < 1 || c.MaxK < c.MinK || c.MaxK > WidestK:
		return fmt.Errorf("rows of %d to %d logits: want at least 1 and at most %d", c.MinK, c.MaxK, WidestK)
	case c.Evaluations < Islands || int64(c.Evaluations) > 1<<40:
		return fmt.Errorf("%d evaluations: want at least %d, one for each island, and at most 2^40", c.Evaluations, Islands)
	}
	return nil
}

// budget returns the evaluations of an island.
func (c *Config) budget(island int) int64 {
	lo, hi := shard.Shard{Index: island, Of: Islands}.Range(uint64(c.Evaluations))
	return int64(hi - lo)
}

// k returns the width of the rows that an island draws.
func (c *Config) k(island int) int { return c.MinK + island%(c.MaxK-c.MinK+1) }

// rows returns the number of rows of k logits; ok is false where there are more than
// 2^60.
func (c *Config) rows(k int) (n uint64, ok bool) {
	s := newSpace(c.fn, c.f)
	n = 1
	if s.target {
		n = uint64(k)
	}
	for i := range s.size(k) {
		least, most := s.ends(i, s.size(k))
		hi, lo := bits.Mul64(n, uint64(most-least)+1)
		if hi != 0 || lo > 1<<60 {
			return 0, false
		}
		n = lo
	}
	return n, true
}

// total returns the number of all rows.
func (c *Config) total() (n uint64, ok bool) {
	for k := c.MinK; k <= c.MaxK; k++ {
		rows, ok := c.rows(k)
		if n += rows; !ok || n > 1<<60 {
			return 0, false
		}
	}
	return n, true
}

// enumerable reports whether there are no more rows than evaluations, so that all of them
// are judged.
func (c *Config) enumerable() bool {
	n, ok := c.total()
	return ok && n <= uint64(c.Evaluations)
}

// slice returns the rows that an island judges, if all are.
func (c *Config) slice(island int) (lo, hi uint64) {
	n, _ := c.total()
	return shard.Shard{Index: island, Of: Islands}.Range(n)
}

// nth returns a row by its number.
func (c *Config) nth(s *space, n uint64) point {
	k := c.MinK
	for ; ; k++ {
		rows, _ := c.rows(k)
		if n < rows {
			break
		}
		n -= rows
	}
	p := point{Keys: make([]int64, s.size(k))}
	for i := range p.Keys {
		least, most := s.ends(i, len(p.Keys))
		width := uint64(most-least) + 1
		p.Keys[i] = least + int64(n%width)
		n /= width
	}
	p.Target = int(n)
	return p
}
