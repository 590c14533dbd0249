package impl

import (
	"math"
	"math/rand/v2"
	"testing"
)

// ddRelativeError returns |got/(p·2^k) − 1| for normal results.
func ddRelativeError(got float64, p dd, k int) float64 {
	return math.Abs(((math.Ldexp(got, -k) - p.hi) - p.lo) / p.hi)
}

func TestSchraudolphExpSweep(t *testing.T) {
	worst, where := sweep(t, -0x1.5d589ep+06, func(x float64) float64 {
		p, k := ddExp(dd{x, 0})
		return ddRelativeError(schraudolphExp(inFloat32, x), p, k)
	})
	if !(worst <= schraudolphError) {
		t.Errorf("off by %v at %x, the proof says %v", worst, where, schraudolphError)
	}
	if worst < 0.0298 {
		t.Errorf("off by %v only: the bit trick is better than it can be", worst)
	}
}

func TestSchraudolphExpFloat64(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	worst, where := 0.0, 0.0
	for range 500_000 {
		x := -708.3964185322641 * random.Float64()
		p, k := ddExp(dd{x, 0})
		if e := ddRelativeError(schraudolphExp(inFloat64, x), p, k); !(e <= worst) {
			worst, where = e, x
		}
	}
	t.Logf("the largest relative error is %.6f at %x", worst, where)
	if !(worst <= schraudolphError) || worst < 0.0298 {
		t.Errorf("off by %v at %x, the proof says at most %v, and close to it", worst, where, schraudolphError)
	}
}

// The constants are what the proof takes them for.
func TestSchraudolphConstants(t *testing.T) {
	ratio := 2 / (math.E * math.Ln2)
	low := 2 / (1 + ratio)
	if math.Abs(1-low-0.0298212) > 1e-7 || math.Abs(ratio*low-1-0.0298212) > 1e-7 {
		t.Errorf("errors of %v and %v, want 0.0298212", 1-low, ratio*low-1)
	}
	c := -math.Log2(low)
	if got := math.Round(c * (1 << 20)); got != 45799 {
		t.Errorf("c = %v/2^20, want 45799", got)
	}
	if got := math.Round(c * (1 << 23)); got != 366393 {
		t.Errorf("c = %v/2^23, want 366393", got)
	}
	if got := inFloat32.Round((1 << 23) / math.Ln2); got != 12102203 {
		t.Errorf("2^23/ln 2 = %v in float32", got)
	}
}

// On both sides of the last argument with a normal exponential.
func TestSchraudolphExpFlush(t *testing.T) {
	tests := []struct {
		a     Arithmetic
		least float64 // the last with e^x ≥ 2^MinExp
		next  float64
	}{
		{inFloat64, -0x1.6232bdd7abcd2p+09, -0x1.6232bdd7abcd3p+09},
		{inFloat32, -0x1.5d589ep+06, -0x1.5d58ap+06},
	}
	for _, tt := range tests {
		minNormal := bigFloat(tt.a.Accumulate.MinNormal())
		if exactE(bigFloat(tt.least)).Cmp(minNormal) < 0 || exactE(bigFloat(tt.next)).Cmp(minNormal) >= 0 {
			t.Errorf("%v: %x is not the last argument with a normal result", tt.a, tt.least)
		}
		if got := schraudolphExp(tt.a, tt.least); got != tt.a.Accumulate.MinNormal() {
			t.Errorf("%v: exp(%x) = %x, want the smallest normal number", tt.a, tt.least, got)
		}
		if got := schraudolphExp(tt.a, tt.next); got != 0 {
			t.Errorf("%v: exp(%x) = %x, want 0", tt.a, tt.next, got)
		}
	}
}

// The model's figure is a relative error in ulps: it must cover the largest
// number of a binade, which has the most.
func TestSchraudolphModel(t *testing.T) {
	for _, a := range schraudolph().Arithmetics {
		m := schraudolph().Model(a)
		if got := m.ExpULP * a.Accumulate.Spacing(1) / 2; got < 0.0298 || got > 0.0299 {
			t.Errorf("%v: %v ulp are a relative error of %v just below 2", a, m.ExpULP, got)
		}
		if !m.FlushSubnormals {
			t.Errorf("%v: the model does not say that subnormals are flushed", a)
		}
	}
}

func TestSchraudolphExpSpecial(t *testing.T) {
	testExpSpecial(t, inFloat64, schraudolphExp)
	testExpSpecial(t, inFloat32, schraudolphExp)
}

// What the original does is the same up to rounding where it truncates.
func TestSchraudolphOriginal(t *testing.T) {
	for x := -700.0; x <= 0; x += 0.37 {
		i := int64((1<<20)/math.Ln2*x + (1023<<20 - 45799))
		original := math.Float64frombits(uint64(i) << 32)
		got := schraudolphExp(inFloat64, x)
		if step := math.Float64frombits(uint64(i+1)<<32) - original; got < original || got > original+step {
			t.Errorf("exp(%v) = %x, the original's is %x", x, got, original)
		}
	}
}
