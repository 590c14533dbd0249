package hardrows

import (
	"math"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

func TestString(t *testing.T) {
	for _, c := range []struct {
		row  Row
		want string
	}{
		{Row{Function: function.Softmax, Dtype: dtype.Float64, X: []float64{1, 1, 1, -0x1.8p-100},
			Boundary: Midpoint, Miss: -7, How: "x y"},
			"softmax float64 0x1p0*3,-0x1.8p-100  # miss=2^-7 midpoint: x y"},
		{Row{Function: function.LogSoftmax, Dtype: dtype.Float8E5M2, X: []float64{0, math.Copysign(0, -1), math.Inf(-1)},
			Boundary: Zero, Miss: Tie, How: "z"},
			"log_softmax float8_e5m2 0x0p0,-0x0p0,-inf  # miss=0 zero: z"},
		{Row{Function: function.LogSumExp, Dtype: dtype.Float16, X: []float64{0x1p1000, 0x1p-5, math.MaxFloat64},
			Boundary: Number, Miss: Least, How: "z"},
			"logsumexp float16 0x1p1000,0x1p-5,0x1.fffffffffffffp1023  # miss<2^-1048576 number: z"},
	} {
		got := c.row.String()
		if got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
		back, err := Read(strings.NewReader(got))
		if err != nil || len(back) != 1 {
			t.Errorf("%s: read as %d rows, %v", got, len(back), err)
			continue
		}
		if again := back[0].String(); again != got {
			t.Errorf("%s: read and written: %s", got, again)
		}
		for i, v := range back[0].X {
			if !sameBits(v, c.row.X[i]) {
				t.Errorf("%s: logit %d is %x, want %x", got, i, v, c.row.X[i])
			}
		}
	}
}
