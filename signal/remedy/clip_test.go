package remedy

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"pgregory.net/rapid"
)

func TestClipByValue(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	g := []float64{0.5, -0.5, 1, -1, 2, -3, inf, -inf, 0, math.Copysign(0, -1), nan}
	want := []float64{0.5, -0.5, 1, -1, 1, -1, 1, -1, 0, math.Copysign(0, -1), nan}
	c := make([]float64, len(g))
	ClipByValue(c, g, 1)
	for i := range want {
		if c[i] != want[i] && c[i] == c[i] || math.Signbit(c[i]) != math.Signbit(want[i]) {
			t.Errorf("%v becomes %v, want %v", g[i], c[i], want[i])
		}
	}
}

// Every component is within the bound, those that were within are as they were, and no
// sign changes.
func TestClipByValueProperties(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		rapid.Check(t, func(t *rapid.T) {
			g := gradients(a.Storage).Draw(t, "g")
			bound := math.Abs(anyNumber(a.Storage).Draw(t, "bound"))
			c := make([]float64, len(g))
			ClipByValue(c, g, bound)
			for i, v := range c {
				if math.Abs(v) > bound || math.Abs(g[i]) <= bound && !sameBits(v, g[i]) || math.Signbit(v) != math.Signbit(g[i]) {
					t.Fatalf("%v becomes %v for the bound %v", g[i], v, bound)
				}
			}
		})
	})
}

// The norm of what guarded clipping returns never exceeds the bound, in exact
// arithmetic, and what is within the bound by more than the margin is left alone.
func TestGuarded(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		rapid.Check(t, func(t *rapid.T) {
			g := gradients(a.Storage).Draw(t, "g")
			bound := math.Abs(anyNumber(a.Storage).Filter(func(v float64) bool { return v != 0 }).Draw(t, "bound"))
			c := make([]float64, len(g))
			guardedClip(a, c, g, bound)
			if !within(c, bound) {
				t.Fatalf("%v exceeds %v: %v", g, bound, c)
			}
			for i, v := range c {
				if v != 0 && math.Signbit(v) != math.Signbit(g[i]) || !a.Storage.Representable(v) {
					t.Fatalf("%v becomes %v", g[i], v)
				}
			}
			// ‖g‖ ≤ f²·bound, with the margin twice: once for r, once for what r may be
			// too small by.
			f := GuardFactor(a, len(g))
			if bound >= a.Storage.MinNormal()*4 && within(g, bound*f*f) && !slices.Equal(c, g) {
				t.Fatalf("%v is changed to %v for the bound %v", g, c, bound)
			}
		})
	})
}

// The components of the result are those of the gradient times one factor, each
// rounded once or twice: ratios of normal components differ by at most that, and the
// norm is no smaller than the margin says.
func TestGuardedDirection(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		u := a.Accumulate.UnitRoundoff()
		if a.Storage != a.Accumulate {
			u += a.Storage.UnitRoundoff()
		}
		rapid.Check(t, func(t *rapid.T) {
			g := gradients(a.Storage).Draw(t, "g")
			top := math.Abs(slices.MaxFunc(g, func(x, y float64) int { return cmp.Compare(math.Abs(x), math.Abs(y)) }))
			bound := a.Storage.Round(top * rapid.Float64Range(0x1p-20, 1).Draw(t, "share"))
			if bound < a.Storage.MinNormal()*0x1p4 || within(g, bound) {
				return // no clipping, or below the normal range
			}
			c := make([]float64, len(g))
			guardedClip(a, c, g, bound)
			var lo, hi *big.Float
			for i, v := range c {
				if math.Abs(v) < a.Storage.MinNormal() {
					continue
				}
				ratio := new(big.Float).SetPrec(200).Quo(exact(v), exact(g[i]))
				if lo == nil || ratio.Cmp(lo) < 0 {
					lo = ratio
				}
				if hi == nil || ratio.Cmp(hi) > 0 {
					hi = ratio
				}
			}
			if lo == nil {
				return
			}
			spread, _ := new(big.Float).SetPrec(200).Quo(hi, lo).Float64()
			if spread-1 > 2.1*u {
				t.Fatalf("ratios differ by a part %g, u is %g: %v becomes %v", spread-1, u, g, c)
			}
			f := GuardFactor(a, len(g))
			if n := float64(len(g)); within(c, bound*f*(1-12*u)-n*a.Storage.MinSubnormal()) {
				t.Fatalf("the norm of %v is below the bound %v by more than its margin %v", c, bound, f)
			}
		})
	})
}

