package hazards

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// kernel computes the softmax of a row in float32, every operation rounded.
type kernel func(x []float64) []float64

// A defect is one way in which real kernels were wrong, and the families, one
// of which at least must show it.
type defect struct {
	name     string
	families []string
	kernel   kernel
}

func round32(x float64) float64 { return float64(float32(x)) }

func exp32(x float64) float64 { return round32(math.Exp(x)) }

// shifted is a softmax that subtracts m(x), sums what of(x) selects, and uses
// the given exponential; with the maximum, all elements and exp32 it is right.
func shifted(m func(x []float64) float64, of func(x []float64) []float64, exp func(float64) float64) kernel {
	return func(x []float64) []float64 {
		shift := m(x)
		y := make([]float64, len(x))
		sum := 0.0
		for i, v := range x {
			y[i] = exp(round32(v - shift))
		}
		for _, e := range of(y) {
			sum = round32(sum + e)
		}
		for i := range y {
			y[i] = round32(y[i] / sum)
		}
		return y
	}
}

// online keeps a running maximum, from start on, and a sum that it rescales by
// exp(factor·(old − new)).
func online(start, factor float64) kernel {
	return func(x []float64) []float64 {
		m, sum := start, 0.0
		for _, v := range x {
			if v > m {
				if sum > 0 {
					sum = round32(sum * exp32(factor*(m-v)))
				}
				m = v
			}
			if !math.IsInf(v, -1) {
				sum = round32(sum + exp32(round32(v-m)))
			}
		}
		y := make([]float64, len(x))
		for i, v := range x {
			y[i] = round32(exp32(round32(v-m)) / sum)
		}
		return y
	}
}

func everything(x []float64) []float64 { return x }

func defects() []defect {
	maximum := slices.Max[[]float64]
	body := func(x []float64) []float64 { return x[:len(x)/8*8] }
	return []defect{
		{"no-max-sub", []string{"exp-overflow", "threshold-offset", "threshold-offset-grid"},
			shifted(func([]float64) float64 { return 0 }, everything, exp32)},
		{"max-init-finite-sentinel", []string{"below-sentinel", "below-sentinel-grid"},
			shifted(func(x []float64) float64 { return max(-5e4, maximum(x)) }, everything, exp32)},
		{"max-init-zero", []string{"below-sentinel", "threshold-offset"},
			shifted(func(x []float64) float64 { return max(0, maximum(x)) }, everything, exp32)},
		{"max-of-abs", []string{"outlier-low", "outlier-low-grid"},
			shifted(func(x []float64) float64 { return max(maximum(x), -slices.Min(x)) }, everything, exp32)},
		{"sub-first-element", []string{"max-last", "max-last-grid"},
			shifted(func(x []float64) float64 { return x[0] }, everything, exp32)},
		{"max-skip-tail", []string{"max-last", "max-last-grid"},
			shifted(func(x []float64) float64 {
				if len(x) < 8 {
					return maximum(x)
				}
				return maximum(body(x))
			}, everything, exp32)},
		{"tail-skip-sum", []string{"max-last", "normal-1-grid"},
			shifted(maximum, func(x []float64) []float64 {
				if len(x) < 8 {
					return x
				}
				return body(x)
			}, exp32)},
		{"drop-last-element", []string{"max-last", "ascending"},
			shifted(maximum, func(x []float64) []float64 { return x[:max(1, len(x)-1)] }, exp32)},
		{"neg-inf-minus-neg-inf", []string{"masked-edge", "masked-edge-grid"},
			func(x []float64) []float64 {
				return shifted(func([]float64) float64 { return x[0] }, everything, exp32)(x)
			}},
		{"exp-ftz", []string{"subnormal-output", "subnormal-output-grid"},
			shifted(maximum, everything, func(x float64) float64 {
				if e := exp32(x); e >= dtype.Float32.MinNormal() {
					return e
				}
				return 0
			})},
		{"exp-clamp-minus10", []string{"outlier-high", "outlier-high-grid"},
			shifted(maximum, everything, func(x float64) float64 { return exp32(max(-10, x)) })},
		{"exp-magic-round-overflow", []string{"masked-finite", "wide-spread"},
			shifted(maximum, everything, func(x float64) float64 {
				if x < -1e6 {
					return math.Inf(1)
				}
				return exp32(x)
			})},
		{"expm1-plus-1", []string{"outlier-low-grid", "normal-4-grid"},
			shifted(maximum, everything, func(x float64) float64 { return round32(1 + round32(math.Expm1(x))) })},
		{"online-no-rescale", []string{"ascending", "ascending-grid", "zigzag", "staircase"}, online(math.Inf(-1), 0)},
		{"online-rescale-inverted", []string{"ascending", "staircase-grid", "zigzag-grid"}, online(math.Inf(-1), -1)},
		{"neginf-max-replaced-by-zero-sticky", []string{"masked-tile", "masked-tile-grid"},
			func(x []float64) []float64 {
				if len(x) >= 4 && maximum(x[:4]) == math.Inf(-1) {
					return shifted(func([]float64) float64 { return max(0, maximum(x)) }, everything, exp32)(x)
				}
				return shifted(maximum, everything, exp32)(x)
			}},
	}
}

// wrong reports whether an answer is NaN or Inf, or further from the one that
// float64 gives than a thousandth or 2^-140: a defect that needs no allowance
// to be seen.
func wrong(x, y []float64) bool {
	m, sum := slices.Max(x), 0.0
	for _, v := range x {
		sum += math.Exp(v - m)
	}
	for i, v := range x {
		want := math.Exp(v-m) / sum
		if !(math.Abs(y[i]-want) <= 1e-3*want+0x1p-140) {
			return true
		}
	}
	return false
}

// TestDefectsAreExposed runs kernels with the defects that the families were
// made for, on the rows of a report with at most 200 elements, and the same
// kernels without them: those must get every row right.
func TestDefectsAreExposed(t *testing.T) {
	rows := Default(dtype.Float32, 1, DefaultRows)
	rows = slices.DeleteFunc(rows, func(r Row) bool { return len(r.X) == 0 || len(r.X) > 200 })
	for name, k := range map[string]kernel{
		"shifted": shifted(slices.Max[[]float64], everything, exp32),
		"online":  online(math.Inf(-1), 1),
	} {
		for _, r := range rows {
			if wrong(r.X, k(r.X)) {
				t.Errorf("%s, which is right, is wrong on %s %v", name, r.Hazard, r.X)
			}
		}
	}
	for _, d := range defects() {
		by := map[string]int{}
		for _, r := range rows {
			if wrong(r.X, d.kernel(r.X)) {
				by[r.Hazard]++
			}
		}
		for _, family := range d.families {
			if by[family] == 0 {
				t.Errorf("%s: no row of %s shows it; those that do: %v", d.name, family, by)
			}
		}
		if len(by) == 0 {
			t.Errorf("%s: no row shows it", d.name)
		}
		t.Logf("%s: shown by %d families, %s", d.name, len(by), strings.Join(d.families, ", "))
	}
}
