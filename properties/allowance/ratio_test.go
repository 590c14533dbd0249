package allowance

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// prec is more than exact for the sums and products of a few float64s here.
const prec = 400

// excesses returns excesses over all magnitudes below limit, ascending, with
// the extremes.
func excesses(seed uint64, n int, limit float64) []float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	_, top := math.Frexp(limit)
	es := []float64{0, math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p-53, 0x1p-24, 0x1p-11}
	for range n {
		if e := math.Ldexp(1+r.Float64(), -r.IntN(1070)+top); e < limit {
			es = append(es, e)
		}
		if e := math.Ldexp(1+r.Float64(), -r.IntN(60)+min(top, 8)); e < limit {
			es = append(es, e)
		}
	}
	return es
}

func bigOf(x float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(x) }

// near reports whether got is the exact want to a few float64 roundings: a
// relative 2^-50, and in the subnormal range a few spacings.
func near(got float64, want *big.Float) bool {
	diff := bigOf(got)
	diff.Sub(diff, want).Abs(diff)
	tol := new(big.Float).Mul(want, bigOf(0x1p-50))
	tol.Add(tol, bigOf(0x1p-1072))
	return diff.Cmp(tol) <= 0
}

func TestCompose(t *testing.T) {
	es := excesses(1, 300, 0x1p500)
	for i, a := range es {
		for _, b := range []float64{es[(i*7+3)%len(es)], 0, 0x1p-53, 1, 0x1p200} {
			want := new(big.Float).Mul(bigOf(a), bigOf(b)) // (1+a)(1+b) − 1 = a + b + ab
			want.Add(want, bigOf(a)).Add(want, bigOf(b))
			if got := compose(a, b); !near(got, want) {
				t.Errorf("compose(%g, %g) = %g, want %g", a, b, got, want)
			}
			if compose(a, b) != compose(b, a) {
				t.Errorf("compose(%g, %g) is not symmetric", a, b)
			}
			if compose(a, b) < max(a, b) || compose(math.Nextafter(a, math.Inf(1)), b) < compose(a, b) {
				t.Errorf("compose(%g, %g) is not monotone", a, b)
			}
		}
	}
	for _, b := range []float64{0, 0x1p-1074, 1, math.Inf(1)} {
		if got := compose(math.Inf(1), b); !math.IsInf(got, 1) {
			t.Errorf("compose(+Inf, %g) = %g, want +Inf", b, got)
		}
	}
	if got := compose(0x1p1000, 0x1p1000); !math.IsInf(got, 1) {
		t.Errorf("compose(2^1000, 2^1000) = %g, want +Inf: an overflow must not bound", got)
	}
}

func TestInvert(t *testing.T) {
	for _, a := range append(excesses(2, 2000, 0x1p1000), math.MaxFloat64) {
		den := new(big.Float).Add(bigOf(1), bigOf(a))
		want := new(big.Float).Quo(bigOf(a), den)
		got := invert(a)
		if !near(got, want) {
			t.Errorf("invert(%g) = %g, want %g", a, got, want)
		}
		if next := invert(math.Nextafter(a, math.Inf(1))); got > 1 || next < got*(1-0x1p-52) {
			t.Errorf("invert(%g) = %g, of the next %g: want rising to 1", a, got, next)
		}
	}
	if got := invert(math.Inf(1)); got != 1 {
		t.Errorf("invert(+Inf) = %g, want 1", got)
	}
}

func TestInvertFrom(t *testing.T) {
	for _, a := range append(excesses(3, 2000, 1), 0.5, 1-0x1p-53) {
		den := new(big.Float).Sub(bigOf(1), bigOf(a))
		want := new(big.Float).Quo(bigOf(a), den)
		if got := invertFrom(a); !near(got, want) {
			t.Errorf("invertFrom(%g) = %g, want %g", a, got, want)
		}
		// 1/(1−t) and 1 − 1/(1+a) are inverse to each other; up to rounding.
		if back := invert(invertFrom(a)); math.Abs(back-a) > a*0x1p-50+0x1p-1072 {
			t.Errorf("invert(invertFrom(%g)) = %g", a, back)
		}
	}
	for _, a := range []float64{1, 1.5, math.Inf(1), math.NaN()} {
		if got := invertFrom(a); !math.IsInf(got, 1) {
			t.Errorf("invertFrom(%g) = %g, want +Inf", a, got)
		}
	}
}

// expm1 returns e^t − 1 for 0 ≤ t < 1, from below, to a relative 2^-300: 70
// terms of the series, all positive.
func expm1(t float64) *big.Float {
	sum, term := new(big.Float).SetPrec(prec), bigOf(1)
	for n := 1; n <= 70; n++ {
		term.Mul(term, bigOf(t))
		term.Quo(term, bigOf(float64(n)))
		sum.Add(sum, term)
	}
	return sum
}

