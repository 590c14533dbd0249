package mutants

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

// eps-1e-8-shifted-f32 (synthetic): 1e-8 is added to a shifted denominator, which is
// at least 1. In float32 nothing changes, not a bit: no suite can tell, and none
// should. In float64 the answers are off by 1e-8, and it dies.
func TestShiftedEpsilon(t *testing.T) {
	f32, f64 := alone(dtype.Float32), alone(dtype.Float64)
	bitwise(t, "shifted", function.Softmax, f32, epsilon(f32, nil).softmax, casesOf(function.Softmax, dtype.Float32))

	m := Mutant{Name: "eps-1e-8-shifted", Of: "shifted", Function: function.Softmax, Arithmetic: f64,
		New: stateless(epsilon(f64, nil).softmax)}
	s, err := m.Subject()
	if err != nil {
		t.Fatal(err)
	}
	first := properties.First(properties.Check(new(properties.Bench), s, casesOf(function.Softmax, dtype.Float64), true))
	if first == nil {
		t.Fatal("survives in float64")
	}
	t.Logf("float64: killed by %s at case %d: %v", first.Property.Name, first.At, first.Violation)
}
