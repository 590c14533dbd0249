package reference

import (
	"flag"
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// adversary is a row built to take long, and the function that is asked of it.
type adversary struct {
	name string
	x    []float64
	fn   function.Function
}

// ask rounds every output to every dtype by the enclosures, and returns the row
// with the levels that took.
func (c adversary) ask(t testing.TB) *Row {
	r := mustRow(t, c.x)
	a := r.Answer(c.fn)
	for i := range a.Len() {
		n := a.At(i)
		for _, f := range dtype.All() {
			n.Round(f)
		}
	}
	return r
}

// greedyRow is fillGap by this package's own exponentials, with which rows of
// thousands of logits are built in seconds: a gap in the bits that n logits
// can fill, to be filled from below.
func greedyRow(gap *big.Float, c float64, n int) []float64 {
	prec := 50*n + 200
	left := new(big.Float).SetPrec(uint(prec)).Set(gap)
	low := -60
	if d := fromFloat(c); c != 0 {
		low = min(low, d.e+int(d.m.TrailingZeroBits()))
	}
	table := newPowers(low, 20-low, prec, n)
	x := make([]float64, n)
	for i := range x {
		m := new(big.Float)
		e := left.MantExp(m)
		f, _ := m.Float64()
		v := c + math.Log(f) + float64(float64(e)*math.Ln2)
		w := max(math.Abs(v), math.Abs(c), math.Abs(v-c))
		v -= 4 * (math.Nextafter(w, math.Inf(1)) - w)
		if i == 0 {
			v -= 0.5
		}
		term := table.exp(fromFloat(v).sub(fromFloat(c)), max(minTerm, prec+min(0, e)))
		left.Sub(left, scaled(term.mid, term.k-term.q))
		x[i] = v
	}
	return x
}

// softmaxGap returns e^d/mid − Σ e^o over the others, for the midpoint mid above
// f(y), in the bits that n logits can fill: what these must add up to for a
// softmax of e^d/S to be next to mid.
func softmaxGap(f dtype.Format, y, d float64, n int, others []float64) *big.Float {
	prec := 50*n + 300
	table := newPowers(-60, 70, prec, len(others))
	term := func(d float64) *big.Float {
		e := table.exp(fromFloat(d), prec)
		return scaled(e.mid, e.k-e.q)
	}
	y = f.Round(y)
	mid := new(big.Rat).Add(exactRat(y), exactRat(f.NextUp(y)))
	gap := new(big.Float).SetPrec(uint(prec)).Set(term(d))
	gap.Quo(gap, new(big.Float).SetPrec(uint(prec)).SetRat(mid.Quo(mid, big.NewRat(2, 1))))
	for _, o := range others {
		gap.Sub(gap, term(o))
	}
	return gap
}

// dense is the row whose exponentials take the most bits.
const dense = "softmax of 0 among near ones"

// greedyAdversaries returns rows of about n logits whose answers miss a midpoint
// by some 2^-(40n).
func greedyAdversaries(n int) []adversary {
	one := big.NewFloat(1)
	rows := []adversary{
		{"logsumexp next to 1", greedyRow(one, halfway(dtype.Float32, 1), n), function.LogSumExp},
		{"logsumexp next to -1", greedyRow(one, halfway(dtype.BFloat16, -1), n), function.LogSumExp},
		{"logsumexp next to 0", greedyRow(one, 0, n), function.LogSumExp},
	}
	// 1/(1+Σ), next to the midpoint above 1/2, the maximum being 0 or so small that
	// differences have 1100 bits.
	for _, m := range []float64{0, -0x1.8p-1073} {
		x := greedyRow(softmaxGap(dtype.Float64, 0.51, 0, n, []float64{0}), m, n)
		rows = append(rows, adversary{fmt.Sprintf("softmax of %g", m), append(x, m), function.Softmax})
	}
	// e^-5/(1+e^-5+Σ).
	x := []float64{0, -5}
	x = append(x, greedyRow(softmaxGap(dtype.BFloat16, 0.0045, -5, n, x), 0, n)...)
	rows = append(rows, adversary{"softmax of -5", x, function.Softmax})
	// Half of the row are maxima, all of which are next to a midpoint.
	x = make([]float64, n/2)
	x = append(x, greedyRow(softmaxGap(dtype.Float64, 1/(float64(n/2)+0.5), 0, n/2, x), 0, n/2)...)
	rows = append(rows, adversary{"softmax of twins", x, function.Softmax})
	// Half of the row are different logits that need all bits of the others.
	x = make([]float64, n)
	sum := 0.5
	for i := range x {
		x[i] = -float64(i) / float64(n)
		sum += math.Exp(x[i])
	}
	x = append(x, greedyRow(softmaxGap(dtype.Float64, 1/sum, 0, n, x), 0, n)...)
	rows = append(rows, adversary{dense, x, function.Softmax})
	// (x_g − m) − log S, next to −2^-12·(1+2^-9) as a bfloat16: log S = −c.
	c := -halfway(dtype.BFloat16, 0x1p-12)
	e := exp(fromFloat(c), 50*n+300) // 1/S: Σ = e^-c − 1
	gap := new(big.Float).SetPrec(uint(50*n+300)).Quo(one, scaled(e.mid, e.k-e.q))
	gap.Sub(gap, one)
	return append(rows, adversary{"log_softmax of 0", append(greedyRow(gap, 0, n), 0), function.LogSoftmax})
}

// otherAdversaries returns rows that take long for other reasons, or might.
func otherAdversaries(n int) []adversary {
	repeat := func(v float64, n int) []float64 { return slices.Repeat([]float64{v}, n) }
	step := func(n int, at func(i int) float64) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = at(i)
		}
		return x
	}
	var rows []adversary
	for _, fn := range function.OfLogits() {
		rows = append(rows,
			adversary{"two, next to 1", []float64{0, -37.42994775023705}, fn},
			adversary{"two, 2^-1074 apart", []float64{0, -0x1p-1074}, fn},
			adversary{"spread of 1e308", step(n, func(i int) float64 { return math.MaxFloat64 * (float64(i)/float64(n)*2 - 1) }), fn},
			adversary{"far terms", step(n, func(i int) float64 { return -1e6 * float64(i) }), fn},
			adversary{"far terms, just evaluated", step(n, func(i int) float64 { return -0x1p27 - float64(i) }), fn},
			adversary{"differences of 2^-1074", step(n, func(i int) float64 { return float64(i-n/2) * 0x1p-1074 }), fn},
			adversary{"differences of 2^-1074 and a tie", step(1024, func(i int) float64 { return float64(i-512) * 0x1p-1074 }), fn},
			adversary{"differences of all sizes", step(n, func(i int) float64 { return -math.Ldexp(1+float64(i)/float64(n), -i%1070) }), fn},
			adversary{"differences of 1100 bits", append(step(n, func(i int) float64 { return -1 - 8*float64(i)/float64(n) }), -0x1.8p-1073), fn},
			adversary{"all equal but one", append(repeat(0.1, n), math.Nextafter(0.1, 1)), fn},
			adversary{"all equal but one far away", append(repeat(0.1, n), -math.MaxFloat64), fn},
			adversary{"sum of 1", repeat(-math.Log(float64(n)), n), fn},
			adversary{"sum next to 1", append(repeat(-math.Log(float64(n)), n), -2*math.Log(float64(n))-36), fn},
			adversary{"evenly spread", step(n, func(i int) float64 { return 30 * float64(i) / float64(n) }), fn},
		)
	}
	return rows
}

