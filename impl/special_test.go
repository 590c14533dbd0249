package impl

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/function"
)

// specialRows are the rows of the ieee profile's table, and what surrounds them.
func specialRows() [][]float64 {
	inf, nan := math.Inf(1), math.NaN()
	rows := [][]float64{
		{},
		{1}, {nan}, {inf}, {-inf},
		{nan, 1}, {1, nan}, {nan, nan}, {1, nan, 2}, {inf, nan}, {nan, inf}, {-inf, nan}, {nan, -inf},
		{-inf, nan, inf}, {nan, inf, -inf}, {inf, -inf, nan},
		{-inf, -inf}, {-inf, -inf, -inf},
		{inf, 1}, {1, inf}, {inf, inf}, {inf, 1, inf}, {1, 2, inf}, {inf, -inf}, {-inf, inf}, {-inf, 1, inf},
		{-inf, 1}, {1, -inf}, {-inf, -inf, 1}, {-inf, 1, -inf, 2}, {2, -inf, 1, -inf}, {0, -inf, 0},
		{math.Copysign(0, -1), 0}, {0, 0, 0},
	}
	// Special values at the borders of vectors, tiles and chunks.
	lengths := []int{9, 127, 128, 129, 256, 300, 1024, 1025, 2100}
	if testing.Short() {
		lengths = []int{9, 129, 300, 1025}
	}
	for _, k := range lengths {
		plain := make([]float64, k)
		for i := range plain {
			plain[i] = float64(i%5) / 4
		}
		masked := slices.Repeat([]float64{-inf}, k)
		for _, at := range []int{0, k / 2, k - 1} {
			for _, v := range []float64{nan, inf, -inf} {
				row := slices.Clone(plain)
				row[at] = v
				rows = append(rows, row)
			}
			for _, v := range []float64{nan, inf, 1} {
				row := slices.Clone(masked)
				row[at] = v
				rows = append(rows, row)
			}
		}
		rows = append(rows, masked)
		if k > 128 { // a whole tile masked, before and behind others
			head, tail := slices.Clone(plain), slices.Clone(plain)
			copy(head, masked[:128])
			copy(tail[k-128:], masked)
			rows = append(rows, head, tail)
		}
	}
	return rows
}

// class names what the ieee profile wants at x[i].
type class string

const (
	wantNaN    class = "NaN"
	wantFinite class = "a finite number"
	wantZero   class = "+0"
	wantNegInf class = "-Inf"
	wantPosInf class = "+Inf"
	// Beside +Inf: NaN, or what is left of the row's mass, 0 or its logarithm.
	wantNothing class = "NaN, 0 or (of a logarithm) -Inf"
)

// specialClass returns the class of the answer at the logit v of a row with the
// maximum m, which is NaN where one of the logits is.
func specialClass(fn function.Function, m, v float64) class {
	switch {
	case math.IsNaN(m):
		return wantNaN
	case fn == function.LogSumExp:
		switch {
		case math.IsInf(m, 1):
			return wantPosInf
		case math.IsInf(m, -1):
			return wantNegInf
		}
		return wantFinite
	case math.IsInf(m, -1), math.IsInf(v, 1):
		return wantNaN
	case math.IsInf(m, 1):
		return wantNothing
	case !math.IsInf(v, -1):
		return wantFinite
	case fn == function.LogSoftmax:
		return wantNegInf
	}
	return wantZero
}

func (c class) holds(fn function.Function, v float64) bool {
	switch c {
	case wantNaN:
		return math.IsNaN(v)
	case wantFinite:
		return !math.IsNaN(v) && !math.IsInf(v, 0)
	case wantZero:
		return math.Float64bits(v) == 0
	case wantNegInf:
		return math.IsInf(v, -1)
	case wantPosInf:
		return math.IsInf(v, 1)
	}
	return math.IsNaN(v) || fn == function.Softmax && v == 0 || fn == function.LogSoftmax && math.IsInf(v, -1)
}

func TestSpecialRows(t *testing.T) {
	for _, im := range ofLogits() {
		for _, a := range im.Arithmetics {
			t.Run(fmt.Sprintf("%s/%s/%v", im.Function, im.Name, a), func(t *testing.T) {
				for _, row := range specialRows() {
					x := make([]float64, len(row))
					for i, v := range row {
						x[i] = a.Storage.Round(v) // float8_e4m3fn: NaN for ±Inf
					}
					y := slices.Repeat([]float64{12345}, im.Function.Outputs(len(x)))
					im.Compute(a, y, function.Logits(x))
					m := maximum(x)
					for i, v := range y {
						at := m // of log-sum-exp
						if i < len(x) {
							at = x[i]
						}
						want := specialClass(im.Function, m, at)
						if want == wantNegInf && !a.Storage.HasInf() || want == wantPosInf && !a.Storage.HasInf() {
							want = wantNaN
						}
						if !want.holds(im.Function, v) && (im.Expected == nil || im.Expected(a, function.Logits(x)) == "") {
							t.Fatalf("%v: y[%d] = %v, want %s", x, i, v, want)
						}
					}
				}
			})
		}
	}
}

// TestMaskedAsAbsent: −Inf anywhere leaves the other answers as they are without
// it, bit for bit where the order of summation does not depend on K.
func TestMaskedAsAbsent(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for _, im := range ofLogits() {
		for _, a := range im.Arithmetics {
			m := im.Model(a)
			if !a.Storage.HasInf() || m.Sum == Pairwise || m.Scheme == Blocked || m.Scheme == Tree {
				continue
			}
			t.Run(fmt.Sprintf("%s/%s/%v", im.Function, im.Name, a), func(t *testing.T) {
				for range 10 {
					short := randomRow(rng, a.Storage, 1+rng.IntN(40))
					var long []float64
					var at []int // of short in long
					for _, v := range short {
						for rng.IntN(2) == 0 {
							long = append(long, math.Inf(-1))
						}
						at = append(at, len(long))
						long = append(long, v)
					}
					long = append(long, math.Inf(-1))
					want := make([]float64, im.Function.Outputs(len(short)))
					got := make([]float64, im.Function.Outputs(len(long)))
					im.Compute(a, want, function.Logits(short))
					im.Compute(a, got, function.Logits(long))
					for i, w := range want {
						g := got[0]
						if len(got) > 1 {
							g = got[at[i]]
						}
						if math.Float64bits(g) != math.Float64bits(w) && !(math.IsNaN(g) && math.IsNaN(w)) {
							t.Fatalf("y[%d] of %v is %x, among -Inf %x", i, short, w, g)
						}
					}
				}
			})
		}
	}
}
