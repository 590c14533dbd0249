package properties

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/properties/hazards"
)

// Case is one input: a row of numbers of the dtype, and what the property draws in
// addition (a permutation, a shift, a place to split).
type Case struct {
	Hazard string // what the row aims at, if it aims at anything
	X      []float64
	Seed   uint64
}

// rand returns the case's source of random numbers: PCG-DXSM, the same on every
// architecture.
func (c *Case) rand() *rand.Rand { return rand.New(rand.NewPCG(c.Seed, 0x736f6674)) }

// Cases returns n cases for a dtype, the same for the same seed: rows that aim
// where kernels break, small ones first, each tenth a row whose answer is a matter
// of convention.
func Cases(f dtype.Format, seed uint64, n int) []Case {
	special := hazards.Special(f)
	rows := hazards.Default(f, seed, n)
	cases := make([]Case, 0, n)
	for i := 0; len(cases) < n && i < len(rows); i++ {
		if i%9 == 8 && i/9 < len(special) {
			row := special[i/9]
			cases = append(cases, Case{row.Hazard, row.X, seed})
		}
		cases = append(cases, Case{rows[i].Hazard, rows[i].X, seed + uint64(i)})
	}
	return cases[:min(n, len(cases))]
}
