package reference

import "math"

// fastRow is a finite row in double-double, the fast tier: with m the maximum and
// n the number of logits equal to it, e^((x_i−m)/T), τ = Σ e^((x_j−m)/T) over the
// others, S = n + τ and log S.
type fastRow struct {
	eh, el []float64 // e^((x_i−m)/T), 0 below e^blockLowest

	sum    pair    // S
	inv    pair    // 1/S
	invErr float64 // relative, of 1/S

	tail     pair
	maxima   int
	log      pair
	logReady bool
}

// pair is a normalised double-double.
type pair struct{ hi, lo float64 }

const (
	// tailError bounds the relative error of τ: that of its terms and of adding
	// them up, and what is taken as 0 of at most 2^24 terms e^-600 < 2^-865 beside
	// a τ ≥ tailLeast.
	tailError = expError + sumError + 0x1p-91
	// tailLeast is where the relative precision of τ ends.
	tailLeast = 0x1p-750
	// logLeast bounds log S where τ is smaller than tailLeast, or nearly so.
	logLeast = 2 * tailLeast
	// roundings bounds the relative errors of 1/S, of its product with an
	// exponential, of a bound itself and of its use beside a low part, together.
	roundings = 0x1p-100
	// logSumError bounds the relative error of log S: d log S = dτ/S, and
	// log S ≥ τ/S for n = 1, more for n > 1.
	logSumError = tailError + logError + 0x1p-97
)

// evaluate fills in everything but the logarithm. x is a finite row, m its maximum,
// which occurs n times, and by the temperature.
func (f *fastRow) evaluate(x []float64, m float64, n int, by *divisor) {
	f.eh, f.el = resize(f.eh, len(x)), resize(f.el, len(x))
	var tail pair
	for lo := 0; lo < len(x); lo += sumBlock {
		hi := min(lo+sumBlock, len(x))
		var sh, sl float64
		if by.t == 1 {
			sh, sl = expBlock(f.eh[lo:hi], f.el[lo:hi], x[lo:hi], m)
		} else {
			sh, sl = expBlockOver(f.eh[lo:hi], f.el[lo:hi], x[lo:hi], m, by)
		}
		sh, sl = fastTwoSum(sh, sl)
		tail.hi, tail.lo = addPair(tail.hi, tail.lo, sh, sl)
	}
	sh, sl := twoSum(float64(n), tail.hi)
	f.sum.hi, f.sum.lo = fastTwoSum(sh, sl+tail.lo)
	f.inv.hi, f.inv.lo = inverse(f.sum.hi, f.sum.lo)
	f.invErr = float64(tailError*(tail.hi*f.inv.hi)) + roundings // dS = dτ
	f.tail, f.maxima, f.logReady = tail, n, false
}

// softmaxErr bounds the relative error of an exponential times 1/S.
func (f *fastRow) softmaxErr() float64 { return expError + f.invErr }

// logSum returns log S and a bound of its error; or 0, where all that is known is
// 0 < log S < logLeast.
func (f *fastRow) logSum() (l pair, err float64) {
	if !f.logReady {
		f.logReady = true
		switch {
		case f.maxima > 1:
			f.log.hi, f.log.lo = logPair(f.sum.hi, f.sum.lo)
		case f.tail.hi >= tailLeast:
			f.log.hi, f.log.lo = log1pPair(f.tail.hi, f.tail.lo)
		default:
			f.log = pair{}
		}
	}
	if f.log.hi == 0 {
		return pair{}, logLeast
	}
	return f.log, float64(f.log.hi * logSumError)
}

// inverse returns 1/(ah + al), normalised, with a relative error below 2^-102: a
// step of Newton's iteration from RN(1/ah), whose remainder 1 − r·ah is exact.
func inverse(ah, al float64) (hi, lo float64) {
	r := 1 / ah
	return fastTwoSum(r, float64(r*(math.FMA(-r, ah, 1)-float64(r*al))))
}

// resize returns s with n elements, which it need not keep.
func resize(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}
