package properties

import (
	"math"

	"github.com/softulp/softulp/function"
)

// estimate is a computed answer and how far the exact one may be from it.
type estimate struct{ y, err float64 }

// withErrors returns s's answers for a finite row, or silent() where one has no
// bound.
func withErrors(b *Bench, s *Subject, in function.Input) ([]estimate, *Violation) {
	a := b.evaluate(s, in)
	b.y = resize(b.y, a.Len())
	if v := s.run(b, b.y, in); v != nil {
		return nil, v
	}
	es := make([]estimate, len(b.y))
	for i, y := range b.y {
		es[i] = estimate{y, b.ys[i].Err}
		switch {
		case math.IsInf(b.rounded[i], 0) && y == b.rounded[i] && !b.ys[i].MayOverflow: // log 0
		case b.ys[i].Vacuous || b.ys[i].MayOverflow || math.IsInf(y, 0) || y != y:
			return nil, silent() // accuracy judges it
		}
	}
	return es, nil
}

// numbers is withErrors where an infinite answer is nothing to compute with either.
func numbers(b *Bench, s *Subject, in function.Input) ([]estimate, *Violation) {
	es, v := withErrors(b, s, in)
	for _, e := range es {
		if math.IsInf(e.y, 0) {
			return nil, silent()
		}
	}
	return es, v
}

// sum is a sum of estimates with coefficients: y + low, how far the exact one may be
// from it, and the magnitudes that went in.
type sum struct{ y, low, err, size float64 }

// add adds c times an estimate.
func (s *sum) add(c float64, e estimate) {
	t := float64(c * e.y)
	y := s.y + t
	v := y - s.y
	s.low += (s.y - (y - v)) + (t - v) // exactly what y lacks
	s.y = y
	s.err += math.Abs(float64(c * e.err))
	s.size += math.Abs(t)
}

// allowed returns how far y + low may be from the exact sum: each Err is good to a
// few ulps of float64, and so are coefficients and products, which may underflow.
func (s *sum) allowed() float64 {
	return float64(s.err*(1+roundoff)) + float64(0x1p-50*s.size) + 0x1p-1040
}

// isZero returns a violation if the exact sum cannot be 0.
func (s *sum) isZero(i int, got float64, message string) *Violation {
	if off, allowed := math.Abs(s.y+s.low), s.allowed(); off > allowed {
		return &Violation{Index: i, Got: got, Exact: nan, Size: off, Allowed: allowed, Message: message + ", as a number"}
	}
	return nil
}
