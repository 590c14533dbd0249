package allowance

import "math"

// bounded is a number as an algorithm computes it, against the exact one: the
// exact number lies within w of v, and the computed one, a number of the
// arithmetic, within e + r of the exact one. r is the share of the last
// operation's rounding, kept apart as it may be that to storage; e may be +Inf.
//
// w is what float64 loses evaluating v. It is no error of the algorithm, and
// enters magnitudes only: that keeps the bounds sharp where the arithmetic is
// float64 itself.
//
// Where the computed number is known, it is c. v, w and e then still say how far
// the exact one may be: a probability of 1 − 2^-60 is known to be computed as 1.
type bounded struct {
	v, w  float64
	e, r  float64
	c     float64
	known bool

	// least is more of what the magnitude of the computed number is at least.
	least float64
	// over says that an operation on the way may overflow or divide by zero, or not: then
	// it makes an infinity or NaN of the answer, and the bounds are for when it does not.
	over bool
}

// number is a number of the arithmetic that the algorithm is given.
func number(c float64) bounded { return bounded{v: c, c: c, known: true} }

// unbounded is what is known of a number that is surely an infinity or NaN, and of
// those computed from it: nothing.
func unbounded() bounded { return bounded{e: math.Inf(1)} }

// tiny64 is what a float64 product or quotient of the bounds' own evaluation may
// lose to underflow.
const tiny64 = math.SmallestNonzeroFloat64

// evaluated returns what a few float64 roundings may have lost of v.
func evaluated(v float64) float64 { return float64(math.Abs(v)*0x1p-50) + tiny64 }

// error bounds the error of the computed number.
func (b bounded) error() float64 { return b.e + b.r }

// exactTop bounds the magnitude of the exact number. At the end of float64's range a w that
// is nothing beside v is left to slack.
func (b bounded) exactTop() float64 {
	top := math.Abs(b.v) + b.w
	if top > math.MaxFloat64 && b.w < math.MaxFloat64/0x1p40 {
		return math.MaxFloat64
	}
	return top
}

// top bounds the magnitude of the computed number, if it is one.
func (b bounded) top() float64 {
	top := b.reach()
	if top > math.MaxFloat64 && !math.IsInf(b.e, 1) {
		return math.MaxFloat64
	}
	return top
}

// reach is top, but what may be beyond float64's range is infinite.
func (b bounded) reach() float64 {
	if b.known {
		return math.Abs(b.c)
	}
	return float64((math.Abs(b.v) + b.w + b.error()) * slack)
}

// bottom is what the magnitude of the computed number is at least.
func (b bounded) bottom() float64 {
	if b.known {
		return math.Abs(b.c)
	}
	return max(b.least, float64((math.Abs(b.v)-float64((b.w+b.error())*slack))*(1-0x1p-50)))
}

// isZero reports whether the computed and the exact number are 0.
func (b bounded) isZero() bool { return b.known && b.c == 0 && b.v == 0 && b.w == 0 && b.e == 0 }

// isPowerOfTwo reports whether the computed number is known to be a power of two, or
// minus one, that is not subnormal in float64.
func (b bounded) isPowerOfTwo() bool {
	return b.known && math.Float64bits(b.c)<<12 == 0 && b.c != 0 && !math.IsInf(b.c, 0)
}

func (b bounded) negated() bounded {
	b.v, b.c = -b.v, -b.c
	return b
}

// operand returns b as an operand of the next operation: its last rounding done
// with, and an infinity where it may be one.
func (c *calc) operand(b bounded) bounded {
	b.e, b.r = b.error(), 0
	if most := c.acc.Max(); !(b.reach() <= most) {
		if b.bottom() > most+c.acc.Spacing(most) {
			return unbounded()
		}
		b.over = true
	}
	return b
}

// half bounds the rounding error of a product or a quotient whose magnitude is between
// bottom and top, underflow included, unless it overflows.
func (c *calc) half(bottom, top float64) float64 {
	return max(c.acc.Spacing(min(top, c.acc.Max()))/2, tiny64) + c.flushed(bottom, top)
}

// flush bounds what is lost where a result that is subnormal may come out as zero.
func (c *calc) flush() float64 {
	if c.m.FlushSubnormals {
		return c.acc.MinNormal()
	}
	return 0
}

