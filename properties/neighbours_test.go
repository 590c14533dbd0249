package properties

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/function"
)

// TestNeighbours: as a stable sort has them, whatever was asked for before.
func TestNeighbours(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	negative := math.Copysign(0, -1)
	numbers := []float64{0, negative, 1, -1, math.Inf(-1), 0x1p-1074, -0x1p-1074, math.MaxFloat64, -math.MaxFloat64, 0.1}
	var n neighbourhood
	for range 500 {
		in := function.Input{X: make([]float64, 1+r.IntN(40))}
		k := len(in.X)
		in.Cotangent, in.Weights, in.Target = make([]float64, k), make([]float64, k), r.IntN(k)
		for i := range in.X {
			in.X[i] = numbers[r.IntN(len(numbers))]
			in.Cotangent[i] = numbers[r.IntN(4)]
			in.Weights[i] = math.Abs(in.Cotangent[i])
		}
		for _, fn := range function.All() {
			order := make([]int, k)
			for i := range order {
				order[i] = i
			}
			slices.SortStableFunc(order, func(i, j int) int {
				v, w := side(fn, &in, i), side(fn, &in, j)
				return cmp.Or(cmp.Compare(in.X[j], in.X[i]), cmp.Compare(w, v), cmp.Compare(math.Copysign(1, w), math.Copysign(1, v)))
			})
			for range 2 {
				pairs := n.of(fn, &in)
				if len(pairs) != k-1 {
					t.Fatalf("%d pairs of %d logits", len(pairs), k)
				}
				for i, pair := range pairs {
					if pair != [2]int{order[i], order[i+1]} {
						t.Fatalf("%s of %+v: pair %d is %v, want %v", fn, in, i, pair, order[i:i+2])
					}
				}
			}
		}
	}
}
