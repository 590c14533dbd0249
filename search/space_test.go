package search

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestKeys: keys are in the order of the numbers, one apart where numbers are neighbours.
func TestKeys(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, f := range dtype.All() {
		s := newSpace(function.Softmax, f)
		if s.value(s.most) != f.Max() || s.value(-s.most) != -f.Max() || s.value(0) != 0 {
			t.Errorf("%v: ends at %v and %v", f, s.value(-s.most), s.value(s.most))
		}
		for range 2000 {
			k := int64(rng.Uint64N(2*uint64(s.most)+1)) - s.most
			x := s.value(k)
			if got := s.key(x); got != k {
				t.Fatalf("%v: key %d is %v, whose key is %d", f, k, x, got)
			}
			if k < s.most && s.value(k+1) != f.NextUp(x) && !(x == 0 || s.value(k+1) == 0) {
				t.Fatalf("%v: %v is followed by %v", f, x, s.value(k+1))
			}
		}
		for x, want := range map[float64]int64{math.Inf(1): s.most, math.Inf(-1): -s.most, f.Max() * 1.5: s.most} {
			if got := s.key(x); got != want {
				t.Errorf("%v: the key of %v is %d", f, x, got)
			}
		}
		for range 2000 {
			k := int64(rng.Uint64N(2*uint64(s.most)+1)) - s.most
			by := int64(rng.Uint64()) >> (1 + rng.IntN(62))
			if got := s.plus(k, by); got < -s.most || got > s.most || by > 0 && got < k || by < 0 && got > k ||
				got != s.most && got != -s.most && got != k+by {
				t.Fatalf("%v: %d + %d is %d", f, k, by, got)
			}
		}
	}
}

// TestRandomIsOfTheSpace: what is drawn and what is changed are rows that the function
// takes, of numbers of the dtype, and come back from their input.
func TestRandomIsOfTheSpace(t *testing.T) {
	for _, fn := range function.All() {
		for _, f := range dtype.All() {
			s := newSpace(fn, f)
			at := &searcher{evaluator: &evaluator{space: s}, rng: rand.New(rand.NewPCG(1, 2))}
			widths := map[int]bool{}
			for i := range 500 {
				k := 1 + i%8
				p := s.random(at.rng, k)
				for range i % 5 {
					at.change(&p)
				}
				var in function.Input
				s.input(&p, &in)
				widths[len(in.X)] = true
				if err := fn.Check(&in); err != nil {
					t.Fatalf("%s, %v: %v", fn, f, err)
				}
				for _, x := range in.X {
					if !f.Representable(x) || math.IsInf(x, 0) || x != x {
						t.Fatalf("%s, %v: the logit %v", fn, f, x)
					}
				}
				again := s.of(&in)
				for j := range p.Keys {
					if again.Keys[j] != p.Keys[j] {
						t.Fatalf("%s, %v: %v comes back as %v", fn, f, p, again)
					}
				}
			}
			if len(widths) != 8 {
				t.Errorf("%s, %v: %d widths", fn, f, len(widths))
			}
		}
	}
}

// TestNth: numbered rows are all there are, each once.
func TestNth(t *testing.T) {
	for _, fn := range []function.Function{function.Softmax, function.CrossEntropy} {
		c := Config{Function: string(fn), DType: "float8_e5m2", Evaluations: 1 << 20, MinK: 1, MaxK: 2}
		if err := c.check(); err != nil {
			t.Fatal(err)
		}
		s, met := newSpace(fn, dtype.Float8E5M2), map[[4]int64]bool{}
		total, ok := c.total()
		want := uint64(247 + 247*247) // 123 positive numbers, as many negative ones, and 0
		if fn == function.CrossEntropy {
			want = 247 + 2*247*247
		}
		if !ok || total != want {
			t.Fatalf("%s: %d rows, want %d", fn, total, want)
		}
		for n := range total {
			p := c.nth(s, n)
			key := [4]int64{int64(len(p.Keys)), p.Keys[0], 0, int64(p.Target)}
			if len(p.Keys) == 2 {
				key[2] = p.Keys[1]
			}
			q := p.clone()
			if s.clamp(&q); met[key] || q.Keys[0] != p.Keys[0] || q.Target != p.Target {
				t.Fatalf("%s: row %d, %v, is there twice or is none", fn, n, p)
			}
			met[key] = true
		}
	}
	c := Config{Function: "softmax_vjp", DType: "float64", Evaluations: 1 << 40, MinK: 2, MaxK: 2}
	if err := c.check(); err != nil || c.enumerable() {
		t.Errorf("rows of four float64s can be gone through: %v", err)
	}
}
