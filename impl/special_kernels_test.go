package impl

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// specialKernels are the softmaxes with an exponential of their own.
func specialKernels() []Implementation {
	return []Implementation{
		poly32(), table(), schraudolph(), cubicExp2(), quantised8(), doubleDouble(), gonum(),
	}
}

// eachKernel runs a subtest for every special kernel in every arithmetic.
func eachKernel(t *testing.T, test func(t *testing.T, im Implementation, a Arithmetic)) {
	for _, im := range specialKernels() {
		for _, a := range im.Arithmetics {
			t.Run(im.Name+"/"+a.String(), func(t *testing.T) { test(t, im, a) })
		}
	}
}

// The edge cases of the profile "ieee". A letter per answer: N for NaN, 0 for
// +0, 1 for 1, u for either NaN or 0, p for a number strictly between 0 and 1.
func TestSpecialKernelsEdgeCases(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	const least, most = -1e300, 1e300 // become the dtype's own limits
	tests := []struct {
		name string
		x    []float64
		want string
	}{
		{"empty", nil, ""},
		{"single", []float64{3}, "1"},
		{"single least", []float64{least}, "1"},
		{"NaN", []float64{nan}, "N"},
		{"NaN first", []float64{nan, 1, 2}, "NNN"},
		{"NaN last", []float64{1, 2, nan}, "NNN"},
		{"NaN and -Inf", []float64{nan, -inf}, "NN"},
		{"NaN and +Inf", []float64{nan, inf}, "NN"},
		{"NaN, +Inf and a number", []float64{nan, 1, inf}, "NNN"},
		{"-Inf", []float64{-inf}, "N"},
		{"all -Inf", []float64{-inf, -inf, -inf}, "NNN"},
		{"+Inf", []float64{inf}, "N"},
		{"+Inf and others", []float64{1, inf, -inf}, "uNu"},
		{"two +Inf", []float64{inf, 0, inf}, "NuN"},
		{"-Inf among numbers", []float64{-inf, 1, -inf, 1.5}, "0p0p"},
		{"-Inf and one number", []float64{-inf, 2}, "01"},
		{"limits", []float64{most, least}, "10"},
		{"limits and 0", []float64{least, 0, most}, "001"},
		{"zeros", []float64{0, math.Copysign(0, -1)}, "pp"},
	}
	eachKernel(t, func(t *testing.T, im Implementation, a Arithmetic) {
		one := 1.0
		if im.Name == "int8" {
			one = 255.0 / 256
		}
		for _, tt := range tests {
			x := slices.Clone(tt.x)
			for i, v := range x {
				switch v {
				case least:
					x[i] = -a.Storage.Max()
				case most:
					x[i] = a.Storage.Max()
				}
			}
			infinite := func(v float64) bool { return math.IsInf(v, 0) }
			if !a.Storage.HasInf() && slices.ContainsFunc(x, infinite) {
				continue // no row of that dtype
			}
			y := make([]float64, len(x))
			im.Compute(a, y, function.Logits(x))
			missed := ""
			for i, got := range y {
				is := map[byte]bool{
					'N': got != got,
					'0': got == 0 && !math.Signbit(got),
					'1': got == one,
					'u': got != got || got == 0,
					'p': 0 < got && got < 1,
				}
				if !is[tt.want[i]] {
					missed = fmt.Sprintf("x = %v: y = %v, want %s", x, y, tt.want)
				}
			}
			expected := ""
			if im.Expected != nil {
				expected = im.Expected(a, function.Logits(x))
			}
			switch {
			case missed != "" && expected == "":
				t.Errorf("%s: %s", tt.name, missed)
			case missed == "" && expected != "" && slices.ContainsFunc(x, func(v float64) bool { return v-v != 0 }):
				// (On finite rows it speaks of digits, which are not looked at here.)
				t.Errorf("%s: x = %v is expected to fail and does not: %s", tt.name, x, expected)
			}
		}
	})
}

// randomLogits returns a row of numbers of f, some −Inf where f has it.
func randomLogits(r *rand.Rand, f dtype.Format) []float64 {
	x := make([]float64, 1+r.IntN(40))
	spread := []float64{0.1, 4, 30, 200, 1600}[r.IntN(5)]
	for i := range x {
		v := float64(spread*(r.Float64()-0.5)) + float64(r.IntN(9)-4)
		x[i] = f.Round(max(-f.Max(), min(v, f.Max())))
		if f.HasInf() && i > 0 && r.IntN(12) == 0 {
			x[i] = math.Inf(-1)
		}
	}
	return x
}

func TestSpecialKernelsLeaveInput(t *testing.T) {
	eachKernel(t, func(t *testing.T, im Implementation, a Arithmetic) {
		random := rand.New(rand.NewPCG(1, 1))
		for range 20 {
			x := randomLogits(random, a.Storage)
			before := slices.Clone(x)
			im.Compute(a, make([]float64, len(x)), function.Logits(x))
			if !slices.Equal(x, before) {
				t.Fatalf("x = %v became %v", before, x)
			}
		}
	})
}

