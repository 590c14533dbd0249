package reports

import (
	"fmt"
	"math"
	"strconv"

	"github.com/softulp/softulp/gate"
)

// ulps formats a figure of which people must not think better than it is: it
// is rounded up, in at most seven characters.
func ulps(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v < 10:
		return roundUp(v, 'f', 3)
	case v < 100:
		return roundUp(v, 'f', 2)
	case v < 1000:
		return roundUp(v, 'f', 1)
	case v < 1e6:
		return roundUp(v, 'f', 0)
	}
	if v < 9.9e99 {
		return roundUp(v, 'e', 1)
	}
	return roundUp(v, 'e', 0) // what is left of numbers that cancel exactly
}

// roundUp formats v to the given number of digits after the point such that
// the text is no less than v.
func roundUp(v float64, format byte, digits int) string {
	s := strconv.FormatFloat(v, format, digits, 64)
	if got, err := strconv.ParseFloat(s, 64); err != nil || got >= v {
		return s
	}
	unit := math.Pow10(-digits)
	if format == 'e' {
		unit *= math.Pow10(int(math.Floor(math.Log10(v))))
	}
	// s is below v by up to half a unit: three quarters more round to the
	// next one whatever the last bits of the sum, which may be beyond float64.
	sum := v + 0.75*unit
	if math.IsInf(sum, 1) {
		return "2e+308"
	}
	return strconv.FormatFloat(sum, format, digits, 64)
}

// mean formats a mean, to nearest.
func mean(v float64) string {
	switch {
	case v < 10:
		return strconv.FormatFloat(v, 'f', 3, 64)
	case v < 1e6:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'e', 1, 64)
}

// percent formats a share in [0, 1], rounded down: 100.0% is all of them.
func percent(v float64) string {
	return strconv.FormatFloat(math.Floor(v*1000)/10, 'f', 1, 64) + "%"
}

// count formats n with a comma before each group of three digits.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plural returns "1 entry" or "2,000 entries".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// number shows a hexadecimal float and, where it says more, its decimal.
func number(hex string) string {
	hex = clean(hex, maxName)
	v, err := strconv.ParseFloat(hex, 64)
	if err != nil || math.IsInf(v, 0) || v != v {
		return hex
	}
	decimal := strconv.FormatFloat(v, 'g', 6, 64)
	if decimal == hex {
		return hex
	}
	return hex + " (" + decimal + ")"
}

// place says where an input is and what came of it.
func place(w *gate.Worst) string {
	s := fmt.Sprintf("%s row %d", clean(w.Source, maxName), w.Row)
	switch {
	case w.Hazard != "" && w.Aim != "":
		s += " (" + clean(w.Hazard, maxName) + ", " + clean(w.Aim, maxName) + ")"
	case w.Hazard != "" || w.Aim != "":
		s += " (" + clean(w.Hazard+w.Aim, maxName) + ")"
	}
	s += fmt.Sprintf(", K %d%s, answer %d: got %s, exact %s", w.K, parameters(&w.Sides), w.Index, number(w.Got), number(w.Exact))
	if w.ULP != 0 {
		s += fmt.Sprintf(", %s ulp", ulps(w.ULP))
	}
	if w.Allowed != 0 {
		s += fmt.Sprintf(" of %s allowed", ulps(w.Allowed))
	}
	return s
}

// parameters says what goes with a row, but for vectors.
func parameters(s *gate.Sides) (text string) {
	if s.Target != nil {
		text += fmt.Sprintf(", target %d", *s.Target)
	}
	if s.Temperature != "" {
		text += ", temperature " + short(s.Temperature)
	}
	if s.Smoothing != "" {
		text += ", smoothing " + short(s.Smoothing)
	}
	return text
}

// short shows the decimal of a hexadecimal float.
func short(hex string) string {
	v, err := strconv.ParseFloat(hex, 64)
	if err != nil {
		return clean(hex, maxName)
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// share formats the share of correctly rounded answers; where no answer was a
// number, there is none.
func share(e *gate.Implementation) string {
	if e.Elements == 0 && e.CorrectlyRounded == 0 {
		return "–"
	}
	return percent(e.CorrectlyRounded)
}
