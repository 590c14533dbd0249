package remedy

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
	"pgregory.net/rapid"
)

// step returns what the first step of a rule adds to weights.
func step(a impl.Arithmetic, m Method, rows, columns int, w, g []float64) []float64 {
	d := make([]float64, len(g))
	m.New(rows, columns).Change(a, d, w, g)
	return d
}

func TestMethodsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Methods() {
		if m.Name == "" || m.About == "" || m.Source == "" || seen[m.Name] {
			t.Errorf("%+v", m)
		}
		seen[m.Name] = true
	}
}

// No rule moves a weight whose gradient is exactly 0 from the first step on, and every other
// weight is moved against its gradient, in the formats that hold epsilon.
func TestRulesDescend(t *testing.T) {
	for _, a := range []impl.Arithmetic{own(dtype.Float64), own(dtype.Float32), own(dtype.BFloat16)} {
		for _, m := range Methods() {
			t.Run(m.Name+"/"+a.String(), func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					const rows, columns = 3, 4
					g, w := make([]float64, rows*columns), make([]float64, rows*columns)
					for i := range g {
						if !rapid.Bool().Draw(t, "zero") {
							g[i] = a.Round(rapid.Float64Range(-2, 2).Filter(func(v float64) bool { return math.Abs(v) > 1e-3 }).Draw(t, "g"))
						}
						w[i] = a.Round(rapid.Float64Range(-1, 1).Draw(t, "w"))
					}
					rule, d := m.New(rows, columns), make([]float64, len(g))
					for range 3 {
						rule.Change(a, d, w, g)
						for i, v := range g {
							if v == 0 && d[i] != 0 || v*d[i] > 0 || v != 0 && !(v*d[i] < 0) || !a.Storage.Representable(d[i]) {
								t.Fatalf("gradient %v, change %v", v, d[i])
							}
						}
					}
				})
			})
		}
	}
}

// Adam's first step is the rate against the sign of the gradient, whatever its size, while
// epsilon does not count: to within a dozen roundings.
func TestAdamFirstStep(t *testing.T) {
	for _, a := range []impl.Arithmetic{own(dtype.Float64), own(dtype.Float32), own(dtype.BFloat16)} {
		t.Run(a.String(), func(t *testing.T) {
			u := a.Accumulate.UnitRoundoff()
			rapid.Check(t, func(t *rapid.T) {
				g := a.Round(math.Ldexp(rapid.Float64Range(1, 2).Draw(t, "g"), rapid.IntRange(-20, 30).Draw(t, "e")))
				if rapid.Bool().Draw(t, "negative") {
					g = -g
				}
				d := make([]float64, 1)
				NewAdam(1, 0x1p-7).Change(a, d, nil, []float64{g})
				want := -math.Copysign(0x1p-7, g)
				if off := math.Abs(d[0]/want - 1); off > 12*u+1.01*AdamEpsilon/math.Abs(g) {
					t.Fatalf("gradient %v: step %v, off by %g", g, d[0], off)
				}
			})
		})
	}
}

// As the gradient falls below epsilon the first step falls with it: rate·|g|/(|g| + ε).
func TestAdamEpsilon(t *testing.T) {
	a := own(dtype.Float64)
	for _, g := range []float64{1e-6, 1e-8, 1e-10, 1e-30, 1e-150} {
		d := make([]float64, 1)
		NewAdam(1, 1).Change(a, d, nil, []float64{g})
		if want := -g / (g + AdamEpsilon); math.Abs(d[0]/want-1) > 1e-10 {
			t.Errorf("gradient %v: step %v, want %v", g, d[0], want)
		}
	}
}

// Three steps against the paper's formulas, written out.
func TestAdamFormulas(t *testing.T) {
	a := own(dtype.Float64)
	rule, d := NewAdam(1, 0.01), make([]float64, 1)
	var m, v float64
	for step, g := range []float64{0.5, -0.25, 2} {
		rule.Change(a, d, nil, []float64{g})
		m, v = 0.9*m+0.1*g, 0.999*v+0.001*g*g
		n := float64(step + 1)
		want := -0.01 * (m / (1 - math.Pow(0.9, n))) / (math.Sqrt(v/(1-math.Pow(0.999, n))) + 1e-8)
		if math.Abs(d[0]/want-1) > 1e-12 {
			t.Errorf("step %d: %v, want %v", step+1, d[0], want)
		}
	}
}

