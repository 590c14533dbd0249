package search

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
)

// island searches by itself: what it does next is a function of its state and of the
// seed. Its state is what a checkpoint holds.
type island struct {
	Index int `json:"index"`
	K     int `json:"k"` // of what it draws; seeds have their own
	Round int `json:"round"`

	Random      int64    `json:"random"` // evaluations by random search
	RandomBest  scored   `json:"random_best"`
	Spent       int64    `json:"spent"` // evaluations by the others
	Best        scored   `json:"best"`
	Seeded      bool     `json:"seeded,omitempty"`
	Enumerated  uint64   `json:"enumerated,omitempty"` // rows judged, where all are
	Split       int64    `json:"split"`                // evaluations by splitting
	Boxes       []box    `json:"boxes,omitempty"`
	Elite       []scored `json:"elite,omitempty"`
	Generations int      `json:"generations"` // of climbing and evolution
}

// scored is a point, how bad it is and what found it.
type scored struct {
	Point point   `json:"point"`
	Score float64 `json:"score"`
	Index int     `json:"index"`
	How   string  `json:"how"`
}

// elites is how many points an island climbs from.
const elites = 8

// chunk is how many evaluations a round of random search has.
const chunk = 4096

// searcher runs an island: what it needs besides the state.
type searcher struct {
	*island
	*evaluator
	c      *Config
	budget int64 // evaluations of this island, for the search and for random search each
	seeds  []point
	rng    *rand.Rand
}

// step does a round, and reports whether that was the last one.
func (s *searcher) step() (done bool, err error) {
	s.rng = rand.New(rand.NewPCG(s.c.Seed, s.number()))
	s.Round++
	switch {
	case s.c.enumerable():
		return s.enumerate()
	case s.Random < s.budget:
		err = s.randomly(min(chunk, s.budget-s.Random))
	case !s.Seeded:
		s.Seeded = true
		for i := range s.seeds {
			if s.Spent < s.budget {
				if err := s.try(&s.seeds[i], "seed"); err != nil {
					return false, err
				}
			}
		}
	case s.Split < s.budget*splitShare/100 && s.Spent < s.budget:
		before := s.Spent
		err = s.split()
		s.Split += s.Spent - before
	case s.Spent < s.budget:
		if s.Generations++; s.Generations%2 == 0 {
			err = s.climb()
		} else {
			err = s.evolve()
		}
	default:
		return true, nil
	}
	return false, err
}

// splitShare is the share of evaluations that splitting has, in percent.
const splitShare = 35

// number returns what random numbers of a round are drawn from, besides the seed.
func (s *searcher) number() uint64 {
	h := fnv.New64a()
	for _, v := range []int{s.Index, s.Round} {
		for range 8 {
			h.Write([]byte{byte(v)}) // which never fails
			v >>= 8
		}
	}
	h.Write([]byte(s.c.Name))
	h.Write([]byte(s.c.Function))
	h.Write([]byte(s.c.Objective))
	return h.Sum64()
}

// try evaluates a point, and keeps it if it is among the worst. Points are not shared
// with the caller.
func (s *searcher) try(p *point, how string) error {
	_, err := s.measure(p, how)
	return err
}

func (s *searcher) measure(p *point, how string) (float64, error) {
	s.Spent++
	v, err := s.score(p)
	if err != nil {
		return 0, err
	}
	s.keep(p, v, how)
	return v.score, nil
}

// keep makes a point one of the elite, if it is worse than one of those.
func (s *searcher) keep(p *point, v seen, how string) {
	if v.score > s.Best.Score {
		s.Best = scored{p.clone(), v.score, v.index, how}
	}
	if len(s.Elite) == elites && v.score <= s.Elite[elites-1].Score || v.score <= 0 {
		return
	}
	for _, e := range s.Elite {
		if e.Score == v.score { // most often the same row in another order
			return
		}
	}
	i, _ := slices.BinarySearchFunc(s.Elite, v.score, func(e scored, score float64) int {
		if e.Score > score {
			return -1
		}
		return 1
	})
	s.Elite = slices.Insert(s.Elite, i, scored{p.clone(), v.score, v.index, how})
	s.Elite = s.Elite[:min(len(s.Elite), elites)]
}

// randomly is a round of random search: what is found is not used by the others.
func (s *searcher) randomly(n int64) error {
	for range n {
		p := s.space.random(s.rng, s.K)
		v, err := s.score(&p)
		if err != nil {
			return err
		}
		if v.score > s.RandomBest.Score {
			s.RandomBest = scored{p, v.score, v.index, "random"}
		}
	}
	s.Random += n
	return nil
}

// enumerate judges the next of all rows there are.
func (s *searcher) enumerate() (done bool, err error) {
	lo, hi := s.c.slice(s.Index)
	at := lo + s.Enumerated
	end := min(at+chunk, hi)
	for ; at < end; at++ {
		p := s.c.nth(s.space, at)
		v, err := s.score(&p)
		if err != nil {
			return false, err
		}
		if v.score > s.Best.Score {
			s.Best = scored{p, v.score, v.index, "exhaustive"}
		}
		s.Enumerated++
	}
	return at == hi, nil
}

// logOf makes scores that differ by orders of magnitude comparable.
func logOf(score float64) float64 { return math.Log2(max(score, 0x1p-60)) }
