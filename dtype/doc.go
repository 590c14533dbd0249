// Package dtype describes the binary floating-point formats in which softmax
// is stored and computed: float64, float32, float16, bfloat16, float8_e4m3fn
// and float8_e5m2, named as ml_dtypes names them.
//
// Every value of every format is exactly a float64, so values are float64s
// throughout and a [Format] says which float64s are representable, how far
// apart they are, how a real number is rounded to them (to nearest, ties to
// even, gradual underflow included) and which bits they have.
//
// The package imports nothing of the project.
package dtype
