package logits

import "github.com/softulp/softulp/dtype"

// Set is a matrix of logits, all finite.
type Set struct {
	// Name is the name that [Load] takes: "ocr".
	Name string
	// About says in one sentence what the rows are.
	About string
	// DType is the format in which the logits were computed.
	DType dtype.Format
	// Rows and K are the number of rows and of logits in a row, both > 0.
	Rows, K int
	// Data holds Rows·K logits row by row, every one a number of DType.
	Data []float64
	// Targets holds the true class of each row, in [0, K), where one is known.
	// Otherwise it is nil.
	Targets []int
}

// Row returns row i, 0 ≤ i < Rows. It shares its memory with s.
func (s Set) Row(i int) []float64 { return s.Data[i*s.K : (i+1)*s.K : (i+1)*s.K] }