// flushed is flush for a result whose magnitude is between bottom and top.
func (c *calc) flushed(bottom, top float64) float64 {
	if bottom >= 2*c.acc.MinNormal() {
		return 0
	}
	return min(c.flush(), top)
}

// twoSum returns a + b as s + t, exactly (Dekker), unless the sum itself overflows.
func twoSum(a, b float64) (s, t float64) {
	if math.Abs(a) < math.Abs(b) {
		a, b = b, a
	}
	s = a + b
	return s, b - (s - a)
}

// add returns fl(a + b).
func (c *calc) add(a, b bounded) bounded {
	switch {
	case a.isZero() && c.flushed(b.bottom(), b.top()) == 0:
		return b
	case b.isZero() && c.flushed(a.bottom(), a.top()) == 0:
		return a
	}
	a, b = c.operand(a), c.operand(b)
	if math.IsInf(a.e+b.e, 1) {
		return unbounded()
	}
	v, lo := twoSum(a.v, b.v)
	if math.IsInf(v, 0) { // of float64: an answer of that size is known to be one
		most := math.MaxFloat64
		return bounded{v: math.Copysign(most, v), w: most, e: a.e + b.e, r: c.acc.Spacing(most) / 2, over: true}
	}
	s := bounded{v: v, w: a.w + b.w + math.Abs(lo), e: a.e + b.e, over: a.over || b.over}
	if !(s.w+s.e < math.MaxFloat64) { // of float64
		return unbounded()
	}
	if a.known && b.known {
		if sum, lost := twoSum(a.c, b.c); lost == 0 && c.round(sum) == sum && c.flushed(math.Abs(sum), math.Abs(sum)) == 0 {
			s.c, s.known = sum, true
			return s
		}
	}
	s.r = c.lostAdding(a, b, s)
	return s
}

func (c *calc) sub(a, b bounded) bounded { return c.add(a, b.negated()) }

// lostAdding bounds the rounding error of a + b. Sums of the subnormal range are
// exact, as all numbers are multiples of the smallest; so are differences of
// numbers within a factor of two of each other (Sterbenz). No sum loses more than the
// smaller addend, as the other is a number.
func (c *calc) lostAdding(a, b, s bounded) float64 {
	top := min(s.top(), float64((a.top()+b.top())*slack))
	flush := c.flushed(s.bottom(), top)
	if top < 2*c.acc.MinNormal() {
		return flush
	}
	if (a.v < 0) != (b.v < 0) && a.bottom() > 0 && b.bottom() > 0 && a.top() <= 2*b.bottom() && b.top() <= 2*a.bottom() {
		return flush
	}
	return min(c.acc.Spacing(min(top, c.acc.Max()))/2, a.top(), b.top()) + flush
}

// weigh returns fl(p·v), or 0 where p is 0, whatever v is.
func (c *calc) weigh(p, v bounded) bounded {
	if p.isZero() {
		return p
	}
	return c.mul(p, v)
}

// mul returns fl(a·b).
func (c *calc) mul(a, b bounded) bounded {
	switch {
	case c.scales(a, b):
		return b.times(a.c)
	case c.scales(b, a):
		return a.times(b.c)
	}
	a, b = c.operand(a), c.operand(b)
	switch {
	case math.IsInf(a.e+b.e, 1):
		return unbounded()
	case a.isZero() || b.isZero():
		return number(0)
	}
	v := float64(a.v * b.v)
	p := bounded{v: v, w: evaluatedProduct(a, b, v), e: productError(a, b), over: a.over || b.over}
	if !(p.w+p.e < math.MaxFloat64) {
		return unbounded()
	}
	if p.r = c.lostMultiplying(a, b); p.r == 0 {
		p.c, p.known = float64(a.c*b.c), true
	} else {
		p.r = min(p.r, c.half(p.bottom(), p.top()))
	}
	return p
}

