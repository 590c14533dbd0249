package properties

import (
	"fmt"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// TestHonest: every implementation, in every arithmetic, has every property on
// every case but those that it is expected to miss.
func TestHonest(t *testing.T) {
	n := 300
	if testing.Short() {
		n = 60
	}
	type kind struct {
		function function.Function
		dtype    dtype.Format
	}
	cases := map[kind][]Case{}
	for _, fn := range function.All() {
		for _, f := range dtype.All() {
			cases[kind{fn, f}] = slices.DeleteFunc(Cases(fn, f, 1, n), func(c Case) bool { return len(c.X) > 1100 })
		}
	}
	judged := map[string]int{}
	for _, im := range impl.All() {
		for _, a := range im.Arithmetics {
			t.Run(fmt.Sprintf("%s/%s/%s", im.Function, im.Name, a), func(t *testing.T) {
				for _, o := range Check(new(Bench), Of(im, a), cases[kind{im.Function, a.Storage}], false) {
					judged[o.Property.Name] += o.Judged
					if o.Violation != nil {
						t.Errorf("%s: case %d (%s, K = %d): %v", o.Property.Name, o.At, o.Case.Hazard, len(o.Case.X), o.Violation)
					}
				}
			})
		}
	}
	for _, p := range All() {
		if judged[p.Name] == 0 {
			t.Errorf("%s judged nothing", p.Name)
		}
		t.Logf("%s: %d cases", p.Name, judged[p.Name])
	}
}
