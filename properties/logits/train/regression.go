package main

import (
	"math"

	"github.com/softulp/softulp/properties/logits/digits"
)

type digit = digits.Digit

const (
	features = digits.Features
	classes  = digits.Classes
)

// Full-batch gradient descent with Polyak's heavy ball on
//
//	mean over the digits of (log-sum-exp(Wx) − (Wx)_class) + penalty/2·‖W‖²
//
// For a quadratic of curvature up to λ the heavy ball converges where the rate
// is below 2(1+momentum)/λ (Polyak, "Some methods of speeding up the
// convergence of iteration methods", 1964, theorem 9). Softmax's Hessian has no
// eigenvalue above ½, so that λ ≤ ½·max‖x‖² + penalty; TestRate checks it.
const (
	rate     = 0.25
	momentum = 0.9
	penalty  = 1e-4
)

// weights are the coefficients of each class.
type weights [classes][features]float64

// logits returns Wx.
func (w *weights) logits(x *[features]float64) [classes]float64 {
	var z [classes]float64
	for c := range z {
		var sum float64
		for i, v := range x {
			sum += float64(w[c][i] * v)
		}
		z[c] = sum
	}
	return z
}

// softmax returns the probabilities of the classes.
func softmax(z [classes]float64) [classes]float64 {
	top := z[argmax(z)]
	var sum float64
	for c := range z {
		z[c] = exp(z[c] - top)
		sum += z[c]
	}
	for c := range z {
		z[c] /= sum
	}
	return z
}

// argmax returns the first index of the largest logit.
func argmax(z [classes]float64) int {
	best := 0
	for c, v := range z {
		if v > z[best] {
			best = c
		}
	}
	return best
}

// gradient returns the gradient of the penalised mean cross-entropy.
func (w *weights) gradient(digits []digit) *weights {
	g := new(weights)
	for i := range digits {
		d := &digits[i]
		s := softmax(w.logits(&d.X))
		s[d.Class]--
		for c, v := range s {
			for j, x := range d.X {
				g[c][j] += float64(v * x)
			}
		}
	}
	n := float64(len(digits))
	for c := range g {
		for j := range g[c] {
			g[c][j] = g[c][j]/n + float64(penalty*w[c][j])
		}
	}
	return g
}

// train descends for the given number of steps and returns the weights and
// the norm of the last gradient.
func train(digits []digit, steps int) (*weights, float64) {
	var w, velocity weights
	var norm float64
	for range steps {
		g := w.gradient(digits)
		norm = 0
		for c := range w {
			for j := range w[c] {
				velocity[c][j] = float64(momentum*velocity[c][j]) - float64(rate*g[c][j])
				w[c][j] += velocity[c][j]
				norm += float64(g[c][j] * g[c][j])
			}
		}
	}
	return &w, math.Sqrt(norm)
}

// correct counts the digits whose largest logit is that of their class.
func (w *weights) correct(digits []digit) int {
	var n int
	for i := range digits {
		if argmax(w.logits(&digits[i].X)) == digits[i].Class {
			n++
		}
	}
	return n
}
