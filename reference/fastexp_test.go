package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// factor is a number and its exponential m·2^k, 1 ≤ m < 2.
type factor struct {
	d float64
	m fixed
	k int
}

func newFactor(d float64) factor {
	e := exp(fromFloat(d), 160)
	k := e.mid.BitLen() - 1 - 160
	return factor{d, fixedFrom(e.mid, -160-k), e.k + k}
}

// TestExpPairError measures the error of expPair against its bound on 1.2·10^7
// arguments d = a + b, whose exponentials are products of enclosures.
func TestExpPairError(t *testing.T) {
	n := 3500 // or 10^6 arguments
	if testing.Short() {
		n = 1000
	}
	rng := rand.New(rand.NewPCG(21, 1))
	coarse, fine := make([]factor, n), make([]factor, n)
	for i := range n {
		d := rng.Float64() * (expLowest + 1)
		if i%4 == 0 {
			d = -math.Ldexp(1+rng.Float64(), 5-rng.IntN(60))
		}
		coarse[i] = newFactor(d)
		fine[i] = newFactor(-math.Ldexp(rng.Float64(), -rng.IntN(60)))
	}
	worst, at := 0.0, pair{}
	for _, a := range coarse {
		for _, b := range fine {
			dh, dl := twoSum(a.d, b.d)
			hi, lo, e := expPair(dh, dl)
			if off := a.m.mul(b.m).offBy(hi, lo, e-a.k-b.k); off > worst {
				worst, at = off, pair{dh, dl}
			}
		}
	}
	checkWorst(t, "expPair", worst, expError, at)
}

// TestExpPairEdges: the middles between table entries, where |r| is largest, with
// the largest low parts, and the ends of the range.
func TestExpPairEdges(t *testing.T) {
	worst := 0.0
	for k := -1600 * expSteps; k <= 0; k += 977 {
		d := (float64(k) + 0.5) * math.Ln2 / expSteps
		for _, d := range []float64{d, math.Nextafter(d, 0), math.Nextafter(d, nInf)} {
			for _, s := range []float64{0, 0.5, -0.499} {
				dl := s * (math.Nextafter(d, nInf) - d)
				if d > 0 || d < expLowest {
					continue
				}
				worst = max(worst, expPairOff(d, dl))
			}
		}
	}
	for _, d := range []float64{0, -0x1p-1074, -0x1p-1022, -0x1p-500, -0x1p-60, -1, expLowest, blockLowest} {
		worst = max(worst, expPairOff(d, 0))
	}
	t.Logf("worst 2^%.2f, %.3f of the bound", math.Log2(worst), worst/expError)
	if worst > expError {
		t.Errorf("off by 2^%.2f, claimed is 2^%.0f", math.Log2(worst), math.Log2(expError))
	}
}

// expPairOff returns the relative error of expPair by an enclosure of 200 bits.
func expPairOff(dh, dl float64) float64 {
	e := exp(fromFloat(dh).sub(fromFloat(-dl)), 200)
	hi, lo, k := expPair(dh, dl)
	y := scaled(e.mid, e.k-200-k)
	d := new(big.Float).SetPrec(2000).Sub(big.NewFloat(hi), y)
	d.Add(d, big.NewFloat(lo))
	off, _ := d.Quo(d, y).Float64()
	return math.Abs(off)
}

// TestExpTables recomputes the tables by enclosures.
func TestExpTables(t *testing.T) {
	l := scaled(ln2(300), -300)
	check := func(what string, want *big.Float, hi, lo float64) {
		t.Helper()
		h, _ := want.Float64()
		r, _ := new(big.Float).SetPrec(400).Sub(want, big.NewFloat(h)).Float64()
		if h != hi || r != lo {
			t.Errorf("%s is %x + %x, want %x + %x", what, hi, lo, h, r)
		}
	}
	check("ln 2", l, ln2Hi, ln2Lo)
	check("ln 2/N", new(big.Float).SetMantExp(l, -10), expL1, expL2)
	check("1/3", new(big.Float).SetPrec(300).Quo(big.NewFloat(1), big.NewFloat(3)), thirdHi, thirdLo)
	for j, p := range expTable {
		if j == 0 {
			check("2^0", big.NewFloat(1), p[0], p[1])
			continue
		}
		// 2^(j/N) = 2·e^(−(N−j)·ln 2/N)
		d := new(big.Int).Mul(ln2(300), big.NewInt(int64(j-expSteps)))
		e := exp(dyadic{d, -300 - 10}, 200)
		check("2^(j/N)", scaled(e.mid, e.k-200+1), p[0], p[1])
	}
	for j, p := range logTable {
		if m := 1 + (float64(j)+0.5)/logSteps; j > 0 && math.Abs(m*p[0]-1) > 0x1p-9 {
			t.Errorf("1/c = %g is not near the middle of part %d", p[0], j)
		}
		// −log(n/512) = log 512 − log n
		n := p[0] * 4 * logSteps
		z := logLarge(count(4*logSteps, 300), 300)
		y := logLarge(count(int(n), 300), 300)
		if n != 4*logSteps {
			check("log c", new(big.Float).SetPrec(300).Sub(scaled(z.lo, z.e), scaled(y.lo, y.e)), p[1], p[2])
		} else if j != 0 || p[1] != 0 || p[2] != 0 {
			t.Errorf("part %d: log 1 = %x + %x", j, p[1], p[2])
		}
	}
}
