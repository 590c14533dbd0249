package gate

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Bits is the bit patterns of a dtype of 16 or 8 bits.
type Bits interface{ uint16 | uint8 }

// Softmax64 returns a softmax of float64 rows as a program.
func Softmax64[F OfRow[float64]](name string, f F) *Program {
	return native(name, function.Softmax, dtype.Float64, ofRow[float64](f))
}

// Softmax32 returns a softmax of float32 rows as a program.
func Softmax32[F OfRow[float32]](name string, f F) *Program {
	return native(name, function.Softmax, dtype.Float32, ofRow[float32](f))
}

// SoftmaxBits returns a softmax of rows of bit patterns as a program.
func SoftmaxBits[B Bits](name string, d dtype.Format, f func(x []B) []B) *Program {
	return ofBits(native(name, function.Softmax, d, ofRow[B](f)), *new(B))
}

// LogSoftmax64 returns a log-softmax of float64 rows as a program.
func LogSoftmax64[F OfRow[float64]](name string, f F) *Program {
	return native(name, function.LogSoftmax, dtype.Float64, ofRow[float64](f))
}

// LogSoftmax32 returns a log-softmax of float32 rows as a program.
func LogSoftmax32[F OfRow[float32]](name string, f F) *Program {
	return native(name, function.LogSoftmax, dtype.Float32, ofRow[float32](f))
}

// LogSoftmaxBits returns a log-softmax of rows of bit patterns as a program.
func LogSoftmaxBits[B Bits](name string, d dtype.Format, f func(x []B) []B) *Program {
	return ofBits(native(name, function.LogSoftmax, d, ofRow[B](f)), *new(B))
}

// LogSumExp64 returns a log-sum-exp of float64 rows as a program.
func LogSumExp64(name string, f func(x []float64) float64) *Program {
	return native(name, function.LogSumExp, dtype.Float64, number(f))
}

// LogSumExp32 returns a log-sum-exp of float32 rows as a program.
func LogSumExp32(name string, f func(x []float32) float32) *Program {
	return native(name, function.LogSumExp, dtype.Float32, number(f))
}

// LogSumExpBits returns a log-sum-exp of rows of bit patterns as a program.
func LogSumExpBits[B Bits](name string, d dtype.Format, f func(x []B) B) *Program {
	return ofBits(native(name, function.LogSumExp, d, number(f)), *new(B))
}

// CrossEntropy64 returns a cross-entropy of float64 rows with a class as a program.
func CrossEntropy64(name string, f func(x []float64, target int) float64) *Program {
	return native(name, function.CrossEntropy, dtype.Float64, numberOfTarget(f))
}

// CrossEntropy32 returns a cross-entropy of float32 rows with a class as a program.
func CrossEntropy32(name string, f func(x []float32, target int) float32) *Program {
	return native(name, function.CrossEntropy, dtype.Float32, numberOfTarget(f))
}

// CrossEntropyBits returns a cross-entropy of rows of bit patterns with a class as a
// program.
func CrossEntropyBits[B Bits](name string, d dtype.Format, f func(x []B, target int) B) *Program {
	return ofBits(native(name, function.CrossEntropy, d, numberOfTarget(f)), *new(B))
}

// CrossEntropySoft64 returns a cross-entropy of float64 rows with weights as a program.
func CrossEntropySoft64(name string, f func(x, weights []float64) float64) *Program {
	return native(name, function.CrossEntropySoft, dtype.Float64, numberOfRows(f))
}

// CrossEntropySoft32 returns a cross-entropy of float32 rows with weights as a program.
func CrossEntropySoft32(name string, f func(x, weights []float32) float32) *Program {
	return native(name, function.CrossEntropySoft, dtype.Float32, numberOfRows(f))
}

// CrossEntropySoftBits returns a cross-entropy of rows of bit patterns with weights as a
// program.
func CrossEntropySoftBits[B Bits](name string, d dtype.Format, f func(x, weights []B) B) *Program {
	return ofBits(native(name, function.CrossEntropySoft, d, numberOfRows(f)), *new(B))
}

// SoftmaxVJP64 returns the VJP of the softmax, of float64 logits and cotangents, as a program.
func SoftmaxVJP64[F OfRows[float64]](name string, f F) *Program {
	return native(name, function.SoftmaxVJP, dtype.Float64, ofRow[float64](f))
}

