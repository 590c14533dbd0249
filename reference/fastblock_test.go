package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestExpBlock holds the kernel against expPair bit for bit, over its range and
// beyond both ends.
func TestExpBlock(t *testing.T) {
	rng := rand.New(rand.NewPCG(25, 1))
	n := 400
	if testing.Short() {
		n = 40
	}
	x, eh, el := make([]float64, 1000), make([]float64, 1000), make([]float64, 1000)
	for range n {
		m := anyFloat(rng)
		if rng.IntN(2) == 0 {
			m = 100 * (rng.Float64() - 0.5)
		}
		for i := range x {
			switch rng.IntN(8) {
			case 0:
				x[i] = m
			case 1:
				x[i] = math.Inf(-1)
			case 2:
				x[i] = m - math.Ldexp(rng.Float64(), -rng.IntN(100))
			case 3:
				x[i] = -math.MaxFloat64 * rng.Float64()
			default:
				x[i] = m - 700*rng.Float64()
			}
			x[i] = min(x[i], m)
		}
		expBlock(eh, el, x, m)
		for i, v := range x {
			dh, dl := twoSum(v, -m)
			var h, l float64
			if dh > blockLowest {
				a, b, e := expPair(dh, dl)
				h, l = math.Ldexp(a, e), math.Ldexp(b, e)
			}
			if eh[i] != h || el[i] != l {
				t.Fatalf("e^(%x − %x) is %x + %x, by expPair %x + %x", v, m, eh[i], el[i], h, l)
			}
		}
	}
}

// TestSumError measures the error of τ against its bound, in rows whose terms the
// enclosures know, up to 2^20 of them.
func TestSumError(t *testing.T) {
	rng := rand.New(rand.NewPCG(26, 1))
	ks := []int{2, 10, 127, 128, 129, 1000, 128256, MaxK}
	if testing.Short() {
		ks = ks[:6]
	}
	var distinct [64]float64
	var terms [64]*big.Float
	for i := range distinct {
		distinct[i] = -20 * rng.Float64() * rng.Float64()
		e := exp(fromFloat(distinct[i]), 200)
		terms[i] = scaled(e.mid, e.k-200)
	}
	for _, k := range ks {
		x := make([]float64, k)
		want := new(big.Float).SetPrec(300)
		for i := range x[1:] {
			j := rng.IntN(len(distinct))
			x[i+1] = distinct[j]
			want.Add(want, terms[j])
		}
		var f fastRow
		f.evaluate(x, 0, 1, &divisor{1, 1})
		d := new(big.Float).SetPrec(300).Sub(big.NewFloat(f.tail.hi), want)
		off, _ := d.Quo(d.Add(d, big.NewFloat(f.tail.lo)), want).Float64()
		t.Logf("K = %d: off by 2^%.1f, claimed 2^%.1f", k, math.Log2(math.Abs(off)), math.Log2(tailError))
		if math.Abs(off) > tailError {
			t.Errorf("K = %d: τ is off by 2^%.1f, claimed 2^%.1f", k, math.Log2(math.Abs(off)), math.Log2(tailError))
		}
	}
}

// TestQuickBlock measures the error of the exponentials for the smaller dtypes
// against what quickError has for them.
func TestQuickBlock(t *testing.T) {
	const claimed = 0x1.13p-52 // 2^-51.9
	rng := rand.New(rand.NewPCG(27, 1))
	x, e, eh, el := make([]float64, 1000), make([]float64, 1000), make([]float64, 1000), make([]float64, 1000)
	n := 10000
	if testing.Short() {
		n = 200
	}
	worst, at := 0.0, pair{}
	for range n {
		m := 200 * (rng.Float64() - 0.5)
		for i := range x {
			x[i] = m - 110*rng.Float64()*rng.Float64()
		}
		quickBlock(e, x, m)
		expBlock(eh, el, x, m)
		for i, v := range x {
			if v-m <= quickLowest {
				if e[i] != 0 {
					t.Fatalf("e^(%g − %g) = %g", v, m, e[i])
				}
				continue
			}
			if off := math.Abs((e[i]-eh[i])-el[i]) / eh[i]; off > worst {
				worst, at = off, pair{v, -m}
			}
		}
	}
	checkWorst(t, "quickBlock", worst, claimed, at)
}
