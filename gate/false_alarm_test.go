package gate

import (
	"flag"
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/hazards"
)

var seeds = flag.Uint64("seeds", 1, "TestNoFalseAlarm judges right programs with seeds 1 to this")

// with returns a float32 softmax that adds up and normalises as it is told.
func with(sum func(e []float32) float64, reciprocal bool) func(x []float32) []float32 {
	return func(x []float32) []float32 {
		m := float32(math.Inf(-1))
		for _, v := range x {
			m = max(m, v)
		}
		e := make([]float32, len(x))
		for i, v := range x {
			e[i] = float32(math.Exp(float64(v - m)))
		}
		s := sum(e)
		y := make([]float32, len(x))
		for i, v := range e {
			switch {
			case reciprocal:
				y[i] = v * (1 / float32(s))
			default:
				y[i] = float32(float64(v) / s)
			}
		}
		return y
	}
}

func sequential(e []float32) float64 {
	var s float32
	for _, v := range e {
		s += v
	}
	return float64(s)
}

func pairwise(e []float32) float64 {
	if len(e) <= 2 {
		return sequential(e)
	}
	return float64(float32(pairwise(e[:len(e)/2])) + float32(pairwise(e[len(e)/2:])))
}

// blocks adds up blocks of 128 one after another and the blocks pairwise, as NumPy does.
func blocks(e []float32) float64 {
	if len(e) <= 128 {
		return lanes(e)
	}
	n := len(e) / 2
	n -= n % 8
	return float64(float32(blocks(e[:n])) + float32(blocks(e[n:])))
}

func lanes(e []float32) float64 {
	var s [8]float32
	for i, v := range e {
		s[i%8] += v
	}
	return float64(((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7])))
}

func ascending(e []float32) float64 {
	s := slices.Clone(e)
	slices.Sort(s)
	return sequential(s)
}

func descending(e []float32) float64 {
	s := slices.Clone(e)
	slices.SortFunc(s, func(a, b float32) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	return sequential(s)
}

func backwards(e []float32) float64 {
	s := slices.Clone(e)
	slices.Reverse(s)
	return sequential(s)
}

func wide(e []float32) float64 {
	s := 0.0
	for _, v := range e {
		s += float64(v)
	}
	return s
}

// TestNoFalseAlarm: right programs pass, however they add up, with every seed.
func TestNoFalseAlarm(t *testing.T) {
	n := *seeds
	reciprocal := DefaultModel(dtype.Float32)
	reciprocal.Normalise = impl.Reciprocal
	for name, sum := range map[string]func([]float32) float64{
		"sequential": sequential, "pairwise": pairwise, "blocks": blocks, "8 lanes": lanes, "ascending": ascending,
		"descending": descending, "backwards": backwards, "float64": wide,
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range n {
				p := Softmax32(name, with(sum, false))
				q := Softmax32(name+", reciprocal", with(sum, true))
				q.Model = reciprocal
				for _, p := range []*Program{p, q} {
					o := JudgeOptions{Seed: seed + 1, Rows: hazards.DefaultRows}
					if e := judgedAlone(t, p, o); e.Verdict != Pass || e.Unexpected {
						t.Errorf("%s, seed %d: %s", p.Name, seed+1, e.Sentence)
					}
				}
			}
		})
	}
}
