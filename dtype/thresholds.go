package dtype

//go:generate go run ./internal/genthresholds -o thresholds_table.go

// expThreshold holds, for one format, the numbers of that format at which the
// correctly rounded exponential changes class.
type expThreshold struct {
	overflow  float64 // largest x with e^x finite
	minNormal float64 // smallest x with e^x ≥ MinNormal
	underflow float64 // smallest x with e^x ≠ 0
}

// ExpOverflow returns the largest number x of the format for which e^x, rounded
// to the format, is finite: 709.78… for float64.
func (f Format) ExpOverflow() float64 { return expThresholds[f].overflow }

// ExpMinNormal returns the smallest number x of the format for which e^x,
// rounded to the format, is at least MinNormal: −708.39… for float64.
func (f Format) ExpMinNormal() float64 { return expThresholds[f].minNormal }

// ExpUnderflow returns the smallest number x of the format for which e^x,
// rounded to the format, is not zero: −745.13… for float64. Where gradual
// underflow is off, ExpMinNormal takes its place.
func (f Format) ExpUnderflow() float64 { return expThresholds[f].underflow }
