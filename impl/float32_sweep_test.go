package impl

import (
	"flag"
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// exhaustive makes the tests named Sweep visit every float32 of their range, in
// about six minutes each on one core. The bounds that the models claim are what
//
//	go test ./impl -run Sweep -exhaustive -v -timeout 1h
//
// prints.
var exhaustive = flag.Bool("exhaustive", false, "visit every float32 in the tests named Sweep")

var inFloat32 = Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}

// sweepSample is how many numbers a sweep visits that is not exhaustive.
const sweepSample = 200_000

// sweep calls measure for the float32s in [lo, 0], lo < 0: all of them, or a
// fixed scattered sample. It returns the largest result and where that is.
func sweep(t *testing.T, lo float32, measure func(x float64) float64) (worst, where float64) {
	t.Helper()
	first, last := uint64(1)<<31, uint64(math.Float32bits(lo)) // −0 … lo
	step := uint64(1)
	if !*exhaustive {
		step = (last-first)/sweepSample + 1
	}
	count := 0
	for bits := first; bits <= last; bits += step {
		b := bits
		if step > 1 { // anywhere within the stride, so that no bit is always 0
			b = min(last, bits+bits*0x9e3779b97f4a7c15>>33%step)
		}
		x := float64(math.Float32frombits(uint32(b)))
		e := measure(x)
		count++
		if !(e <= worst) { // NaN too
			worst, where = e, x
		}
		if e != e {
			break
		}
	}
	t.Logf("%d numbers in [%v, 0]: the largest error is %.7g at %x", count, lo, worst, where)
	return worst, where
}

// ddULPs returns |got − p·2^k| in ulps of f. Its own error is below 1e-13 of the
// result.
func ddULPs(f dtype.Format, got float64, p dd, k int) float64 {
	e := math.Ilogb(p.hi)
	if p.lo < 0 && p.hi == math.Ldexp(1, e) {
		e-- // the number lies just below a power of 2
	}
	d := (math.Ldexp(got, -k) - p.hi) - p.lo
	return math.Abs(math.Ldexp(d, k-f.SpacingExp(e+k)))
}

// The quick judge of the sweeps against the plain one.
func TestDDULPs(t *testing.T) {
	for i := range 400 {
		x := -float64(float32(math.Ldexp(1+float64(i*i%97)/97, i%130-123)))
		if x < -103 {
			continue
		}
		p, k := ddExp(dd{x, 0})
		want := exactE(bigFloat(x))
		near, _ := want.Float32()
		for _, got := range []float64{float64(near), float64(near) * (1 + 0x1p-20), 0} {
			quick, plain := ddULPs(dtype.Float32, got, p, k), ulps(dtype.Float32, got, want)
			if math.Abs(quick-plain) > 1e-13*(1+plain) {
				t.Errorf("x = %x, got %x: %v ulp, want %v", x, got, quick, plain)
			}
		}
	}
}

// The sample must reach both ends of the range, in increasing order of |x|.
func TestSweepCoverage(t *testing.T) {
	previous, count := -1.0, 0
	_, where := sweep(t, -105, func(x float64) float64 {
		if !(-x > previous) {
			t.Fatalf("%v after %v", x, -previous)
		}
		previous = -x
		count++
		return -x
	})
	// A stride is 5606 spacings of 2^-17.
	if where > -105+0.043 || count < sweepSample/2 {
		t.Errorf("%d numbers down to %v", count, where)
	}
}
