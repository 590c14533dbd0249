package signal

import (
	"math"

	"github.com/softulp/softulp/signal/cheap"
)

// twoLevels are as many groups as classes in each, which reads fewest logits.
func twoLevels(s *predictions) cheap.Hierarchical {
	return cheap.Hierarchical{Groups: cheap.Equal(s.k, int(math.Sqrt(float64(s.k))))}
}

// tails have a head of a sixteenth of the classes, and two tails of four sixteenths and the rest.
func tails(s *predictions) cheap.Adaptive {
	return cheap.Adaptive{Tails: cheap.Groups{s.k / 16, 5 * s.k / 16, s.k}}
}

func hierarchicalExact(s *predictions, p *prediction, y []float64) float64 {
	h := twoLevels(s)
	scores := make([]float64, h.Groups.Len())
	cheap.ExactScores(cheapArithmetic, scores, p.x, h.Groups)
	h.All(cheapArithmetic, y, p.x, scores)
	return float64(s.k)
}

func hierarchicalLinear(s *predictions, p *prediction, y []float64) float64 {
	h := twoLevels(s)
	scores := make([]float64, h.Groups.Len())
	cheap.LinearScores(cheapArithmetic, scores, p.x, s.base, h.Groups)
	h.All(cheapArithmetic, y, p.x, scores)
	n := float64(h.Groups.Len())
	return n + float64(s.k)/n
}

// adaptiveFull has linear scores, and all dimensions.
func adaptiveFull(s *predictions, p *prediction, y []float64) float64 {
	return adaptive(s, p, y, p.x, true)
}

// adaptiveReduced has exact scores, and fewer dimensions for rarer classes.
func adaptiveReduced(s *predictions, p *prediction, y []float64) float64 {
	return adaptive(s, p, y, p.reduced, false)
}

func adaptiveBoth(s *predictions, p *prediction, y []float64) float64 {
	return adaptive(s, p, y, p.reduced, true)
}

// adaptive takes the logits of the tails from rare.
func adaptive(s *predictions, p *prediction, y, rare []float64, linear bool) float64 {
	d := tails(s)
	head, scores := d.Tails[0], make([]float64, d.Tails.Len())
	read := float64(s.k)
	if linear {
		cheap.LinearScores(cheapArithmetic, scores, p.x, s.base, d.Tails)
		read = float64(head + len(scores))
		for g := range scores { // a target in a tail takes that tail's logits as well
			var mass float64
			for _, v := range d.Tails.Of(p.exact, g) {
				mass += v
			}
			read += float64(mass * float64(len(d.Tails.Of(p.exact, g))))
		}
	} else {
		cheap.ExactScores(cheapArithmetic, scores, p.x, d.Tails)
	}
	x := append(append([]float64(nil), p.x[:head]...), rare[head:]...)
	d.All(cheapArithmetic, y, x, scores)
	return read
}

func topK(k int) func(s *predictions, p *prediction, y []float64) float64 {
	return func(s *predictions, p *prediction, y []float64) float64 {
		cheap.TopK(cheapArithmetic, y, p.x, k)
		return float64(s.k)
	}
}

func sparsemax(s *predictions, p *prediction, y []float64) float64 {
	cheap.Sparsemax(cheapArithmetic, y, p.x)
	return float64(s.k)
}

func entmax(s *predictions, p *prediction, y []float64) float64 {
	cheap.Entmax15(cheapArithmetic, y, p.x)
	return float64(s.k)
}
