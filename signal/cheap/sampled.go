package cheap

import (
	"cmp"
	"math"
	"slices"

	"github.com/softulp/softulp/impl"
)

// Estimate is a distribution that is 0 but for a few classes.
type Estimate struct {
	// Class holds the classes, ascending.
	Class []int
	// P holds their probabilities.
	P []float64
	// LogSum estimates the log-sum-exp of all logits.
	LogSum float64
}

// At returns the probability of class i.
func (e *Estimate) At(i int) float64 {
	if at, ok := slices.BinarySearch(e.Class, i); ok {
		return e.P[at]
	}
	return 0
}

// Sampled estimates a softmax from the logits of a target and of m classes drawn from
// a proposal Q, with replacement; draws of the target itself are left out.
//
//	z_t = x_t,  z_j = fl(x_j − fl(log fl(m·Q_j)))  for each draw j ≠ t
//	P = softmax(z)
//
// Corrected so, e^x_t + Σ_draws e^z_j has the expected value Σ e^x_i of the whole sum. Its
// reciprocal has not: by Jensen's inequality the expected P_t is above the target's softmax.
// Sources: Bengio and Senécal, Quick training of probabilistic neural nets by
// importance sampling, 2003; Jean, Cho, Memisevic and Bengio, On using very large
// target vocabulary for neural machine translation, 2015, equation 8.
func Sampled(a impl.Arithmetic, x []float64, target, m int, q Proposal, uniform func() float64) Estimate {
	type candidate struct {
		class int
		z     float64
	}
	all := []candidate{{target, x[target]}}
	for range m {
		j := q.Draw(uniform())
		if j == target {
			continue
		}
		log := a.Log(a.Mul(a.Round(float64(m)), a.Round(q.Probability(j))))
		all = append(all, candidate{j, a.Sub(x[j], log)})
	}
	slices.SortStableFunc(all, func(x, y candidate) int { return cmp.Compare(x.class, y.class) })
	z := make([]float64, len(all))
	for i, c := range all {
		z[i] = c.z
	}
	var e Estimate
	e.LogSum = a.Store(logSumExp(a, z))
	softmax(a, z, z, 1)
	for i, c := range all {
		if n := len(e.Class); n > 0 && e.Class[n-1] == c.class {
			e.P[n-1] = a.Add(e.P[n-1], z[i])
			continue
		}
		e.Class = append(e.Class, c.class)
		e.P = append(e.P, z[i])
	}
	for i, p := range e.P {
		e.P[i] = a.Store(p)
	}
	return e
}

// TotalVariation returns half of the sum of the distances between the estimate and
// a distribution, which is held against its classes alone as the others are 0.
func (e *Estimate) TotalVariation(p []float64) float64 {
	sum, seen := 0.0, 0.0
	for i, class := range e.Class {
		sum += math.Abs(e.P[i] - p[class])
		seen += p[class]
	}
	return float64((sum + max(1-seen, 0)) / 2)
}
