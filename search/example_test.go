package search_test

import (
	"context"
	"fmt"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/search"
	"github.com/softulp/softulp/search/shard"
)

// A function of one's own, here one that leaves out the maximum, and the row of two float32s on
// which it is worst.
func Example() {
	mine := &search.Subject{Subject: &properties.Subject{
		Name: "mine/float32", Function: function.LogSumExp, DType: dtype.Float32, Model: gate.DefaultModel(dtype.Float32),
		Compute: func(y []float64, in function.Input) {
			var s float32
			for _, x := range in.X {
				s += float32(math.Exp(x))
			}
			y[0] = float64(float32(math.Log(float64(s))))
		},
	}}
	s, err := search.New(mine, search.Config{Objective: search.Class, Seed: 1, Evaluations: 3200, MinK: 2, MaxK: 2}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := s.Run(context.Background(), shard.All, search.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("of the wrong class: %g answer of %d\n", e.Best.Score, e.MaxK/e.MinK)
	// Output: of the wrong class: 1 answer of 1
}
