package properties

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/hazards"
	"github.com/softulp/softulp/properties/sides"
)

// Case is one input, of numbers of the dtype, and what the property draws in
// addition (a permutation, a shift, a place to split).
type Case struct {
	Hazard string // what the row aims at, if it aims at anything
	Aim    string // likewise, what goes with the row: see package sides
	function.Input
	Seed uint64
}

// rand returns the case's source of random numbers: PCG-DXSM, the same on every
// architecture.
func (c *Case) rand() *rand.Rand { return rand.New(rand.NewPCG(c.Seed, 0x736f6674)) }

// Cases returns n cases for a function in a dtype, the same for the same seed: rows
// that aim where kernels break, small ones first, each tenth a row whose answer is a
// matter of convention. Functions that take more than logits are given it, and no row
// of none if they take a target.
func Cases(fn function.Function, f dtype.Format, seed uint64, n int) []Case {
	special := hazards.Special(f)
	slices.SortStableFunc(special, func(a, b hazards.Row) int { return len(a.X) - len(b.X) })
	rows := hazards.Default(f, seed, n+1) // one of which is empty
	if fn.TakesTarget() {
		rows = slices.DeleteFunc(rows, func(r hazards.Row) bool { return len(r.X) == 0 })
	}
	rows = rows[:min(n, len(rows))]
	cases := make([]Case, 0, len(rows))
	for i, row := range rows {
		c := Case{Seed: seed + uint64(i)}
		if j := i / 10; i%10 == 8 && j < len(special) {
			row, c.Seed = special[j/2], seed
			if j%2 == 1 {
				row = special[len(special)-1-j/2]
			}
		}
		c.Hazard, c.Input = row.Hazard, function.Logits(row.X)
		c.AddSides(fn, f, seed+uint64(i))
		cases = append(cases, c)
	}
	return cases
}

// AddSides draws what a function takes besides the case's logits, the same for the same
// seed.
func (c *Case) AddSides(fn function.Function, f dtype.Format, seed uint64) {
	if fn.TakesSides() {
		d := sides.Draw(f, rand.New(rand.NewPCG(seed, 0x73696465)), c.X, fn)
		c.Input, c.Aim = d.Input, d.Aim(fn)
	}
}
