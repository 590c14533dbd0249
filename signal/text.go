package signal

import (
	"math"
	"strconv"
	"strings"
)

// figures shows a measured number with three significant digits, or all those
// before the point up to a million: 0.0123, 17.5, 6e-5, 12345, 0, inf.
func figures(x float64) string {
	switch a := math.Abs(x); {
	case x != x:
		return "NaN"
	case math.IsInf(a, 1):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(x, 'g', -1, 64)), "+")
	case a >= 1000 && a < 1e6:
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	s := strconv.FormatFloat(x, 'g', 3, 64)
	s = strings.Replace(s, "e+0", "e", 1)
	s = strings.Replace(s, "e+", "e", 1)
	return strings.Replace(s, "e-0", "e-", 1)
}
