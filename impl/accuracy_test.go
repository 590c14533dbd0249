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

// An exactRow is a row with its exact answers.
type exactRow struct {
	x       []float64
	m       float64
	l       *big.Float   // log-sum-exp
	softmax []*big.Float // e^(x_i − l)
}

func newExactRow(x []float64) exactRow {
	r := exactRow{x: x, m: maximum(x)}
	s, e := bigFloat(0), make([]*big.Float, len(x))
	for i, v := range x {
		e[i] = exactE(new(big.Float).Sub(bigFloat(v), bigFloat(r.m)))
		s.Add(s, e[i])
	}
	for i := range e {
		e[i].Quo(e[i], s)
	}
	r.softmax = e
	r.l = bigfloat.Log(s)
	r.l.Add(r.l, bigFloat(r.m))
	return r
}

// allowed returns what each answer may miss: relative, of a softmax, or
// absolute, of a logarithm, rounding to storage apart. It covers every scheme
// at once and is far from sharp: each of the n terms, each merge of partial sums
// and each rescaling, of which there are at most n, takes an exponential and
// three further roundings, and the differences taken for one answer add up to
// no more than four times the row's range.
func (r exactRow) allowed(a Arithmetic, im Implementation) float64 {
	u, m := a.Accumulate.UnitRoundoff(), im.Model(a)
	eta := 2 * u * m.ExpULP
	n, width := float64(len(r.x)), 0.0
	for _, v := range r.x {
		width = max(width, r.m-v)
	}
	l, _ := r.l.Float64()
	b := (n+2)*(2*eta+4*u) + 4*u*(width+math.Log(n)+6)
	if im.Function != function.Softmax || m.Normalise == ExpMinusLog || m.Shift == ShiftNone {
		// The logarithm, what is added to it, and the result.
		b += 2*u*m.LogULP*(math.Log(n)+math.Abs(l)) + 2*u*(math.Abs(r.m)+math.Abs(l)+width+math.Log(n))
	}
	return b / (1 - b) // higher orders
}

func TestAccuracy(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 4
	}
	rows := make(map[Arithmetic][]exactRow)
	for _, a := range Arithmetics() {
		rng := rand.New(rand.NewPCG(13, uint64(a.Storage)<<8|uint64(a.Accumulate)))
		// Few and close enough that no bound is vacuous.
		scale := min(1/(128*a.Accumulate.UnitRoundoff()), 40)
		for range rounds {
			x := make([]float64, 1+rng.IntN(int(max(scale, 4))))
			shift := min(scale, 8) * (rng.Float64() - 0.5)
			for i := range x {
				x[i] = a.Storage.Round(shift - scale*rng.Float64())
			}
			rows[a] = append(rows[a], newExactRow(x))
		}
	}
	for _, im := range ofLogits() {
		for _, a := range im.Arithmetics {
			m := im.Model(a)
			if len(rows[a]) == 0 || m.Scheme == Quantised || m.ExpULP > 10 {
				continue // approximations are tested beside their code
			}
			t.Run(fmt.Sprintf("%s/%s/%v", im.Function, im.Name, a), func(t *testing.T) {
				worst, judged := 0.0, 0
				for _, r := range rows[a] {
					if im.Expected != nil && im.Expected(a, function.Logits(r.x)) != "" {
						continue
					}
					judged++
					y := make([]float64, im.Function.Outputs(len(r.x)))
					im.Compute(a, y, function.Logits(r.x))
					worst = max(worst, r.check(t, a, im, y))
				}
				t.Logf("%d rows, at most %.3f of what is allowed", judged, worst)
				if judged == 0 {
					t.Error("every row is expected to fail")
				}
			})
		}
	}
}

// check holds y against the exact answers and returns the largest share of what
// is allowed.
func (r exactRow) check(t *testing.T, a Arithmetic, im Implementation, y []float64) float64 {
	t.Helper()
	b := r.allowed(a, im)
	if !(b < 0.5) {
		t.Fatalf("K = %d: the bound %v is vacuous", len(r.x), b)
	}
	us, worst := a.Storage.UnitRoundoff(), 0.0
	for i, got := range y {
		var want *big.Float
		var absolute float64
		switch im.Function {
		case function.Softmax:
			want = r.softmax[i]
			p, _ := want.Float64()
			low := math.Min(1, math.Exp(r.m)) // an unshifted sum may be small
			absolute = p*b + float64(len(r.x)+2)*a.Accumulate.MinSubnormal()/low
		case function.LogSoftmax:
			want = new(big.Float).Sub(bigFloat(r.x[i]), r.l)
			absolute = b
		case function.LogSumExp:
			want = r.l
			absolute = b
		}
		w, _ := want.Float64()
		absolute += us*(math.Abs(w)+absolute) + a.Storage.MinSubnormal()/2
		d, _ := new(big.Float).Sub(bigFloat(got), want).Float64()
		if share := math.Abs(d) / absolute; !(share <= 1) {
			t.Errorf("%v: y[%d] = %v, want %v, off by %v of what is allowed", r.x, i, got, w, share)
		} else {
			worst = max(worst, share)
		}
	}
	return worst
}

// TestTwoPassRange: the pairs stand logits of ±2^20, whose exponentials are
// beyond every dtype.
func TestTwoPassRange(t *testing.T) {
	for _, a := range Arithmetics() {
		big := math.Min(1<<20, math.Ldexp(1, a.Storage.MaxExp()))
		for _, tc := range []struct{ x, want []float64 }{
			{[]float64{big, big}, []float64{0.5, 0.5}},
			{[]float64{-big, -big, -big, -big}, []float64{0.25, 0.25, 0.25, 0.25}},
			{[]float64{big, -big}, []float64{1, 0}},
			{[]float64{-big, 0, big}, []float64{0, 0, 1}},
			{[]float64{-big, math.Inf(-1)}, []float64{1, 0}},
		} {
			if math.IsInf(tc.x[1], 0) && !a.Storage.HasInf() {
				continue
			}
			y := make([]float64, len(tc.x))
			twoPassSoftmax(a, y, tc.x)
			for i := range y {
				if math.Abs(y[i]-tc.want[i]) > 4*a.Accumulate.UnitRoundoff() {
					t.Errorf("%v: %v gives %v, want %v", a, tc.x, y, tc.want)
				}
			}
		}
	}
}
