package gate

import (
	"math"
	"strconv"

	"github.com/softulp/softulp/dtype"
)

// Curves is how an entry's errors depend on the rows and on the answers: what plots
// show, in columns. Errors and allowances are in ulps of the storage dtype, the
// largest of each class, rounded up to three digits; classes without an answer are
// left out. As the figures of the entry they are of finite rows alone, but for
// those of hazards.
type Curves struct {
	// K has classes of an octave each, by the number of logits.
	K WidthCurve `json:"k"`
	// Spread has classes of an octave each, by the difference between the largest and
	// the smallest of a row's finite logits; 0 is a class of its own.
	Spread Curve `json:"spread"`
	// Value has classes of some octaves each, by the magnitude of the exact answer,
	// rounded; 0 is a class of its own.
	Value  Curve  `json:"value"`
	Signed Signed `json:"signed"`
	Real   Cells  `json:"real"`
	// Hazards says what became of the rows of each hazard, real logits by their source.
	Hazards HazardCurve `json:"hazards"`
}

// Curve is the largest errors by class.
type Curve struct {
	From    []float64 `json:"from"` // the lower end of each class
	ULP     []float64 `json:"ulp"`
	Allowed []float64 `json:"allowed"`
}

// WidthCurve is a Curve with more about each class.
type WidthCurve struct {
	Curve
	Answers          []int     `json:"answers"`
	Mean             []float64 `json:"mean_ulp"`
	CorrectlyRounded []float64 `json:"correctly_rounded"`
	OverAllowance    []float64 `json:"worst_over_allowance"`
	// Failed counts rows with an answer of the wrong class or beyond its allowance.
	Failed []int `json:"failed"`
}

// Signed counts answers by their error with its sign, in ulps. The class 0 has
// those that are correctly rounded; that from 1 has errors in [1, 2), that from -1 those
// in (-2, -1], and so on, and the last ones those beyond.
type Signed struct {
	From    []float64 `json:"from"`
	Answers []int     `json:"answers"`
}

// Cells counts the answers on real logits by allowance and by error, both in
// classes of half an octave, of which the lower ends are given; what is below the
// first class or beyond the last one is counted there.
type Cells struct {
	Allowed []float64 `json:"allowed"`
	ULP     []float64 `json:"ulp"`
	Answers []int     `json:"answers"`
}

// HazardCurve is what became of the rows of each hazard.
type HazardCurve struct {
	Name          []string  `json:"name"`
	Special       []bool    `json:"special"` // the answer is a matter of convention
	Rows          []int     `json:"rows"`
	ULP           []float64 `json:"ulp"`
	OverAllowance []float64 `json:"worst_over_allowance"`
	Wrong         []int     `json:"wrong"`  // rows with an answer of the wrong class
	Failed        []int     `json:"failed"` // rows with any answer that is not allowed
}

// Classes of signed errors: correctly rounded, and on either side up to 1 ulp, then
// octaves.
const signedOctaves = 24

// Cells of real logits: allowances from 2^-2, errors from 2^-3, up to 2^22.
const (
	cellsAllowedLow = -2
	cellsErrorLow   = -3
	cellsHigh       = 22
	cellsAllowed    = 2 * (cellsHigh - cellsAllowedLow)
	cellsError      = 2 * (cellsHigh - cellsErrorLow)
)

// valueClasses is how many classes of exact answers there are at most, without 0.
const valueClasses = 64

// peak is the largest error and the largest allowance of a class.
type peak struct {
	answers      int
	ulp, allowed float64
}

func (p *peak) add(answers int, ulp, allowed float64) {
	p.answers += answers
	if ulp > p.ulp { // neither is NaN, and max takes longer
		p.ulp = ulp
	}
	if allowed > p.allowed {
		p.allowed = allowed
	}
}

// measures counts the answers of one implementation, one at a time: all of it is sums
// of integers and largest values, so that the order in which they come does not matter.
type measures struct {
	errors histogram
	signed [2*signedOctaves + 1]int
	value  [valueClasses + 1]peak
	real   []int // cells, nil if there are none
}

