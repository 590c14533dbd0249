package remedy

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// adafactor keeps the running means of the squares by row and by column, and takes
// their product for the matrix; it limits the update's root mean square to 1
// and makes steps relative to that of the weights.
//
//	β = 1 − t^-0.8, ρ = min(0.01, 1/√t)
//	R_i = fl(fl(β·R_i) + fl((1−β)·mean over j of fl(fl(g_ij²) + ε1)))
//	C_j = the same over i
//	U_ij = fl(fl(g_ij / fl(√fl(R_i / mean R))) / fl(√C_j))
//	d = fl(−fl(fl(max(ε2, rms w)·ρ) / max(1, rms U))·U)
//
// Means take the place of the paper's sums over rows and columns, which changes no
// quotient and keeps them within the range of short formats; they are pairwise. The
// roots are taken one by one, as in Tensor2Tensor: where a row and a column of the gradient are
// zero, R_i·C_j is about ε1², which underflows in float32.
func adafactor() Method {
	return Method{
		Name:   "Adafactor",
		About:  "The root mean squares by row and by column, clipped updates, steps relative to the weights.",
		Source: "Shazeer and Stern, Adafactor: adaptive learning rates with sublinear memory cost, 2018, algorithms 4 and 6",
		New:    func(rows, columns int) Rule { return NewAdafactor(rows, columns) },
	}
}

// The constants of Adafactor that its paper proposes, in section 9.
const (
	AdafactorEpsilon1 = 1e-30
	AdafactorEpsilon2 = 1e-3
	AdafactorRate     = 1e-2
)

// Adafactor is the rule's state: the running means by row and by column, in the
// storage dtype.
type Adafactor struct {
	rows, columns []float64
	steps         int
	u             []float64
}

// NewAdafactor returns the rule for a matrix of weights.
func NewAdafactor(rows, columns int) *Adafactor {
	return &Adafactor{make([]float64, rows), make([]float64, columns), 0, make([]float64, rows*columns)}
}

// Change implements [Rule].
func (s *Adafactor) Change(a impl.Arithmetic, d, w, g []float64) {
	s.steps++
	wide := impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}
	t := float64(s.steps)
	decay := wide.Exp(-0.8 * wide.Log(t))
	rho := a.Round(min(AdafactorRate, 1/math.Sqrt(t)))
	n, k := len(s.rows), len(s.columns)

	square := func(i int) float64 { return a.Add(a.Mul(g[i], g[i]), a.Round(AdafactorEpsilon1)) }
	for i := range s.rows {
		s.rows[i] = s.follow(a, s.rows[i], decay, mean(a, k, func(j int) float64 { return square(i*k + j) }))
	}
	for j := range s.columns {
		s.columns[j] = s.follow(a, s.columns[j], decay, mean(a, n, func(i int) float64 { return square(i*k + j) }))
	}
	all := mean(a, n, func(i int) float64 { return s.rows[i] })
	for i, v := range g {
		s.u[i] = a.Div(a.Div(v, sqrt(a, a.Div(s.rows[i/k], all))), sqrt(a, s.columns[i%k]))
	}
	rate := a.Mul(max(a.Round(AdafactorEpsilon2), sqrt(a, meanOfSquares(a, w))), rho)
	rate = -a.Div(rate, max(1, sqrt(a, meanOfSquares(a, s.u))))
	for i, u := range s.u {
		d[i] = a.Mul(rate, u)
	}
}

// follow returns the running mean old after the new value, whose weight is decay.
func (s *Adafactor) follow(a impl.Arithmetic, old, decay, value float64) float64 {
	return a.Store(a.Add(a.Mul(a.Round(1-decay), old), a.Mul(a.Round(decay), value)))
}

// mean returns the mean of n terms.
func mean(a impl.Arithmetic, n int, term func(i int) float64) float64 {
	return a.Div(pairwiseSum(a, n, term), a.Round(float64(n)))
}