// The same at magnitudes where squares overflow or underflow, which the other ways do
// not survive.
func TestClipExtremes(t *testing.T) {
	a := own(dtype.Float64)
	for _, tt := range []struct {
		name        string
		g           []float64
		bound       float64
		plain, want []float64
	}{
		{"squares overflow", []float64{3e300, 4e300}, 1, []float64{0, 0}, []float64{0.6, 0.8}},
		{"squares underflow", []float64{3e-300, 4e-300}, 1e-300, []float64{3e-300, 4e-300}, []float64{0.6e-300, 0.8e-300}},
		{"factor underflows", []float64{3e300, -4e300}, 1e-300, []float64{0, 0}, []float64{0.6e-300, -0.8e-300}},
		{"norm overflows", []float64{1.5e308, 1.5e308}, 1, []float64{0, 0}, []float64{math.Sqrt2 / 2, math.Sqrt2 / 2}},
		{"subnormal", []float64{3e-320, 4e-320}, 1e-320, []float64{3e-320, 4e-320}, []float64{0.6e-320, 0.8e-320}},
		{"within", []float64{3, 4}, 5.1, []float64{3, 4}, []float64{3, 4}},
		{"largest", []float64{math.MaxFloat64}, math.MaxFloat64 / 2, []float64{0}, []float64{math.MaxFloat64 / 2}},
		{"zero", []float64{0, 0}, 1, []float64{0, 0}, []float64{0, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := make([]float64, len(tt.g))
			plainClip().Clip(a, c, tt.g, tt.bound)
			if !slices.Equal(c, tt.plain) {
				t.Errorf("plain: %v, want %v", c, tt.plain)
			}
			guardedClip(a, c, tt.g, tt.bound)
			for i, v := range c {
				if math.Abs(v-tt.want[i]) > 1e-14*math.Abs(tt.want[i])+6*a.Storage.MinSubnormal() {
					t.Errorf("guarded: %v, want about %v", c, tt.want)
				}
			}
			if !within(c, tt.bound) {
				t.Errorf("%v exceeds the bound %v", c, tt.bound)
			}
		})
	}
}

// What becomes of a gradient that overflowed or lost its meaning.
func TestClipNotFinite(t *testing.T) {
	a := own(dtype.Float32)
	for _, g := range [][]float64{{1, math.Inf(1)}, {math.NaN(), 1}, {math.Inf(-1)}} {
		c := make([]float64, len(g))
		guardedClip(a, c, g, 1)
		for _, v := range c {
			if v == v {
				t.Errorf("guarded: %v becomes %v, want NaN everywhere", g, c)
			}
		}
	}
	c := make([]float64, 2)
	plainClip().Clip(a, c, []float64{1, math.Inf(1)}, 1)
	if c[0] != 0 || c[1] == c[1] {
		t.Errorf("plain: an infinity gives %v, want 0 and NaN", c)
	}
}

func TestFrameworkClip(t *testing.T) {
	a, c := own(dtype.Float64), make([]float64, 2)
	framework().Clip(a, c, []float64{3, 4}, 1)
	if want := 1 / (5 + 1e-6); c[0] != 3*want || c[1] != 4*want {
		t.Errorf("got %v", c)
	}
	framework().Clip(a, c, []float64{3, 4}, 6)
	if c[0] != 3 || c[1] != 4 {
		t.Errorf("within the bound: got %v", c)
	}
}

// Writing over the gradient gives what writing beside it does.
func TestClipInPlace(t *testing.T) {
	inEach(t, func(t *testing.T, a impl.Arithmetic) {
		for _, m := range Clippers() {
			rapid.Check(t, func(t *rapid.T) {
				g := gradients(a.Storage).Draw(t, "g")
				bound := math.Abs(anyNumber(a.Storage).Draw(t, "bound"))
				c := make([]float64, len(g))
				m.Clip(a, c, g, bound)
				m.Clip(a, g, g, bound)
				for i := range c {
					if !sameBits(c[i], g[i]) && c[i] == c[i] {
						t.Fatalf("%s: %v in place, %v beside", m.Name, g[i], c[i])
					}
				}
			})
		}
	})
}

func TestClippersAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Clippers() {
		if m.Name == "" || m.About == "" || m.Source == "" || seen[m.Name] {
			t.Errorf("%+v", m)
		}
		seen[m.Name] = true
	}
}

func TestGuardFactor(t *testing.T) {
	for _, tt := range []struct {
		a    impl.Arithmetic
		n    int
		want float64
	}{
		{own(dtype.Float64), 1, 1 - 5*0x1p-53},
		{own(dtype.Float32), 650, 1 - 10*0x1p-24},
		{own(dtype.BFloat16), 650, 1 - 10*0x1p-8},
		{own(dtype.Float16), 650, 1 - 10*0x1p-11},
		{impl.Arithmetic{Storage: dtype.BFloat16, Accumulate: dtype.Float32}, 650, 1 - (10+0x1p16)*0x1p-24},
		{own(dtype.Float8E5M2), 650, 0},
	} {
		got := GuardFactor(tt.a, tt.n)
		if got != tt.want || !tt.a.Accumulate.Representable(got) {
			t.Errorf("%v, %d components: %v, want %v", tt.a, tt.n, got, tt.want)
		}
	}
}
