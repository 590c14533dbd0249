package allowance

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// traced is a bounded number with the exact and the computed number that it is about.
type traced struct {
	bounded
	exact    *big.Rat
	computed float64
}

func rat(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }

// arithmetic returns a calc for the calculus alone.
func arithmetic(f dtype.Format, flush bool) *calc {
	return newCalc(impl.Model{Accumulate: f, FlushSubnormals: flush, Sum: impl.Sequential}, f, &Exact{Sum: 1})
}

// magnitude returns a number of f of any size, mostly not far from 1.
func magnitude(r *rand.Rand, f dtype.Format) float64 {
	e := r.IntN(8) - 4
	switch r.IntN(8) {
	case 0:
		e = f.MinExp() - f.Precision() + r.IntN(2*f.Precision())
	case 1:
		e = f.MaxExp() - r.IntN(f.Precision())
	}
	x := math.Ldexp(1+r.Float64(), e)
	if r.IntN(3) == 0 {
		x = math.Ldexp(float64(1+r.IntN(3)), e)
	}
	if r.IntN(2) == 0 {
		x = -x
	}
	return f.Round(max(-f.Max(), min(f.Max(), x)))
}

// leaf returns a number that is given, or one that is the outcome of other operations.
func leaf(r *rand.Rand, f dtype.Format) traced {
	x := magnitude(r, f)
	switch r.IntN(4) {
	case 0:
		return traced{number(0), new(big.Rat), 0}
	case 1, 2:
		return traced{number(x), rat(x), x}
	}
	// The exact number is within so many spacings of x, and not at its float64 neighbour.
	e := f.Spacing(x) * math.Ldexp(r.Float64(), r.IntN(8)-4)
	off := float64(e * (2*r.Float64() - 1))
	exact := new(big.Rat).Add(rat(x), rat(off))
	v, _ := exact.Float64()
	w, _ := new(big.Rat).Abs(new(big.Rat).Sub(exact, rat(v))).Float64()
	return traced{bounded{v: v, w: math.Nextafter(w, 1), e: e}, exact, x}
}

// rounded returns the number of f nearest to an exact result, or 0 for a subnormal one
// that is flushed.
func rounded(c *calc, x *big.Rat) float64 {
	y := c.acc.RoundRat(x)
	if c.m.FlushSubnormals && math.Abs(y) < c.acc.MinNormal() {
		return 0
	}
	return y
}

// operations are those of the calculus, with what they bound.
var operations = []struct {
	name  string
	bound func(c *calc, a, b bounded) bounded
	exact func(z, a, b *big.Rat) *big.Rat
}{
	{"add", (*calc).add, (*big.Rat).Add},
	{"sub", (*calc).sub, (*big.Rat).Sub},
	{"mul", (*calc).mul, (*big.Rat).Mul},
	{"div", (*calc).div, (*big.Rat).Quo},
}

// check holds the bound against what it is about, and returns how much of it is used.
func (x *traced) check(t *testing.T, c *calc, what string) (use float64) {
	t.Helper()
	if math.IsInf(x.e, 1) {
		return 0
	}
	if off := new(big.Rat).Sub(x.exact, rat(x.v)); off.Abs(off).Cmp(new(big.Rat).Mul(rat(x.w), rat(slack))) > 0 {
		t.Fatalf("%s: exactly %g, want within %g of %g", what, floatOf(x.exact), x.w, x.v)
	}
	if got := x.computed; got-got != 0 {
		if o := c.operand(x.bounded); !o.over && !math.IsInf(o.e, 1) {
			t.Fatalf("%s: computed %g, which %+v does not admit", what, got, x.bounded)
		}
		return 0
	}
	err := new(big.Rat).Sub(rat(x.computed), x.exact)
	bound := float64(x.error() * slack)
	if err.Abs(err).Cmp(rat(bound)) > 0 {
		t.Fatalf("%s: computed %g, exactly %g: off by %g, want at most %g", what, x.computed, floatOf(x.exact), floatOf(err), bound)
	}
	size := math.Abs(x.computed)
	if x.known && x.c != x.computed || size < x.bottom() || size > x.top() {
		t.Fatalf("%s: computed %g, want %g if known (%t), and a magnitude in [%g, %g]", what, x.computed, x.c, x.known, x.bottom(), x.top())
	}
	if err.Sign() == 0 {
		return 0
	}
	return floatOf(err) / bound
}

