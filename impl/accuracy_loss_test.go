package impl

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ALTree/bigfloat"

	"github.com/softulp/softulp/function"
)

// An exactInput is an input with what its exact answers are made of.
type exactInput struct {
	function.Input
	z, p []*big.Float // x/T and its softmax
	l    *big.Float   // its log-sum-exp
}

func newExactInput(in function.Input) exactInput {
	e := exactInput{Input: in}
	t, m := bigFloat(in.T()), bigFloat(maximum(in.X))
	m.Quo(m, t)
	s := bigFloat(0)
	for _, v := range in.X {
		z := bigFloat(v)
		e.z = append(e.z, z.Quo(z, t))
		p := exactE(new(big.Float).Sub(z, m))
		e.p = append(e.p, p)
		s.Add(s, p)
	}
	for _, p := range e.p {
		p.Quo(p, s)
	}
	e.l = new(big.Float).Add(bigfloat.Log(s), m)
	return e
}

// labels returns the weights of the classes.
func (e *exactInput) labels(fn function.Function) []*big.Float {
	q := make([]*big.Float, len(e.X))
	for i := range q {
		if v, _ := fn.Vector(&e.Input); v != nil {
			q[i] = bigFloat((*v)[i])
			continue
		}
		q[i] = bigFloat(e.Smoothing)
		q[i].Quo(q[i], bigFloat(float64(len(q))))
	}
	if fn.TakesTarget() {
		rest := bigFloat(e.Smoothing)
		q[e.Target].Add(q[e.Target], rest.Sub(bigFloat(1), rest))
	}
	return q
}

// answer returns output i, written as the functions are defined.
func (e *exactInput) answer(fn function.Function, q []*big.Float, i int) *big.Float {
	sum := bigFloat(0)
	for j, w := range q {
		term := new(big.Float)
		switch fn {
		case function.CrossEntropy, function.CrossEntropySoft:
			term.Mul(w, term.Sub(e.l, e.z[j]))
		case function.SoftmaxVJP:
			term.Mul(w, e.p[j])
		default:
			term.Set(w)
		}
		sum.Add(sum, term)
	}
	y := new(big.Float)
	switch fn {
	case function.CrossEntropy, function.CrossEntropySoft:
		return sum
	case function.SoftmaxVJP:
		y.Mul(e.p[i], y.Sub(q[i], sum))
	case function.LogSoftmaxVJP:
		y.Sub(q[i], y.Mul(e.p[i], sum))
	default: // Σ q_j of a hard target is 1
		y.Sub(y.Mul(e.p[i], sum), q[i])
	}
	return y.Quo(y, bigFloat(e.T()))
}

// allowed bounds the error of output i before it is stored. As in
// [exactRow.allowed], it covers every algorithm at once and is far from sharp: a
// probability is off by a ratio of at most 1+b, a loss by b and by roundings of what
// it is a difference of, and n terms are added with n roundings.
func (e *exactInput) allowed(a Arithmetic, im Implementation, q []*big.Float, i int) float64 {
	u, m := a.Accumulate.UnitRoundoff(), im.Model(a)
	n, t := float64(len(e.X)), e.T()
	l, _ := e.l.Float64()
	top := maximum(e.X) / t
	width, size, total, mean := 0.0, 0.0, 0.0, 0.0
	weight := func(j int) float64 { w, _ := q[j].Float64(); return math.Abs(w) }
	share := func(j int) float64 { p, _ := e.p[j].Float64(); return p }
	for j, v := range e.X {
		width = max(width, top-v/t)
		size = max(size, math.Abs(v/t))
		total += weight(j)
		mean += weight(j) * share(j)
	}
	b := (n+2)*(4*u*m.ExpULP+4*u) + 4*u*(width+math.Log(n)+6) + 2*u*m.LogULP*math.Log(n)
	if t != 1 {
		b += 4 * u * size
	}
	b /= 1 - b
	round := 4 * (n + 6) * u
	tiny := (n + 6) * a.Accumulate.MinSubnormal() * (2 + total)
	switch im.Function {
	case function.CrossEntropy, function.CrossEntropySoft:
		loss := b + round*(width+math.Log(n))
		if m.Form != Fused {
			loss += round * (math.Abs(l) + size)
		}
		return total*loss + tiny
	case function.SoftmaxVJP:
		return (share(i)*(4*b+round)*(weight(i)+mean) + tiny) / t
	}
	at := weight(i) + share(i)*total
	if m.Form == MinusSum && i == e.Target {
		at = total + 1 - share(i)
		at -= weight(i)
	}
	return ((2*b+round)*at + tiny) / t
}

func TestLossAccuracy(t *testing.T) {
	rounds := 24
	if testing.Short() {
		rounds = 8
	}
	for _, im := range ofMore() {
		for _, a := range im.Arithmetics {
			t.Run(fmt.Sprintf("%s/%s/%v", im.Function, im.Name, a), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(31, uint64(a.Storage)<<8|uint64(a.Accumulate)))
				scale := min(1/(128*a.Accumulate.UnitRoundoff()), 30)
				worst, judged := 0.0, 0
				for range rounds {
					x := make([]float64, 1+rng.IntN(int(max(scale, 4))))
					shift := min(scale, 8) * (rng.Float64() - 0.5)
					for i := range x {
						x[i] = a.Storage.Round(shift - scale*rng.Float64())
					}
					input, _ := inputFor(rng, im.Function, a.Storage, x)
					if im.Expected(a, input) != "" {
						continue
					}
					judged++
					y := make([]float64, im.Function.Outputs(len(x)))
					im.Compute(a, y, input)
					e := newExactInput(input)
					q := e.labels(im.Function)
					for i, got := range y {
						want := e.answer(im.Function, q, i)
						w, _ := want.Float64()
						allowed := e.allowed(a, im, q, i)
						allowed += a.Storage.UnitRoundoff()*(math.Abs(w)+allowed) + a.Storage.MinSubnormal()/2
						d, _ := new(big.Float).Sub(bigFloat(got), want).Float64()
						if share := math.Abs(d) / allowed; !(share <= 1) {
							t.Errorf("%+v: y[%d] = %v, want %v, off by %v of what is allowed", input, i, got, w, share)
						} else {
							worst = max(worst, share)
						}
					}
				}
				t.Logf("%d rows, at most %.3f of what is allowed", judged, worst)
				if judged < rounds/8 {
					t.Errorf("%d of %d rows are judged", judged, rounds)
				}
			})
		}
	}
}
