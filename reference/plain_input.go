package reference

import "math/big"

// The losses and gradients of the plain tier, as their definitions have them.

// floats returns v at the working precision.
func (p *plainTerms) floats(v []float64) []*big.Float {
	f := make([]*big.Float, len(v))
	for i, w := range v {
		f[i] = plainFloat().SetFloat64(w)
	}
	return f
}

// labels returns (1 − ε)[i = t] + ε/K.
func (p *plainTerms) labels() []*big.Float {
	eps := plainFloat().SetFloat64(p.in.Smoothing)
	share := plainFloat().Quo(eps, new(big.Float).SetInt64(int64(len(p.d))))
	q := make([]*big.Float, len(p.d))
	for i := range q {
		q[i] = plainFloat().Set(share)
	}
	right := plainFloat().Sub(big.NewFloat(1), eps)
	q[p.in.Target].Add(q[p.in.Target], right)
	return q
}

// loss returns −Σ w_i·logsoftmax_i, of the w_i that are not 0.
func (p *plainTerms) loss(w []*big.Float) []*big.Float {
	sum := plainFloat()
	for i, l := range p.logSoftmax() {
		switch {
		case w[i].Sign() == 0 || sum.IsInf():
		case l.IsInf():
			sum.SetInf(false)
		default:
			sum.Sub(sum, plainFloat().Mul(w[i], l))
		}
	}
	return []*big.Float{sum}
}

// vjp returns s_i (g_i − Σ s_j g_j)/T.
func (p *plainTerms) vjp(g []*big.Float) []*big.Float {
	s, mean := p.softmax(), plainFloat()
	for j := range s {
		mean.Add(mean, plainFloat().Mul(s[j], g[j]))
	}
	for i := range s {
		s[i] = p.cooled(plainFloat().Mul(s[i], plainFloat().Sub(g[i], mean)))
	}
	return s
}

// gradient returns sign·(s_i Σ g_j − g_i)/T.
func (p *plainTerms) gradient(g []*big.Float, sign int64) []*big.Float {
	s, sum := p.softmax(), plainFloat()
	for _, v := range g {
		sum.Add(sum, v)
	}
	for i := range s {
		y := plainFloat().Sub(plainFloat().Mul(s[i], sum), g[i])
		s[i] = p.cooled(y.Mul(y, new(big.Float).SetInt64(sign)))
	}
	return s
}

// cooled returns y/T.
func (p *plainTerms) cooled(y *big.Float) *big.Float { return y.Quo(y, big.NewFloat(p.in.T())) }
