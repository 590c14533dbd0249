package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ALTree/bigfloat"
)

// taylorExp returns e^x with a relative error below 2^-(prec−20), for
// |x| ≤ 2^22: the Taylor series of e^(x/2^n) with |x/2^n| ≤ 2^-20, squared n
// times. It shares nothing with what it is held against.
func taylorExp(x *big.Float, prec uint) *big.Float {
	const reduced = 20
	n := max(0, x.MantExp(nil)+reduced)
	work := prec + uint(n) + 10 // each squaring doubles the relative error
	r := new(big.Float).SetPrec(work).Set(x)
	r.SetMantExp(r, -n)
	sum := new(big.Float).SetPrec(work).SetInt64(1)
	term := new(big.Float).SetPrec(work).SetInt64(1)
	for i := int64(1); i <= int64(work)/reduced+1; i++ {
		term.Mul(term, r)
		term.Quo(term, new(big.Float).SetInt64(i))
		sum.Add(sum, term)
	}
	for range n {
		sum.Mul(sum, sum)
	}
	return sum
}

// log2Error returns log2 |got/want − 1|, −Inf where they are equal, +Inf where
// got is no finite number or want is zero and got is not.
func log2Error(got, want *big.Float) float64 {
	diff := new(big.Float).SetPrec(4000).Sub(got, want)
	switch {
	case got.IsInf() || want.Sign() == 0 && got.Sign() != 0:
		return math.Inf(1)
	case diff.Sign() == 0:
		return math.Inf(-1)
	}
	diff.Quo(diff, want)
	exp := diff.MantExp(diff)
	m, _ := diff.Float64()
	return float64(exp) + math.Log2(math.Abs(m))
}

func parseDigits(t *testing.T, digits string) *big.Float {
	t.Helper()
	x, _, err := big.ParseFloat(digits, 10, 600, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestTaylorExp checks the tests' own exponential against published digits
// (OEIS A001113, A092426) and the functional equation.
func TestTaylorExp(t *testing.T) {
	for x, digits := range map[float64]string{
		1: "2.71828182845904523536028747135266249775724709369995",
		4: "54.59815003314423907811026120286087840279073703861406",
	} {
		if e := log2Error(taylorExp(big.NewFloat(x), 600), parseDigits(t, digits)); e > -160 {
			t.Errorf("taylorExp(%v) has a relative error of 2^%.1f", x, e)
		}
	}
	for _, x := range []float64{1e-300, 0.7, 12.5, 745.2, 1 << 20} {
		p := taylorExp(big.NewFloat(x), 600)
		p.Mul(p, taylorExp(big.NewFloat(-x), 600))
		if e := log2Error(p, big.NewFloat(1)); e > -570 {
			t.Errorf("e^%v·e^-%v is off by 2^%.1f", x, x, e)
		}
	}
}

// TestPlainExpSubnormalRange keeps the range in which bigfloat.Exp is wrong as
// the example of why the plain tier reduces its argument: it must find that
// bigfloat alone is wrong there, and the plain tier is not.
func TestPlainExpSubnormalRange(t *testing.T) {
	const n = 300
	r := rand.New(rand.NewPCG(1, 745))
	wrong, worst, worstPlain := 0, math.Inf(-1), math.Inf(-1)
	for range n {
		x := -745.2 + float64(r.Float64()*(745.2-708))
		want := taylorExp(big.NewFloat(x), 600)
		alone := log2Error(bigfloat.Exp(new(big.Float).SetPrec(256).SetFloat64(x)), want)
		if alone > -200 {
			wrong++
		}
		worst = math.Max(worst, alone)
		plain := log2Error(plainExp(big.NewFloat(x)), want)
		worstPlain = math.Max(worstPlain, plain)
		if plain > -plainPrec+4 {
			t.Errorf("plainExp(%v) has a relative error of 2^%.1f", x, plain)
		}
	}
	t.Logf("bigfloat.Exp at 256 bits: relative error above 2^-200 for %d of %d x in (-745.2, -708), at worst 2^%.1f; plainExp: at worst 2^%.1f",
		wrong, n, worst, worstPlain)
	if wrong < n/10 {
		t.Errorf("bigfloat.Exp alone is wrong on %d of %d, at worst by 2^%.1f: the reduction would no longer be needed", wrong, n, worst)
	}
}

// TestPlainExp covers all magnitudes of d that are not dropped, and
// differences so close to a multiple of ln 2 that r is tiny.
func TestPlainExp(t *testing.T) {
	n := 400
	if testing.Short() {
		n = 80
	}
	r := rand.New(rand.NewPCG(1, 1))
	ds := []float64{0, -math.SmallestNonzeroFloat64, -0x1p-424, -0x1p-53, -math.Ln2 / 2, -math.Ln2, -1,
		-708, -709.5, -745.13, -745.2, -746, -1e6, -1 << 20, math.Nextafter(-1<<20, 0)}
	for range n / 2 {
		ds = append(ds, -math.Ldexp(1+r.Float64(), r.IntN(1094)-1074))
		ds = append(ds, -math.Ldexp(1+r.Float64(), r.IntN(30)-10))
	}
	for k := range 12 {
		ds = append(ds, -math.Ln2*float64(int(1)<<k))
	}
	worst := math.Inf(-1)
	for _, d := range ds {
		e := log2Error(plainExp(big.NewFloat(d)), taylorExp(big.NewFloat(d), 600))
		worst = math.Max(worst, e)
		if e > -plainPrec+4 {
			t.Errorf("plainExp(%v) has a relative error of 2^%.1f", d, e)
		}
	}
	t.Logf("plainExp: relative error at worst 2^%.1f on %d arguments", worst, len(ds))
}

// TestPlainExpPrecise takes a d of more bits than a float64, as the difference
// of two logits is.
func TestPlainExpPrecise(t *testing.T) {
	for _, tt := range []struct{ x, m float64 }{
		{-0x1p-1074, 1}, {0x1p-700, 700}, {-708.3, 0x1p-60}, {1.0 / 3, 0x1.8p10}, {-1, 0x1p19},
	} {
		d := new(big.Float).SetPrec(plainExact).Sub(big.NewFloat(tt.x), big.NewFloat(tt.m))
		copied := new(big.Float).Copy(d)
		if e := log2Error(plainExp(d), taylorExp(d, 600)); e > -plainPrec+4 {
			t.Errorf("plainExp(%v − %v) has a relative error of 2^%.1f", tt.x, tt.m, e)
		}
		if d.Cmp(copied) != 0 || d.Prec() != copied.Prec() {
			t.Errorf("plainExp(%v − %v) changed its argument", tt.x, tt.m)
		}
	}
}

// TestPlainExpDropped checks the bound on what is dropped, and that arguments
// on which bigfloat.Exp alone does not return are answered at once.
func TestPlainExpDropped(t *testing.T) {
	edge := plainExp(big.NewFloat(plainDropped))
	if limit := new(big.Float).SetMantExp(big.NewFloat(1), -1512775); edge.Sign() <= 0 || edge.Cmp(limit) >= 0 {
		t.Errorf("plainExp(%v) = %.3g, want it in (0, 2^-1512775)", float64(plainDropped), edge)
	}
	for _, d := range []float64{math.Nextafter(plainDropped, math.Inf(-1)), -1e8, -1e300, -math.MaxFloat64} {
		if e := plainExp(big.NewFloat(d)); e.Sign() != 0 {
			t.Errorf("plainExp(%v) = %.3g, want 0", d, e)
		}
	}
	start := time.Now()
	plainExp(big.NewFloat(-1e6))
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("plainExp(-1e6) took %v", took)
	}
}
