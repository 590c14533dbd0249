package reference

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// exhaustive asks TestTiers for the full number of rows (go test ./reference -run
// TestTiers -exhaustive -v -timeout 1h).
var exhaustive = flag.Bool("exhaustive", false, "hold the tiers against each other on 10^6 rows")

// TestTiers holds the three tiers against each other: every answer of a function,
// rounded to a dtype, has the same bits.
func TestTiers(t *testing.T) {
	rows := 10_000
	switch {
	case *exhaustive:
		rows = 1_000_000
	case testing.Short():
		rows = 500
	}
	var answers, enclosed, undecided atomic.Int64
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			row := new(Row)
			for !t.Failed() {
				i := next.Add(1)
				if i > int64(rows) {
					break
				}
				rng := rand.New(rand.NewPCG(28, uint64(i)))
				n, left, err := agree(row, function.All()[i%9], tierInput(rng), dtype.All()[rng.IntN(6)])
				if err != nil {
					t.Errorf("row %d: %v", i, err)
				}
				answers.Add(int64(n))
				undecided.Add(int64(left))
				enclosed.Add(int64(row.Enclosed()))
			}
		})
	}
	wg.Wait()
	t.Logf("%d rows, %d answers: of these the fast tier left %d to the enclosure tier, and the plain tier could not tell %d",
		rows, answers.Load(), enclosed.Load(), undecided.Load())
	if n := answers.Load(); undecided.Load() > n/100 || enclosed.Load() > n/10 {
		t.Errorf("of %d answers the fast tier left %d, the plain tier %d", n, enclosed.Load(), undecided.Load())
	}
}

// tierRow returns two or three logits, as the plain tier takes half a millisecond
// for each difference, or equal ones: as they come, or so that results meet the
// ends of a dtype's range.
func tierRow(rng *rand.Rand) []float64 {
	x := make([]float64, 1+rng.IntN(3)*rng.IntN(2)+rng.IntN(2))
	scale := math.Ldexp(1, rng.IntN(12)-3)
	for i := range x {
		switch rng.IntN(8) {
		case 0:
			x[i] = math.Round(scale * (rng.Float64() - 0.5))
		case 1:
			x[i] = anyFloat(rng)
		case 2:
			x[i] = -745 * rng.Float64()
		default:
			x[i] = scale * (rng.Float64() - 0.5)
		}
		if i > 0 && rng.IntN(8) == 0 {
			x[i] = x[0]
		}
	}
	return x
}

// tierInput returns such logits with what functions take beside them.
func tierInput(rng *rand.Rand) function.Input {
	x := tierRow(rng)
	in := function.Input{X: x, Cotangent: make([]float64, len(x)), Weights: make([]float64, len(x)), Target: rng.IntN(len(x))}
	if rng.IntN(2) == 0 {
		in.Temperature = inputTemperatures[rng.IntN(len(inputTemperatures))]
		in.Smoothing = inputSmoothings[rng.IntN(len(inputSmoothings))]
	}
	sides(rng, &in, rng.IntN(len(x)))
	return in
}

// agree compares the tiers on one function of one input; left counts answers that the plain tier's
// error does not let it round.
func agree(row *Row, fn function.Function, in function.Input, f dtype.Format) (answers, left int, err error) {
	x := in.X
	if err := row.ResetInput(in, IEEE); err != nil {
		return 0, 0, err
	}
	fast := make([]float64, fn.Outputs(len(x)))
	if err := row.Round(fn, f, fast); err != nil {
		return 0, 0, err
	}
	plain, err := PlainInput(fn, in)
	if err != nil {
		return 0, 0, err
	}
	var s []*big.Float
	if slices.Contains(withSides(), fn) {
		if s, err = PlainInput(function.Softmax, in); err != nil {
			return 0, 0, err
		}
	}
	if len(plain) != len(fast) {
		return 0, 0, errors.New("numbers of answers differ")
	}
	for i, y := range fast {
		answers++
		n := row.Answer(fn).At(i)
		if z := n.Round(f); !same(y, z) {
			return 0, 0, fmt.Errorf("%s[%d] of %+v in %v: %x by the fast tier, %x by the enclosures", fn, i, in, f, y, z)
		}
		if plain[i].IsInf() { // the log-softmax of −Inf, the loss of an impossible class
			continue
		}
		margin := plainScale(fn, in, i, s)
		if margin == nil {
			margin = plainMargin(row, fn, plain[i])
		} else {
			margin.SetMantExp(margin.SetPrec(64), plainRelative+4)
		}
		low := new(big.Float).SetPrec(2500).Sub(plain[i], margin)
		high := new(big.Float).SetPrec(2500).Add(plain[i], margin)
		down, up := f.RoundBig(low), f.RoundBig(high)
		switch {
		case n.exact != nil && n.exact.Sign() == 0:
			if new(big.Float).Abs(plain[i]).Cmp(margin) > 0 {
				return 0, 0, fmt.Errorf("%s[%d] of %+v: %g by the plain tier, exactly 0", fn, i, in, plain[i])
			}
		case down != up && (down == down || up == up || low.Sign() != high.Sign()): // NaN is an overflow of either sign
			left++
		case y != down && (y == y || down == down): // the sign of a zero is the enclosures' to tell
			return 0, 0, fmt.Errorf("%s[%d] of %+v in %v: %x by the fast tier, %x by the plain one", fn, i, in, f, y, down)
		}
	}
	return answers, left, nil
}

