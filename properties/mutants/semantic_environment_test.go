package mutants

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// input-mutated (pytorch#96602, Liger#1251): exponentials are written over the
// logits. Every answer is right, and only no-mutation objects. An operation in
// place is allowed where it is declared, which a row's Compute cannot.
func TestInputMutated(t *testing.T) {
	a := alone(dtype.Float32)
	im, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	s := &properties.Subject{
		Name: "input-mutated", Function: function.Softmax, DType: a.Storage, Model: im.Model(a),
		Compute: function.OnLogits(func(y, x []float64) {
			im.Compute(a, y, function.Logits(x))
			m := largest(x)
			for i, v := range x {
				x[i] = term(a, v, m)
			}
		}),
	}
	for _, o := range properties.Check(new(properties.Bench), s, casesOf(s.Function, a.Storage)[:150], false) {
		if found := o.Violation != nil; found != (o.Property.Name == "no-mutation") {
			t.Errorf("%s: %v", o.Property.Name, o.Violation)
		}
	}
}
