package cheap

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// float64s is what probabilities of proposals are computed in, so that they are the
// same on every architecture.
var float64s = impl.Arithmetic{Storage: dtype.Float64, Accumulate: dtype.Float64}

// Proposal is a distribution over classes that samples are drawn from.
type Proposal struct {
	// Name is "uniform" or "log-uniform".
	Name string
	// Draw turns a uniform number in [0, 1) into a class.
	Draw func(u float64) int
	// Probability is that of drawing class i.
	Probability func(i int) float64
}

// Uniform draws each of k classes alike.
func Uniform(k int) Proposal {
	return Proposal{
		Name:        "uniform",
		Draw:        func(u float64) int { return min(int(float64(u*float64(k))), k-1) },
		Probability: func(int) float64 { return 1 / float64(k) },
	}
}

// LogUniform draws class i with probability log((i+2)/(i+1))/log(k+1): about
// Zipf's law, if classes are ordered by frequency, the most frequent first. Source:
// TensorFlow's log_uniform_candidate_sampler.
//
//	i = ⌊(k+1)^u⌋ − 1
func LogUniform(k int) Proposal {
	all := float64s.Log(float64(k) + 1)
	return Proposal{
		Name:        "log-uniform",
		Draw:        func(u float64) int { return min(max(int(float64s.Exp(float64(u*all)))-1, 0), k-1) },
		Probability: func(i int) float64 { return float64s.Log1p(1/float64(i+1)) / all },
	}
}
