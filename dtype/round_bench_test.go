package dtype

import (
	"math"
	"testing"
)

// BenchmarkRound times the one hot path of the package: impl rounds after
// every operation. One op is 1024 roundings.
func BenchmarkRound(b *testing.B) {
	xs := make([]float64, 1024)
	for i := range xs {
		xs[i] = math.Ldexp(1+math.Sqrt(float64(i))/33, i%12-8)
	}
	for _, f := range All() {
		b.Run(f.String(), func(b *testing.B) {
			sum := 0.0
			for b.Loop() {
				for _, x := range xs {
					sum += f.Round(x)
				}
			}
			if sum == 0 {
				b.Fatal("the sum of positive numbers is 0")
			}
		})
	}
}
