package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/properties/logits/digits"
)

// embedded returns the digits in the repository.
func embedded(t *testing.T) []digit {
	t.Helper()
	digits, err := digits.Load()
	if err != nil {
		t.Fatal(err)
	}
	return digits
}

// some returns a few random digits and weights.
func some(n int) ([]digit, *weights) {
	r := rand.New(rand.NewPCG(3, 4))
	digits := make([]digit, n)
	for i := range digits {
		for j := range digits[i].X {
			digits[i].X[j] = r.Float64()
		}
		digits[i].Class = r.IntN(classes)
	}
	w := new(weights)
	for c := range w {
		for j := range w[c] {
			w[c][j] = r.NormFloat64()
		}
	}
	return digits, w
}

// loss is what gradient differentiates, written with package math.
func loss(w *weights, digits []digit) float64 {
	var sum, squares float64
	for i := range digits {
		z := w.logits(&digits[i].X)
		top := z[argmax(z)]
		var s float64
		for _, v := range z {
			s += math.Exp(v - top)
		}
		sum += top + math.Log(s) - z[digits[i].Class]
	}
	for c := range w {
		for _, v := range w[c] {
			squares += v * v
		}
	}
	return sum/float64(len(digits)) + penalty/2*squares
}

func TestGradient(t *testing.T) {
	digits, w := some(7)
	g := w.gradient(digits)
	const h = 1e-4
	for _, at := range [][2]int{{0, 0}, {3, 17}, {9, 64}, {5, 40}} {
		c, j := at[0], at[1]
		v := w[c][j]
		w[c][j] = v + h
		above := loss(w, digits)
		w[c][j] = v - h
		below := loss(w, digits)
		w[c][j] = v
		// The central difference errs by h²/6 times a third derivative, which
		// is at most 1 for x ≤ 1, and by a few 1e-16/h of rounding.
		if want := (above - below) / (2 * h); math.Abs(g[c][j]-want) > h*h/6+1e-10 {
			t.Errorf("gradient of weight %d of class %d: %g, differences say %g", j, c, g[c][j], want)
		}
	}
}

func TestSoftmax(t *testing.T) {
	var z [classes]float64
	for _, p := range softmax(z) {
		if p != 0.1 {
			t.Errorf("softmax of equal logits has %v", p)
		}
	}
	z[3], z[4] = 1000, -1000
	s := softmax(z)
	if s[3] != 1 || s[4] != 0 || s[0] != 0 {
		t.Errorf("softmax(%v) = %v", z, s)
	}
}

func TestArgmax(t *testing.T) {
	tests := []struct {
		z    [classes]float64
		want int
	}{
		{[classes]float64{}, 0},
		{[classes]float64{0, 0, 2, 1, 2}, 2},
		{[classes]float64{-1, -2, -3, -4, -5, -6, -7, -8, -9, -0.5}, 9},
	}
	for _, test := range tests {
		if got := argmax(test.z); got != test.want {
			t.Errorf("argmax(%v) = %d, want %d", test.z, got, test.want)
		}
	}
}

// The rate is below the bound of the comment on it, for the digits that the
// regression learns from.
func TestRate(t *testing.T) {
	var largest float64
	for _, d := range embedded(t)[:trained] {
		var squares float64
		for _, v := range d.X {
			squares += v * v
		}
		largest = max(largest, squares)
	}
	bound := 2 * (1 + momentum) / (largest/2 + penalty)
	t.Logf("largest ‖x‖² %v, bound %v", largest, bound)
	if rate >= bound {
		t.Errorf("rate %v, want below %v", rate, bound)
	}
}

func TestTrainDescends(t *testing.T) {
	digits := embedded(t)[:200]
	before := loss(new(weights), digits)
	w, norm := train(digits, 30)
	if after := loss(w, digits); !(after < before/4) {
		t.Errorf("the loss went from %v to %v in 30 steps", before, after)
	}
	if !(norm > 0 && norm < 0.1) {
		t.Errorf("norm of the last gradient %v", norm)
	}
	if n := w.correct(digits); n < 190 {
		t.Errorf("%d of %d correct", n, len(digits))
	}
}
