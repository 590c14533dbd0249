package sides

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// softmax returns the exact softmax of a row, rounded to float64, or nil where that is
// not of numbers.
func softmax(x []float64) []float64 {
	row, err := reference.New(x, reference.IEEE)
	if err != nil || !row.IsFinite() {
		return nil
	}
	p := make([]float64, len(x))
	if row.Round(function.Softmax, dtype.Float64, p) != nil {
		return nil
	}
	return p
}
