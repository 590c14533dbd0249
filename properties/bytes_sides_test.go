package properties

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/sides"
)

// sided returns the functions that take more than logits.
func sided() []function.Function {
	return slices.DeleteFunc(function.All(), func(fn function.Function) bool { return !fn.TakesSides() })
}

// TestSidesBytes: inputs go through bytes and back, and any bytes make an input of the
// function in the dtype, but for rows of no logit where there is a target.
func TestSidesBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(42, 1))
	for _, fn := range sided() {
		for _, f := range dtype.All() {
			for _, c := range Cases(fn, f, 1, 200) {
				d := FromBytes(fn, f, Bytes(fn, f, c))
				c.Seed %= 256
				if len(c.X) <= MaxFuzzK && !alike(&c, &d) {
					t.Fatalf("%s, %v: %+v, was %+v", fn, f, d, c)
				}
			}
			widest := 0
			for n := range 200 {
				data := make([]byte, rng.IntN(1<<rng.IntN(14)))
				if n == 0 {
					data = make([]byte, header+sidesHeader+16*MaxFuzzK)
				}
				for i := range data {
					data[i] = byte(rng.Uint32())
				}
				c := FromBytes(fn, f, data)
				widest = max(widest, len(c.X))
				if err := fn.Check(&c.Input); (err != nil) != (fn.TakesTarget() && len(c.X) == 0) {
					t.Fatalf("%s, %v: %v of %d bytes: %v", fn, f, c, len(data), err)
				}
				if !f.Representable(c.Temperature) || !f.Representable(c.Smoothing) || c.Temperature < 0 || c.Temperature == 1 {
					t.Fatalf("%s, %v: temperature %g, smoothing %g", fn, f, c.Temperature, c.Smoothing)
				}
				v, _ := fn.Vector(&c.Input)
				for i := range c.X {
					if !f.Representable(c.X[i]) || v != nil && !f.Representable((*v)[i]) {
						t.Fatalf("%s, %v: logit %d is no number of the dtype: %+v", fn, f, i, c)
					}
				}
			}
			if widest != MaxFuzzK {
				t.Errorf("%s, %v: the widest row has %d logits, want %d", fn, f, widest, MaxFuzzK)
			}
		}
	}
}

// TestSidesFromBytes: the longer header, by hand.
func TestSidesFromBytes(t *testing.T) {
	const ce, vjp, soft = function.CrossEntropy, function.SoftmaxVJP, function.CrossEntropySoftGrad
	f32, f16 := dtype.Float32, dtype.Float16
	for _, c := range []struct {
		name string
		fn   function.Function
		f    dtype.Format
		data []byte
		want function.Input
	}{
		{"nothing", ce, f32, nil, function.Input{}},
		{"half a header", ce, f32, []byte{1, 0, 0, 0, 0, 0, 7}, function.Input{}},
		{"a target", ce, f32, []byte{1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 5, 6, 7}, function.Input{X: []float64{5, 6, 7}, Target: 1}},
		{"a target beyond the row", ce, f32, []byte{1, 0, 0, 0, 0, 0, 0, 1, 127, 127, 99, 5, 6, 7}, function.Input{X: []float64{5, 6, 7}, Target: 256 % 3}},
		{"a target of repeated ones", ce, f32, []byte{3, 0, 0, 0, 5, 0, 4, 0, 0, 0, 0, 5}, function.Input{X: []float64{5, 5, 5, 5, 5}, Target: 4}},
		{"temperature and smoothing of the lists", ce, f32, []byte{1, 0, 0, 0, 0, 0, 0, 0, 129, 129, 0, 5}, function.Input{X: []float64{5}, Temperature: 2, Smoothing: 0.5}},
		{"and others", ce, f32, []byte{1, 0, 0, 0, 0, 0, 0, 0, 128 + 76, 128 + 32, 0, 5}, function.Input{X: []float64{5}, Temperature: 3, Smoothing: 0.25}},
		{"smoothing of who has no target", vjp, f32, []byte{1, 0, 0, 0, 0, 0, 1, 0, 255, 129, 0, 5, 6},
			function.Input{X: []float64{5}, Cotangent: []float64{6}, Temperature: 240}},
		{"pairs on two grids", vjp, f32, []byte{1, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 1, 2, 3, 0x80, 0x80, 4, 9},
			function.Input{X: []float64{0.5, 1.5, math.Inf(-1)}, Cotangent: []float64{4, -256, 8}}},
		{"pairs of patterns", vjp, f16, []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x3c, 0x00, 0xfc, 0x00, 0xfc, 0x00, 0x7e, 1, 1},
			function.Input{X: []float64{1, math.Inf(-1)}, Cotangent: []float64{-65504, 0}}},
		{"weights are magnitudes", soft, f32, []byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 2, 0x80},
			function.Input{X: []float64{1, 2}, Weights: []float64{1, 128}}},
		{"pairs repeated", soft, f32, []byte{3, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0, 1, 5, 2, 6},
			function.Input{X: []float64{1, 2, 2}, Weights: []float64{5, 6, 6}}},
	} {
		got := FromBytes(c.fn, c.f, c.data)
		if want := (Case{Input: c.want, Seed: got.Seed}); !alike(&got, &want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, want)
		}
	}
}

// TestSidesSaid: each temperature and smoothing of package sides has a byte, and other
// numbers the nearest.
func TestSidesSaid(t *testing.T) {
	for _, f := range dtype.All() {
		for _, v := range append(sides.Temperatures(f), 1) {
			if got := temperatureOf(f, nearest(v, f, temperatureOf)); got != v {
				t.Errorf("%v: temperature %g becomes %g", f, v, got)
			}
		}
		for _, v := range append(sides.Smoothings(f), 0) {
			if got := smoothingOf(f, nearest(v, f, smoothingOf)); got != v {
				t.Errorf("%v: smoothing %g becomes %g", f, v, got)
			}
		}
		for b := range 256 {
			if v := temperatureOf(f, byte(b)); !(v >= 0x1p-9 && v <= 256) {
				t.Errorf("%v: temperature %g", f, v)
			}
			if v := smoothingOf(f, byte(b)); !(v >= 0 && v <= 1) {
				t.Errorf("%v: smoothing %g", f, v)
			}
		}
	}
	if got := temperatureOf(dtype.Float64, nearest(1.3, dtype.Float64, temperatureOf)); got != 1.25 {
		t.Errorf("temperature 1.3 becomes %g", got)
	}
}

// TestSidesBytesAreFew: pairs are repeated where both numbers are.
func TestSidesBytesAreFew(t *testing.T) {
	ones := slices.Repeat([]float64{1}, 100)
	const fn = function.SoftmaxVJP
	same := Case{Input: function.Input{X: ones, Cotangent: ones}}
	if got := len(Bytes(fn, dtype.Float32, same)); got != header+sidesHeader+8 {
		t.Errorf("%d bytes of equal pairs", got)
	}
	other := Case{Input: function.Input{X: ones, Cotangent: append(slices.Repeat([]float64{2}, 99), 1)}}
	if got := len(Bytes(fn, dtype.Float32, other)); got != header+sidesHeader+800 {
		t.Errorf("%d bytes of pairs that end in another", got)
	}
}
