package allowance_test

import (
	"math"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

var (
	f32 = impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	f16 = impl.Arithmetic{Storage: dtype.Float16, Accumulate: dtype.Float16}
)

// kernel is the shifted softmax in float32 with one part replaced; nil is the
// honest one.
type kernel struct {
	shift  func(m float64, i int) float64 // what is subtracted from x_i
	exp    func(d float64) float64
	sum    func(e []float64) float64
	divide func(e, s float64) float64
	store  func(y float64) float64
}

func sum32(e []float64) float64 {
	s := 0.0
	for _, v := range e {
		s = f32.Add(s, v)
	}
	return s
}

func (k kernel) softmax(x []float64) []float64 {
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v)
	}
	e := make([]float64, len(x))
	for i, v := range x {
		r := m
		if k.shift != nil {
			r = k.shift(m, i)
		}
		exp := f32.Exp
		if k.exp != nil {
			exp = k.exp
		}
		e[i] = exp(f32.Sub(v, r))
	}
	sum, divide := sum32, f32.Div
	if k.sum != nil {
		sum = k.sum
	}
	if k.divide != nil {
		divide = k.divide
	}
	s := sum(e)
	for i := range e {
		e[i] = divide(e[i], s)
		if k.store != nil {
			e[i] = k.store(e[i])
		}
	}
	return e
}

