package yardstick

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/peers"
)

// some returns the named implementations of softmax.
func some(t *testing.T, names ...string) (list []impl.Implementation) {
	t.Helper()
	for _, name := range names {
		im, err := impl.Find(name, function.Softmax)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, im)
	}
	return list
}

// ofGradients reports whether a suite has no tests of a softmax.
func ofGradients(suite string) bool { return suite == "JAX" || suite == "Liger" }

// TestCorrect: honest implementations have no findings, and what is judged does
// not depend on the number of processors.
func TestCorrect(t *testing.T) {
	list := some(t, "shifted", "online", "int8")
	programs := 0
	for _, im := range list {
		programs += len(im.Arithmetics)
	}
	c := Correct(list, peers.All(), 2, 30)
	if c.Programs != programs || c.Seeds != 2 || c.Cases != 30 || len(c.Findings) != 0 {
		t.Errorf("%d programs, want %d; %d seeds, %d cases; findings %v", c.Programs, programs, c.Seeds, c.Cases, c.Findings)
	}
	// Fifteen properties at most, of which some pass over some cases.
	if most := programs * 2 * 30 * 15; c.Judged < most/2 || c.Judged > most {
		t.Errorf("%d judgements of at most %d", c.Judged, most)
	}
	for n, suite := range peers.All() {
		if p := c.Peers[n]; (p.Applicable == 0) != ofGradients(suite.Name) || p.Failed > p.Applicable {
			t.Errorf("%s: %d of %d", suite.Name, p.Failed, p.Applicable)
		}
	}
	// On these suites' rows e^x overflows, in every dtype: what fails then is expected.
	for n, p := range Correct(some(t, "naive"), peers.All(), 0, 1).Peers {
		if name := peers.All()[n].Name; slices.Contains([]string{"oneDNN", "SciPy"}, name) && (p.Applicable != 0 || p.Failed != 0) {
			t.Errorf("%s: %d of %d that overflow", name, p.Failed, p.Applicable)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if one := Correct(list, nil, 2, 30); one.Judged != c.Judged {
		t.Errorf("%d judgements on one processor, %d before", one.Judged, c.Judged)
	}
}

// TestCorrectFinds: an implementation that promises more than it keeps has
// findings, with the seed and case that show them.
func TestCorrectFinds(t *testing.T) {
	list := some(t, "schraudolph")
	list[0].Model = func(a impl.Arithmetic) impl.Model {
		return impl.Model{
			Accumulate: a.Accumulate, ExpULP: 1, LogULP: 1, Sum: impl.Sequential,
			Shift: impl.ShiftMax, Normalise: impl.Divide,
		}
	}
	c := Correct(list, nil, 1, 10)
	if len(c.Findings) == 0 {
		t.Fatal("no findings")
	}
	if s := c.Findings[0].String(); !strings.HasPrefix(s, "schraudolph/float64 softmax: accuracy, seed 1, case ") {
		t.Errorf("finding %q", s)
	}
}

// TestHonest: no implementation has a finding; the command judges ten
// seeds.
func TestHonest(t *testing.T) {
	cases := 40
	if testing.Short() {
		cases = 8
	}
	c := Correct(impl.All(), nil, 1, cases)
	for i := range c.Findings {
		t.Error(c.Findings[i].String())
	}
	if c.Programs < len(dtype.All()) || c.Judged < c.Programs*cases {
		t.Errorf("%d programs, %d judgements", c.Programs, c.Judged)
	}
}
