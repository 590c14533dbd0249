package reports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/gate"
)

// matrix is the overview of one function: algorithms down, arithmetics across.
type matrix struct {
	algorithms  []string // in the document's order
	arithmetics []string // widest storage first
	cells       map[[2]string]*gate.Implementation
}

func newMatrix(s section) matrix {
	m := matrix{cells: map[[2]string]*gate.Implementation{}}
	for _, e := range s.entries {
		algo, arith := algorithm(e), arithmetic(e)
		if !slices.Contains(m.algorithms, algo) {
			m.algorithms = append(m.algorithms, algo)
		}
		if !slices.Contains(m.arithmetics, arith) {
			m.arithmetics = append(m.arithmetics, arith)
		}
		m.cells[[2]string{algo, arith}] = e
	}
	slices.SortFunc(m.arithmetics, func(a, b string) int {
		storageA, accumulateA, _ := strings.Cut(a, "+")
		storageB, accumulateB, _ := strings.Cut(b, "+")
		return cmp.Or(
			cmp.Compare(format(storageA), format(storageB)),
			// An empty one computes in its storage dtype and comes after those
			// that compute in a wider one.
			cmp.Compare(format(accumulateA), format(accumulateB)),
			cmp.Compare(a, b),
		)
	})
	return m
}

// format returns a dtype's place in the list, widest first; what is no known
// dtype comes last.
func format(name string) int {
	if f, err := dtype.Parse(name); err == nil {
		return int(f)
	}
	return len(dtype.All()) + 1
}

// cell is the largest error of the entry in ulps, infinite where a number was
// due and none came, with a mark where it needs a reason: ! for a finding, * for
// a failure that is expected. A dash is an arithmetic that it declined.
func cell(e *gate.Implementation) string {
	switch {
	case e == nil:
		return ""
	case e.Verdict == gate.Error:
		return "error"
	case e.Verdict == gate.Unsupported:
		return "-"
	}
	s := ulps(e.MaxULP)
	if e.WrongClassRows > 0 {
		s = "inf"
	}
	switch rank(e) {
	case 0:
		return s + "!"
	case 2:
		return s + "*"
	}
	return s
}
