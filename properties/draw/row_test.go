package draw

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"pgregory.net/rapid"
)

// TestProperties holds right implementations against every property as rapid tests.
func TestProperties(t *testing.T) {
	for _, im := range impl.All() {
		fn := im.Function
		if !fn.TakesSides() && im.Name != "shifted" {
			continue
		}
		for _, a := range im.Arithmetics {
			s, b := properties.Of(im, a), new(properties.Bench)
			for _, p := range properties.All() {
				t.Run(fmt.Sprintf("%s/%s/%s/%s", fn, im.Name, a, p.Name), rapid.MakeCheck(func(t *rapid.T) {
					c := Case(fn, a.Storage, 40).Draw(t, "case")
					if v, _ := p.Judge(b, s, &c); v != nil {
						t.Fatalf("%v: %v", c.X, v)
					}
				}))
			}
		}
	}
}

// TestCase: rows are of the dtype and not too wide, and of every kind.
func TestCase(t *testing.T) {
	for _, f := range dtype.All() {
		var kinds [5]int // grids, hazards, NaN, −Inf, equal logits
		for seed := range 2000 {
			c := Case(function.Softmax, f, 20).Example(seed)
			if len(c.X) > 20 {
				t.Fatalf("%v: %d logits", f, len(c.X))
			}
			if c.Hazard == "" {
				kinds[0]++
			} else {
				kinds[1]++
			}
			for i, v := range c.X {
				switch {
				case !f.Representable(v):
					t.Fatalf("%v: %x", f, v)
				case v != v:
					kinds[2]++
				case math.IsInf(v, -1):
					kinds[3]++
				case i > 0 && v == c.X[i-1]:
					kinds[4]++
				}
			}
		}
		for k, n := range kinds {
			if n < 20 && !(k == 3 && !f.HasInf()) {
				t.Errorf("%v: %d of kind %d", f, n, k)
			}
		}
	}
}

// TestSides: what is drawn for a function is an input of it, of the dtype, aimed or not.
func TestSides(t *testing.T) {
	for _, fn := range function.All() {
		if !fn.TakesSides() {
			continue
		}
		for _, f := range dtype.All() {
			aimed, warm := 0, 0
			for seed := range 300 {
				c := Case(fn, f, 20).Example(seed)
				if err := fn.Check(&c.Input); err != nil {
					t.Fatalf("%s, %v: %v", fn, f, err)
				}
				if c.Aim != "" {
					aimed++
				}
				if c.T() != 1 {
					warm++
				}
				for _, v := range slices.Concat(c.X, c.Cotangent, c.Weights, []float64{c.Temperature, c.Smoothing}) {
					if !f.Representable(v) {
						t.Fatalf("%s, %v: %x", fn, f, v)
					}
				}
			}
			if (aimed < 80 || aimed > 220) && !fn.TakesTarget() || warm < 30 || warm > 150 {
				t.Errorf("%s, %v: %d of 300 aimed, %d with a temperature", fn, f, aimed, warm)
			}
		}
	}
}

// silent is a rapid.TB that keeps what rapid says.
type silent struct {
	rapid.TB
	failed bool
	said   strings.Builder
}

func (s *silent) Helper()                   {}
func (s *silent) Name() string              { return "silent" }
func (s *silent) Log(args ...any)           { fmt.Fprintln(&s.said, args...) }
func (s *silent) Logf(f string, a ...any)   { fmt.Fprintf(&s.said, f+"\n", a...) }
func (s *silent) Error(args ...any)         { s.failed = true; s.Log(args...) }
func (s *silent) Errorf(f string, a ...any) { s.failed = true; s.Logf(f, a...) }
func (s *silent) Fatalf(f string, a ...any) { s.Errorf(f, a...); panic(s) }
func (s *silent) FailNow()                  { s.failed = true; panic(s) }
func (s *silent) Fail()                     { s.failed = true }
func (s *silent) Failed() bool              { return s.failed }

// TestOutside runs rapid outside go test, through a TB of our own, on a kernel that
// drops its last term: it fails, and on a short row.
func TestOutside(t *testing.T) {
	im, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	s := properties.Of(im, impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32})
	compute := s.Compute
	s.Compute = function.OnLogits(func(y, x []float64) {
		compute(y, function.Logits(x))
		if n := len(x); n > 2 {
			compute(y[:n-1], function.Logits(x[:n-1]))
			y[n-1] = 0
		}
	})
	if err := flag.Set("rapid.nofailfile", "true"); err != nil { // it is meant to fail
		t.Fatal(err)
	}
	defer flag.Set("rapid.nofailfile", "false")
	b, p := new(properties.Bench), properties.Find("accuracy")
	var last properties.Case
	tb := new(silent)
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(tb) {
				panic(r)
			}
		}()
		rapid.Check(tb, func(t *rapid.T) {
			c := Case(s.Function, dtype.Float32, 40).Draw(t, "case")
			if v, _ := p.Judge(b, s, &c); v != nil {
				last = c
				t.Fatalf("%v", v)
			}
		})
	}()
	if !tb.failed || len(last.X) != 3 {
		t.Errorf("failed %v, at %v: %s", tb.failed, last.X, tb.said.String())
	}
}
