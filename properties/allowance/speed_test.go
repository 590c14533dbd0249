package allowance_test

import (
	"fmt"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/allowance"
)

// BenchmarkFor shows what the allowances of a row of 1000 float32 logits cost an element.
func BenchmarkFor(b *testing.B) {
	x := make([]float64, 1000)
	in := function.Input{Target: 7}
	for i := range x {
		x[i] = dtype.Float32.Round(float64(i*2741%1000)/97 - 5)
		in.Cotangent = append(in.Cotangent, float64(i%7-3)/8)
		in.Weights = append(in.Weights, float64(i%3))
	}
	in.X = x
	j := judgedFor(b, "speed", in, dtype.Float32, function.All())
	for _, outside := range []bool{false, true} {
		for _, fn := range function.All() {
			m := impl.Model{Accumulate: dtype.Float32, ExpULP: 4, LogULP: 4, Sum: impl.Sequential, Shift: impl.ShiftMax, Normalise: impl.Divide, Outside: outside}
			b.Run(fmt.Sprintf("%s/outside=%v", fn, outside), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					allowance.For(m, fn, dtype.Float32, j.exact, j.ys[fn])
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/element")
			})
		}
	}
}
