package impl

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/softulp/softulp/dtype"
)

// maxLanes is more accumulators than any machine has.
const maxLanes = 1 << 20

// Lanes returns the n of Sum("blocked:n"); ok is false where s is none of those.
func (s Sum) Lanes() (n int, ok bool) {
	digits, ok := strings.CutPrefix(string(s), "blocked:")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil && n > 0 && n <= maxLanes
}

// Validate returns what is wrong with a model that somebody wrote: the first of what no
// allowance follows from, named as in its JSON.
func (m *Model) Validate() error {
	if !slices.Contains(dtype.All(), m.Accumulate) {
		return fmt.Errorf("model: accumulate: unknown dtype %d", int(m.Accumulate))
	}
	for _, ulp := range []struct {
		name  string
		value float64
	}{{"exp_ulp", m.ExpULP}, {"log_ulp", m.LogULP}, {"exp_relative", m.ExpRelative}} {
		if !(ulp.value >= 0) || math.IsInf(ulp.value, 1) {
			return fmt.Errorf("model: %s is %g: want a number from 0 on", ulp.name, ulp.value)
		}
	}
	if m.ExpRelative >= 1 {
		return fmt.Errorf("model: exp_relative is %g: want a relative error below 1", m.ExpRelative)
	}
	if m.ExpRelative == 0 && 2*m.Accumulate.UnitRoundoff()*m.ExpULP >= 1 {
		return fmt.Errorf("model: exp_ulp is %g, which leaves no digit of an exponential in %v: state exp_relative, or a wider accumulate", m.ExpULP, m.Accumulate)
	}
	if err := m.validateNames(); err != nil {
		return err
	}
	return m.validateScheme()
}

// validateNames checks what is one of a few names.
func (m *Model) validateNames() error {
	if _, ok := m.Sum.Lanes(); !ok {
		if err := oneOf("sum", m.Sum, Sequential, Pairwise, "blocked:8", Compensated, Exact); err != nil {
			return err
		}
	}
	if err := oneOf("shift", m.Shift, ShiftMax, ShiftNone); err != nil {
		return err
	}
	if err := oneOf("normalise", m.Normalise, Divide, Reciprocal, ExpMinusLog); err != nil {
		return err
	}
	if err := oneOf("scheme", m.Scheme, Plain, Log1p, Online, LazyRescale, Blocked, Tree, TwoPass, Base2, LogOf, Clipped, Quantised, DoubleDouble); err != nil {
		return err
	}
	return oneOf("form", m.Form, Fused, LSEMinusLogit, LSEMinusDot, Direct, ProductFirst, FromSoftmax, PMinusOne, MinusSum, Jacobian)
}

// validateScheme checks what must fit together.
func (m *Model) validateScheme() error {
	switch {
	case m.Block < 0:
		return fmt.Errorf("model: block is %d: want a width of tiles, from 1 on", m.Block)
	case m.Block == 0 && (m.Scheme == Tree || m.Scheme == Blocked && !m.Outside):
		return fmt.Errorf("model: scheme %q has no block: state the width of its tiles", m.Scheme)
	case m.Scheme == Quantised && m.Outside:
		return fmt.Errorf("model: scheme %q is that of one implementation: a quantised program has no allowance, judge it by --max-ulp", m.Scheme)
	case m.Scheme == TwoPass && m.Shift != ShiftNone:
		return fmt.Errorf("model: scheme %q shifts by nothing: want shift %q, not %q", m.Scheme, ShiftNone, m.Shift)
	case slices.Contains([]Scheme{Log1p, Online, LazyRescale, Blocked}, m.Scheme) && m.Shift != ShiftMax:
		return fmt.Errorf("model: scheme %q takes out a maximum: want shift %q, not %q", m.Scheme, ShiftMax, m.Shift)
	}
	return nil
}

// ValidateFor is Validate for a program with inputs and outputs of the given dtype, each
// number of which must be one of accumulate as well.
func (m *Model) ValidateFor(storage dtype.Format) error {
	if err := m.Validate(); err != nil {
		return err
	}
	a := m.Accumulate
	if a.Precision() < storage.Precision() || a.Max() < storage.Max() || a.MinSubnormal() > storage.MinSubnormal() {
		return fmt.Errorf("model: accumulate is %v, which does not hold every %v: want %v or a wider dtype", a, storage, storage)
	}
	return nil
}

// oneOf returns an error that lists the names if v is none of them.
func oneOf[T ~string](what string, v T, names ...T) error {
	if slices.Contains(names, v) {
		return nil
	}
	var list []string
	for _, n := range names {
		list = append(list, strconv.Quote(string(n)))
	}
	return fmt.Errorf("model: unknown %s %q: want one of %s", what, v, strings.Join(list, ", "))
}
