package reference_test

import (
	"fmt"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// One Row serves any number of rows: its memory is used again.
func ExampleRow() {
	var row reference.Row
	for _, x := range [][]float64{{1, 2, 3}, {0, -1000}} {
		if err := row.Reset(x, reference.IEEE); err != nil {
			fmt.Println(err)
			return
		}
		y := make([]float64, len(x))
		if err := row.Round(function.Softmax, dtype.Float32, y); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(y)
	}
	// Output:
	// [0.09003057330846786 0.2447284758090973 0.6652409434318542]
	// [1 0]
}

// The error of a computed answer comes as an interval, in ulps.
func ExampleRow_Errors() {
	var row reference.Row
	if err := row.Reset([]float64{1, 2, 3}, reference.IEEE); err != nil {
		fmt.Println(err)
		return
	}
	got := []float64{0.09003057330846786, 0.2447284758090973, 0.6652409434318542}
	lo, hi := make([]float64, 3), make([]float64, 3)
	if err := row.Errors(function.Softmax, dtype.Float32, got, lo, hi); err != nil {
		fmt.Println(err)
		return
	}
	for i := range got {
		fmt.Printf("%.6f to %.6f ulp\n", lo[i], hi[i])
	}
	// Output:
	// 0.018534 to 0.018534 ulp
	// 0.319056 to 0.319056 ulp
	// 0.207081 to 0.207081 ulp
}
