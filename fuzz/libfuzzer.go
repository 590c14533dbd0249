//go:build gofuzz

package fuzz

import (
	"sync"

	"github.com/softulp/softulp/fuzz/internal/target"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// The targets as libFuzzer wants them, by compile_go_fuzzer: the engine's bytes are
// the input, as they are in the seed corpora. What compile_native_go_fuzzer makes of
// the native targets takes its []byte out of the engine's bytes in a way that changed
// from version to version (github.com/AdamKorcz/go-118-fuzz-build), and runs the whole
// target, seeds and all, for each of them.

func Softmax(data []byte) int                 { return judge("FuzzSoftmax", data) }
func SoftmaxFloat64(data []byte) int          { return judge("FuzzSoftmaxFloat64", data) }
func SoftmaxFloat32(data []byte) int          { return judge("FuzzSoftmaxFloat32", data) }
func SoftmaxNarrow(data []byte) int           { return judge("FuzzSoftmaxNarrow", data) }
func LogSoftmax(data []byte) int              { return judge("FuzzLogSoftmax", data) }
func LogSoftmaxFloat64(data []byte) int       { return judge("FuzzLogSoftmaxFloat64", data) }
func LogSoftmaxFloat32(data []byte) int       { return judge("FuzzLogSoftmaxFloat32", data) }
func LogSoftmaxNarrow(data []byte) int        { return judge("FuzzLogSoftmaxNarrow", data) }
func LogSumExp(data []byte) int               { return judge("FuzzLogSumExp", data) }
func LogSumExpFloat64(data []byte) int        { return judge("FuzzLogSumExpFloat64", data) }
func LogSumExpFloat32(data []byte) int        { return judge("FuzzLogSumExpFloat32", data) }
func LogSumExpNarrow(data []byte) int         { return judge("FuzzLogSumExpNarrow", data) }
func CrossEntropy(data []byte) int            { return judge("FuzzCrossEntropy", data) }
func CrossEntropyFloat64(data []byte) int     { return judge("FuzzCrossEntropyFloat64", data) }
func CrossEntropyFloat32(data []byte) int     { return judge("FuzzCrossEntropyFloat32", data) }
func CrossEntropyNarrow(data []byte) int      { return judge("FuzzCrossEntropyNarrow", data) }
func CrossEntropySoft(data []byte) int        { return judge("FuzzCrossEntropySoft", data) }
func CrossEntropySoftFloat64(data []byte) int { return judge("FuzzCrossEntropySoftFloat64", data) }
func CrossEntropySoftFloat32(data []byte) int { return judge("FuzzCrossEntropySoftFloat32", data) }
func CrossEntropySoftNarrow(data []byte) int  { return judge("FuzzCrossEntropySoftNarrow", data) }
func SoftmaxVJP(data []byte) int              { return judge("FuzzSoftmaxVJP", data) }
func SoftmaxVJPFloat64(data []byte) int       { return judge("FuzzSoftmaxVJPFloat64", data) }
func SoftmaxVJPFloat32(data []byte) int       { return judge("FuzzSoftmaxVJPFloat32", data) }
func SoftmaxVJPNarrow(data []byte) int        { return judge("FuzzSoftmaxVJPNarrow", data) }
func LogSoftmaxVJP(data []byte) int           { return judge("FuzzLogSoftmaxVJP", data) }
func LogSoftmaxVJPFloat64(data []byte) int    { return judge("FuzzLogSoftmaxVJPFloat64", data) }
func LogSoftmaxVJPFloat32(data []byte) int    { return judge("FuzzLogSoftmaxVJPFloat32", data) }
func LogSoftmaxVJPNarrow(data []byte) int     { return judge("FuzzLogSoftmaxVJPNarrow", data) }
func CrossEntropyGrad(data []byte) int        { return judge("FuzzCrossEntropyGrad", data) }
func CrossEntropyGradFloat64(data []byte) int { return judge("FuzzCrossEntropyGradFloat64", data) }
func CrossEntropyGradFloat32(data []byte) int { return judge("FuzzCrossEntropyGradFloat32", data) }
func CrossEntropyGradNarrow(data []byte) int  { return judge("FuzzCrossEntropyGradNarrow", data) }
func CrossEntropySoftGrad(data []byte) int    { return judge("FuzzCrossEntropySoftGrad", data) }
func CrossEntropySoftGradFloat64(data []byte) int {
	return judge("FuzzCrossEntropySoftGradFloat64", data)
}
func CrossEntropySoftGradFloat32(data []byte) int {
	return judge("FuzzCrossEntropySoftGradFloat32", data)
}
func CrossEntropySoftGradNarrow(data []byte) int {
	return judge("FuzzCrossEntropySoftGradNarrow", data)
}

func Tiers(data []byte) int {
	return report(target.Tiers(new(reference.Row), data))
}

func Plain(data []byte) int {
	return report(target.Plain(data))
}

// benches are memory for one execution after another.
var benches = sync.Pool{New: func() any { return new(properties.Bench) }}

func judge(name string, data []byte) int {
	t, err := target.Find(name)
	if err != nil {
		return report(err)
	}
	b := benches.Get().(*properties.Bench)
	defer benches.Put(b)
	return report(t.Judge(b, data, properties.MaxFuzzK))
}

// report panics with an error: the engine learns of a finding in no other way.
func report(err error) int {
	if err != nil {
		panic(err)
	}
	return 0
}