// Whatever y holds beforehand, the answer is the same, and made of numbers of
// the storage dtype.
func TestSpecialKernelsOutput(t *testing.T) {
	eachKernel(t, func(t *testing.T, im Implementation, a Arithmetic) {
		random := rand.New(rand.NewPCG(2, 2))
		for range 20 {
			x := randomLogits(random, a.Storage)
			y, again := make([]float64, len(x)), make([]float64, len(x))
			for i := range again {
				again[i] = math.NaN()
			}
			im.Compute(a, y, function.Logits(x))
			im.Compute(a, again, function.Logits(x))
			if !slices.Equal(y, again) {
				t.Fatalf("x = %v: %v, then %v", x, y, again)
			}
			for i, v := range y {
				if a.Storage.Round(v) != v || v < 0 || v > 1.0001 {
					t.Fatalf("x = %v: y[%d] = %v", x, i, v)
				}
			}
		}
	})
}

// Every architecture gives the same bits: the compiler fuses products and sums
// on some, and where that slipped in, the hash differs there. math.Exp differs
// by itself, so gonum is left out.
func TestSpecialKernelsSameBits(t *testing.T) {
	want := map[string]uint64{
		"poly32":        0x13b8d6d595098607,
		"table":         0xfef13a969dad672d,
		"schraudolph":   0x9d4cdf7f359069a7,
		"cubic-exp2":    0x620ead69546f549a,
		"int8":          0xa4620f341c91a056,
		"double-double": 0xb7a5e5b91e9ea636,
	}
	for _, im := range specialKernels() {
		if im.Name == "gonum" {
			continue
		}
		t.Run(im.Name, func(t *testing.T) {
			h := fnv.New64a()
			for _, a := range im.Arithmetics {
				random := rand.New(rand.NewPCG(4, 4))
				for range 100 {
					x := randomLogits(random, a.Storage)
					y := make([]float64, len(x))
					im.Compute(a, y, function.Logits(x))
					if err := binary.Write(h, binary.LittleEndian, y); err != nil {
						t.Fatal(err)
					}
				}
			}
			if got := h.Sum64(); got != want[im.Name] {
				t.Errorf("the answers hash to %#016x, want %#016x", got, want[im.Name])
			}
		})
	}
}

// logBound bounds |log(ŷ_i/y_i)| before the store, from the model alone: the shift (and
// for base2 the product and its factor), the exponentials, the sum, the division.
func logBound(m Model, a Arithmetic, x []float64, i int) float64 {
	u := a.Accumulate.UnitRoundoff()
	n := float64(len(x))
	shift := 1.0
	if m.Scheme == Base2 {
		shift = 3
	}
	if m.Normalise == ExpMinusLog {
		// L is off by its own rounding, by that of log s and by the relative
		// errors of s; x_i − L is rounded too.
		l := math.Abs(maximum(x)) + math.Log(n)
		return u*(math.Abs(x[i])+l) + u*l + 2*m.LogULP*u*math.Log(n) + 2*m.ExpULP*2*u + (2*n+50)*u
	}
	eta := -math.Log1p(-2 * u * m.ExpULP)
	return shift*1.01*u*(maximum(x)-x[i]+math.Log(n)) + 2*eta + 1.01*(n+1)*u
}

// judged is a row with its exact answers.
type judged struct {
	x    []float64
	want []*big.Float
}

func TestSpecialKernelsAccuracy(t *testing.T) {
	rows := map[dtype.Format][]judged{}
	for _, f := range dtype.All() {
		random := rand.New(rand.NewPCG(3, 3))
		for range samples(40) {
			x := randomLogits(random, f)
			rows[f] = append(rows[f], judged{x, exactSoftmaxRow(x)})
		}
	}
	eachKernel(t, func(t *testing.T, im Implementation, a Arithmetic) {
		if im.Name == "int8" {
			return // TestInt8Accuracy
		}
		model := im.Model(a)
		worst := 0.0
		for _, row := range rows[a.Storage] {
			x := row.x
			y := make([]float64, len(x))
			im.Compute(a, y, function.Logits(x))
			for i, want := range row.want {
				if math.IsInf(x[i], -1) {
					continue // exactly +0, as TestSpecialKernelsEdgeCases says
				}
				w, _ := want.Float64()
				// Underflow: a spacing for each rounded result, all of what is
				// flushed.
				floor := float64(len(x)) * (a.Accumulate.MinSubnormal() + a.Storage.MinSubnormal())
				if model.FlushSubnormals {
					floor += a.Accumulate.MinNormal()
				}
				allowed := w*math.Expm1(logBound(model, a, x, i)) + a.Storage.Spacing(w)*0.51 + floor
				d, _ := new(big.Float).Sub(bigFloat(y[i]), want).Float64()
				worst = max(worst, math.Abs(d)/allowed)
				if !(math.Abs(d) <= allowed) {
					t.Fatalf("x = %v: y[%d] = %v, want %v; off by %g, allowed %g", x, i, y[i], w, d, allowed)
				}
			}
		}
		t.Logf("at most %.2f of the bound", worst)
		if !(worst > 0.05) {
			t.Errorf("at most %v of the bound: it does not measure the kernel", worst)
		}
	})
}
