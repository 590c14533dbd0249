package search

import (
	"math"
	"math/bits"
	"math/rand/v2"

	"gonum.org/v1/gonum/optimize"
)

// evolve lets an evolution strategy loose around a row: on bit patterns, in units of a
// power of two, or on the numbers themselves.
func (s *searcher) evolve() error {
	start := s.from()
	n := len(start.Keys)
	patterns := s.rng.IntN(2) == 0
	unit := math.Exp2(float64(s.rng.IntN(bits.Len64(uint64(s.most)))))
	if !patterns {
		unit = math.Ldexp(1, s.rng.IntN(24)-18)
	}
	q := start.clone()
	var failed error
	problem := optimize.Problem{Func: func(x []float64) float64 {
		if failed != nil {
			return math.Inf(1)
		}
		for i, v := range x {
			switch {
			case math.Abs(v) < 0x1p-30:
				q.Keys[i] = start.Keys[i]
			case patterns:
				q.Keys[i] = s.plus(start.Keys[i], int64(min(max(math.Round(v*unit), -0x1p61), 0x1p61)))
			default:
				y := s.value(start.Keys[i])
				q.Keys[i] = s.key(y + float64(v*unit*max(1, math.Abs(y))))
			}
		}
		s.clamp(&q)
		v, err := s.measure(&q, "evolve")
		if err != nil {
			failed = err
			return math.Inf(1)
		}
		return -logOf(v)
	}}
	method := &optimize.CmaEsChol{InitStepSize: 1, Src: rand.NewPCG(s.rng.Uint64(), s.rng.Uint64())}
	settings := &optimize.Settings{FuncEvaluations: generations, Concurrent: 1, Converger: optimize.NeverTerminate{}}
	// An error here is the strategy's own (its distribution has become singular), and ends
	// this evolution; the rows that it has met are kept.
	optimize.Minimize(problem, make([]float64, n), settings, method)
	return failed
}
