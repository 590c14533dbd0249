package impl

import (
	"math"

	"github.com/softulp/softulp/function"
)

// tileWidth is the number of keys in a tile of FlashAttention's kernels.
const tileWidth = 128

// blocked works in tiles of 128 elements, each with its own maximum and sum,
// and merges their states as flash attention does.
//
//	m = −∞, s = 0; for each tile t, in order, unless all of it is −∞:
//	    m_t = max of the tile
//	    s_t = fl(…fl(fl(e_0 + e_1) + e_2) + …), e_j = fl(exp(fl(x_j − m_t)))
//	    m' = max(m, m_t)
//	    s = fl(fl(s·fl(exp(fl(m − m')))) + fl(s_t·fl(exp(fl(m_t − m'))))), m = m'
//	y_i = store(fl(fl(exp(fl(x_i − m)))/s))
func blocked() Implementation {
	return Implementation{
		Name:        "blocked",
		Function:    function.Softmax,
		About:       "Tiles of 128 with their own maximum and sum, merged as in flash attention.",
		Source:      "Dao, Fu, Ermon, Rudra and Ré, FlashAttention, arXiv:2205.14135, algorithm 1",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Scheme = Blocked
			m.Block = tileWidth
			return m
		},
		Compute: onLogits(blockedSoftmax),
		Expected: logitsExpected(func(a Arithmetic, x []float64) string {
			return sumOverflows(a, len(x), func() float64 { _, s := blockedSum(a, x); return s })
		}),
	}
}

func blockedSoftmax(a Arithmetic, y, x []float64) {
	m, s := blockedSum(a, x)
	exponentials(a, y, x, m)
	for i, e := range y {
		y[i] = a.Store(a.Div(e, s))
	}
}

// blockedSum returns the maximum m of x and Σ exp(x_j − m), or (−Inf, 0) where
// every x_j is −Inf.
func blockedSum(a Arithmetic, x []float64) (m, s float64) {
	m = math.Inf(-1)
	for len(x) > 0 {
		tile := x[:min(tileWidth, len(x))]
		x = x[len(tile):]
		mt := maximum(tile)
		if math.IsInf(mt, -1) {
			continue // a masked tile; −∞ − (−∞) would make s NaN for good
		}
		st := sumOfExponentials(a, tile, mt, -1)
		next := max(m, mt)
		s = a.Add(a.Mul(s, a.Exp(a.Sub(m, next))), a.Mul(st, a.Exp(a.Sub(mt, next))))
		m = next
	}
	return m, s
}
