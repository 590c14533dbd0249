package search

import (
	"math"
	"math/bits"
	"slices"
)

const (
	// kept is how many boxes are kept.
	kept = 20
	// samples is how many points of a half are evaluated. Halves with no more points are
	// gone through.
	samples = 16
)

// box is an interval of keys for each coordinate.
type box struct {
	Lo     []int64 `json:"lo"`
	Hi     []int64 `json:"hi"` // inclusive
	Target int     `json:"target,omitempty"`
}

// split is a round of Schneider's method: every box is halved along its widest side, the
// halves are sampled, and the best are kept. It begins anew where nothing is left to
// halve.
func (s *searcher) split() error {
	if len(s.Boxes) == 0 {
		s.Boxes = []box{s.first()}
	}
	var halves []sampled
	for i := range s.Boxes {
		for _, h := range s.Boxes[i].halves() {
			m, err := s.sample(h)
			if err != nil {
				return err
			}
			if !m.through {
				halves = append(halves, m)
			}
		}
	}
	s.Boxes = best(halves)
	return nil
}

// first returns the box to begin with: all rows, or those of numbers that are no larger
// than a power of two, on one side of 0 or on both; or what is around a bad row.
func (s *searcher) first() box {
	n := s.size(s.K)
	b := box{make([]int64, n), make([]int64, n), s.rng.IntN(s.K)}
	most := s.most
	if s.rng.IntN(3) > 0 {
		most = s.key(math.Ldexp(1, s.rng.IntN(12)))
	}
	around := len(s.Elite) > 0 && s.rng.IntN(2) == 0
	for i := range b.Lo {
		least, largest := s.ends(i, n)
		b.Lo[i], b.Hi[i] = max(-most, least), min(most, largest)
		if s.rng.IntN(4) == 0 { // not smaller than what counts beside the others
			b.Lo[i] = 0
		}
	}
	if around {
		e := &s.Elite[s.rng.IntN(len(s.Elite))].Point
		if len(e.Keys) == n {
			reach := int64(1) << s.rng.IntN(bits.Len64(uint64(s.most)))
			for i, k := range e.Keys {
				least, largest := s.ends(i, n)
				b.Lo[i], b.Hi[i] = max(s.plus(k, -reach), least), min(s.plus(k, reach), largest)
			}
			b.Target = e.Target
		}
	}
	return b
}

// halves divides a box along its widest side.
func (b *box) halves() [2]box {
	widest := 0
	for i := range b.Lo {
		if uint64(b.Hi[i]-b.Lo[i]) > uint64(b.Hi[widest]-b.Lo[widest]) {
			widest = i
		}
	}
	low, high := b.clone(), b.clone()
	middle := b.Lo[widest] + int64(uint64(b.Hi[widest]-b.Lo[widest])/2)
	low.Hi[widest] = middle
	if middle < b.Hi[widest] {
		high.Lo[widest] = middle + 1
	}
	return [2]box{low, high}
}

func (b *box) clone() box { return box{slices.Clone(b.Lo), slices.Clone(b.Hi), b.Target} }

// volume returns the logarithm of the number of points.
func (b *box) volume() float64 {
	v := 0.0
	for i := range b.Lo {
		v += math.Log2(float64(uint64(b.Hi[i]-b.Lo[i])) + 1)
	}
	return v
}

// sampled is a box and what is known of it, in logarithms of scores.
type sampled struct {
	box
	largest, mean, extreme float64
	through                bool // every point was evaluated
}

// sample evaluates points of a box: all of them, if they are few.
func (s *searcher) sample(b box) (sampled, error) {
	m := sampled{box: b, largest: math.Inf(-1)}
	volume := b.volume()
	n := samples
	if volume <= math.Log2(samples) {
		n, m.through = int(math.Round(math.Exp2(volume))), true
	}
	var sum, squares float64
	p := point{Keys: make([]int64, len(b.Lo)), Target: b.Target}
	for i := range n {
		for j, lo := range b.Lo {
			width := uint64(b.Hi[j]-lo) + 1
			if m.through {
				p.Keys[j] = lo + int64(uint64(i)%width)
				i /= int(width)
			} else {
				p.Keys[j] = lo + int64(s.rng.Uint64N(width))
			}
		}
		v, err := s.measure(&p, "split")
		if err != nil {
			return m, err
		}
		l := logOf(v)
		m.largest = max(m.largest, l)
		sum += l
		squares += float64(l * l)
	}
	m.mean = sum / float64(n)
	// A Gumbel distribution by its moments: what the largest of all points of the box may
	// be expected to be.
	beta := math.Sqrt(6*max(0, squares/float64(n)-float64(m.mean*m.mean))) / math.Pi
	m.extreme = m.mean + float64(beta*(float64(volume*math.Ln2)-0.5772156649))
	return m, nil
}

// best returns the boxes to keep: the best by their maximum, by their mean and by their
// extreme value in turn.
func best(all []sampled) []box {
	by := []func(m *sampled) float64{
		func(m *sampled) float64 { return m.largest },
		func(m *sampled) float64 { return m.mean },
		func(m *sampled) float64 { return m.extreme },
	}
	var orders [3][]int
	for r := range by {
		for i := range all {
			orders[r] = append(orders[r], i)
		}
		slices.SortStableFunc(orders[r], func(i, j int) int {
			switch a, b := by[r](&all[i]), by[r](&all[j]); {
			case a > b:
				return -1
			case a < b:
				return 1
			}
			return 0
		})
	}
	taken := make([]bool, len(all))
	var list []box
	for place := range all {
		for r := range orders {
			if i := orders[r][place]; !taken[i] && len(list) < kept {
				taken[i] = true
				list = append(list, all[i].box)
			}
		}
	}
	return list
}
