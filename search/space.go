package search

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// space is the rows that are searched: of K logits of a dtype, for K in a range, with what
// the function takes besides them.
type space struct {
	fn     function.Function
	f      dtype.Format
	most   int64 // the key of the largest number; −most is that of the smallest
	widest int64 // the same of a vector's numbers: no sum of WidestK of them overflows
	vector bool  // a cotangent or weights beside the logits
	signed bool  // which may be negative
	target bool
}

func newSpace(fn function.Function, f dtype.Format) *space {
	v, name := fn.Vector(new(function.Input))
	return &space{fn: fn, f: f, most: int64(f.Encode(f.Max())), widest: int64(f.Encode(f.Max() / (2 * WidestK))),
		vector: v != nil, signed: name == "cotangent", target: fn.TakesTarget()}
}

// point is a row: keys of its logits, then of its vector, if the function takes one.
type point struct {
	Keys   []int64 `json:"keys"`
	Target int     `json:"target,omitempty"`
}

func (p *point) clone() point { return point{append([]int64(nil), p.Keys...), p.Target} }

// k returns the number of logits of a point.
func (s *space) k(p *point) int {
	if s.vector {
		return len(p.Keys) / 2
	}
	return len(p.Keys)
}

// size returns the number of keys of a row of k logits.
func (s *space) size(k int) int {
	if s.vector {
		return 2 * k
	}
	return k
}

// value returns the number of a key. Keys are in the order of the numbers, and 0 is 0.
func (s *space) value(key int64) float64 {
	if key < 0 {
		return -s.f.Decode(uint64(-key))
	}
	return s.f.Decode(uint64(key))
}

// key returns the key of a number, which is rounded to the format, and to its range.
func (s *space) key(x float64) int64 {
	y := s.f.Round(math.Abs(x))
	if !(y <= s.f.Max()) { // also NaN, what some formats overflow to
		y = s.f.Max()
	}
	k := int64(s.f.Encode(y))
	if x < 0 {
		return -k
	}
	return k
}

// ends returns the smallest and the largest key that coordinate i of n may have.
func (s *space) ends(i, n int) (least, most int64) {
	switch {
	case !s.vector || i < n/2:
		return -s.most, s.most
	case s.signed:
		return -s.widest, s.widest
	}
	return 0, s.widest
}

// plus returns k + by, or the end of the range if that is beyond it; |by| < 2^63.
func (s *space) plus(k, by int64) int64 {
	switch {
	case by > 0 && k > s.most-by:
		return s.most
	case by < 0 && k < -s.most-by:
		return -s.most
	}
	return k + by
}

// clamp makes p one of the space.
func (s *space) clamp(p *point) {
	for i, k := range p.Keys {
		least, most := s.ends(i, len(p.Keys))
		p.Keys[i] = min(max(k, least), most)
	}
	if k := s.k(p); k > 0 {
		p.Target = ((p.Target % k) + k) % k
	}
}

// input writes a point's numbers to in, in memory that it has.
func (s *space) input(p *point, in *function.Input) {
	k := s.k(p)
	in.X, in.Target = in.X[:0], p.Target
	for _, key := range p.Keys[:k] {
		in.X = append(in.X, s.value(key))
	}
	if s.vector {
		v, _ := s.fn.Vector(in)
		*v = (*v)[:0]
		for _, key := range p.Keys[k:] {
			*v = append(*v, s.value(key))
		}
	}
}

// of returns the point of an input, whose numbers are rounded.
func (s *space) of(in *function.Input) point {
	p := point{Target: in.Target}
	for _, x := range in.X {
		p.Keys = append(p.Keys, s.key(x))
	}
	if s.vector {
		v, _ := s.fn.Vector(in)
		for _, x := range *v {
			p.Keys = append(p.Keys, s.key(x))
		}
	}
	s.clamp(&p)
	return p
}

// random draws a row as tests do: from bit patterns, from a normal distribution or a
// uniform one of some width around some place, or from a grid. It is what the search is
// compared with, and what it begins with.
func (s *space) random(r *rand.Rand, k int) point {
	p := point{Keys: make([]int64, s.size(k))}
	s.draw(r, p.Keys[:k])
	if s.vector {
		s.draw(r, p.Keys[k:])
		if !s.signed {
			for i := range p.Keys[k:] {
				p.Keys[k+i] = max(p.Keys[k+i], -p.Keys[k+i])
			}
		}
	}
	if s.target {
		p.Target = r.IntN(k)
	}
	s.clamp(&p)
	return p
}

func (s *space) draw(r *rand.Rand, keys []int64) {
	width := math.Exp2(float64(12*r.Float64()) - 4) // 1/16 to 256
	offset := 0.0
	if r.IntN(4) == 0 {
		offset = 4 * width * r.NormFloat64()
	}
	how := r.IntN(4)
	for i := range keys {
		switch how {
		case 0:
			keys[i] = int64(r.Uint64N(2*uint64(s.most)+1)) - s.most // which wraps to where it should
		case 1:
			keys[i] = s.key(offset + float64(width*r.NormFloat64()))
		case 2:
			keys[i] = s.key(offset + float64(2*width*(float64(r.Float64())-0.5)))
		default:
			keys[i] = s.key(float64(math.Round(float64(offset/width*16))*width/16) + float64(width/16*float64(r.IntN(33)-16)))
		}
	}
}