// work returns what the levels of a row took: the most bits of any, and the bits
// of all exponentials together.
func work(r *Row) (p, bits int) {
	for _, l := range r.levels {
		p = max(p, l.p)
		for _, e := range l.exps[1:] {
			bits += e.q
		}
	}
	return p, bits
}

// TestAdversarialWork bounds the work that decides any row, in bits, which no
// machine changes.
//
// The answer of a greedy row is nearer to its midpoint by at most 53 bits for
// each distinct logit, and precision grows to at most twice what is needed up to
// 4096 bits, or 1.5 times: at most 80 bits a logit, and 4096.
//
// Where n logits fill 40n bits, the j-th term is worth 40j bits less than the
// first. A level of p bits ≥ 40n takes pn − 20n² for them all, one of fewer bits
// p²/80 for the p/40 terms that are worth any. With p = 60n decisive, 40n before,
// and so on, that adds up to 76n² = 1.27pn, the worst; with the bits above p it is
// below 1.4pn. With all terms of a level in full it would be 1.8pn and more.
func TestAdversarialWork(t *testing.T) {
	n := 250
	if testing.Short() {
		n = 60
	}
	for _, c := range greedyAdversaries(n) {
		k := len(c.x)
		start := time.Now()
		p, bits := work(c.ask(t))
		if p < 30*k/2 {
			t.Errorf("%s: decided at %d bits, too easy for a test", c.name, p)
		}
		limit := 1.4
		if c.name == dense { // half of the terms are worth all bits of all levels: 3pn
			limit = (1.4 + 3.1) / 2
		}
		if p > 80*k+2*2048 || float64(bits) > limit*float64(k*p) {
			t.Errorf("%s: %d logits took %d bits, their exponentials %d", c.name, k, p, bits)
		}
		t.Logf("%s: %d logits, %d bits, exponentials of %.2f times that a logit: %.3f ms a logit",
			c.name, k, p, float64(bits)/float64(k*p), perLogit(start, k))
	}
	for _, c := range otherAdversaries(4 * n) {
		k := len(c.x)
		start := time.Now()
		p, bits := work(c.ask(t))
		// Second moments of the smallest differences are 2^-2148.
		if p > 3584 || bits > 2*3584*k {
			t.Errorf("%s, %s: %d logits took %d bits, their exponentials %d", c.name, c.fn, k, p, bits)
		}
		t.Logf("%s, %s: %d logits, %d bits, exponentials of %d bits each: %.3f ms a logit", c.name, c.fn, k, p, bits/k, perLogit(start, k))
	}
}

func perLogit(start time.Time, k int) float64 {
	return time.Since(start).Seconds() * 1000 / float64(k)
}

var adversarialLimit = flag.Float64("adversarial", 0, "fail a BenchmarkAdversarial above this many ms an element")

// BenchmarkAdversarial prints the price of the worst rows there are, a fresh row
// each time, all outputs in all dtypes. With -adversarial=10 (make adversarial)
// it fails above 10 ms an element.
func BenchmarkAdversarial(b *testing.B) {
	run := func(c adversary, name string) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.ask(b)
			}
			ms := b.Elapsed().Seconds() * 1000 / float64(b.N) / float64(len(c.x))
			b.ReportMetric(ms, "ms/elem")
			if *adversarialLimit > 0 && ms > *adversarialLimit {
				b.Errorf("%.2f ms an element, allowed %g", ms, *adversarialLimit)
			}
		})
	}
	for _, n := range []int{2, 30, 100, 400, 1000} {
		for _, c := range greedyAdversaries(n) {
			run(c, fmt.Sprintf("greedy/%s/k=%d", c.name, len(c.x)))
		}
	}
	for _, n := range []int{2, 1000, 100_000} {
		for _, c := range otherAdversaries(n) {
			run(c, fmt.Sprintf("other/%s/%s/k=%d", c.name, c.fn, len(c.x)))
		}
	}
}
