package reference

import (
	"math"
	"math/big"
	"os"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference/internal/hardrows"
)

//go:generate go run ./internal/hardcases -o testdata/hard.txt

// readHard returns the rows of the committed file.
func readHard(t testing.TB) []hardrows.Row {
	t.Helper()
	file, err := os.Open("testdata/hard.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := hardrows.Read(file)
	if err != nil {
		t.Fatalf("testdata/hard.txt: %v", err)
	}
	return rows
}

// hardTier is one way to all answers of a row, rounded to f.
type hardTier struct {
	name string
	maxK int // wider rows are not its business
	// round returns the answers, and which of them are undecided (nil: none).
	round func(t *testing.T, fn function.Function, f dtype.Format, x []float64) (y []float64, undecided []bool)
}

// hardTiers are held against each other, the first is the judge.
var hardTiers = []hardTier{
	{"enclosure", MaxK, hardByEnclosure},
	{"plain", 64, hardByPlain},
	{"fast", MaxK, hardByFast},
}

// hardByFast answers a whole row, by the fast tier where that can tell.
func hardByFast(t *testing.T, fn function.Function, f dtype.Format, x []float64) ([]float64, []bool) {
	y := make([]float64, fn.Outputs(len(x)))
	row, err := New(x, IEEE)
	if err == nil {
		err = row.Round(fn, f, y)
	}
	if err != nil {
		t.Fatal(err)
	}
	return y, nil
}

func hardByEnclosure(t *testing.T, fn function.Function, f dtype.Format, x []float64) ([]float64, []bool) {
	a := mustRow(t, x).Answer(fn)
	y := make([]float64, a.Len())
	known := map[float64]float64{} // by logit: equal logits have equal answers
	for i := range y {
		v, ok := known[x[i]]
		if !ok {
			v = a.At(i).Round(f)
			known[x[i]] = v
		}
		y[i] = v
	}
	return y, nil
}

func hardByPlain(t *testing.T, fn function.Function, f dtype.Format, x []float64) ([]float64, []bool) {
	ys, err := Plain(fn, x)
	if err != nil {
		t.Fatalf("%x: %v", x, err)
	}
	y, undecided := make([]float64, len(ys)), make([]bool, len(ys))
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v)
	}
	for i, v := range ys {
		if v.IsInf() {
			y[i] = math.Inf(-1)
			continue
		}
		// The errors that Plain states.
		margin := new(big.Float).Abs(v)
		if fn == function.LogSumExp {
			l := new(big.Float).SetPrec(plainExact).Sub(v, big.NewFloat(m))
			margin.Mul(margin, big2(-1600)).Add(margin, l.Abs(l))
		}
		margin.Mul(margin, big2(plainRelative+1))
		margin.Add(margin, big2(plainAbsolute))
		y[i] = f.RoundBig(new(big.Float).SetPrec(plainExact+500).Sub(v, margin))
		undecided[i] = !sameAnswer(y[i], f.RoundBig(new(big.Float).SetPrec(plainExact+500).Add(v, margin)))
	}
	return y, undecided
}

// checkClaim evaluates output 0 of the row anew and returns it rounded; ok is
// false if that is not decided with the precision that the claim asks for.
func checkClaim(t *testing.T, r hardrows.Row) (want float64, ok bool) {
	t.Helper()
	claim := min(r.Miss, 0)
	if claim <= hardrows.Least { // no precision shows it, nor is any needed
		claim = 0
	}
	for prec := uint(256 - claim); prec < uint(8192-2*claim); prec += 1100 {
		v := newHardValue(r.Function, r.X, prec)
		miss, told := v.miss(hardBoundary(r.Dtype, r.Boundary, v.y))
		want, ok := v.round(r.Dtype)
		if !told || !ok {
			continue
		}
		if miss != r.Miss {
			t.Errorf("hard.txt:%d: misses a %s by 2^%d, not as claimed: %v", r.Line, r.Boundary, miss, r)
		}
		return want, true
	}
	return 0, false
}