// answer holds the number, rounded to storage, against the allowance that it is stated as.
func (x *traced) answer(t *testing.T, c *calc, what string) (vacuous bool) {
	t.Helper()
	a := Answer{Y: floatOf(x.exact)}
	if math.IsInf(a.Y, 0) {
		return false
	}
	a.Spacing = c.storage.Spacing(a.Y)
	c.answer(&a, x.bounded)
	want, got := c.storage.RoundRat(x.exact), c.storage.Round(x.computed)
	switch {
	case a.Vacuous:
		return true
	case got-got != 0 || want-want != 0:
		if got != want && (got == got || want == want) && !a.Overflows(c.storage, got) {
			t.Fatalf("%s: computed %g, stored %g, rightly %g: %+v does not admit that", what, x.computed, got, want, a)
		}
	default:
		err := new(big.Rat).Sub(rat(got), x.exact)
		allowed := new(big.Rat).Mul(rat(a.Allowed(got)), rat(a.Spacing))
		if a.Allowed(got) == math.MaxFloat64 { // which stands for more
			allowed = rat(a.Err)
		}
		if err.Abs(err).Cmp(allowed) > 0 || err.Cmp(rat(a.Err)) > 0 {
			t.Fatalf("%s: computed %g, stored %g, exactly %g: off by %g, want at most %g", what, x.computed, got, a.Y, floatOf(err), floatOf(allowed))
		}
	}
	return false
}

func floatOf(x *big.Rat) float64 {
	v, _ := x.Float64()
	return v
}

// storages returns the formats that answers in an arithmetic are rounded to.
func storages(acc dtype.Format) []dtype.Format {
	if acc == dtype.Float32 {
		return []dtype.Format{acc, dtype.Float16, dtype.BFloat16, dtype.Float8E4M3FN, dtype.Float8E5M2}
	}
	return []dtype.Format{acc}
}

// TestBounded computes expressions of up to seven operations in each format beside their
// exact values, and holds every intermediate result to its bound.
func TestBounded(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16} {
		for _, flush := range []bool{false, true} {
			name := f.String()
			if flush {
				name += "/flush"
			}
			t.Run(name, func(t *testing.T) {
				c := arithmetic(f, flush)
				largest := map[string]float64{}
				known, infinite, vacuous := 0, 0, 0
				trials := 20000
				if testing.Short() {
					trials = 3000
				}
				for trial := range trials {
					r := rand.New(rand.NewPCG(61, uint64(trial)))
					nodes := []traced{leaf(r, f), leaf(r, f), leaf(r, f)}
					for range 1 + r.IntN(7) {
						a, b := nodes[r.IntN(len(nodes))], nodes[r.IntN(len(nodes))]
						op := operations[r.IntN(len(operations))]
						if a.computed-a.computed != 0 || b.computed-b.computed != 0 || op.name == "div" && (b.computed == 0 || b.exact.Sign() == 0) {
							infinite++
							continue
						}
						if a.exact.Denom().BitLen()+b.exact.Denom().BitLen()+a.exact.Num().BitLen()+b.exact.Num().BitLen() > 8000 {
							continue
						}
						y := traced{bounded: op.bound(c, a.bounded, b.bounded), exact: op.exact(new(big.Rat), a.exact, b.exact)}
						y.computed = rounded(c, op.exact(new(big.Rat), rat(a.computed), rat(b.computed)))
						what := fmt.Sprintf("%s of %+v and %+v", op.name, a.bounded, b.bounded)
						use := y.check(t, c, what)
						for _, s := range storages(f) {
							c.storage = s
							if y.answer(t, c, what) {
								vacuous++
							}
						}
						largest[op.name] = max(largest[op.name], use)
						if y.known {
							known++
						}
						nodes = append(nodes, y)
					}
				}
				t.Logf("largest errors over bounds: %.3v; %d results known, %d not finite, %d without a bound", largest, known, infinite, vacuous)
				for _, op := range operations {
					if largest[op.name] < 0.95 || largest[op.name] > 1 {
						t.Errorf("%s: largest error over bound %.3f: want it used up, nearly", op.name, largest[op.name])
					}
				}
				if known == 0 {
					t.Error("no result is known")
				}
			})
		}
	}
}