// TestRowRound holds the answers of a whole row against those asked one by one and
// those of the enclosures, in rows of all kinds, with one Row for all.
func TestRowRound(t *testing.T) {
	rng := rand.New(rand.NewPCG(29, 1))
	rows := 3000
	if testing.Short() {
		rows = 200
	}
	row := new(Row)
	for range rows {
		var x []float64
		switch rng.IntN(3) {
		case 0:
			x = randomRow(rng, rng.IntN(6))
		case 1:
			x = ordinaryRow(rng)
		default:
			x = make([]float64, 1+rng.IntN(300))
			for i := range x {
				x[i] = float64(float32(4 * rng.NormFloat64()))
			}
		}
		if rng.IntN(20) == 0 && len(x) > 0 {
			x[rng.IntN(len(x))] = []float64{math.Inf(1), math.NaN(), math.Inf(-1)}[rng.IntN(3)]
		}
		in := withRandomSides(rng, x)
		if err := row.ResetInput(in, Profiles()[rng.IntN(3)]); err != nil {
			t.Fatal(err)
		}
		f := dtype.All()[rng.IntN(6)]
		for _, fn := range function.All() {
			if fn.Check(&in) != nil { // no logit to be the target
				continue
			}
			a := row.Answer(fn)
			y := make([]float64, a.Len())
			if err := row.Round(fn, f, y); err != nil {
				t.Fatal(err)
			}
			for i, v := range y {
				if z := a.Round(i, f); !same(v, z) {
					t.Errorf("%s[%d] of %x in %v: %x in the row, %x alone", fn, i, x, f, v, z)
				}
				if len(x) > 20 && i%16 > 0 {
					continue
				}
				if z := a.At(i).Round(f); !same(v, z) {
					t.Errorf("%s[%d] of %x in %v: %x in the row, %x by the enclosures", fn, i, x, f, v, z)
				}
			}
		}
	}
}

// withRandomSides returns an input of the logits x.
func withRandomSides(rng *rand.Rand, x []float64) function.Input {
	k := len(x)
	in := function.Input{X: x, Cotangent: make([]float64, k), Weights: make([]float64, k)}
	if rng.IntN(3) == 0 {
		in.Temperature = inputTemperatures[rng.IntN(len(inputTemperatures))]
		in.Smoothing = inputSmoothings[rng.IntN(len(inputSmoothings))]
	}
	if k > 0 {
		in.Target = rng.IntN(k)
		sides(rng, &in, rng.IntN(k))
	}
	return in
}

