package signal

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// curves measures an algorithm in an arithmetic.
func curves(t *testing.T, fn function.Function, name string, a impl.Arithmetic) *marginCurve {
	t.Helper()
	im, err := impl.Find(name, fn)
	if err != nil {
		t.Fatal(err)
	}
	c := &marginCurve{im: im, a: a}
	if err := c.measure(fn); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestMargins: the errors are those of the gradient as it is written by hand, and the
// margins are numbers of the format.
func TestMargins(t *testing.T) {
	c := curves(t, function.CrossEntropyGrad, "p-minus-one", own(dtype.Float32))
	for i, m := range c.margins {
		exact := -1 / (1 + math.Exp(m))
		if math.Abs(c.exact[i]-exact) > 1e-14*math.Abs(exact) {
			t.Fatalf("margin %g: exact %g, want %g", m, c.exact[i], exact)
		}
		if want := math.Abs(c.got[i]-exact) / math.Abs(exact); math.Abs(c.errors[i]-want) > 1e-6*want+1e-13 {
			t.Fatalf("margin %g: error %g, want %g", m, c.errors[i], want)
		}
	}
	if c.zero.c < 16.6 || c.zero.c > 16.7 {
		t.Errorf("0 from %g", c.zero.c)
	}
	narrow := curves(t, function.CrossEntropy, "fused", impl.Arithmetic{Storage: dtype.Float8E4M3FN, Accumulate: dtype.Float32})
	for _, m := range narrow.margins {
		if !dtype.Float8E4M3FN.Representable(m) {
			t.Fatalf("%g is no float8_e4m3fn", m)
		}
	}
	if narrow.at(7) < 0 || narrow.at(17) >= 0 {
		t.Error("float8_e4m3fn has 7 and not 17")
	}
}

// TestPromise: no error is above what is promised, at any margin.
func TestPromise(t *testing.T) {
	for _, fn := range []function.Function{function.CrossEntropy, function.CrossEntropyGrad} {
		for _, im := range impl.Of(fn) {
			for _, a := range im.Arithmetics {
				c := curves(t, fn, im.Name, a)
				for i, m := range c.margins {
					if p := c.promise(m, math.Abs(c.exact[i])); c.errors[i] > p {
						t.Errorf("%s/%s at %g: error %g of %g promised", im.Name, a, m, c.errors[i], p)
					}
				}
				if c.half < c.before {
					t.Errorf("%s/%s: half lost at %g, before %g", im.Name, a, c.half, c.before)
				}
			}
		}
	}
}

// TestClasses: the exact gradient at each threshold is what K says.
func TestClasses(t *testing.T) {
	cases, err := measureClasses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		rest := float64(c.classes-1) * math.Exp(-c.dies)
		if want := -rest / (1 + rest); math.Abs(c.exact-want) > 1e-9*math.Abs(want) {
			t.Errorf("%+v: exact %g, want %g", c, c.exact, want)
		}
		if within, _ := c.predicted.agrees(dtype.Float32, c.dies); !within {
			t.Errorf("K = %d, last %v: 0 from %g, predicted %g", c.classes, c.last, c.dies, c.predicted.at)
		}
	}
}

func TestMarginText(t *testing.T) {
	if got := marginText(math.Inf(1)) + ", " + marginText(8.5625); got != "> 120, 8.5625" {
		t.Error(got)
	}
}