// TestHardRows: each row misses its boundary by what the file says, and every
// tier that decides an answer rounds it alike; output 0, the hard one, to the
// right side.
func TestHardRows(t *testing.T) {
	decided := make([]int, len(hardTiers))
	rows, answers := 0, 0
	for i, r := range readHard(t) {
		if testing.Short() && (i%5 != 0 || len(r.X) > 1000) {
			continue
		}
		rows++
		first, ok := checkClaim(t, r)
		if !ok {
			t.Errorf("hard.txt:%d: not decided: %v", r.Line, r)
			continue
		}
		var judge []float64
		for n, tier := range hardTiers {
			if len(r.X) > tier.maxK {
				continue
			}
			y, undecided := tier.round(t, r.Function, r.Dtype, r.X)
			if n == 0 {
				judge = y
				answers += len(y)
			}
			if len(y) != len(judge) {
				t.Fatalf("hard.txt:%d: %s: %d answers, want %d", r.Line, tier.name, len(y), len(judge))
			}
			for i := range y {
				if undecided != nil && undecided[i] {
					continue
				}
				decided[n]++
				want := judge[i]
				if i == 0 {
					want = first
				}
				if !sameAnswer(y[i], want) {
					t.Errorf("hard.txt:%d: %s: output %d is %x, want %x", r.Line, tier.name, i, y[i], want)
					break
				}
			}
		}
	}
	for n, tier := range hardTiers {
		t.Logf("%s decided %d of %d answers of %d rows", tier.name, decided[n], answers, rows)
		if decided[n] == 0 {
			t.Errorf("%s decided nothing", tier.name)
		}
	}
}

// TestHardFile: the file has what it is for.
func TestHardFile(t *testing.T) {
	rows := readHard(t)
	type kind struct {
		fn function.Function
		f  dtype.Format
	}
	count := map[kind]int{}
	for _, r := range rows {
		count[kind{r.Function, r.Dtype}]++
	}
	for _, fn := range function.OfLogits() {
		for _, f := range dtype.All() {
			if n := count[kind{fn, f}]; n < 30 {
				t.Errorf("%s in %v: %d rows, want 30", fn, f, n)
			}
		}
	}
	for _, c := range []struct {
		what string
		is   func(r hardrows.Row) bool
		want int
	}{
		{"pairs of float64 that miss by 2^-93", func(r hardrows.Row) bool {
			return r.Dtype == dtype.Float64 && len(r.X) == 2 && r.Miss <= -93
		}, 30},
		{"answers of more than 2 logits between 2^-100 and 2^-400", func(r hardrows.Row) bool {
			return len(r.X) > 2 && r.Boundary == hardrows.Midpoint && r.Miss < -100 && r.Miss > -400
		}, 100},
		{"misses beyond 2^-400", func(r hardrows.Row) bool { return r.Miss < -400 && r.Miss > hardrows.Least }, 30},
		{"misses that no arithmetic shows", func(r hardrows.Row) bool { return r.Miss == hardrows.Least }, 30},
		{"ties", func(r hardrows.Row) bool { return r.Miss == hardrows.Tie }, 20},
		{"a log-sum-exp within 2^-200 of 0", func(r hardrows.Row) bool {
			return r.Function == function.LogSumExp && r.Boundary == hardrows.Zero && r.Miss < -200 && len(r.X) > 2
		}, 10},
		{"dozens of logits", func(r hardrows.Row) bool { return len(r.X) > 24 && len(r.X) < 100 && r.Miss < -400 }, 10},
		{"10^6 logits", func(r hardrows.Row) bool { return len(r.X) >= 1_000_000 }, 10},
	} {
		n := 0
		for _, r := range rows {
			if c.is(r) {
				n++
			}
		}
		if n < c.want {
			t.Errorf("%s: %d rows, want %d", c.what, n, c.want)
		}
	}
}