// In float16 epsilon is 0, and a gradient of 0, or one whose square underflows,
// is divided by 0.
func TestFloat16(t *testing.T) {
	a := own(dtype.Float16)
	if d := step(a, adam(), 1, 2, []float64{1, 1}, []float64{0, 1}); d[0] == d[0] || !(d[1] < 0) {
		t.Errorf("Adam: %v, want NaN and a negative number", d)
	}
	// Adafactor divides by 0 where all of a row or a column is 0, and its root mean
	// square carries the NaN to every weight.
	if d := step(a, adafactor(), 1, 2, []float64{1, 1}, []float64{0, 1}); d[0] == d[0] || d[1] == d[1] {
		t.Errorf("Adafactor: %v, want NaN", d)
	}
	if d := step(a, adam(), 1, 1, []float64{1}, []float64{1e-4}); !math.IsInf(d[0], -1) {
		t.Errorf("Adam: the square of 1e-4 underflows, but the step is %v", d)
	}
}

// For one column, the mean squares by row are those of each weight: the update of the
// first step is the sign, the factor the paper's for step 1.
func TestAdafactorFirstStep(t *testing.T) {
	a := own(dtype.Float64)
	w, g := []float64{3, -4, 0}, []float64{1e-3, -20, 7}
	d := step(a, adafactor(), 3, 1, w, g)
	rate := AdafactorRate * math.Sqrt(25.0/3)
	for i, v := range g {
		if want := -math.Copysign(rate, v); math.Abs(d[i]/want-1) > 1e-12 {
			t.Errorf("%v: %v, want %v", v, d[i], want)
		}
	}
}

// Two steps of a matrix against the paper's formulas, with its sums in place of means.
func TestAdafactorFormulas(t *testing.T) {
	a := own(dtype.Float64)
	w := []float64{0.1, -0.2, 0.3, 0.4, -0.5, 0.6}
	gs := [][]float64{{1, -2, 0.5, 0.25, 3, -1}, {-0.5, 1, 0, 2, -3, 0.125}}
	rule, d := NewAdafactor(2, 3), make([]float64, 6)
	var rows [2]float64
	var columns [3]float64
	for n, g := range gs {
		rule.Change(a, d, w, g)
		beta := 1 - math.Pow(float64(n+1), -0.8)
		var sumR, sumC [3]float64
		for i, v := range g {
			sumR[i/3] += v*v + 1e-30
			sumC[i%3] += v*v + 1e-30
		}
		var total float64
		for i := range rows {
			rows[i] = beta*rows[i] + (1-beta)*sumR[i]
			total += rows[i]
		}
		for j := range columns {
			columns[j] = beta*columns[j] + (1-beta)*sumC[j]
		}
		var u [6]float64
		var squares, weights float64
		for i, v := range g {
			u[i] = v / math.Sqrt(rows[i/3]*columns[i%3]/total)
			squares += u[i] * u[i]
			weights += w[i] * w[i]
		}
		rate := max(1e-3, math.Sqrt(weights/6)) * min(1e-2, 1/math.Sqrt(float64(n+1)))
		for i := range g {
			want := -rate * u[i] / max(1, math.Sqrt(squares/6))
			if math.Abs(d[i]-want) > 1e-12*math.Abs(want) {
				t.Errorf("step %d, weight %d: %v, want %v", n+1, i, d[i], want)
			}
			w[i] += d[i]
		}
	}
}

func TestDescent(t *testing.T) {
	d := make([]float64, 2)
	Descent{0.5}.Change(own(dtype.Float32), d, nil, []float64{3, -1})
	if d[0] != -1.5 || d[1] != 0.5 {
		t.Errorf("got %v", d)
	}
}
