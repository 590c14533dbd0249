package allowance_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/sides"
)

// ofSides are the functions that take more than logits.
func ofSides() []function.Function {
	return slices.DeleteFunc(function.All(), func(fn function.Function) bool { return !fn.TakesSides() })
}

// withSides returns the rows with all that functions take besides the logits.
func withSides(t *testing.T, f dtype.Format, seed uint64, rows []*judged) []*judged {
	t.Helper()
	all := make([]*judged, len(rows))
	for i, j := range rows {
		d := sides.Draw(f, rand.New(rand.NewPCG(seed, uint64(i))), j.x, ofSides()...)
		name := j.name
		for _, fn := range []function.Function{function.CrossEntropy, function.SoftmaxVJP, function.CrossEntropySoft} {
			name += ", " + d.Aim(fn)
		}
		all[i] = judgedInput(t, name, d.Input, f)
	}
	return all
}
