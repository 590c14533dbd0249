package fuzz

import (
	"flag"
	"testing"

	"github.com/softulp/softulp/fuzz/internal/target"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// widest bounds the rows of the targets that call implementations.
var widest = flag.Int("widest", properties.MaxFuzzK, "fuzz rows of at most `K` logits")

func FuzzSoftmax(f *testing.F)                 { implementations(f, "FuzzSoftmax") }
func FuzzSoftmaxFloat64(f *testing.F)          { implementations(f, "FuzzSoftmaxFloat64") }
func FuzzSoftmaxFloat32(f *testing.F)          { implementations(f, "FuzzSoftmaxFloat32") }
func FuzzSoftmaxNarrow(f *testing.F)           { implementations(f, "FuzzSoftmaxNarrow") }
func FuzzLogSoftmax(f *testing.F)              { implementations(f, "FuzzLogSoftmax") }
func FuzzLogSoftmaxFloat64(f *testing.F)       { implementations(f, "FuzzLogSoftmaxFloat64") }
func FuzzLogSoftmaxFloat32(f *testing.F)       { implementations(f, "FuzzLogSoftmaxFloat32") }
func FuzzLogSoftmaxNarrow(f *testing.F)        { implementations(f, "FuzzLogSoftmaxNarrow") }
func FuzzLogSumExp(f *testing.F)               { implementations(f, "FuzzLogSumExp") }
func FuzzLogSumExpFloat64(f *testing.F)        { implementations(f, "FuzzLogSumExpFloat64") }
func FuzzLogSumExpFloat32(f *testing.F)        { implementations(f, "FuzzLogSumExpFloat32") }
func FuzzLogSumExpNarrow(f *testing.F)         { implementations(f, "FuzzLogSumExpNarrow") }
func FuzzCrossEntropy(f *testing.F)            { implementations(f, "FuzzCrossEntropy") }
func FuzzCrossEntropyFloat64(f *testing.F)     { implementations(f, "FuzzCrossEntropyFloat64") }
func FuzzCrossEntropyFloat32(f *testing.F)     { implementations(f, "FuzzCrossEntropyFloat32") }
func FuzzCrossEntropyNarrow(f *testing.F)      { implementations(f, "FuzzCrossEntropyNarrow") }
func FuzzCrossEntropySoft(f *testing.F)        { implementations(f, "FuzzCrossEntropySoft") }
func FuzzCrossEntropySoftFloat64(f *testing.F) { implementations(f, "FuzzCrossEntropySoftFloat64") }
func FuzzCrossEntropySoftFloat32(f *testing.F) { implementations(f, "FuzzCrossEntropySoftFloat32") }
func FuzzCrossEntropySoftNarrow(f *testing.F)  { implementations(f, "FuzzCrossEntropySoftNarrow") }
func FuzzSoftmaxVJP(f *testing.F)              { implementations(f, "FuzzSoftmaxVJP") }
func FuzzSoftmaxVJPFloat64(f *testing.F)       { implementations(f, "FuzzSoftmaxVJPFloat64") }
func FuzzSoftmaxVJPFloat32(f *testing.F)       { implementations(f, "FuzzSoftmaxVJPFloat32") }
func FuzzSoftmaxVJPNarrow(f *testing.F)        { implementations(f, "FuzzSoftmaxVJPNarrow") }
func FuzzLogSoftmaxVJP(f *testing.F)           { implementations(f, "FuzzLogSoftmaxVJP") }
func FuzzLogSoftmaxVJPFloat64(f *testing.F)    { implementations(f, "FuzzLogSoftmaxVJPFloat64") }
func FuzzLogSoftmaxVJPFloat32(f *testing.F)    { implementations(f, "FuzzLogSoftmaxVJPFloat32") }
func FuzzLogSoftmaxVJPNarrow(f *testing.F)     { implementations(f, "FuzzLogSoftmaxVJPNarrow") }
func FuzzCrossEntropyGrad(f *testing.F)        { implementations(f, "FuzzCrossEntropyGrad") }
func FuzzCrossEntropyGradFloat64(f *testing.F) { implementations(f, "FuzzCrossEntropyGradFloat64") }
func FuzzCrossEntropyGradFloat32(f *testing.F) { implementations(f, "FuzzCrossEntropyGradFloat32") }
func FuzzCrossEntropyGradNarrow(f *testing.F)  { implementations(f, "FuzzCrossEntropyGradNarrow") }
func FuzzCrossEntropySoftGrad(f *testing.F)    { implementations(f, "FuzzCrossEntropySoftGrad") }
func FuzzCrossEntropySoftGradFloat64(f *testing.F) {
	implementations(f, "FuzzCrossEntropySoftGradFloat64")
}
func FuzzCrossEntropySoftGradFloat32(f *testing.F) {
	implementations(f, "FuzzCrossEntropySoftGradFloat32")
}
func FuzzCrossEntropySoftGradNarrow(f *testing.F) {
	implementations(f, "FuzzCrossEntropySoftGradNarrow")
}

// implementations fuzzes the programs of a target.
func implementations(f *testing.F, name string) {
	t := find(f, name)
	// Without an engine, the inputs of all dtypes are judged once, by their target.
	if t.Name == t.Base || fuzzing() {
		seed(f, t)
	}
	b := new(properties.Bench)
	f.Fuzz(func(tt *testing.T, data []byte) {
		if err := t.Judge(b, data, *widest); err != nil {
			tt.Fatal(err)
		}
	})
}

// FuzzBare calls the implementations of softmax and looks at nothing: what fuzzing
// costs by itself. make fuzz-speed compares FuzzSoftmax with it.
func FuzzBare(f *testing.F) {
	t := find(f, "FuzzSoftmax")
	if fuzzing() {
		seed(f, t)
	}
	y := make([]float64, properties.MaxFuzzK)
	f.Fuzz(func(_ *testing.T, data []byte) { t.Compute(y, data, *widest) })
}

// FuzzTiers holds the fast tier of the reference against the enclosures.
func FuzzTiers(f *testing.F) {
	add(f)(target.TierSeeds(target.TiersWidest))
	row := new(reference.Row)
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := target.Tiers(row, data); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzPlain holds the plain tier of the reference against the others.
func FuzzPlain(f *testing.F) {
	add(f)(target.TierSeeds(target.PlainWidest))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := target.Plain(data); err != nil {
			t.Fatal(err)
		}
	})
}

func find(tb testing.TB, name string) *target.Target {
	tb.Helper()
	t, err := target.Find(name)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// fuzzing reports whether inputs are being made up, not only run.
func fuzzing() bool { return flag.Lookup("test.fuzz").Value.String() != "" }

// seed adds a target's seeds, and what was found with all dtypes to a target of some.
func seed(f *testing.F, t *target.Target) {
	add(f)(t.Seeds())
	if t.Name != t.Base {
		add(f)(kept(t))
	}
}

func add(f *testing.F) func(seeds [][]byte, err error) {
	return func(seeds [][]byte, err error) {
		f.Helper()
		if err != nil {
			f.Fatal(err)
		}
		for _, data := range seeds {
			f.Add(data)
		}
	}
}
