package hardrows

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Boundary says what the answer y nearly is.
type Boundary string

const (
	// Midpoint is the midpoint of the two neighbouring numbers of the dtype
	// between which y lies, where rounding to nearest changes: half the smallest
	// subnormal number and the threshold of overflow are two of them.
	Midpoint Boundary = "midpoint"
	// Number is the number of the dtype nearest to y, where a directed rounding
	// changes, and the sign of an error.
	Number Boundary = "number"
	// Zero is 0, where the sign changes.
	Zero Boundary = "zero"
)

const (
	// Tie is the Miss of an answer that is equal to its boundary.
	Tie = math.MinInt
	// Least is the smallest Miss that is told from a smaller one: it says
	// miss < 2^Least, and is written that way.
	Least = -1 << 20
)

// Row is one line. With y the exact answer, output 0 of Function for X, and b the
// boundary nearest to it, the miss is |y − b|/|b|, or |y| where b is 0.
type Row struct {
	Line     int // in the file, from 1
	Function function.Function
	Dtype    dtype.Format
	X        []float64 // finite or −Inf
	Boundary Boundary
	Miss     int // 2^Miss ≤ miss < 2^(Miss+1); or Tie, or Least
	How      string
}

// String returns the row's line.
func (r Row) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %v ", r.Function, r.Dtype)
	for i := 0; i < len(r.X); {
		n := 1
		for i+n < len(r.X) && sameBits(r.X[i+n], r.X[i]) {
			n++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(formatLogit(r.X[i]))
		if n > 1 {
			fmt.Fprintf(&b, "*%d", n)
		}
		i += n
	}
	fmt.Fprintf(&b, "  # %s %s: %s", formatMiss(r.Miss), r.Boundary, r.How)
	return b.String()
}

func sameBits(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

func formatLogit(v float64) string {
	if math.IsInf(v, -1) {
		return "-inf"
	}
	s := strconv.FormatFloat(v, 'x', -1, 64)
	s = strings.Replace(s, "p+0", "p", 1) // p+01 is p1
	s = strings.Replace(s, "p-0", "p-", 1)
	return strings.Replace(s, "p+", "p", 1)
}

func formatMiss(miss int) string {
	switch miss {
	case Tie:
		return "miss=0"
	case Least:
		return fmt.Sprintf("miss<2^%d", Least)
	}
	return fmt.Sprintf("miss=2^%d", miss)
}
