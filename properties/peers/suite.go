package peers

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

// Suite is the check that some library makes of its own softmax.
type Suite struct {
	// Name is short enough for the head of a column: "PyTorch".
	Name string
	// Source says where the check is to be found.
	Source string
	// About says in one sentence what is compared with what, how closely.
	About string
	// Judge runs the program on the suite's inputs. It is applicable if the suite
	// has tests for the function and dtype; caught says whether one of them
	// fails, and how which one. The program should be fresh: it is called once for
	// each row, in order.
	Judge func(s *properties.Subject) (caught bool, how string, applicable bool)
	// Failures runs every test, and returns the numbers of those that fail.
	Failures func(s *properties.Subject) []int
}

// All returns every suite, in the order in which tables list them.
func All() []Suite {
	return []Suite{
		pytorch(),
		onnx(),
		xnnpack(),
		onednn(),
		llamacpp(),
		tflite(),
		scipy(),
		webnn(),
		jax(),
		tensorflow(),
		nnlib(),
		liger(),
	}
}

// A test is one tensor: rows of logits along the softmax axis, numbers of the
// program's dtype.
type test struct {
	name      string
	rows      [][]float64
	inputs    []function.Input // in place of rows, where more than logits is given
	tolerance float64          // where the suite's differs from test to test
	// judge, if not nil, says what is wrong with the answers, in place of what the
	// suite does with all others.
	judge func(got, want [][]float64) string
}

// asked returns what the program is asked, row after row.
func (t *test) asked() []function.Input {
	if t.inputs != nil {
		return t.inputs
	}
	inputs := make([]function.Input, len(t.rows))
	for i, x := range t.rows {
		inputs[i] = function.Logits(x)
	}
	return inputs
}

// A compare says what is wrong with the answers of a test, "" if nothing is. Got
// holds numbers of the program's dtype, want float64s.
type compare func(t *test, got, want [][]float64) string

// checks is what a suite does with a program.
type checks struct {
	tests   iter.Seq[test]
	fill    float64 // what memory for answers holds before
	compare compare
}

// complete gives a suite its functions. Prepare returns the checks for a program,
// nil where the suite has no tests for it.
func (suite Suite) complete(prepare func(s *properties.Subject) *checks) Suite {
	suite.Judge = func(s *properties.Subject) (bool, string, bool) {
		c := prepare(s)
		if c == nil {
			return false, "", false
		}
		caught, how := false, ""
		for _, how = range c.failures(s) {
			caught = true
			break
		}
		return caught, how, true
	}
	suite.Failures = func(s *properties.Subject) (numbers []int) {
		if c := prepare(s); c != nil {
			for n := range c.failures(s) {
				numbers = append(numbers, n)
			}
		}
		return numbers
	}
	return suite
}

// failures runs the tests in order and yields those that fail, with what is wrong.
// A program that panics has crashed its test.
func (c *checks) failures(s *properties.Subject) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n := -1
		for t := range c.tests {
			n++
			asked := t.asked()
			want := make([][]float64, len(asked))
			for i, in := range asked {
				want[i] = plain(s.Function, in)
			}
			got, wrong := answers(s, asked, c.fill)
			switch {
			case wrong != "":
			case t.judge != nil:
				wrong = t.judge(got, want)
			default:
				wrong = c.compare(&t, got, want)
			}
			if wrong != "" && !yield(n, t.name+": "+wrong) {
				return
			}
		}
	}
}

// answers returns what the program says of a tensor, row after row. What it wrote
// is rounded to its dtype, as the memory of a typed tensor would have it.
func answers(s *properties.Subject, asked []function.Input, fill float64) (ys [][]float64, crash string) {
	defer func() {
		if p := recover(); p != nil {
			crash = fmt.Sprintf("panicked: %v", p)
		}
	}()
	for _, in := range asked {
		y := make([]float64, s.Function.Outputs(len(in.X)))
		for i := range y {
			y[i] = fill
		}
		in.X, in.Cotangent, in.Weights = slices.Clone(in.X), slices.Clone(in.Cotangent), slices.Clone(in.Weights)
		s.Compute(y, in)
		for i, v := range y {
			y[i] = s.DType.Round(v)
		}
		ys = append(ys, y)
	}
	return ys, ""
}

// list yields the tests.
func list(tests ...test) iter.Seq[test] {
	return func(yield func(test) bool) {
		for _, t := range tests {
			if !yield(t) {
				return
			}
		}
	}
}

// each applies a suite's test of one answer to all answers. Ok returns false for
// one that fails.
func each(got, want [][]float64, ok func(got, want float64) bool) string {
	for r := range got {
		for i, g := range got[r] {
			if w := want[r][i]; !ok(g, w) {
				return fmt.Sprintf("row %d, answer %d of %d: %g, want %g", r, i, len(got[r]), g, w)
			}
		}
	}
	return ""
}

// isClose is the test of numpy.isclose and torch.isclose: |got − want| ≤ atol +
// rtol·|want|, infinities only if they are the same. A NaN passes where one is
// wanted if equalNaN is set, never otherwise.
func isClose(got, want, rtol, atol float64, equalNaN bool) bool {
	switch {
	case got != got || want != want:
		return equalNaN && got != got && want != want
	case math.IsInf(got, 0) || math.IsInf(want, 0):
		return got == want
	}
	return math.Abs(got-want) <= atol+float64(rtol*math.Abs(want))
}

// of reports whether v is one of the list.
func of[T comparable](v T, list ...T) bool {
	for _, w := range list {
		if v == w {
			return true
		}
	}
	return false
}

// ofLogits reports whether fn takes nothing but logits.
func ofLogits(fn function.Function) bool { return of(fn, function.OfLogits()...) }

// probabilities reports whether fn has a probability for each logit, or its logarithm.
func probabilities(fn function.Function) bool {
	return of(fn, function.Softmax, function.LogSoftmax)
}
