package properties

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// limiting is softmax and log-softmax as the profile limit has them: rows with +Inf are
// answered as those that they are the limit of.
func limiting(fn function.Function) *Subject {
	m := impl.Model{Accumulate: dtype.Float32, ExpULP: 4, LogULP: 4, Sum: impl.Sequential, Shift: impl.ShiftMax, Normalise: impl.Divide}
	s := &Subject{Name: "limiting", Function: fn, DType: dtype.Float32, Model: m, Profile: reference.Limit}
	s.Answer = func(y []float64, in function.Input) error {
		n := 0
		for _, v := range in.X {
			if math.IsInf(v, 1) {
				n++
			}
		}
		for i, v := range in.X {
			switch at := math.IsInf(v, 1); {
			case fn == function.Softmax && at:
				y[i] = float64(1 / float32(n))
			case fn == function.Softmax:
				y[i] = 0
			case at:
				y[i] = float64(float32(-math.Log(float64(n))))
			default:
				y[i] = math.Inf(-1)
			}
		}
		return nil
	}
	return s
}

// TestLimit: shares of 1/m and −log m may be rounded, and be no farther off than an
// algorithm has them.
func TestLimit(t *testing.T) {
	inf := math.Inf(1)
	for _, fn := range []function.Function{function.Softmax, function.LogSoftmax} {
		for _, x := range [][]float64{{inf}, {inf, inf}, {inf, 3, inf, -inf, inf}, {0, inf, inf, inf, inf, inf, inf, inf}} {
			c := Case{Input: function.Logits(x)}
			s := limiting(fn)
			if v, judged := edgeCases().Judge(new(Bench), s, &c); v != nil || !judged {
				t.Errorf("%s of %v: %v, judged %v", fn, x, v, judged)
			}
			right := s.Answer
			s.Answer = func(y []float64, in function.Input) error {
				err := right(y, in)
				for i := range y {
					if y[i] != 0 && !math.IsInf(y[i], 0) {
						y[i] = float64(float32(y[i] * 1.00001))
					}
				}
				return err
			}
			wrong := len(x) > 1 || fn == function.Softmax // −log 1 is 0
			if v, _ := edgeCases().Judge(new(Bench), s, &c); (v != nil) != wrong {
				t.Errorf("%s of %v, 1e-5 off: %v", fn, x, v)
			}
		}
	}
}

// TestLimitAnswers: rows that no limit is taken of, and other profiles, have exact answers.
func TestLimitAnswers(t *testing.T) {
	inf, m := math.Inf(1), limiting(function.Softmax).Model
	for _, tt := range []struct {
		x    []float64
		p    reference.Profile
		some bool
	}{
		{[]float64{inf, 1}, reference.Limit, true}, {[]float64{inf, 1}, reference.IEEE, false}, {[]float64{inf, 1}, reference.MaskedZero, false},
		{[]float64{1, 2}, reference.Limit, false}, {[]float64{inf, math.NaN()}, reference.Limit, false}, {[]float64{-inf, -inf}, reference.Limit, false}, {nil, reference.Limit, false},
	} {
		if ys := LimitAnswers(m, function.Softmax, dtype.Float32, tt.p, function.Logits(tt.x)); (ys != nil) != tt.some {
			t.Errorf("%v, %s: %v", tt.x, tt.p, ys)
		}
	}
}