func TestExpExcess(t *testing.T) {
	for _, d := range append(excesses(4, 500, 1), 0.25, 0.5, 0.75, 1-0x1p-53) {
		got, exact := expExcess(d), expm1(d)
		if bigOf(got*slack+0x1p-1074).Cmp(exact) < 0 {
			t.Errorf("expExcess(%g) = %g is below e^t − 1 = %g", d, got, exact)
		}
		// t/(1−t/2) = t + t²/2 + t³/4 + … exceeds e^t − 1 by t²/6 of it at most.
		limit := new(big.Float).Mul(exact, bigOf((1+d*d/6)*slack))
		if bigOf(got).Cmp(limit.Add(limit, bigOf(0x1p-1072))) > 0 {
			t.Errorf("expExcess(%g) = %g is far above e^t − 1 = %g", d, got, exact)
		}
		if next := expExcess(math.Nextafter(d, 2)); next < got {
			t.Errorf("expExcess falls from %g to %g after %g", got, next, d)
		}
	}
	for _, d := range []float64{1, 2, 1e300, math.Inf(1), math.NaN()} {
		if got := expExcess(d); !math.IsInf(got, 1) {
			t.Errorf("expExcess(%g) = %g, want +Inf", d, got)
		}
	}
}

func TestLogExcess(t *testing.T) {
	for _, a := range append(excesses(5, 5000, 0x1p1023), 0.5, 1, 2, math.MaxFloat64) {
		got, exact := logExcess(a), math.Log1p(a) // to 2^-50 on every architecture
		if got*slack+0x1p-1074 < exact*(1-0x1p-50) {
			t.Errorf("logExcess(%g) = %g is below log(1+a) = %g", a, got, exact)
		}
		if a < 1 && got > exact*(1+a*a/24)*slack+0x1p-1072 {
			t.Errorf("logExcess(%g) = %g is far above log(1+a) = %g", a, got, exact)
		}
		if next := logExcess(math.Nextafter(a, math.Inf(1))); next < got*(1-0x1p-51) {
			t.Errorf("logExcess falls from %g to %g after %g", got, next, a)
		}
	}
	if got := logExcess(math.Inf(1)); !math.IsInf(got, 1) {
		t.Errorf("logExcess(+Inf) = %g, want +Inf", got)
	}
}

// TestBelowExp: a bound from above, within a factor of two, that never rises.
func TestBelowExp(t *testing.T) {
	const tiny = math.SmallestNonzeroFloat64
	last := math.Inf(1)
	for k := range 12000 {
		d := float64(k) / 10
		got := belowExp(d)
		if exact := math.Exp(-d); got < exact*(1-0x1p-50) {
			t.Errorf("belowExp(%g) = %g is below e^-t = %g", d, got, exact)
		}
		if upper := math.Exp2(-d); got > 2*upper*(1+0x1p-50)+tiny {
			t.Errorf("belowExp(%g) = %g is more than twice 2^-t = %g", d, got, upper)
		}
		if got > last {
			t.Errorf("belowExp rises from %g to %g at %g", last, got, d)
		}
		last = got
	}
	for _, d := range []float64{1e4, 1e19, math.MaxFloat64, math.Inf(1)} {
		if got := belowExp(d); got != tiny {
			t.Errorf("belowExp(%g) = %g, want %g", d, got, tiny)
		}
	}
	if got := belowExp(0); got != 1 {
		t.Errorf("belowExp(0) = %g, want 1", got)
	}
}

func TestPower(t *testing.T) {
	ns := []int{0, 1, 2, 3, 4, 7, 8, 63, 64, 100, 1000, 1023, 3000}
	for _, u := range []float64{0x1p-53, 0x1p-24, 0x1p-11, 0x1p-8, 0x1p-4, 0.125, 1} {
		last := 0.0
		for _, n := range ns {
			// Rounded at 3500 bits, 3000 products are exact to far more than needed.
			exact := new(big.Float).SetPrec(3500).SetInt64(1)
			factor := new(big.Float).SetPrec(3500).SetFloat64(u) // 1 + u is no float64
			factor.Add(factor, bigOf(1))
			for range n {
				exact.Mul(exact, factor)
			}
			exact.Sub(exact, bigOf(1))
			got := power(u, n)
			if got < last {
				t.Errorf("power(%g, %d) = %g falls from %g", u, n, got, last)
			}
			last = got
			if exact.Cmp(bigOf(0x1p60)) > 0 {
				if !math.IsInf(got, 1) {
					t.Errorf("power(%g, %d) = %g, want +Inf", u, n, got)
				}
				continue
			}
			if bigOf(got*slack).Cmp(exact) < 0 {
				t.Errorf("power(%g, %d) = %g is below %g", u, n, got, exact)
			}
			if limit := new(big.Float).Mul(exact, bigOf(slack)); bigOf(got).Cmp(limit) > 0 {
				t.Errorf("power(%g, %d) = %g is above %g", u, n, got, exact)
			}
		}
	}
	for _, n := range []int{1 << 24, math.MaxInt} {
		if got := power(0x1p-11, n); !math.IsInf(got, 1) {
			t.Errorf("power(2^-11, %d) = %g, want +Inf", n, got)
		}
	}
	if got, want := power(0x1p-53, 1<<24), 0x1p-29; got < want || got > want*(1+0x1p-24) {
		t.Errorf("power(2^-53, 2^24) = %g, want a little over %g", got, want)
	}
}
