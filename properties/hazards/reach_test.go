package hazards

import (
	"math"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// draw returns n rows of the family, for repetitions 0 to n−1.
func draw(t *testing.T, h Hazard, f dtype.Format, k, n int) [][]float64 {
	t.Helper()
	var rows [][]float64
	for repetition := range n {
		if x := h.Generate(f, newSource(11, h.Name, k, repetition), k); x != nil {
			rows = append(rows, x)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s: no rows of width %d in %v", h.Name, k, f)
	}
	return rows
}

// A family must not only stay within its shape, it must go everywhere in it:
// each goal is one that some of 300 rows have to meet.
func TestReach(t *testing.T) {
	type goal struct {
		name string
		met  func(f dtype.Format, x []float64) bool
	}
	first := func(v float64) func(dtype.Format, []float64) bool {
		return func(_ dtype.Format, x []float64) bool { return x[0] == v }
	}
	spread := func(x []float64) float64 { lo, hi := finiteRange(x); return hi - lo }
	for _, c := range []struct {
		hazard Hazard
		k      int
		goals  []goal
	}{
		{single(), 1, []goal{
			{"0", first(0)},
			{"Max", func(f dtype.Format, x []float64) bool { return x[0] == f.Max() }},
			{"-Max", func(f dtype.Format, x []float64) bool { return x[0] == -f.Max() }},
			{"subnormal", func(f dtype.Format, x []float64) bool { return x[0] == f.MinSubnormal() }},
		}},
		{constant(), 9, []goal{
			{"0", first(0)},
			{"-0", func(_ dtype.Format, x []float64) bool { return x[0] == 0 && math.Signbit(x[0]) }},
			{"Max", func(f dtype.Format, x []float64) bool { return x[0] == f.Max() }},
			{"subnormal", func(f dtype.Format, x []float64) bool { return x[0] == -f.MinSubnormal() }},
		}},
		{maxLast(), 13, []goal{
			{"last", func(_ dtype.Format, x []float64) bool { return slices.Max(x) == x[12] }},
			{"in the tail of 4", func(_ dtype.Format, x []float64) bool { return slices.Max(x) == x[8] }},
			{"an overflow above the first", func(f dtype.Format, x []float64) bool { return slices.Max(x)-x[0] > f.ExpOverflow() }},
		}},
		{outlierLow(), 8, []goal{
			{"exp of the magnitude underflows", func(f dtype.Format, x []float64) bool { return slices.Min(x) < 2*f.ExpUnderflow() }},
		}},
		{ties(), 8, []goal{
			{"two", func(_ dtype.Format, x []float64) bool { return count(x, slices.Max(x)) == 2 }},
			{"half", func(_ dtype.Format, x []float64) bool { return count(x, slices.Max(x)) == 4 }},
			{"all but one", func(_ dtype.Format, x []float64) bool { return count(x, slices.Max(x)) == 7 }},
		}},
		{ascending(), 9, []goal{
			{"within 1", func(_ dtype.Format, x []float64) bool { return spread(x) <= 1.25 }},
			{"beyond exp", func(f dtype.Format, x []float64) bool { return spread(x) > -f.ExpUnderflow() }},
		}},
		{staircase(), 64, []goal{
			{"beyond exp2's 8 bits in one step", func(_ dtype.Format, x []float64) bool {
				top := x[0]
				for _, v := range x {
					if v-top >= 8 {
						return true
					}
					top = max(top, v)
				}
				return false
			}},
		}},
		{thresholdOffset(), 5, []goal{
			{"all overflow", func(f dtype.Format, x []float64) bool { return slices.Min(x) > f.ExpOverflow()-6 }},
			{"all vanish", func(f dtype.Format, x []float64) bool { return slices.Max(x) < f.ExpUnderflow()+6 }},
		}},
		{maskedSome(), 16, []goal{
			{"2", func(_ dtype.Format, x []float64) bool { return masked(x) == 2 }},
			{"8", func(_ dtype.Format, x []float64) bool { return masked(x) == 8 }},
			{"14", func(_ dtype.Format, x []float64) bool { return masked(x) == 14 }},
		}},
		{maskedEdge(), 5, []goal{
			{"first", func(_ dtype.Format, x []float64) bool { return masked(x[:1]) == 1 && masked(x) == 1 }},
			{"last", func(_ dtype.Format, x []float64) bool { return masked(x[4:]) == 1 && masked(x) == 1 }},
			{"both", func(_ dtype.Format, x []float64) bool { return masked(x) == 2 }},
		}},
		{maskedTile(), 129, []goal{
			{"a leading tile of 64 before logits that vanish", func(f dtype.Format, x []float64) bool {
				return masked(x[:64]) == 64 && slices.Max(x) < f.ExpUnderflow()
			}},
			{"all but the last", func(_ dtype.Format, x []float64) bool { return masked(x) == 128 }},
			{"one tile of 4 in the middle", func(_ dtype.Format, x []float64) bool { return masked(x) == 4 && masked(x[:4]) == 0 }},
		}},
		{maskedFinite(), 9, []goal{
			{"all but one", func(_ dtype.Format, x []float64) bool { return count(x, slices.Min(x)) == 8 }},
			{"-Max", func(f dtype.Format, x []float64) bool { return slices.Min(x) == -f.Max() }},
		}},
		{offset(), 9, []goal{
			{"where the spacing is 2 or more", func(f dtype.Format, x []float64) bool { return f.Spacing(x[0]) >= 2 }},
			{"where it is less than 1", func(f dtype.Format, x []float64) bool { return f.Spacing(x[0]) < 1 || f.Precision() < 5 }},
			{"negative", func(_ dtype.Format, x []float64) bool { return slices.Max(x) < 0 }},
		}},
		{wideSpread(), 9, []goal{
			{"a difference that overflows", func(f dtype.Format, x []float64) bool { return slices.Max(x) == f.Max() && slices.Min(x) == -f.Max() }},
			{"one that does not", func(f dtype.Format, x []float64) bool { return slices.Max(x) <= f.Max()/2 }},
		}},
		{tinyLogits(), 9, []goal{
			{"the largest subnormal binade", func(f dtype.Format, x []float64) bool { return slices.Max(x) >= f.MinNormal()/2 }},
			{"-0", func(_ dtype.Format, x []float64) bool {
				return slices.ContainsFunc(x, func(v float64) bool { return v == 0 && math.Signbit(v) })
			}},
		}},
		{lseCancel(), 10, []goal{
			{"neighbours of -log K", func(f dtype.Format, x []float64) bool { return slices.Max(x) <= -2 }},
			{"one just below 0", func(f dtype.Format, x []float64) bool { return slices.Max(x) > -0.05 }},
		}},
		{topOfRange(), 9, []goal{
			{"-Max", func(f dtype.Format, x []float64) bool { return slices.Min(x) == -f.Max() }},
			{"the neighbour", func(f dtype.Format, x []float64) bool { return slices.Contains(x, f.NextDown(f.Max())) }},
		}},
		{randomBits(), 9, []goal{
			{"subnormal", func(f dtype.Format, x []float64) bool {
				return f.Precision() > 8 || slices.ContainsFunc(x, func(v float64) bool { return v != 0 && math.Abs(v) < f.MinNormal() })
			}},
			{"the largest binade", func(f dtype.Format, x []float64) bool { return slices.Max(x) >= math.Ldexp(1, f.MaxExp()) }},
		}},
	} {
		t.Run(c.hazard.Name, func(t *testing.T) {
			for _, f := range dtype.All() {
				if !f.HasInf() && (c.hazard.Name == "masked-some" || c.hazard.Name == "masked-edge" || c.hazard.Name == "masked-tile") {
					continue
				}
				rows := draw(t, c.hazard, f, c.k, 300)
				for _, g := range c.goals {
					if !slices.ContainsFunc(rows, func(x []float64) bool { return g.met(f, x) }) {
						t.Errorf("%v: none of %d rows has %s", f, len(rows), g.name)
					}
				}
			}
		})
	}
}

// Every sentinel must be undercut: for each there are rows that are below it,
// by what makes exp zero, but not by much more.
func TestBelowSentinelReachesEach(t *testing.T) {
	rows := draw(t, belowSentinel(), dtype.Float32, 9, 200)
	for _, s := range []float64{0, 100, 1e4, 5e4, 1e5, 1e9} {
		if !slices.ContainsFunc(rows, func(x []float64) bool {
			return slices.Max(x) < -s-103 && slices.Min(x) > -s-400
		}) {
			t.Errorf("no row is just below %g", -s)
		}
	}
}

// The sources of two rows are as good as independent: seed, name, width and
// repetition each make another.
func TestSourcesDiffer(t *testing.T) {
	seen := map[uint64]bool{}
	for _, s := range []struct {
		seed              uint64
		name              string
		width, repetition int
	}{
		{1, "a", 2, 0}, {2, "a", 2, 0}, {1, "b", 2, 0}, {1, "a", 3, 0}, {1, "a", 2, 1},
		{1, "a", 0, 2}, {1, "", 2, 0}, {1, "a", -1, 0}, {1, "a", 2, 1 << 20},
	} {
		v := newSource(s.seed, s.name, s.width, s.repetition).Uint64()
		if newSource(s.seed, s.name, s.width, s.repetition).Uint64() != v {
			t.Errorf("%v: two sources differ", s)
		}
		if seen[v] {
			t.Errorf("%v begins as one before it does", s)
		}
		seen[v] = true
	}
}