// count counts an answer's error.
func (m *measures) count(v *values, rounded, got, ulp, allowed float64, correct, real bool) {
	m.errors.count(ulp)
	m.value[v.class(rounded)].add(1, ulp, allowed)
	s := 0
	if !correct {
		s = min(max(exponent(ulp)+2, 1), signedOctaves)
		if got < rounded { // the exact answer is nearer to rounded than to got
			s = -s
		}
	}
	m.signed[signedOctaves+s]++
	if real {
		if m.real == nil {
			m.real = make([]int, cellsAllowed*cellsError)
		}
		m.real[halfOctave(allowed, cellsAllowedLow)*cellsError+halfOctave(ulp, cellsErrorLow)]++
	}
}

// peak has an answer's error among the largest ones, and counts nothing.
func (m *measures) peak(v *values, rounded, ulp, allowed float64) {
	m.value[v.class(rounded)].add(0, ulp, allowed)
}

// add counts what other has counted.
func (m *measures) add(other *measures) {
	m.errors.add(&other.errors)
	for i, n := range other.signed {
		m.signed[i] += n
	}
	for i, p := range other.value {
		m.value[i].add(p.answers, p.ulp, p.allowed)
	}
	if other.real != nil {
		if m.real == nil {
			m.real = make([]int, cellsAllowed*cellsError)
		}
		for i, n := range other.real {
			m.real[i] += n
		}
	}
}

// exponent returns floor(log2 x) of a normal x > 0, and less than -1000 below.
func exponent(x float64) int { return int(math.Float64bits(x)>>52) - 1023 }

// halfOctave returns the class of x >= 0: the first begins at 2^low, the last one
// ends at 2^cellsHigh.
func halfOctave(x float64, low int) int {
	// The first bit of the fraction is set from 1.5·2^e on.
	h := int(math.Float64bits(x)>>51) - 2*(1023+low)
	return min(max(h, 0), 2*(cellsHigh-low)-1)
}

// halfOctaveFrom returns the lower end of a class.
func halfOctaveFrom(class, low int) float64 {
	return math.Ldexp(1+float64(0.5*float64(class%2)), low+class/2)
}

// values is the classes of the numbers of a format: 0, and then all octaves from the
// smallest subnormal number to the largest one, step to a class. inverse is 2^32/step, rounded up:
// with it a division by step is a product.
type values struct {
	low, step int
	inverse   int64
}

func newValues(f dtype.Format) values {
	low := math.Ilogb(f.MinSubnormal())
	step := (f.MaxExp() - low + valueClasses) / valueClasses
	return values{low, step, 1<<32/int64(step) + 1}
}

func (v *values) class(x float64) int {
	x = math.Abs(x)
	switch {
	case x == 0:
		return 0
	case x < 0x1p-1022:
		return (math.Ilogb(x)-v.low)/v.step + 1
	}
	return min(int(int64(exponent(x)-v.low)*v.inverse>>32)+1, valueClasses)
}

func (v *values) from(class int) float64 {
	if class == 0 {
		return 0
	}
	return math.Ldexp(1, v.low+(class-1)*v.step)
}

// upThree rounds x >= 0 up to three decimal digits.
func upThree(x float64) float64 {
	s := strconv.FormatFloat(x, 'e', 2, 64)
	if v, err := strconv.ParseFloat(s, 64); err == nil && v >= x {
		return v
	}
	// s is below x by less than one unit of its last digit, and above x with another.
	e := 0
	if x > 0 {
		e = int(math.Floor(math.Log10(x)))
	}
	s = strconv.FormatFloat(x+float64(0.75*math.Pow10(e-2)), 'e', 2, 64)
	if v, err := strconv.ParseFloat(s, 64); err == nil && v >= x && !math.IsInf(v, 0) {
		return v
	}
	return x // at the very end of the range
}

// add adds a class to the curve, unless it has no answers, and none of a worst case.
func (c *Curve) add(from float64, p peak) bool {
	if p == (peak{}) {
		return false
	}
	c.From = append(c.From, from)
	c.ULP = append(c.ULP, upThree(p.ulp))
	c.Allowed = append(c.Allowed, upThree(p.allowed))
	return true
}