// TestRowErrors holds the errors of a whole row, and its float64s, against those asked one by one.
func TestRowErrors(t *testing.T) {
	rng := rand.New(rand.NewPCG(30, 1))
	row := new(Row)
	formats := dtype.All()
	for n := range 1000 {
		x := ordinaryRow(rng)
		switch n % 5 {
		case 1: // as networks have them
			for i := range x {
				x[i] = 4 * rng.NormFloat64()
			}
		case 2: // several maxima, answers near powers of two, exponentials taken for 0
			for i := range x {
				x[i] = math.Ln2 * float64(rng.IntN(8)*rng.IntN(8)*rng.IntN(40))
			}
		case 3: // one answer next to a power of two, e^-d/(n + e^-d)
			p := 4 << rng.IntN(3)
			x = make([]float64, p/2+1+rng.IntN(p/2-1))
			x[0] = math.Log(float64(len(x)-1) / float64(p-1))
		}
		if err := row.ResetInput(withRandomSides(rng, x), IEEE); err != nil {
			t.Fatal(err)
		}
		f := formats[n%len(formats)]
		for _, fn := range function.All() {
			a, n := row.Answer(fn), fn.Outputs(len(x))
			got, lo, hi := make([]float64, n), make([]float64, n), make([]float64, n)
			if err := row.Float64s(fn, got); err != nil {
				t.Fatal(err)
			}
			for i, v := range got {
				if w := a.Float64(i); !same(v, w) {
					t.Errorf("%s[%d] of %g: %g, alone %g", fn, i, x, v, w)
				}
				if got[i] = f.Round(v * (1 + 0x1p-9*float64(rng.IntN(5)-2))); rng.IntN(20) == 0 {
					got[i] = []float64{0, nInf, inf, nan, 1, -1, math.MaxFloat64}[rng.IntN(7)]
				}
			}
			if err := row.Errors(fn, f, got, lo, hi); err != nil {
				t.Fatal(err)
			}
			for i, v := range got {
				if a, b := a.Error(i, f, v); a != lo[i] || b != hi[i] {
					t.Errorf("%s[%d] of %g: (%g, %g), alone (%g, %g)", fn, i, x, lo[i], hi[i], a, b)
				}
			}
		}
	}
	y := make([]float64, 3)
	if err := row.ResetInput(function.Input{X: []float64{1, 2}, Cotangent: make([]float64, 2), Weights: make([]float64, 2)}, IEEE); err != nil {
		t.Fatal(err)
	}
	for _, fn := range function.All() {
		if row.Round(fn, dtype.Float32, y) == nil || row.Errors(fn, dtype.Float32, y, y, y) == nil || row.Float64s(fn, y) == nil {
			t.Errorf("%s: no error for 3 elements", fn)
		}
		if n := fn.Outputs(2); row.Errors(fn, dtype.Float32, y[:n], y, y[:n]) == nil {
			t.Errorf("%s: no error for ends of another length", fn)
		}
	}
}

// TestNoAllocation: rows after the first take no memory, in any function or dtype.
func TestNoAllocation(t *testing.T) {
	in, y := benchInput(function.SoftmaxVJP, dtype.Float64, 1000, ordinaryInput), make([]float64, 1000)
	in.Weights = benchInput(function.CrossEntropySoft, dtype.Float64, 1000, ordinaryInput).Weights
	x := in.X
	lo, hi := make([]float64, 1000), make([]float64, 1000)
	row := new(Row)
	once := func() {
		for _, f := range dtype.All() {
			if err := row.ResetInput(in, IEEE); err != nil {
				t.Fatal(err)
			}
			for _, fn := range functions {
				n := fn.Outputs(len(x))
				if row.Round(fn, f, y[:n]) != nil || row.Float64s(fn, y[:n]) != nil || row.Errors(fn, f, y[:n], lo[:n], hi[:n]) != nil {
					t.Fatal("lengths differ")
				}
			}
			if row.Enclosed() != 0 {
				t.Fatalf("%d answers were left to the enclosure tier", row.Enclosed())
			}
		}
	}
	once()
	if n := testing.AllocsPerRun(5, once); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

// TestConcurrent: rows of many goroutines do not disturb each other (and share no
// memory that the race detector would find).
func TestConcurrent(t *testing.T) {
	const goroutines = 16
	want := make([][]float64, 50)
	rows := make([][]float64, len(want))
	rng := rand.New(rand.NewPCG(31, 1))
	for i := range want {
		rows[i] = ordinaryRow(rng)
		want[i] = make([]float64, len(rows[i]))
		r := mustRow(t, rows[i])
		if err := r.Round(function.Softmax, dtype.Float64, want[i]); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			row := new(Row)
			for k := range 10 * len(rows) {
				i := (k*7 + g) % len(rows)
				y := make([]float64, len(rows[i]))
				if row.Reset(rows[i], IEEE) != nil || row.Round(function.Softmax, dtype.Float64, y) != nil {
					t.Error("no answer")
				}
				for j := range y {
					if y[j] != want[i][j] {
						t.Errorf("row %d: %g, alone %g", i, y[j], want[i][j])
					}
				}
			}
		})
	}
	wg.Wait()
}
