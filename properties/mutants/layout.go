package mutants

import (
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// layout is section D: axes, strides, tails and indices. What goes wrong between
// the rows of a batch is state here, kept from one row to the next.
//
// axis-size-one-ones and tail-pad-fltmin-all-neginf are conventions: see the tests of
// the profiles.
func layout() []Mutant {
	return section("D", append([]Mutant{
		axisFlattened(function.Softmax),
		axisFlattened(function.LogSoftmax),
		axisSplit(function.Softmax),
		axisSplit(function.LogSoftmax),
		stridesIgnored(),
		outputPointerNotAdvanced(),
		tailSkipSum(),
		dropLastElement(),
		maskedLoadUndefined(),
		vectorPathMisaligned(),
		jitRegisterClobber(),
	}, layoutsBackward()...))
}

// finish returns the last pass of the shifted softmax or log-softmax.
func finish(fn function.Function) func(a impl.Arithmetic, y, x []float64, m, s float64) {
	if fn == function.LogSoftmax {
		return subtract
	}
	return divide
}

// axisFlattened takes the tensor [2, K] for one row of 2K: the row before shares
// the denominator.
func axisFlattened(fn function.Function) Mutant {
	a := alone(dtype.Float32)
	last := finish(fn)
	return Mutant{
		Name:       "axis-flatten-opset12/" + string(fn),
		Severity:   "percent",
		About:      "normalises over [axis..end] flattened, two rows together",
		Source:     "onnxruntime#25402, #4288; apache/tvm#19420; onnx-mlir#832",
		Of:         "shifted",
		Function:   fn,
		Arithmetic: a,
		New: OnLogits(func() func(y, x []float64) {
			var before []float64
			return func(y, x []float64) {
				both := slices.Concat(before, x)
				m := largest(both)
				last(a, y, x, m, denominator(a, both, m))
				before = slices.Clone(x)
			}
		}),
	}
}

// axisSplit is the reverse: [2, K/2] is normalised along its last axis where the
// flattened one is due.
func axisSplit(fn function.Function) Mutant {
	a := alone(dtype.Float32)
	last := finish(fn)
	return Mutant{
		Name:       "axis-flatten-opset12/split/" + string(fn),
		Severity:   "percent",
		About:      "normalises the halves of an even row apart, along the last axis of [2, K/2], where the flattened axes are due",
		Source:     "onnxruntime PR#26391; apache/tvm#19420",
		Of:         "shifted",
		Function:   fn,
		Arithmetic: a,
		New: stateless(func(y, x []float64) {
			half := len(x)
			if half%2 == 0 {
				half /= 2
			}
			for at := 0; at < len(x); at += half {
				part := x[at : at+half]
				m := largest(part)
				last(a, y[at:], part, m, denominator(a, part, m))
			}
		}),
	}
}

// stridesIgnored reads a column of a [K, 2] matrix as if it were contiguous: every
// second logit is one of the other column, which holds the row before.
func stridesIgnored() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "strides-ignored",
		Severity:   "percent",
		About:      "reads a row of stride 2 as contiguous: half of its logits and as many of its neighbour",
		Source:     "burn#4815; FlagGems PR#5723; mlx#657; pytorch#75923, #80006",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: OnLogits(func() func(y, x []float64) {
			var before []float64
			return func(y, x []float64) {
				read := make([]float64, len(x))
				for i := range read {
					switch at := i / 2; {
					case i%2 == 0:
						read[i] = x[at]
					case at < len(before):
						read[i] = before[at]
					}
				}
				m := largest(read)
				divide(a, y, read, m, denominator(a, read, m))
				before = slices.Clone(x)
			}
		}),
	}
}

// outputPointerNotAdvanced has batches of two rows, of which the second goes where
// the first is and its own place stays as it was.
func outputPointerNotAdvanced() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "output-ptr-not-advanced",
		Severity:   "catastrophic",
		About:      "does not advance the output pointer: the second row of a batch is never written",
		Source:     "CMSIS_5#1441",
		Of:         "int8",
		Function:   function.Softmax,
		Arithmetic: a,
		New: OnLogits(func() func(y, x []float64) {
			rows := 0
			return func(y, x []float64) {
				if rows++; rows%2 == 1 {
					quantisedSoftmax(a, y, x, int8Steps{})
				}
			}
		}),
	}
}

// maskedLoadUndefined reads a block of the next power of two. The lanes beyond K
// are masked without a value to take instead, and hold what is left of other rows.
func maskedLoadUndefined() Mutant {
	a := alone(dtype.Float32)
	return Mutant{
		Name:       "masked-load-undefined",
		Severity:   "catastrophic",
		About:      "lanes beyond K, up to a power of two, enter the reduction with what the memory held",
		Source:     "flagos-ai/FlagGems#3716",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: OnLogits(func() func(y, x []float64) {
			var memory []float64
			return func(y, x []float64) {
				block := 1
				for block < len(x) {
					block *= 2
				}
				for len(memory) < block {
					memory = append(memory, 0)
				}
				copy(memory, x)
				m := largest(memory[:block])
				divide(a, y, x, m, denominator(a, memory[:block], m))
			}
		}),
	}
}

// vectorPathMisaligned reads rows by aligned blocks of 16 bytes, eight float16: a
// row that begins elsewhere is read from the last boundary before it.
func vectorPathMisaligned() Mutant {
	a := over32(dtype.Float16)
	const block = 8
	return Mutant{
		Name:       "vector-path-misaligned",
		Severity:   "catastrophic",
		About:      "reads a row that is not aligned to 16 bytes from the boundary before it, with the end of the row before",
		Source:     "oneDNN 705e2b3d6a; pytorch#56325",
		Of:         "shifted",
		Function:   function.Softmax,
		Arithmetic: a,
		New: OnLogits(func() func(y, x []float64) {
			before := make([]float64, block) // the numbers in front of the row
			offset := 0                      // of the row from a boundary
			return func(y, x []float64) {
				tape := slices.Concat(before, x)
				read := tape[block-offset:][:len(x)]
				m := largest(read)
				divide(a, y, read, m, denominator(a, read, m))
				before = tape[len(tape)-block:]
				offset = (offset + len(x)) % block
			}
		}),
	}
}
