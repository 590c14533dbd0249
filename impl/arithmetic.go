package impl

import "github.com/softulp/softulp/dtype"

// Arithmetic is the arithmetic that an algorithm runs in. Inputs and outputs
// are numbers of Storage; every operation in between is rounded to Accumulate,
// as Higham and Pranesh's chop does ("Simulating low precision floating-point
// arithmetic", SISC 2019).
//
// The operations work on float64s that hold numbers of Accumulate. Rounding a
// float64 result again to a format of precision p is innocuous for + − × ÷
// because 53 ≥ 2p+2 for every p here below 53 (Figueroa, "When is double
// rounding innocuous?", SIGNUM 1995), subnormal results included.
type Arithmetic struct {
	Storage    dtype.Format
	Accumulate dtype.Format
}

// String returns "float32", or "float16+float32" where the two differ.
func (a Arithmetic) String() string {
	if a.Storage == a.Accumulate {
		return a.Storage.String()
	}
	return a.Storage.String() + "+" + a.Accumulate.String()
}

// Round rounds x to the accumulation dtype.
func (a Arithmetic) Round(x float64) float64 {
	switch a.Accumulate {
	case dtype.Float64:
		return x
	case dtype.Float32:
		return float64(float32(x))
	}
	return a.Accumulate.Round(x)
}

// Store rounds x to the storage dtype: the last operation of every algorithm.
func (a Arithmetic) Store(x float64) float64 { return a.Storage.Round(x) }

// Add returns x + y.
func (a Arithmetic) Add(x, y float64) float64 { return a.Round(x + y) }

// Sub returns x − y.
func (a Arithmetic) Sub(x, y float64) float64 { return a.Round(x - y) }

// Mul returns x·y. The conversion keeps the compiler from fusing the product
// into a later sum on architectures with such an instruction.
func (a Arithmetic) Mul(x, y float64) float64 { return a.Round(float64(x * y)) }

// Div returns x / y.
func (a Arithmetic) Div(x, y float64) float64 { return a.Round(x / y) }
