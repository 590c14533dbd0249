package reference

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// rowsHash is the SHA-256 of what TestSameRowsEverywhere computes, made likewise.
const rowsHash = "8726fed61f4fe564a3788ee821a1268aa5afab3990a52c9ecf6362f6683d114a"

// answersHash is the SHA-256 of what TestSameBitsEverywhere computes. It was
// made by that test on amd64 (go1.26), and is what it prints when it fails.
const answersHash = "78989ef4b88a2add4612ee0b109dd29311ae4c9ba58f6bd43413d1ca5b3283fe"

// inputsHash is the SHA-256 of what TestSameInputsEverywhere computes, made likewise.
const inputsHash = "f55b3d932476218ca9d30d0f5b886ae000a81e7ea6f3c0584aa7e9d90eda4a3e"

// TestSameBitsEverywhere: rounded answers and measured errors are the same to
// the last bit on every architecture. (With GOARCH=386 it runs on an amd64 too.)
func TestSameBitsEverywhere(t *testing.T) {
	h := sha256.New()
	write := func(v float64) {
		if v != v {
			v = math.NaN() // of one sign and payload
		}
		h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
	}
	rng := rand.New(rand.NewPCG(14, 1))
	for range 2000 {
		r := mustRow(t, randomRow(rng, 1+rng.IntN(5)))
		for _, fn := range function.OfLogits() {
			a := r.Answer(fn)
			i := rng.IntN(a.Len())
			for _, f := range dtype.All() {
				y := a.Round(i, f)
				write(y)
				lo, hi := a.Error(i, f, f.NextUp(y))
				write(lo)
				write(hi)
			}
			h.Write([]byte(a.Decimal(i, 25)))
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != answersHash {
		t.Errorf("the answers hash to %s (%d-bit ints), want %s", got, strconv.IntSize, answersHash)
	}
}

// TestSameRowsEverywhere: what the fast tier computes for 10^5 rows, to the last
// bit of its double-doubles, and what it rounds.
func TestSameRowsEverywhere(t *testing.T) {
	const rows = 100_000
	h := sha256.New()
	var buf []byte
	write := func(v ...float64) {
		for _, v := range v {
			buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(v))
		}
	}
	rng := rand.New(rand.NewPCG(24, 1))
	row, y, enclosed := new(Row), make([]float64, 40), 0
	for range rows {
		x := ordinaryRow(rng)
		if err := row.Reset(x, IEEE); err != nil {
			t.Fatal(err)
		}
		f := dtype.All()[rng.IntN(6)]
		for _, fn := range function.OfLogits() {
			y := y[:fn.Outputs(len(x))]
			if err := row.Round(fn, f, y); err != nil {
				t.Fatal(err)
			}
			write(y...)
		}
		fast := row.evaluated()
		l, _ := fast.logSum()
		write(fast.sum.hi, fast.sum.lo, fast.inv.hi, fast.inv.lo, l.hi, l.lo)
		for i := range fast.eh {
			write(fast.eh[i], fast.el[i])
		}
		enclosed += row.Enclosed()
		h.Write(buf)
		buf = buf[:0]
	}
	if enclosed > rows/100 {
		t.Errorf("%d answers were left to the enclosure tier: this is a test of the fast one", enclosed)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != rowsHash {
		t.Errorf("the rows hash to %s (%d-bit ints), want %s", got, strconv.IntSize, rowsHash)
	}
}

// TestSameInputsEverywhere: what the fast tier knows of losses and gradients, to the last bit of
// its pairs and bounds, and what whole rows are rounded to.
func TestSameInputsEverywhere(t *testing.T) {
	const rows = 10_000
	h := sha256.New()
	var buf []byte
	write := func(v ...float64) {
		for _, v := range v {
			if v != v {
				v = math.NaN()
			}
			buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(v))
		}
	}
	rng := rand.New(rand.NewPCG(5, 24))
	row, y := new(Row), make([]float64, 40)
	for range rows {
		in := structuredInput(rng, 1+rng.IntN(8)*(1+rng.IntN(5)))
		if err := row.ResetInput(in, IEEE); err != nil {
			t.Fatal(err)
		}
		f := dtype.All()[rng.IntN(6)]
		for _, fn := range withSides() {
			y := y[:fn.Outputs(len(in.X))]
			if err := row.Round(fn, f, y); err != nil {
				t.Fatal(err)
			}
			write(y...)
			a := row.Answer(fn)
			for i := range y {
				if a.special(i) {
					continue
				}
				p, ok := a.fast(i)
				if !ok {
					p = approx{err: 1}
				}
				write(p.hi, p.lo, p.err, float64(p.exp))
			}
		}
		h.Write(buf)
		buf = buf[:0]
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != inputsHash {
		t.Errorf("the inputs' answers hash to %s (%d-bit ints), want %s", got, strconv.IntSize, inputsHash)
	}
}

// ordinaryRow returns up to 12 finite logits of the kind that real rows have, a
// few with all of the exponential's range.
func ordinaryRow(rng *rand.Rand) []float64 {
	x := make([]float64, 1+rng.IntN(12))
	scale := math.Ldexp(1, rng.IntN(9)-3)
	if rng.IntN(16) == 0 {
		scale = 800
	}
	for i := range x {
		x[i] = scale * (rng.Float64() - 0.5)
		if rng.IntN(8) == 0 {
			x[i] = math.Round(x[i])
		}
	}
	return x
}
