package main

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// found is one answer of a row, which is looked at.
type found struct {
	in function.Input
	i  int
	n  reference.Number
	f  dtype.Format
}

// zero reports an answer that is exactly 0.
func (o found) zero() bool { return o.n.Rat() != nil && o.n.Rat().Sign() == 0 }

// beside reports how an answer compares with a midpoint of the format that it is
// within 2^-60 of; ok is false if there is none.
func (o found) beside() (side int, ok bool) {
	v := o.n.Round(o.f)
	if math.IsInf(v, 0) || v != v {
		return 0, false
	}
	for _, w := range []float64{o.f.NextUp(v), o.f.NextDown(v)} {
		if math.IsInf(w, 0) || w != w {
			continue
		}
		mid := new(big.Rat).Add(new(big.Rat).SetFloat64(v), new(big.Rat).SetFloat64(w))
		mid.Quo(mid, big.NewRat(2, 1))
		off := new(big.Rat).Mul(mid, new(big.Rat).SetFloat64(0x1p-60))
		lo, hi := new(big.Rat).Sub(mid, off), new(big.Rat).Add(mid, off)
		if o.n.Cmp(lo)*o.n.Cmp(hi) < 0 {
			return o.n.Cmp(mid), true
		}
	}
	return 0, false
}

// groups counts the distinct finite logits.
func (o found) groups() int {
	seen := map[float64]bool{}
	for _, v := range o.in.X {
		if !math.IsInf(v, 0) {
			seen[v] = true
		}
	}
	return len(seen)
}

// magnitude returns the exponent of an answer that is a number and not 0: 2^e, about.
func (o found) magnitude() int {
	for e := 2200; ; e -= 20 {
		c := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 2500))
		c.Quo(c, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), uint(2500-e))))
		if e < -5000 || o.n.Cmp(c) > 0 || o.n.Cmp(c.Neg(c)) < 0 {
			return e
		}
	}
}

