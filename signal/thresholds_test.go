package signal

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// TestThresholdsOnce: what is dead at c is dead beyond, so that bisection finds the
// first: on every number of the narrow formats, and on draws of the wide ones.
func TestThresholdsOnce(t *testing.T) {
	for _, p := range probes() {
		for _, im := range impl.Of(p.fn) {
			for _, a := range im.Arithmetics {
				dead := p.computed(im, a)
				th := smallest(a.Storage, dead)
				check := func(c float64) {
					if how := dead(c); (how != "") != (c >= th.c) {
						t.Errorf("%s, %s/%s: %q at %g, but the threshold is %g", p, im.Name, a, how, c, th.c)
					}
				}
				last := a.Storage.Encode(a.Storage.Max())
				step := uint64(1)
				if a.Storage.Bits() > 16 || len(p.input(0).X) > 2 {
					step = last/50 + 1
				} else if testing.Short() {
					step = last/100 + 1
				}
				for b := uint64(0); b <= last; b += step {
					check(a.Storage.Decode(b))
				}
				if !math.IsInf(th.c, 1) && th.c > 0 {
					check(a.Storage.NextUp(th.c))
					check(a.Storage.NextDown(th.c))
				}
			}
		}
	}
}

// TestSmallest: the first number of the format at which a predicate holds.
func TestSmallest(t *testing.T) {
	for _, f := range dtype.All() {
		for _, at := range []float64{0, f.MinSubnormal(), f.MinNormal(), 1, 3, f.Max()} {
			got := smallest(f, func(c float64) string {
				if c >= at {
					return "NaN"
				}
				return ""
			})
			if got.c != at || got.how != "NaN" {
				t.Errorf("%s: %+v, want %g", f, got, at)
			}
		}
		if got := smallest(f, func(float64) string { return "" }); !math.IsInf(got.c, 1) || got.how != "" {
			t.Errorf("%s: %+v, want none", f, got)
		}
	}
}

// TestLimits: the predictions against the thresholds of the exponential that package
// dtype has from elsewhere.
func TestLimits(t *testing.T) {
	b := newBits(thresholdBits)
	for _, a := range impl.Arithmetics() {
		if a.Storage != a.Accumulate {
			continue
		}
		f := a.Storage
		l := newLimits(b, impl.Model{Accumulate: f, ExpULP: a.ExpULP()}, a)
		if got, want := l.overflow(1).first(f, 0), f.NextUp(f.ExpOverflow()); got != want {
			t.Errorf("%s: overflow from %g, want %g", f, got, want)
		}
		if got, want := l.underflow().first(f, 0), -f.NextDown(f.ExpUnderflow()); got != want {
			t.Errorf("%s: underflow from %g, want %g", f, got, want)
		}
	}
}

// TestLimitsTwice: twice as many bits predict the same numbers, with bits to spare (e^h - 1
// costs those of h).
func TestLimitsTwice(t *testing.T) {
	b, twice := newBits(thresholdBits), newBits(2*thresholdBits)
	for _, p := range probes() {
		for _, im := range impl.Of(p.fn) {
			for _, a := range im.Arithmetics {
				l, m := p.limit(newLimits(b, im.Model(a), a)), p.limit(newLimits(twice, im.Model(a), a))
				if (l == nil) != (m == nil) || l != nil && (l.first(a.Storage, 0) != m.first(a.Storage, 0) || off(l.at, m.at) > -60) {
					t.Errorf("%s, %s/%s: %v and %v", p, im.Name, a, l, m)
				}
			}
		}
	}
}

// TestAgrees: a threshold next to the predicted one is not the predicted one.
func TestAgrees(t *testing.T) {
	f := dtype.Float32
	l := &limit{at: newBits(100).number(88.7), slack: 0x1p-17}
	c := l.first(f, 0)
	if float64(float32(c)) != c || c < 88.7 || f.NextDown(c) >= 88.7 {
		t.Errorf("first is %g", c)
	}
	for _, tt := range []struct {
		c               float64
		within, exactly bool
	}{
		{c, true, true}, {f.NextUp(c), true, false}, {f.NextUp(f.NextUp(c)), false, false}, {f.NextDown(f.NextDown(c)), false, false}, {math.Inf(1), false, false},
	} {
		if within, exactly := l.agrees(f, tt.c); within != tt.within || exactly != tt.exactly {
			t.Errorf("%g: %v %v", tt.c, within, exactly)
		}
	}
	var never *limit
	if within, _ := never.agrees(f, 5); within {
		t.Error("5 is as predicted where nothing dies")
	}
}
