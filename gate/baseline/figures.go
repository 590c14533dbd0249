package baseline

import (
	"fmt"
	"math"
	"strconv"

	"github.com/softulp/softulp/gate"
)

// Unit is a figure of a baseline.
type Unit string

// The figures: errors in ulps, the share of correctly rounded answers, and how many
// answers are wrong in kind, as gate.Classes has them.
const (
	MaxULP           Unit = "max-ulp"
	MeanULP          Unit = "mean-ulp"
	CorrectlyRounded Unit = "correctly-rounded"
	WrongRows        Unit = "wrong-rows" // rows with such an answer
	WrongNaN         Unit = "wrong-nan"
	WrongLostNaN     Unit = "wrong-lost-nan"
	WrongInfinity    Unit = "wrong-infinity"
	WrongFinite      Unit = "wrong-finite"
	WrongFlushed     Unit = "wrong-flushed"
	WrongZeroSign    Unit = "wrong-zero-sign"
)

// Units returns the figures in the order in which lines have them.
func Units() []Unit {
	return []Unit{MaxULP, MeanULP, CorrectlyRounded,
		WrongRows, WrongNaN, WrongLostNaN, WrongInfinity, WrongFinite, WrongFlushed, WrongZeroSign}
}

// better is the side on which a figure is better, as Unit lines say it.
func (u Unit) better() string {
	if u == CorrectlyRounded {
		return "higher"
	}
	return "lower"
}

// counts reports whether the figure is a number of answers or rows: one that is not
// given is 0, and no slack is granted on it.
func (u Unit) counts() bool { return u != MaxULP && u != MeanULP && u != CorrectlyRounded }

// Figures are those of one line.
type Figures map[Unit]float64

// errors fills in the figures of elements whose error was measured; without such, there
// are none.
func (f Figures) errors(elements int, most, mean, correct float64) {
	if elements == 0 {
		return
	}
	f[MaxULP], f[MeanULP] = up(most), up(mean)
	f[CorrectlyRounded] = math.Floor(correct*1e6) / 1e6
}

// wrong fills in the counts that are not 0.
func (f Figures) wrong(rows int, c *gate.Classes) {
	if c == nil {
		c = &gate.Classes{}
	}
	for u, n := range map[Unit]int{WrongRows: rows, WrongNaN: c.NaN, WrongLostNaN: c.LostNaN, WrongInfinity: c.Infinity,
		WrongFinite: c.Finite, WrongFlushed: c.Flushed, WrongZeroSign: c.ZeroSign} {
		if n > 0 {
			f[u] = float64(n)
		}
	}
}

// up rounds v ≥ 0 up to four significant digits, to the largest float64 at most.
func up(v float64) float64 {
	s := strconv.FormatFloat(v, 'e', 3, 64) // 1.234e+05
	if r, err := strconv.ParseFloat(s, 64); err == nil && r >= v {
		return r
	}
	digits, err := strconv.Atoi(s[:1] + s[2:5])
	if err != nil {
		return v
	}
	exponent, err := strconv.Atoi(s[6:])
	if err != nil {
		return v
	}
	r, err := strconv.ParseFloat(fmt.Sprintf("%de%d", digits+1, exponent-3), 64)
	if err != nil {
		return math.MaxFloat64 // as figures of a document do
	}
	return r
}

// worse reports whether a figure is worse than it was by more than the slack allows.
func (u Unit) worse(was, now float64, slack Slack) bool {
	switch {
	case u.counts():
		return now > was
	case u == CorrectlyRounded:
		return now < was-float64(slack.Relative*was)
	}
	return now > was+float64(slack.Relative*was)
}
