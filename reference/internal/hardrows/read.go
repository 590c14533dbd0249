package hardrows

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// maxLogits bounds the length of a row, which *N could make any number: that of
// package reference.
const maxLogits = 1 << 24

// most bounds a Miss from above: an answer of 2^1025 over a smallest subnormal
// boundary of 2^-1075.
const most = 2100

// Read reads all rows. An error names the line.
func Read(r io.Reader) ([]Row, error) {
	var rows []Row
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	n := 0
	for s.Scan() {
		n++
		line := strings.TrimSpace(s.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		row, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		row.Line = n
		rows = append(rows, row)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	return rows, nil
}

// parse reads one line.
func parse(line string) (row Row, err error) {
	data, claim, ok := strings.Cut(line, "#")
	fields := strings.Fields(data)
	if !ok || len(fields) != 3 {
		return row, fmt.Errorf("want function, dtype, logits and # claim, have %d words before the #", len(fields))
	}
	if row.Function, err = function.Parse(fields[0]); err != nil {
		return row, err
	}
	if row.Dtype, err = dtype.Parse(fields[1]); err != nil {
		return row, err
	}
	if row.X, err = parseLogits(fields[2]); err != nil {
		return row, err
	}
	return row, row.parseClaim(strings.TrimSpace(claim))
}

func parseLogits(text string) ([]float64, error) {
	var x []float64
	for item := range strings.SplitSeq(text, ",") {
		number, times, repeated := strings.Cut(item, "*")
		v, err := strconv.ParseFloat(number, 64)
		switch {
		case err != nil:
			return nil, fmt.Errorf("logit %q: %w", item, err)
		case v != v || math.IsInf(v, 1):
			return nil, fmt.Errorf("logit %q: want a finite number or -inf", item)
		case v != 0 && !math.IsInf(v, 0) && !strings.Contains(number, "0x"):
			return nil, fmt.Errorf("logit %q: want a hexadecimal float", item)
		}
		n := 1
		if repeated {
			if n, err = strconv.Atoi(times); err != nil || n < 1 {
				return nil, fmt.Errorf("logit %q: want a count of 1 or more after the *", item)
			}
		}
		if n > maxLogits-len(x) {
			return nil, fmt.Errorf("logit %q: more than %d logits", item, maxLogits)
		}
		for range n {
			x = append(x, v)
		}
	}
	return x, nil
}

// parseClaim reads what follows the #.
func (r *Row) parseClaim(claim string) error {
	head, how, ok := strings.Cut(claim, ": ")
	miss, boundary, ok2 := strings.Cut(head, " ")
	if !ok || !ok2 {
		return fmt.Errorf("claim %q: want miss=2^-N boundary: how", claim)
	}
	r.How = how
	switch r.Boundary = Boundary(boundary); r.Boundary {
	case Midpoint, Number, Zero:
	default:
		return fmt.Errorf("boundary %q: want %s, %s or %s", boundary, Midpoint, Number, Zero)
	}
	switch miss {
	case formatMiss(Tie):
		r.Miss = Tie
		return nil
	case formatMiss(Least):
		r.Miss = Least
		return nil
	}
	e, ok := strings.CutPrefix(miss, "miss=2^")
	n, err := strconv.Atoi(e)
	if !ok || err != nil || n <= Least || n > most {
		return fmt.Errorf("%q: want miss=2^N, %d < N ≤ %d, miss=0 or %s", miss, Least, most, formatMiss(Least))
	}
	r.Miss = n
	return nil
}
