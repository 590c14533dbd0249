package cheap

import "github.com/softulp/softulp/impl"

// Groups splits classes into runs of consecutive ones: group g is [Groups[g],
// Groups[g+1]).
type Groups []int

// Equal splits k classes into n groups whose sizes differ by at most one.
func Equal(k, n int) Groups {
	g := make(Groups, n+1)
	for i := range g {
		g[i] = k * i / n
	}
	return g
}

// Len returns the number of groups.
func (g Groups) Len() int { return len(g) - 1 }

// Of returns the classes of a group, of a vector of all.
func (g Groups) Of(x []float64, group int) []float64 { return x[g[group]:g[group+1]] }

// Holding returns the group of a class that is in one.
func (g Groups) Holding(class int) int {
	for group := range g.Len() {
		if class < g[group+1] {
			return group
		}
	}
	return g.Len() - 1
}

// ExactScores writes a logit for each group, the log-sum-exp of those of its classes: with
// them a softmax over groups, then within one, is the softmax of all, and needs all logits.
func ExactScores(a impl.Arithmetic, scores, x []float64, g Groups) {
	for i := range scores {
		scores[i] = a.Store(logSumExp(a, g.Of(x, i)))
	}
}

// LinearScores writes the first-order Taylor polynomials of those log-sum-exps at the
// logits base: what a vector for each group can give of them, where the logits are
// linear in a hidden state h and base is what they are at h = 0. For x = Wh + base
// the score is v·h + log-sum-exp(base), with v = Σ π_j w_j and π the softmax of base
// within the group, so that a model that holds v needs one dot product for it.
//
//	score = lse(base) + Σ fl(π_j·fl(x_j − base_j))
//
// By convexity it is never above the exact score, but for rounding.
func LinearScores(a impl.Arithmetic, scores, x, base []float64, g Groups) {
	for i := range scores {
		of, from := g.Of(x, i), g.Of(base, i)
		pi := make([]float64, len(of))
		softmax(a, pi, from, 1)
		score := logSumExp(a, from)
		for j, p := range pi {
			score = a.Add(score, a.Mul(p, a.Sub(of[j], from[j])))
		}
		scores[i] = a.Store(score)
	}
}