// repeated returns n times v, for rows written by hand.
func repeated(v float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

func join(parts ...[]float64) []float64 {
	var x []float64
	for _, p := range parts {
		x = append(x, p...)
	}
	return x
}

// flush returns 0 for subnormal numbers of float32.
func flush(y float64) float64 {
	if y < dtype.Float32.MinNormal() {
		return 0
	}
	return y
}

// defect is a small deviation from a correct kernel, and a row on a dyadic grid
// that shows it.
type defect struct {
	name   string
	row    []float64
	kernel kernel
}

func defects() []defect {
	return []defect{
		{
			// e^-8/63 is 89 u; the 63 roundings of the sum are allowed 32 u.
			"the last element is left out of the sum",
			join(repeated(0, 63), repeated(-8, 1)),
			kernel{sum: func(e []float64) float64 { return sum32(e[:len(e)-1]) }},
		},
		{
			"a tail of up to 7 after blocks of 8 is left out of the sum",
			join(repeated(0, 56), repeated(-10, 7)),
			kernel{sum: func(e []float64) float64 { return sum32(e[:len(e)/8*8]) }},
		},
		{
			"the last 8 elements are left out of the sum",
			join(repeated(0, 56), repeated(-10, 8)),
			kernel{sum: func(e []float64) float64 { return sum32(e[:max(0, len(e)-8)]) }},
		},
		{
			// e^0 stays 1, so that the quotient does not cancel the error.
			"the exponential is 4 ulp too large",
			[]float64{0, -8},
			kernel{exp: func(d float64) float64 {
				e := f32.Exp(d)
				if d == 0 {
					return e
				}
				return f32.Add(e, 4*dtype.Float32.Spacing(e))
			}},
		},
		{
			"the exponential is 4 ulp too small",
			[]float64{0, -8},
			kernel{exp: func(d float64) float64 {
				e := f32.Exp(d)
				if d == 0 {
					return e
				}
				return f32.Sub(e, 4*dtype.Float32.Spacing(e))
			}},
		},
		{
			"the sum is added up in float16",
			[]float64{0, -0.5, -1},
			kernel{sum: func(e []float64) float64 {
				s := 0.0
				for _, v := range e {
					s = f16.Add(s, f16.Round(v))
				}
				return s
			}},
		},
		{
			"answers are rounded to bfloat16",
			[]float64{1, 2, 3},
			kernel{store: dtype.BFloat16.Round},
		},
		{
			"1e-6 is added to the denominator",
			[]float64{0, -8},
			kernel{divide: func(e, s float64) float64 { return f32.Div(e, f32.Add(s, f32.Round(1e-6))) }},
		},
		{
			"subnormal answers are flushed to zero",
			[]float64{0, -90}, // e^-90 = 8.2e-40
			kernel{store: flush},
		},
		{
			"the exponential is expm1 + 1",
			[]float64{0, -10},
			kernel{exp: func(d float64) float64 { return f32.Add(f32.Sub(f32.Exp(d), 1), 1) }},
		},
		{
			"the maximum is not subtracted from the first element",
			join([]float64{-7.5}, repeated(0.125, 63)),
			kernel{shift: func(m float64, i int) float64 {
				if i == 0 {
					return 0
				}
				return m
			}},
		},
		{
			// As the estimates of x86's rcpps are, without a Newton step.
			"the reciprocal of the sum has 12 bits",
			[]float64{0, -1},
			kernel{divide: func(e, s float64) float64 {
				r := f32.Div(1, s)
				_, exp := math.Frexp(r)
				unit := math.Ldexp(1, exp-12)
				return f32.Mul(e, math.RoundToEven(r/unit)*unit)
			}},
		},
	}
}

func isGrid(j *judged) bool { return strings.HasSuffix(j.name, "-grid") }

// TestDishonest: small defects of a float32 kernel that claims the model of
// shifted are beyond its allowance, each on a row of at most 64 logits on which
// the honest kernel is within it; and generated rows show each of them too.
func TestDishonest(t *testing.T) {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	model := shifted.Model(f32)
	var rows []*judged
	for _, j := range hazardRows(t, dtype.Float32, 5, 300, 64) {
		if isGrid(j) {
			rows = append(rows, j)
		}
	}
	if len(rows) < 50 {
		t.Fatalf("%d generated rows on a grid: want at least 50", len(rows))
	}
	for _, d := range defects() {
		t.Run(strings.ReplaceAll(d.name, " ", "-"), func(t *testing.T) {
			if len(d.row) > 64 {
				t.Fatalf("a row of %d logits: want at most 64", len(d.row))
			}
			j := newJudged(t, d.name, d.row, dtype.Float32)
			if r := j.judge(model, function.Softmax, kernel{}.softmax(d.row)); r.bad >= 0 || r.vacuous > 0 {
				t.Errorf("the honest kernel is at %.3g of its allowance, %d vacuous", r.ratio, r.vacuous)
			}
			r := j.judge(model, function.Softmax, d.kernel.softmax(d.row))
			if r.bad < 0 {
				t.Errorf("not caught on %v: %.3g of the allowance", d.row, r.ratio)
			}
			caught, first := 0, ""
			for _, j := range rows {
				if r := j.judge(model, function.Softmax, d.kernel.softmax(j.x)); r.bad >= 0 {
					if caught++; first == "" {
						first = j.name
					}
				}
			}
			if caught == 0 {
				t.Errorf("caught on none of %d generated rows", len(rows))
			}
			t.Logf("%.4g times the allowance; caught on %d of %d generated rows, %s first",
				r.ratio, caught, len(rows), first)
		})
	}
}

// TestHonestKernel: without a defect, the kernel above is shifted bit for bit.
func TestHonestKernel(t *testing.T) {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range hazardRows(t, dtype.Float32, 5, 150, 64) {
		want := compute(&shifted, f32, j.in)
		for i, got := range (kernel{}).softmax(j.x) {
			if math.Float64bits(got) != math.Float64bits(want[i]) {
				t.Errorf("%s, K = %d: answer %d is %g, want %g", j.name, len(j.x), i, got, want[i])
			}
		}
	}
}

// TestFlushDeclared: what is a defect undeclared is within the allowance of a
// model that says so, and the model says no more than that.
func TestFlushDeclared(t *testing.T) {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	model := shifted.Model(f32)
	model.FlushSubnormals = true
	for _, j := range hazardRows(t, dtype.Float32, 5, 300, 64) {
		if r := j.judge(model, function.Softmax, kernel{store: flush}.softmax(j.x)); r.bad >= 0 {
			t.Errorf("%s, K = %d: answer %d is beyond the allowance", j.name, len(j.x), r.bad)
		}
	}
	x := []float64{0, -80} // e^-80 = 1.8e-35 is normal
	j := newJudged(t, "normal", x, dtype.Float32)
	y := kernel{}.softmax(x)
	y[1] = 0
	if r := j.judge(model, function.Softmax, y); r.bad != 1 {
		t.Errorf("a normal answer flushed to zero is within the allowance: %.3g of it", r.ratio)
	}
}

// TestGridAllowance: on a dyadic grid and up to 64 logits the allowance of the
// float32 shifted softmax stays small enough for all that, while arbitrary
// logits of the same spread get a many times larger one.
func TestGridAllowance(t *testing.T) {
	shifted, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	model := shifted.Model(f32)
	largest := func(x []float64) float64 {
		j := newJudged(t, "", x, dtype.Float32)
		j.judge(model, function.Softmax, make([]float64, len(x)))
		w := 0.0
		for i := range x {
			w = max(w, j.ys[function.Softmax][i].Above, j.ys[function.Softmax][i].Below)
		}
		return w
	}
	grid, arbitrary := make([]float64, 8), make([]float64, 8)
	for i := range grid {
		grid[i] = -5.5 * float64(i)
		arbitrary[i] = dtype.Float32.Round(float64(grid[i]*1.0123456) + 0.1)
	}
	g, a := largest(grid), largest(arbitrary)
	t.Logf("spread 38.5: %.3g ulp on a grid, %.3g ulp elsewhere", g, a)
	if g > 8 || a < 2*g {
		t.Errorf("allowances of %.3g ulp on a grid and %.3g elsewhere: want at most 8, and at least twice that", g, a)
	}
}
