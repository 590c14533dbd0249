package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestLogPairError measures the error of logPair against its bound on 1.2·10^7
// arguments s = a·b, exact in two parts, whose logarithms are sums of enclosures.
func TestLogPairError(t *testing.T) {
	n := 3500 // or 10^6 arguments
	if testing.Short() {
		n = 1000
	}
	rng := rand.New(rand.NewPCG(22, 1))
	type factor struct {
		v   float64
		log fixed // log v/32
	}
	newFactor := func(v float64) factor {
		d := fromFloat(v)
		l := logLarge(interval{d.fixed(200), d.fixed(200), -200}, 200)
		return factor{v, fixedFrom(l.lo, l.e-5)}
	}
	coarse, fine := make([]factor, n), make([]factor, n)
	for i := range n {
		coarse[i] = newFactor(math.Ldexp(1+rng.Float64(), rng.IntN(24)*rng.IntN(2)))
		fine[i] = newFactor(1 + math.Ldexp(1+rng.Float64(), -7-rng.IntN(3)))
	}
	worst, at := 0.0, pair{}
	for _, a := range coarse {
		for _, b := range fine {
			hi, lo := twoProd(a.v, b.v)
			lh, ll := logPair(hi, lo)
			if off := a.log.add(b.log).offBy(lh, ll, -5); off > worst {
				worst, at = off, pair{hi, lo}
			}
		}
	}
	checkWorst(t, "logPair", worst, logError, at)
}

// checkWorst reports how much of a bound the largest error found is, and fails
// where it is more, or so little that the measure is in doubt.
func checkWorst(t *testing.T, what string, worst, bound float64, at pair) {
	t.Helper()
	t.Logf("%s: worst 2^%.2f at %x + %x, claimed 2^%.2f: %.3f of it", what, math.Log2(worst), at.hi, at.lo, math.Log2(bound), worst/bound)
	if worst > bound {
		t.Errorf("%s is off by 2^%.2f at %x + %x, claimed is 2^%.2f", what, math.Log2(worst), at.hi, at.lo, math.Log2(bound))
	}
	if worst < bound/32 {
		t.Errorf("%s: the worst found, 2^%.2f, is far below the bound 2^%.2f: is the measure right?", what, math.Log2(worst), math.Log2(bound))
	}
}

// log1pOff returns the relative error of log1pPair(th, tl).
func log1pOff(th, tl float64) float64 {
	e := min(math.Ilogb(th), 0)
	z := fromFloat(th).sub(fromFloat(-tl)).fixed(300 - e)
	tau := interval{z, new(big.Int).Add(z, one), e - 300}
	var l interval
	if e < -20 {
		l = log1pSmall(tau, 300)
	} else {
		s := shift(new(big.Int), z, e)
		s.Add(s, new(big.Int).Lsh(one, 300))
		l = logLarge(interval{s, new(big.Int).Add(s, one), -300}, 300)
	}
	hi, lo := log1pPair(th, tl)
	y := scaled(l.lo, l.e)
	d := new(big.Float).SetPrec(2000).Sub(big.NewFloat(hi), y)
	d.Add(d, big.NewFloat(lo))
	off, _ := d.Quo(d, y).Float64()
	return math.Abs(off)
}

// TestLog1pPairError: arguments of all magnitudes, most of them where the series
// is used and is longest.
func TestLog1pPairError(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 1))
	n := 100000
	if testing.Short() {
		n = 10000
	}
	worst, at := 0.0, pair{}
	for i := range n {
		th := math.Ldexp(1+rng.Float64(), -8-rng.IntN(4))
		switch i % 4 {
		case 0:
			th = math.Ldexp(1+rng.Float64(), -rng.IntN(750))
		case 1:
			th = math.Ldexp(1+rng.Float64(), rng.IntN(24)-8)
		}
		tl := (rng.Float64() - 0.5) * (math.Nextafter(th, inf) - th)
		if off := log1pOff(th, tl); off > worst {
			worst, at = off, pair{th, tl}
		}
	}
	checkWorst(t, "log1pPair", worst, logError, at)
}

// TestLogPairEdges: both ends of every part of the table and of the range.
func TestLogPairEdges(t *testing.T) {
	worst, at := 0.0, pair{}
	for k := range 26 {
		for j := range logSteps {
			v := math.Ldexp(1+float64(j)/logSteps, k)
			for _, v := range []float64{v, math.Nextafter(v, inf), math.Nextafter(math.Ldexp(1+(float64(j)+1)/logSteps, k), 0)} {
				if v < 1+0x1p-8 {
					continue
				}
				for _, s := range []float64{-0.499, 0, 0.499} {
					sl := s * (v - math.Nextafter(v, 0))
					z := fromFloat(v).sub(fromFloat(-sl)).fixed(200)
					l := logLarge(interval{z, z, -200}, 200)
					hi, lo := logPair(v, sl)
					y := scaled(l.lo, l.e)
					d := new(big.Float).SetPrec(2000).Sub(big.NewFloat(hi), y)
					off, _ := d.Quo(d.Add(d, big.NewFloat(lo)), y).Float64()
					if off = math.Abs(off); off > worst {
						worst, at = off, pair{v, sl}
					}
				}
			}
		}
	}
	if worst > logError {
		t.Errorf("off by 2^%.2f at %x + %x, claimed is 2^%.2f", math.Log2(worst), at.hi, at.lo, math.Log2(logError))
	}
}