// TestStructuredFamiliesAim checks that families reach what they are for.
func TestStructuredFamiliesAim(t *testing.T) {
	for _, test := range []struct {
		family, aim string
		fn          function.Function
		hit         func(o found) bool
	}{
		{"cancelling-groups", "exactly 0, of two groups and more", function.SoftmaxVJP, func(o found) bool { return o.zero() && o.groups() > 1 && o.in.Cotangent[o.i] != 0 }},
		{"cancelling-groups", "not 0", function.SoftmaxVJP, func(o found) bool { return !o.zero() && o.groups() > 1 }},
		{"cancelling-groups", "exactly 0, with a weight", function.CrossEntropySoftGrad, func(o found) bool { return o.zero() && o.in.Weights[o.i] > 0 && len(o.in.X) > 2 }},
		{"cancelling-groups", "exactly 0, smoothed", function.CrossEntropyGrad, func(o found) bool { return o.zero() && len(o.in.X) > 2 && o.in.Target == o.i }},
		{"near-cancelling", "nearly 0", function.SoftmaxVJP, func(o found) bool { return !o.zero() && o.groups() > 1 && o.magnitude() < -40 }},
		{"near-cancelling", "nearly 0", function.CrossEntropySoftGrad, func(o found) bool { return !o.zero() && o.in.Weights[o.i] > 0 && o.magnitude() < -20 }},
		{"leading-cancels", "of the smaller logits alone", function.SoftmaxVJP, func(o found) bool {
			return !o.zero() && o.in.X[o.i] == slices.Max(o.in.X) && o.magnitude() < -1000
		}},
		{"zero-sum", "rational", function.LogSoftmaxVJP, func(o found) bool { return o.n.Rat() != nil && !o.zero() && o.groups() > 1 }},
		{"zero-sum", "exactly 0", function.LogSoftmaxVJP, func(o found) bool { return o.zero() && o.groups() > 1 }},
		{"zero-sum", "no weights", function.CrossEntropySoft, func(o found) bool { return o.zero() }},
		{"one-hot", "a cross-entropy", function.CrossEntropySoft, func(o found) bool { return o.in.Weights[o.in.Target] == 1 && !o.zero() && len(o.in.X) > 1 }},
		{"margin", "e^-700", function.CrossEntropy, func(o found) bool { return o.magnitude() < -1000 }},
		{"margin", "−e^-700", function.CrossEntropyGrad, func(o found) bool { return o.i == o.in.Target && o.magnitude() < -1000 && o.n.Cmp(new(big.Rat)) < 0 }},
		{"margin", "e^-20", function.CrossEntropyGrad, func(o found) bool { e := o.magnitude(); return e >= -40 && e <= -20 }},
		{"deep-tail", "below every format", function.CrossEntropyGrad, func(o found) bool { return !o.zero() && o.magnitude() < -4000 }},
		{"deep-tail", "below every format and 0", function.SoftmaxVJP, func(o found) bool { return !o.zero() && o.magnitude() < -4000 && o.n.Cmp(new(big.Rat)) < 0 }},
		{"huge-and-tiny", "overflow", function.SoftmaxVJP, func(o found) bool { return math.IsInf(o.n.Round(o.f), 0) }},
		{"huge-and-tiny", "overflow of float64", function.LogSoftmaxVJP, func(o found) bool { return math.IsInf(o.n.Round(dtype.Float64), 0) }},
		{"huge-and-tiny", "subnormal", function.SoftmaxVJP, func(o found) bool { v := math.Abs(o.n.Round(o.f)); return v > 0 && v < o.f.MinNormal() }},
		{"rational", "a midpoint", function.SoftmaxVJP, func(o found) bool { side, ok := o.beside(); return ok && side == 0 }},
		{"rational", "a midpoint", function.LogSoftmaxVJP, func(o found) bool { side, ok := o.beside(); return ok && side == 0 && o.i < 2 }},
		{"rational", "a midpoint", function.CrossEntropySoftGrad, func(o found) bool { side, ok := o.beside(); return ok && side == 0 }},
		{"rational", "nearly a midpoint", function.SoftmaxVJP, func(o found) bool { side, ok := o.beside(); return ok && side != 0 }},
		{"midpoint", "above a midpoint", function.CrossEntropy, func(o found) bool { side, ok := o.beside(); return ok && side > 0 }},
		{"midpoint", "above a midpoint", function.CrossEntropySoft, func(o found) bool { side, ok := o.beside(); return ok && side > 0 && o.in.T() == 1 }},
		{"midpoint-sides", "below a midpoint", function.LogSoftmaxVJP, func(o found) bool { side, ok := o.beside(); return ok && side < 0 }},
		{"midpoint-sides", "above a midpoint", function.LogSoftmaxVJP, func(o found) bool { side, ok := o.beside(); return ok && side > 0 }},
		{"midpoint-sides", "beside a midpoint", function.CrossEntropySoftGrad, func(o found) bool { side, ok := o.beside(); return ok && side != 0 }},
		{"midpoint-sides", "beside a midpoint", function.CrossEntropyGrad, func(o found) bool { side, ok := o.beside(); return ok && side != 0 }},
		{"second-order", "below a midpoint", function.SoftmaxVJP, func(o found) bool { side, ok := o.beside(); return ok && side < 0 && o.i == 0 && len(o.in.X) > 3 }},
		{"second-order", "above a midpoint", function.SoftmaxVJP, func(o found) bool { side, ok := o.beside(); return ok && side > 0 && o.i == 0 }},
	} {
		t.Run(test.family+"/"+string(test.fn)+"/"+test.aim, func(t *testing.T) {
			at := slices.IndexFunc(families(), func(f family) bool { return f.name == test.family })
			for seed := range uint64(1000) {
				m := maker{rand.New(rand.NewPCG(seed, 0)), dtype.Float32}
				in := families()[at].make(m, 1+m.IntN(8))
				var row reference.Row
				if err := row.ResetInput(in, reference.IEEE); err != nil {
					t.Fatal(err)
				}
				a := row.Answer(test.fn)
				for i := range a.Len() {
					if n := a.At(i); n.IsFinite() && test.hit(found{in, i, n, dtype.Float32}) {
						return
					}
				}
			}
			t.Error("not in 1000 rows")
		})
	}
}

// TestZeroSum wants the sum to be exactly 0.
func TestZeroSum(t *testing.T) {
	for _, f := range dtype.All() {
		for seed := range uint64(200) {
			m := maker{rand.New(rand.NewPCG(seed, 1)), f}
			sum := new(big.Rat)
			in := m.zeroSum(1 + m.IntN(20))
			for _, g := range in.Cotangent {
				sum.Add(sum, new(big.Rat).SetFloat64(g))
				if !f.Representable(g) {
					t.Errorf("%v, seed %d: %x is no number of the format", f, seed, g)
				}
			}
			if sum.Sign() != 0 {
				t.Errorf("%v, seed %d: %v add up to %v", f, seed, in.Cotangent, sum)
			}
		}
	}
}

// TestCancellingGroups wants one mean in all groups.
func TestCancellingGroups(t *testing.T) {
	for _, f := range dtype.All() {
		for seed := range uint64(200) {
			m := maker{rand.New(rand.NewPCG(seed, 2)), f}
			in := m.cancellingGroups(1 + m.IntN(20))
			sums, counts := map[float64]*big.Rat{}, map[float64]int64{}
			for i, x := range in.X {
				if sums[x] == nil {
					sums[x] = new(big.Rat)
				}
				sums[x].Add(sums[x], new(big.Rat).SetFloat64(in.Cotangent[i]))
				counts[x]++
			}
			means := map[string]bool{}
			for x, sum := range sums {
				means[sum.Quo(sum, big.NewRat(counts[x], 1)).String()] = true
			}
			if len(means) != 1 {
				t.Errorf("%v, seed %d: means %v", f, seed, means)
			}
		}
	}
}
