package impl

import (
	"math"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
)

func plainModel() Model {
	return Model{Accumulate: dtype.Float32, ExpULP: 4, LogULP: 4, Sum: Sequential, Shift: ShiftMax, Normalise: Divide}
}

// TestValidateOwn: the models of this package's implementations are in order.
func TestValidateOwn(t *testing.T) {
	for _, im := range All() {
		for _, a := range im.Arithmetics {
			m := im.Model(a)
			if err := m.ValidateFor(a.Storage); err != nil {
				t.Errorf("%s/%s/%v: %v", im.Function, im.Name, a, err)
			}
		}
	}
}

// TestValidate: of each field, what is wrong is said in one line that names it.
func TestValidate(t *testing.T) {
	for _, tc := range []struct {
		change func(m *Model)
		want   string // "" where there is nothing wrong
	}{
		{func(*Model) {}, ""},
		{func(m *Model) { m.Outside = true }, ""},
		{func(m *Model) { m.Sum = "blocked:32" }, ""},
		{func(m *Model) { m.Sum, m.Normalise, m.FlushSubnormals = Exact, Reciprocal, true }, ""},
		{func(m *Model) { m.Scheme, m.Outside = Blocked, true }, ""},
		{func(m *Model) { m.Scheme, m.Shift = TwoPass, ShiftNone }, ""},
		{func(m *Model) { m.ExpULP, m.ExpRelative = 1e8, 0.03 }, ""},
		{func(m *Model) { m.Accumulate = 99 }, "accumulate: unknown dtype 99"},
		{func(m *Model) { m.ExpULP = -1 }, "exp_ulp is -1"},
		{func(m *Model) { m.ExpULP = math.NaN() }, "exp_ulp is NaN"},
		{func(m *Model) { m.ExpULP = math.Inf(1) }, "exp_ulp is +Inf"},
		{func(m *Model) { m.LogULP = -0.5 }, "log_ulp is -0.5"},
		{func(m *Model) { m.LogULP = math.NaN() }, "log_ulp is NaN"},
		{func(m *Model) { m.ExpRelative = -1 }, "exp_relative is -1"},
		{func(m *Model) { m.ExpRelative = 1 }, "exp_relative is 1"},
		{func(m *Model) { m.ExpULP = 1e8 }, "leaves no digit"},
		{func(m *Model) { m.Accumulate = dtype.Float8E5M2 }, "leaves no digit"},
		{func(m *Model) { m.Sum = "" }, `unknown sum ""`},
		{func(m *Model) { m.Sum = "kahan" }, `unknown sum "kahan"`},
		{func(m *Model) { m.Sum = "blocked:" }, `unknown sum "blocked:"`},
		{func(m *Model) { m.Sum = "blocked:0" }, `unknown sum "blocked:0"`},
		{func(m *Model) { m.Sum = "blocked:-8" }, `unknown sum "blocked:-8"`},
		{func(m *Model) { m.Sum = "blocked:99999999999999999999" }, `unknown sum "blocked:`},
		{func(m *Model) { m.Shift = "mean" }, `unknown shift "mean": want one of "max", "none"`},
		{func(m *Model) { m.Normalise = "" }, `unknown normalise ""`},
		{func(m *Model) { m.Scheme = "flash" }, `unknown scheme "flash"`},
		{func(m *Model) { m.Form = "fast" }, `unknown form "fast"`},
		{func(m *Model) { m.Block = -1 }, "block is -1"},
		{func(m *Model) { m.Scheme = Blocked }, "has no block"},
		{func(m *Model) { m.Scheme, m.Outside = Tree, true }, "has no block"},
		{func(m *Model) { m.Scheme, m.Outside = Quantised, true }, "no allowance"},
		{func(m *Model) { m.Scheme = TwoPass }, "shifts by nothing"},
		{func(m *Model) { m.Scheme, m.Shift = Online, ShiftNone }, "takes out a maximum"},
	} {
		m := plainModel()
		tc.change(&m)
		err := m.Validate()
		switch {
		case tc.want == "" && err != nil:
			t.Errorf("%+v: %v", m, err)
		case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n")):
			t.Errorf("%+v: error %v, want one line with %q", m, err, tc.want)
		}
	}
}

func TestValidateFor(t *testing.T) {
	for _, tc := range []struct {
		storage, accumulate dtype.Format
		ok                  bool
	}{
		{dtype.Float32, dtype.Float32, true},
		{dtype.Float32, dtype.Float64, true},
		{dtype.BFloat16, dtype.Float32, true},
		{dtype.Float16, dtype.Float16, true},
		{dtype.Float64, dtype.Float32, false},
		{dtype.BFloat16, dtype.Float16, false}, // the range
		{dtype.Float16, dtype.BFloat16, false}, // the digits
	} {
		m := plainModel()
		m.Accumulate = tc.accumulate
		err := m.ValidateFor(tc.storage)
		if (err == nil) != tc.ok || err != nil && !strings.Contains(err.Error(), "want "+tc.storage.String()+" or a wider dtype") {
			t.Errorf("%v in %v: %v", tc.storage, tc.accumulate, err)
		}
	}
	m := plainModel()
	m.Sum = "?"
	if err := m.ValidateFor(dtype.Float32); err == nil || !strings.Contains(err.Error(), "unknown sum") {
		t.Errorf("%v", err)
	}
}
