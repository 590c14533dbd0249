package remez

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/ALTree/bigfloat"
)

// exponential is e^x; the arguments here are small, where bigfloat is right.
func exponential(x *big.Float) *big.Float {
	return bigfloat.Exp(newFloat(0).Set(x))
}

func reciprocal(x *big.Float) *big.Float { return newFloat(0).Quo(newFloat(1), x) }

// The best p for 1/x in the relative sense makes x·p(x) − 1 a Chebyshev
// polynomial of degree n+1, so its error is 1/T_(n+1)((hi+lo)/(hi−lo)).
func TestReciprocal(t *testing.T) {
	for _, interval := range [][2]float64{{1, 2}, {0.5, 4}, {-3, -1}} {
		for degree := range 7 {
			lo, hi := interval[0], interval[1]
			t.Run(fmt.Sprintf("degree=%d/lo=%g/hi=%g", degree, lo, hi), func(t *testing.T) {
				got, err := Minimax(Problem{F: reciprocal, Lo: lo, Hi: hi, Degree: degree})
				if err != nil {
					t.Fatal(err)
				}
				z := math.Abs((hi + lo) / (hi - lo))
				want := 1 / math.Cosh(float64(degree+1)*math.Acosh(z))
				if math.Abs(got.MaxError/want-1) > 1e-6 {
					t.Errorf("MaxError = %g, want %g", got.MaxError, want)
				}
			})
		}
	}
}

// The best constant for e^x on [lo, hi] is wrong by tanh((hi−lo)/2) at both
// ends.
func TestConstant(t *testing.T) {
	for _, hi := range []float64{0.01, 0.5, 1, 3} {
		got, err := Minimax(Problem{F: exponential, Lo: 0, Hi: hi, Degree: 0})
		if err != nil {
			t.Fatal(err)
		}
		if want := math.Tanh(hi / 2); math.Abs(got.MaxError/want-1) > 1e-6 {
			t.Errorf("hi = %g: MaxError = %g, want %g", hi, got.MaxError, want)
		}
		c, _ := got.Coefficients[0].Float64()
		if want := 2 * math.Exp(hi) / (1 + math.Exp(hi)); math.Abs(c/want-1) > 1e-6 {
			t.Errorf("hi = %g: constant %g, want %g", hi, c, want)
		}
	}
}

// The error of a solution must not exceed its level anywhere, whatever the
// grid that Minimax looked at, and the fixed coefficients must be kept.
func TestExponential(t *testing.T) {
	tests := []struct {
		lo, hi float64
		fixed  []float64
		degree int
	}{
		{-1, 1, nil, 3},
		{-0.35, 0.35, []float64{1, 1}, 6},
		{-0.0109, 0.0109, []float64{1, 1}, 6},
		{0, 0.7, []float64{1}, 3},
		{0, 1, []float64{1}, 5},
		{-0.5, 0.5, []float64{1, 1}, 2},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("degree=%d/fixed=%d/hi=%g", tt.degree, len(tt.fixed), tt.hi), func(t *testing.T) {
			p := Problem{F: exponential, Lo: tt.lo, Hi: tt.hi, Fixed: tt.fixed, Degree: tt.degree}
			got, err := Minimax(p)
			if err != nil {
				t.Fatal(err)
			}
			for j, f := range tt.fixed {
				if got.Coefficients[j].Cmp(newFloat(f)) != 0 {
					t.Errorf("coefficient %d is %v, want %v", j, got.Coefficients[j], f)
				}
			}
			if got.MaxError < got.Levelled || got.MaxError > got.Levelled*(1+1e-9) {
				t.Errorf("MaxError = %g, level %g", got.MaxError, got.Levelled)
			}
			attained := 0
			for i := range 998 {
				x := tt.lo + (tt.hi-tt.lo)*float64(i)/997
				r := math.Abs(p.residual(got.Coefficients, p.at(x)))
				if r > got.MaxError*(1+1e-6) {
					t.Fatalf("the error at %g is %g, more than MaxError = %g", x, r, got.MaxError)
				}
				if r > 0.99*got.MaxError {
					attained++
				}
			}
			if attained == 0 {
				t.Error("the maximum is not attained")
			}
		})
	}
}

// Moving any free coefficient must make the maximum larger.
func TestOptimal(t *testing.T) {
	p := Problem{F: exponential, Lo: -0.35, Hi: 0.35, Fixed: []float64{1, 1}, Degree: 5}
	got, err := Minimax(p)
	if err != nil {
		t.Fatal(err)
	}
	for j := len(p.Fixed); j <= p.Degree; j++ {
		for _, factor := range []float64{1 - 1e-6, 1 + 1e-6} {
			c := append([]*big.Float{}, got.Coefficients...)
			c[j] = newFloat(0).Mul(c[j], newFloat(factor))
			worst := 0.0
			for i := range 201 {
				x := chebyshev(p.Lo, p.Hi, i, 200)
				worst = max(worst, math.Abs(p.residual(c, p.at(x))))
			}
			if worst <= got.MaxError {
				t.Errorf("coefficient %d times %v: maximum %g, not above %g", j, factor, worst, got.MaxError)
			}
		}
	}
}

func TestBadProblems(t *testing.T) {
	tests := []struct {
		name string
		p    Problem
	}{
		{"no free coefficient", Problem{F: exponential, Lo: 0, Hi: 1, Fixed: []float64{1, 1}, Degree: 1}},
		{"empty interval", Problem{F: exponential, Lo: 1, Hi: 1, Degree: 2}},
		{"odd number fixed around 0", Problem{F: exponential, Lo: -1, Hi: 1, Fixed: []float64{1}, Degree: 2}},
		{"F is the polynomial", Problem{F: func(*big.Float) *big.Float { return newFloat(1) }, Lo: 0, Hi: 1, Degree: 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if s, err := Minimax(tt.p); err == nil {
				t.Errorf("no error, but %v", s)
			}
		})
	}
}

func TestSolve(t *testing.T) {
	rows := [][]*big.Float{
		{newFloat(0), newFloat(2), newFloat(1), newFloat(7)},
		{newFloat(1), newFloat(1), newFloat(1), newFloat(6)},
		{newFloat(4), newFloat(-1), newFloat(2), newFloat(8)},
	}
	x, err := solve(rows)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{1, 2, 3} {
		if got, _ := x[i].Float64(); math.Abs(got-want) > 1e-15 {
			t.Errorf("x[%d] = %v, want %v", i, got, want)
		}
	}
	singular := [][]*big.Float{
		{newFloat(1), newFloat(2), newFloat(3)},
		{newFloat(2), newFloat(4), newFloat(6)},
	}
	if _, err := solve(singular); err == nil {
		t.Error("no error for a singular system")
	}
}
