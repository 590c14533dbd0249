package properties

import (
	"math"
	"math/big"
	"strings"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
	"gonum.org/v1/gonum/diff/fd"
)

const (
	// gradientWidest is the width of the widest rows whose differences are taken.
	gradientWidest = 24
	// digits is how many decimal digits the exact values have that differences are
	// taken of, and precision is enough bits to compute with those.
	digits    = 60
	precision = 320
)

func gradient() *Property {
	return &Property{
		Name:      "gradient",
		Functions: gradients(),
		Why: "a gradient is the limit of difference quotients: each component is as near to a central difference of the exact function, known to 60 " +
			"digits, as its allowance, the difference's remainder and its roundings let it be",
		Source:  "Taylor's theorem, the third derivative bounded by that of the logistic function; the check of every library's automatic differentiation",
		Applies: func(b *Bench, s *Subject, c *Case) bool { return onFinite(b, s, c) && len(c.X) <= gradientWidest },
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			es, v := withErrors(b, s, c.Input)
			if v != nil {
				return v
			}
			origin := b.primitive(s.Function, c.Input)
			if origin == nil {
				return silent()
			}
			judged := false
			for _, i := range components(s.Function, c) {
				step := stepAt(c.X[i], c.T())
				if step == 0 {
					continue
				}
				quotient, allowed, ok := b.difference(s.Function, c.Input, i, step, origin)
				if !ok {
					continue
				}
				judged = true
				off := math.Abs(es[i].y - quotient)
				if allowed += es[i].err; off > float64(allowed*(1+roundoff)) {
					return &Violation{Index: i, Got: es[i].y, Exact: b.rounded[i], Size: off, Allowed: allowed,
						Message: "is too far from a difference quotient of the exact function, as a number"}
				}
			}
			if !judged {
				return silent()
			}
			return nil
		},
	}
}

// components returns what is looked at of a gradient: the target, and two more.
func components(fn function.Function, c *Case) []int {
	r := c.rand()
	list := []int{r.IntN(len(c.X)), r.IntN(len(c.X))}
	if fn.TakesTarget() {
		list = append(list, c.Target)
	}
	return list
}

// stepAt returns a power of two, near 2^-30 of the temperature, by which a logit can
// be moved exactly to either side; 0 if there is none of less than 1/16 of it.
func stepAt(x, t float64) float64 {
	_, e := math.Frexp(t)
	for n := -31; n <= -5; n++ {
		h := math.Ldexp(1, e+n)
		if exactSum(x, h) && exactSum(x, -h) {
			return h
		}
	}
	return 0
}

// exactSum reports whether a + b is a float64, by Knuth's TwoSum.
func exactSum(a, b float64) bool {
	s := a + b
	v := s - a
	return (a-(s-v))+(b-v) == 0
}

// difference returns the central difference of the exact function along logit i, and
// how far the exact derivative may be from it:
//
//   - The remainder is h²/6 times the third derivative somewhere within h. Along x_i
//     the softmax s_i is a logistic function of x_i/T, and what the function is made
//     of is c·s_i or c·log-sum-exp, with a c in which x_i does not occur. Their third
//     derivatives are at most |c|·s_i(1−s_i)/T³, which for h ≤ T/16 changes by less
//     than a factor e^(1/16) on the way. For the softmax, c·s_i(1−s_i)/T is the
//     derivative itself.
//   - Each of the two values is known to 60 digits of all that is added up in it; the
//     differences from the origin are then exact, and rounded once, to float64, where
//     package fd adds one rounding each and one at the end.
func (b *Bench) difference(fn function.Function, in function.Input, i int, step float64, origin *primitive) (quotient, allowed float64, ok bool) {
	ok = true
	var largest, size float64
	along := func(h float64) float64 {
		moved := in
		moved.X = append([]float64{}, in.X...)
		moved.X[i] += h
		p := b.primitive(fn, moved)
		if p == nil {
			ok = false
			return nan
		}
		d, _ := new(big.Float).SetPrec(precision).Sub(p.value, origin.value).Float64()
		largest, size = max(largest, math.Abs(d)), max(size, p.size, origin.size)
		return d
	}
	quotient = fd.Derivative(along, 0, &fd.Settings{Formula: fd.Central, Step: step})
	if !ok {
		return nan, nan, false
	}
	h := step / in.T()
	remainder := float64(h * h / 5 * b.curvature(fn, &in, i)) // e^(1/16)/6 < 1/5
	roundings := float64(0x1p-50*largest)/step + float64(1e-58*size)/step + 0x1p-1040
	allowed = remainder + roundings
	return quotient, allowed, allowed < math.Inf(1)
}

// curvature returns |c|·s_i(1−s_i)/T, as difference has it.
func (b *Bench) curvature(fn function.Function, in *function.Input, i int) float64 {
	var others float64
	for j, s := range b.exact.Softmax {
		if j != i {
			others += s
		}
	}
	v := min(b.exact.Softmax[i], others) / in.T()
	switch fn {
	case function.SoftmaxVJP:
		v = math.Abs(b.ys[i].Y)
	case function.LogSoftmaxVJP:
		sum, size := total(in.Cotangent)
		v = float64(v * (math.Abs(sum) + float64(roundoff*size)))
	case function.CrossEntropySoftGrad:
		sum, _ := total(in.Weights)
		v = float64(v * sum)
	}
	return float64(v * (1 + roundoff))
}

// primitive is a value of what a gradient is the gradient of.
type primitive struct {
	value *big.Float
	size  float64 // of all that was added up
}

// leastExponent is that of the smallest terms that are added up, far below what a float64
// can show. math/big shifts the terms of a sum by the difference of their exponents,
// whatever the precision: beside 1, a probability of e^-10^9 would take 180 MB.
const leastExponent = -1 << 14

// primitive returns the value for an input of what fn is the gradient of, to as many
// digits as digits says; nil where it is infinite.
func (b *Bench) primitive(fn function.Function, in function.Input) *primitive {
	if err := b.other.ResetInput(in, reference.IEEE); err != nil {
		panic(err) // as wide as the case
	}
	p := &primitive{new(big.Float).SetPrec(precision), 0}
	add := func(a *reference.Answer, i int, weight float64) bool {
		text := a.Decimal(i, digits)
		if strings.Contains(text, "^(-") { // below 10^-(2^63)
			return true
		}
		y, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
		if err != nil || y.IsInf() {
			return false
		}
		y.Mul(y, big.NewFloat(weight))
		if y.MantExp(nil) < leastExponent {
			return true
		}
		p.value.Add(p.value, y)
		size, _ := y.Abs(y).Float64()
		p.size += size
		return true
	}
	ok := true
	switch fn {
	case function.CrossEntropyGrad:
		ok = add(b.other.Answer(function.CrossEntropy), 0, 1)
	case function.CrossEntropySoftGrad:
		ok = add(b.other.Answer(function.CrossEntropySoft), 0, 1)
	default:
		of := function.Softmax
		if fn == function.LogSoftmaxVJP {
			of = function.LogSoftmax
		}
		a := b.other.Answer(of)
		for i, g := range in.Cotangent {
			ok = ok && (g == 0 || add(a, i, g))
		}
	}
	if !ok {
		return nil
	}
	return p
}
