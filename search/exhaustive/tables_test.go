package exhaustive

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ALTree/bigfloat"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// off returns |got/want − 1|.
func off(got float64, want *big.Float) float64 {
	q := new(big.Float).SetPrec(300).Quo(new(big.Float).SetFloat64(got), want)
	r, _ := q.Sub(q, big.NewFloat(1)).Float64()
	return math.Abs(r)
}

// TestTables holds e^-d and log(1 + e^-d) against the plain tier of the reference: log-sum-exp of
// (0, −d), and the quotient of the softmaxes of d and 0.
func TestTables(t *testing.T) {
	tables, rng := shared(), rand.New(rand.NewPCG(1, 1))
	worstExp, worstLog := 0.0, 0.0
	for i := range 400 {
		d := farthest * rng.Float64()
		switch i % 4 {
		case 0:
			d = math.Ldexp(d, -rng.IntN(60))
		case 1: // in the middle between two entries
			d = (float64(rng.IntN(farthest*steps)) + 0.5) / steps
		}
		s, err := reference.Plain(function.Softmax, []float64{0, -d})
		if err != nil {
			t.Fatal(err)
		}
		e := tables.expMinus(d)
		worstExp = max(worstExp, off(e, new(big.Float).Quo(s[1], s[0])))
		// log(1 + e) of the e that was computed, so that its error is no part of it.
		sum := new(big.Float).SetPrec(300).Add(big.NewFloat(1), new(big.Float).SetFloat64(e))
		if want := bigfloat.Log(sum); want.Sign() > 0 {
			worstLog = max(worstLog, off(tables.log1p(e), want))
		}
	}
	t.Logf("off by 2^%.2f and 2^%.2f at most", math.Log2(worstExp), math.Log2(worstLog))
	if worstExp > 0x1p-51 || worstLog > 0x1p-49 || worstExp < 0x1p-54 || worstLog < 0x1p-54 {
		t.Errorf("e^-d is off by %g, log(1 + e^-d) by %g", worstExp, worstLog)
	}
}

// TestPower: 2^x against e^x, whose logarithms package reference has: log-softmax and
// softmax of two logits.
func TestPower(t *testing.T) {
	tables, rng := shared(), rand.New(rand.NewPCG(1, 2))
	for k := -149; k < 128; k++ {
		if got := tables.power(float64(k)); got != math.Ldexp(1, k) {
			t.Errorf("2^%d is %v", k, got)
		}
	}
	ln2 := bigfloat.Log(new(big.Float).SetPrec(200).SetInt64(2))
	worst := 0.0
	for range 2000 {
		x := 277*rng.Float64() - 149
		k := math.Floor(x)
		f := new(big.Float).SetPrec(200).SetFloat64(x - k)
		worst = max(worst, off(math.Ldexp(tables.power(x), -int(k)), bigfloat.Exp(f.Mul(f, ln2))))
	}
	t.Logf("off by 2^%.2f at most", math.Log2(worst))
	if worst > 0x1p-50 || worst < 0x1p-54 {
		t.Errorf("2^x is off by %g", worst)
	}
}

// TestNear: what pair says of answers holds, for numbers that are tiny, that are next to
// each other, and that are far apart. Package reference knows whether it does.
func TestNear(t *testing.T) {
	tables, rng := shared(), rand.New(rand.NewPCG(1, 3))
	var row reference.Row
	n := 20_000
	if testing.Short() {
		n = 2_000
	}
	used := 0.0
	for _, f := range []dtype.Format{dtype.Float16, dtype.BFloat16, dtype.Float8E5M2} {
		for _, fn := range function.All() {
			d := &Domain{K: 2, sides: sides(fn, 2)}
			for i := range n / 9 {
				x := make([]float64, 2)
				for j := range x {
					for x[j] = math.NaN(); !isFinite(x[j]); {
						x[j] = f.Decode(rng.Uint64())
					}
				}
				switch i % 8 {
				case 0:
					x[1] = x[0]
				case 1:
					x[1] = f.NextUp(x[0])
				case 2, 3:
					x[0], x[1] = f.Round(20*rng.Float64()-10), f.Round(20*rng.Float64()-10)
				}
				if !isFinite(x[1]) {
					continue
				}
				in := d.sides[i%len(d.sides)]
				in.X = x
				var y [2]near
				if !tables.pair(fn, &in, &y) {
					t.Fatalf("%s of %x is not answered", fn, x)
				}
				if err := row.ResetInput(in, reference.IEEE); err != nil {
					t.Fatal(err)
				}
				a := row.Answer(fn)
				for k := range a.Len() {
					exact := a.At(k)
					if exact.Rat() != nil && exact.Rat().Sign() == 0 {
						t.Fatalf("%s of %x: answer %d is 0", fn, x, k)
					}
					mid := new(big.Rat).SetFloat64(y[k].y)
					e := new(big.Rat).SetFloat64(y[k].err)
					if y[k].y == 0 { // tests by Cmp need numbers that are not that small
						continue
					}
					if exact.Cmp(new(big.Rat).Sub(mid, e)) < 0 || exact.Cmp(new(big.Rat).Add(mid, e)) > 0 {
						t.Fatalf("%s of %x: answer %d is not within %g of %v", fn, x, k, y[k].err, y[k].y)
					}
					if u := math.Abs(a.Float64(k)-y[k].y) / y[k].err; y[k].err > 0x1p-1000 {
						used = max(used, u)
					}
					sign := 1
					if y[k].y < 0 {
						sign = -1
					}
					bound := func(v float64) int { return sign * exact.Cmp(new(big.Rat).SetFloat64(float64(sign)*v)) }
					if y[k].above > 0 && bound(y[k].above) < 0 || y[k].below > 0 && bound(y[k].below) >= 0 {
						t.Fatalf("%s of %x: answer %d is not from %v to %v", fn, x, k, y[k].above, y[k].below)
					}
				}
			}
		}
	}
	t.Logf("%.3f of the bounds is used", used)
	if used == 0 {
		t.Error("nothing was measured")
	}
}