// SoftmaxVJP32 returns the VJP of the softmax, of float32 logits and cotangents, as a program.
func SoftmaxVJP32[F OfRows[float32]](name string, f F) *Program {
	return native(name, function.SoftmaxVJP, dtype.Float32, ofRow[float32](f))
}

// SoftmaxVJPBits returns the VJP of the softmax, of logits and cotangents as bit patterns, as
// a program.
func SoftmaxVJPBits[B Bits](name string, d dtype.Format, f func(x, cotangent []B) []B) *Program {
	return ofBits(native(name, function.SoftmaxVJP, d, ofRow[B](f)), *new(B))
}

// LogSoftmaxVJP64 returns the VJP of the log-softmax, of float64 logits and cotangents, as a
// program.
func LogSoftmaxVJP64[F OfRows[float64]](name string, f F) *Program {
	return native(name, function.LogSoftmaxVJP, dtype.Float64, ofRow[float64](f))
}

// LogSoftmaxVJP32 returns the VJP of the log-softmax, of float32 logits and cotangents, as a
// program.
func LogSoftmaxVJP32[F OfRows[float32]](name string, f F) *Program {
	return native(name, function.LogSoftmaxVJP, dtype.Float32, ofRow[float32](f))
}

// LogSoftmaxVJPBits returns the VJP of the log-softmax, of logits and cotangents as bit
// patterns, as a program.
func LogSoftmaxVJPBits[B Bits](name string, d dtype.Format, f func(x, cotangent []B) []B) *Program {
	return ofBits(native(name, function.LogSoftmaxVJP, d, ofRow[B](f)), *new(B))
}

// CrossEntropyGrad64 returns the gradient of the cross-entropy of float64 rows with a class as
// a program.
func CrossEntropyGrad64[F OfTarget[float64]](name string, f F) *Program {
	return native(name, function.CrossEntropyGrad, dtype.Float64, ofRow[float64](f))
}

// CrossEntropyGrad32 returns the gradient of the cross-entropy of float32 rows with a class as
// a program.
func CrossEntropyGrad32[F OfTarget[float32]](name string, f F) *Program {
	return native(name, function.CrossEntropyGrad, dtype.Float32, ofRow[float32](f))
}

// CrossEntropyGradBits returns the gradient of the cross-entropy of rows of bit patterns with
// a class as a program.
func CrossEntropyGradBits[B Bits](name string, d dtype.Format, f func(x []B, target int) []B) *Program {
	return ofBits(native(name, function.CrossEntropyGrad, d, ofRow[B](f)), *new(B))
}

// CrossEntropySoftGrad64 returns the gradient of the cross-entropy of float64 rows with
// weights as a program.
func CrossEntropySoftGrad64[F OfRows[float64]](name string, f F) *Program {
	return native(name, function.CrossEntropySoftGrad, dtype.Float64, ofRow[float64](f))
}

// CrossEntropySoftGrad32 returns the gradient of the cross-entropy of float32 rows with
// weights as a program.
func CrossEntropySoftGrad32[F OfRows[float32]](name string, f F) *Program {
	return native(name, function.CrossEntropySoftGrad, dtype.Float32, ofRow[float32](f))
}

// CrossEntropySoftGradBits returns the gradient of the cross-entropy of rows of bit patterns
// with weights as a program.
func CrossEntropySoftGradBits[B Bits](name string, d dtype.Format, f func(x, weights []B) []B) *Program {
	return ofBits(native(name, function.CrossEntropySoftGrad, d, ofRow[B](f)), *new(B))
}

// ofBits makes a program of bit patterns one that cannot be asked, if they are not as wide
// as its dtype's.
func ofBits(p *Program, pattern any) *Program {
	bits := 8
	if _, wide := pattern.(uint16); wide {
		bits = 16
	}
	if p.DType.Bits() != bits {
		p.Start = nil
	}
	return p
}

func number[T Element](f func(x []T) T) row[T] {
	if f == nil {
		return nil
	}
	return func(dst, x, _ []T, _ int) []T { dst[0] = f(x); return dst }
}

func numberOfTarget[T Element](f func(x []T, target int) T) row[T] {
	if f == nil {
		return nil
	}
	return func(dst, x, _ []T, target int) []T { dst[0] = f(x, target); return dst }
}

func numberOfRows[T Element](f func(x, v []T) T) row[T] {
	if f == nil {
		return nil
	}
	return func(dst, x, v []T, _ int) []T { dst[0] = f(x, v); return dst }
}