// lostMultiplying bounds the rounding error of a·b: it is 0 where a power of two scales,
// and where both computed numbers are known and so is their product.
func (c *calc) lostMultiplying(a, b bounded) float64 {
	if a.isZero() || b.isZero() || c.scales(a, b) || c.scales(b, a) {
		return 0
	}
	if a.known && b.known {
		f := float64(a.c * b.c)
		if math.Abs(f) >= max(2*c.acc.MinNormal(), 0x1p-900) && math.FMA(a.c, b.c, -f) == 0 && c.round(f) == f {
			return 0
		}
	}
	return c.half(float64(a.bottom()*b.bottom()), float64(a.top()*b.top()*slack)+tiny64)
}

// scales reports whether a·b is known to be exact as a is a power of two, the exact number
// as well as the computed one, and the product neither overflows nor underflows.
func (c *calc) scales(a, b bounded) bool {
	if !a.isPowerOfTwo() || a.v != a.c || a.w+a.e > 0 || !(float64(math.Abs(a.c)*b.top()) <= c.acc.Max()) {
		return false
	}
	return math.Abs(a.c) >= 1 && !c.m.FlushSubnormals || float64(math.Abs(a.c)*b.bottom()) >= 2*c.acc.MinNormal()
}

// times returns b times a power of two, exactly: the last rounding remains that of b.
func (b bounded) times(f float64) bounded {
	m := math.Abs(f)
	t := bounded{
		v: float64(b.v * f), w: float64(b.w * m), e: float64(b.e * m), r: float64(b.r * m),
		c: float64(b.c * f), known: b.known, least: float64(b.least * m), over: b.over,
	}
	if b.w > 0 || t.v != 0 && math.Abs(t.v) < 0x1p-1000 {
		t.w += tiny64
	}
	if b.error() > 0 {
		t.e += tiny64
	}
	return t
}

// productError bounds how far the product of the computed numbers, not rounded, is
// from that of the exact ones.
func productError(a, b bounded) float64 {
	if a.error() == 0 && b.error() == 0 {
		return 0
	}
	return float64(a.error()*b.exactTop()) + float64(a.exactTop()*b.error()) + float64(a.error()*b.error()) + 3*tiny64
}

// evaluatedProduct bounds how far v is from the product of the exact numbers.
func evaluatedProduct(a, b bounded, v float64) float64 {
	if a.w == 0 && b.w == 0 && math.Abs(v) >= 0x1p-900 && math.FMA(a.v, b.v, -v) == 0 {
		return 0
	}
	return float64(a.exactTop()*b.w) + float64(math.Abs(b.v)*a.w) + evaluated(v) + 2*tiny64
}

// div returns fl(a/b).
func (c *calc) div(a, b bounded) bounded {
	if one := number(1 / b.c); b.isPowerOfTwo() && !math.IsInf(one.c, 0) && one.c*b.c == 1 && b.v == b.c && b.w+b.e == 0 && c.scales(one, a) {
		return a.times(one.c)
	}
	a, b = c.operand(a), c.operand(b)
	exact := max(0, float64((math.Abs(b.v)-b.w)*(1-0x1p-50)))
	computed := b.bottom()
	switch {
	case math.IsInf(a.e+b.e, 1) || computed == 0 || exact == 0:
		return unbounded()
	case a.isZero():
		return number(0)
	}
	v := a.v / b.v
	q := bounded{
		v: v,
		w: a.w/exact + float64((math.Abs(v)+tiny64)*(b.w/exact)) + evaluated(v) + 2*tiny64,
		// â/b̂ − a/b = (â − a)/b̂ + a/b·(b − b̂)/b̂
		e:    a.e/computed + float64((min(a.exactTop()/exact, math.MaxFloat64)+tiny64)*(b.e/computed)),
		over: a.over || b.over,
	}
	if q.e > 0 {
		q.e += 2 * tiny64
	}
	if !(q.w+q.e < math.MaxFloat64) {
		return unbounded()
	}
	q.r = c.half(q.bottom(), min(q.top(), float64(a.top()/computed*slack)+tiny64))
	return q
}

// answer states a bounded number as an allowance: that of an algorithm whose last
// operation it is.
func (c *calc) answer(a *Answer, y bounded) {
	err := y.error()
	if c.acc == c.storage { // the last rounding is that to storage, unless it was scaled up since
		err = max(y.e, err-float64(c.storage.Spacing(min(math.Abs(a.Y)+y.e, c.storage.Max()))/2))
	}
	c.symmetric(a, err, true)
	a.MayFail = y.over && !a.Vacuous
}
