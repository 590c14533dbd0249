package mutants

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// axis-size-one-ones (onnxruntime#15949, onnx#3244): normalised along an axis of
// size 1, everything is 1. That is right by every profile where the row has one
// logit, and by none where another axis was meant.
func TestAxisOfSizeOne(t *testing.T) {
	for _, x := range [][]float64{{3}, {3, 1}, {0, 0, 0, 0}} {
		y := make([]float64, len(x))
		for i := range y {
			y[i] = 1
		}
		if len(x) == 1 {
			fit(t, "ones", function.Softmax, dtype.Float32, y, x, reference.Profiles()...)
		} else {
			fit(t, "ones", function.Softmax, dtype.Float32, y, x)
		}
	}
}

// paddedSoftmax is the shifted softmax by vectors of 8, the last of which is filled
// up with the lowest float32.
func paddedSoftmax(a impl.Arithmetic, y, x []float64) {
	padded := append([]float64{}, x...)
	for len(padded)%8 != 0 {
		padded = append(padded, -a.Storage.Max())
	}
	m := largest(padded)
	divide(a, y, x, m, denominator(a, padded, m))
}

// tail-pad-fltmin-all-neginf (sonos/tract PR#2318, mlx#1467): a row of nothing but
// −Inf has the answer of one profile where K is a multiple of 8, and of another
// where not. Either is a convention; both together are a violation of each.
func TestTailPaddedWithLowest(t *testing.T) {
	a := alone(dtype.Float32)
	s := &properties.Subject{
		Name: "padded", Function: function.Softmax, DType: a.Storage,
		Compute: function.OnLogits(func(y, x []float64) { paddedSoftmax(a, y, x) }),
	}
	im, err := impl.Find("shifted", function.Softmax)
	if err != nil {
		t.Fatal(err)
	}
	s.Model = im.Model(a)
	edge, b := properties.Find("edge-cases"), new(properties.Bench)
	for k := 1; k <= 130; k++ {
		x, y := make([]float64, k), make([]float64, k)
		for i := range x {
			x[i] = math.Inf(-1)
		}
		paddedSoftmax(a, y, x)
		want := []reference.Profile{reference.MaskedZero}
		if k%8 == 0 {
			want = []reference.Profile{reference.IEEE, reference.Limit}
		}
		fit(t, "padded", function.Softmax, a.Storage, y, x, want...)
		v, judged := edge.Judge(b, s, &properties.Case{Input: function.Logits(x)})
		if !judged || (v == nil) != (k%8 == 0) {
			t.Errorf("K = %d: judged %v, %v", k, judged, v)
		}
	}
	// Where there is a finite logit the padding's terms are 0.
	for _, c := range casesOf(function.Softmax, a.Storage)[:100] {
		if v, _ := properties.Find("accuracy").Judge(b, s, &c); v != nil {
			t.Errorf("%s: %v", printed(c.X), v)
		}
	}
}
