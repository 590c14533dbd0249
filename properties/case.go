package properties

import (
	"math/rand/v2"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/hazards"
)

// Case is one input, of numbers of the dtype, and what the property draws in
// addition (a permutation, a shift, a place to split).
type Case struct {
	Hazard string // what the row aims at, if it aims at anything
	function.Input
	Seed uint64
}

// rand returns the case's source of random numbers: PCG-DXSM, the same on every
// architecture.
func (c *Case) rand() *rand.Rand { return rand.New(rand.NewPCG(c.Seed, 0x736f6674)) }

// Cases returns n cases for a dtype, the same for the same seed: rows that aim
// where kernels break, small ones first, each tenth a row whose answer is a matter
// of convention.
func Cases(f dtype.Format, seed uint64, n int) []Case {
	special := hazards.Special(f)
	slices.SortStableFunc(special, func(a, b hazards.Row) int { return len(a.X) - len(b.X) })
	rows := hazards.Default(f, seed, n)
	cases := make([]Case, 0, n)
	for i := range rows {
		c := Case{rows[i].Hazard, function.Logits(rows[i].X), seed + uint64(i)}
		if j := i / 10; i%10 == 8 && j < len(special) {
			row := special[j/2]
			if j%2 == 1 {
				row = special[len(special)-1-j/2]
			}
			c = Case{row.Hazard, function.Logits(row.X), seed}
		}
		cases = append(cases, c)
	}
	return cases[:min(n, len(cases))]
}
