package search

import (
	"math"
	"math/bits"
)

const (
	// steps is the number of steps of a climb.
	steps = 512
	// generations is the number of evaluations of an evolution.
	generations = 640
)

// from returns where to begin: one of the elite, the better ones more often, or a random
// row, now and then.
func (s *searcher) from() point {
	if len(s.Elite) == 0 || s.rng.IntN(16) == 0 {
		return s.space.random(s.rng, s.K)
	}
	return s.Elite[min(s.rng.IntN(len(s.Elite)), s.rng.IntN(len(s.Elite)))].Point.clone()
}

// climb changes one thing after another, and keeps what is no better than before.
func (s *searcher) climb() error {
	p := s.from()
	at, err := s.measure(&p, "climb")
	if err != nil {
		return err
	}
	if s.rng.IntN(4) == 0 { // away from where climbs have ended
		for range 3 {
			s.change(&p)
		}
		at = 0
	}
	for range steps {
		q := p.clone()
		s.change(&q)
		if s.rng.IntN(4) == 0 {
			s.change(&q)
		}
		v, err := s.measure(&q, "climb")
		if err != nil {
			return err
		}
		if v >= at {
			p, at = q, v
		}
	}
	return nil
}

// change makes one change to a row.
func (s *searcher) change(p *point) {
	n := len(p.Keys)
	i := s.rng.IntN(n)
	k := s.k(p)
	same := func() int { // another coordinate of the same kind
		if i < k {
			return s.rng.IntN(k)
		}
		return k + s.rng.IntN(n-k)
	}
	sign := int64(1 - 2*s.rng.IntN(2))
	switch s.rng.IntN(12) {
	case 0:
		p.Keys[i] = p.Keys[same()]
	case 1:
		j := same()
		p.Keys[i], p.Keys[j] = p.Keys[j], p.Keys[i]
	case 2: // all logits by the same number
		by := math.Ldexp(s.rng.NormFloat64(), s.rng.IntN(20)-12)
		for j := range k {
			p.Keys[j] = s.key(s.value(p.Keys[j]) + by)
		}
	case 3:
		p.Keys[i] = -p.Keys[i]
	case 4: // a number near the others
		p.Keys[i] = s.key(s.value(p.Keys[same()]) + math.Ldexp(s.rng.NormFloat64(), s.rng.IntN(14)-6))
	case 5:
		if s.target {
			p.Target = s.rng.IntN(k)
			break
		}
		fallthrough
	default:
		p.Keys[i] = s.plus(p.Keys[i], sign<<s.rng.IntN(bits.Len64(uint64(s.most))))
	}
	s.clamp(p)
}
