package main

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/softulp/softulp/dtype"
)

// minus stands for the hyphen of a negative number while flags are parsed. It
// is U+2212, the typographic minus sign, so that numbers pasted from a text
// are read as well.
const minus = "\u2212"

// negative matches arguments that can only be meant as negative numbers: no
// flag begins so.
var negative = regexp.MustCompile(`(?i)^-(\.?[0-9]|inf|nan)`)

// protectNegatives returns the arguments with the hyphens of negative numbers
// replaced, lest they are taken for flags. What follows "--" is no flag anyway.
func protectNegatives(args []string) []string {
	protected := make([]string, len(args)) // never nil: cobra would take os.Args
	copy(protected, args)
	for i, a := range protected {
		if a == "--" {
			break
		}
		if negative.MatchString(a) {
			protected[i] = minus + a[1:]
		}
	}
	return protected
}

// parseNumber reads a decimal or hexadecimal float, an infinity or a NaN, and
// rounds it to float64. A finite number that float64 would make an infinity is
// an error.
func parseNumber(s string) (float64, error) {
	t := s
	if rest, ok := strings.CutPrefix(t, minus); ok {
		t = "-" + rest
	}
	unsigned := strings.ToLower(strings.TrimLeft(t, "+-"))
	switch {
	case unsigned == "nan": // strconv wants it without a sign
		return math.NaN(), nil
	case strings.HasPrefix(unsigned, "0x") && !strings.Contains(unsigned, "p"):
		t += "p0"
	}
	v, err := strconv.ParseFloat(t, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%.60q is beyond the range of float64, which ends at %.4g: write inf if that is meant", s, math.MaxFloat64)
	case err != nil:
		return 0, fmt.Errorf("%.60q is no number: want a decimal or hexadecimal float, inf or nan", s)
	}
	return v, nil
}

// decimal writes v with as few digits as tell it from the other float64s: of a
// narrower format the number itself, not the shortest that rounds to it there.
func decimal(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// hexadecimal writes v as a hexadecimal float.
func hexadecimal(v float64) string { return strconv.FormatFloat(v, 'x', -1, 64) }

// bits writes the bit pattern of v, a number of the format.
func bits(v float64, f dtype.Format) string {
	return fmt.Sprintf("0x%0*x", f.Bits()/4, f.Encode(v))
}
