package fuzz

import (
	"math"
	"math/big"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// tierRows adds rows for the targets below: a byte for the dtype, one for the
// function, the row.
func tierRows(f *testing.F, widest int) {
	for i, d := range dtype.All() {
		for k, c := range properties.Cases(d, 2, 60) {
			if len(c.X) <= widest {
				f.Add(append([]byte{byte(i), byte(k)}, properties.Bytes(d, c)...))
			}
		}
	}
}

// tierCase takes such bytes apart; ok is false for rows that are too wide.
func tierCase(data []byte, widest int) (d dtype.Format, fn function.Function, x []float64, ok bool) {
	if len(data) < 2 {
		return 0, "", nil, false
	}
	d, fn = dtype.All()[int(data[0])%6], function.All()[int(data[1])%3]
	x = properties.FromBytes(d, data[2:]).X
	return d, fn, x, len(x) <= widest
}

// FuzzTiers holds the fast tier against the enclosures: whole rows, single answers,
// in every dtype, and the errors that it measures.
func FuzzTiers(f *testing.F) {
	const widest = 64
	tierRows(f, widest)
	var row reference.Row
	y := make([]float64, widest+1)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, fn, x, ok := tierCase(data, widest)
		if !ok {
			return
		}
		if err := row.Reset(x, reference.IEEE); err != nil {
			t.Fatal(err)
		}
		y := y[:fn.Outputs(len(x))]
		if err := row.Round(fn, d, y); err != nil {
			t.Fatal(err)
		}
		a := row.Answer(fn)
		for i, got := range y {
			want := a.At(i).Round(d)
			if !same(got, want) {
				t.Fatalf("%s[%d] of %x in %v: %x by the fast tier, %x by the enclosures", fn, i, x, d, got, want)
			}
			if lo, hi := a.Error(i, d, got); lo > 0.5 || hi < 0 || lo != lo || hi != hi {
				t.Fatalf("%s[%d] of %x in %v: the answer rounded correctly is %g to %g ulp off", fn, i, x, d, lo, hi)
			}
		}
	})
}

// FuzzPlain holds the plain tier against the others, on rows of few logits, as it
// takes half a millisecond for each.
func FuzzPlain(f *testing.F) {
	const widest = 4
	tierRows(f, widest)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, fn, x, ok := tierCase(data, widest)
		if !ok {
			return
		}
		row, err := reference.New(x, reference.IEEE)
		if err != nil {
			t.Fatal(err)
		}
		ys, err := reference.Plain(fn, x)
		if (err == nil) != row.IsFinite() {
			t.Fatalf("%s of %x: %v, finite %v", fn, x, err, row.IsFinite())
		}
		for i, y := range ys {
			got := row.Answer(fn).Round(i, d)
			if y.IsInf() || math.IsInf(got, 0) || got != got {
				continue // absent terms, and what overflows the dtype
			}
			// Within the plain tier's error, or that of 2^-2000 where m and log S
			// cancel: half a spacing of the dtype is far more.
			z := new(big.Float).SetPrec(3000).Sub(y, big.NewFloat(got))
			half := row.Answer(fn).Spacing(i, d) / 2 * (1 + 0x1p-300 + 0x1p-40)
			if z.Abs(z).Cmp(big.NewFloat(half)) > 0 {
				t.Fatalf("%s[%d] of %x in %v: %x, by the plain tier %.30g", fn, i, x, d, got, y)
			}
		}
	})
}

func same(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}
