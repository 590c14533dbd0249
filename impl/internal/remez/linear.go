package remez

import (
	"errors"
	"math/big"
)

func newFloat(x float64) *big.Float {
	return new(big.Float).SetPrec(Precision).SetFloat64(x)
}

// evaluate returns Σ c_j x^j by Horner's rule.
func evaluate(c []*big.Float, x *big.Float) *big.Float {
	y := newFloat(0)
	for j := len(c) - 1; j >= 0; j-- {
		y.Mul(y, x)
		y.Add(y, c[j])
	}
	return y
}

// solve solves the system of m equations whose rows are the m coefficients
// and the right-hand side, by elimination with partial pivoting. It overwrites
// rows.
func solve(rows [][]*big.Float) ([]*big.Float, error) {
	m := len(rows)
	for k := range m {
		pivot := k
		for i := k + 1; i < m; i++ {
			if magnitude(rows[i][k]).Cmp(magnitude(rows[pivot][k])) > 0 {
				pivot = i
			}
		}
		if rows[pivot][k].Sign() == 0 {
			return nil, errors.New("remez: singular system")
		}
		rows[k], rows[pivot] = rows[pivot], rows[k]
		for i := k + 1; i < m; i++ {
			factor := newFloat(0).Quo(rows[i][k], rows[k][k])
			for j := k; j <= m; j++ {
				rows[i][j].Sub(rows[i][j], newFloat(0).Mul(factor, rows[k][j]))
			}
		}
	}
	x := make([]*big.Float, m)
	for k := m - 1; k >= 0; k-- {
		x[k] = newFloat(0).Set(rows[k][m])
		for j := k + 1; j < m; j++ {
			x[k].Sub(x[k], newFloat(0).Mul(rows[k][j], x[j]))
		}
		x[k].Quo(x[k], rows[k][k])
	}
	return x, nil
}

func magnitude(x *big.Float) *big.Float { return newFloat(0).Abs(x) }
