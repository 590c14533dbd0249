package target

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"sync"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

// Widths up to which tiers are held against each other: an enclosure takes some
// microseconds for each answer, the plain tier half a millisecond.
const (
	TiersWidest = 64
	PlainWidest = 4
)

// question is what the tiers are asked: a function in a dtype.
type question struct {
	function function.Function
	dtype    dtype.Format
}

func (q question) String() string { return fmt.Sprintf("%s/%v", q.function, q.dtype) }

// questions lists what there is to ask, once.
var questions = sync.OnceValues(func() (choice[question], error) {
	var all []question
	for _, fn := range function.OfLogits() {
		for _, d := range dtype.All() {
			all = append(all, question{fn, d})
		}
	}
	return newChoice(all, question.String)
})

// ask takes an input apart: the key of a question, the row. ok is false for what is
// too short, and for rows that are too wide.
func ask(data []byte, widest int) (q question, x []float64, ok bool, err error) {
	all, err := questions()
	if err != nil || len(data) < 4 {
		return q, nil, false, err
	}
	q = all.of(binary.LittleEndian.Uint32(data))
	x = properties.FromBytes(q.function, q.dtype, data[4:]).X
	return q, x, len(x) <= widest, nil
}

// PinTiers is [Target.Pin] for the inputs of Tiers and Plain.
func PinTiers(data []byte) ([]byte, error) {
	all, err := questions()
	if err != nil || len(data) < 4 {
		return data, err
	}
	q := all.of(binary.LittleEndian.Uint32(data))
	return append(binary.LittleEndian.AppendUint32(nil, Key(q.String())), data[4:]...), nil
}

// TierSeeds returns inputs of Tiers or Plain to start from.
func TierSeeds(widest int) ([][]byte, error) {
	all, err := questions()
	if err != nil {
		return nil, err
	}
	var seeds [][]byte
	for _, q := range all.list {
		for _, c := range properties.Cases(q.function, q.dtype, 2, 40) {
			if len(c.X) <= widest {
				data := binary.LittleEndian.AppendUint32(nil, Key(q.String()))
				seeds = append(seeds, append(data, properties.Bytes(q.function, q.dtype, c)...))
			}
		}
	}
	return seeds, nil
}

// Tiers holds the fast tier against the enclosures: whole rows, single answers, and
// the errors that it measures. The row is memory.
func Tiers(row *reference.Row, data []byte) error {
	q, x, ok, err := ask(data, TiersWidest)
	if !ok {
		return err
	}
	if err := row.Reset(x, reference.IEEE); err != nil {
		return err
	}
	y := make([]float64, q.function.Outputs(len(x)))
	if err := row.Round(q.function, q.dtype, y); err != nil {
		return err
	}
	a := row.Answer(q.function)
	for i, got := range y {
		want := a.At(i).Round(q.dtype)
		if !same(got, want) {
			return fmt.Errorf("%v, answer %d of %x: %x by the fast tier, %x by the enclosures", q, i, x, got, want)
		}
		if lo, hi := a.Error(i, q.dtype, got); lo > 0.5 || hi < 0 || lo != lo || hi != hi {
			return fmt.Errorf("%v, answer %d of %x: rounded correctly, it is %g to %g ulp off", q, i, x, lo, hi)
		}
	}
	return nil
}

// Plain holds the plain tier against the others.
func Plain(data []byte) error {
	q, x, ok, err := ask(data, PlainWidest)
	if !ok {
		return err
	}
	row, err := reference.New(x, reference.IEEE)
	if err != nil {
		return err
	}
	ys, err := reference.Plain(q.function, x)
	if (err == nil) != row.IsFinite() {
		return fmt.Errorf("%v of %x: %v by the plain tier, finite: %v", q, x, err, row.IsFinite())
	}
	a := row.Answer(q.function)
	for i, y := range ys {
		got := a.Round(i, q.dtype)
		if y.IsInf() || math.IsInf(got, 0) || got != got {
			continue // absent terms, and what overflows the dtype
		}
		// Within the plain tier's error, or that of 2^-2000 where m and log S
		// cancel: half a spacing of the dtype is far more.
		z := new(big.Float).SetPrec(3000).Sub(y, big.NewFloat(got))
		half := big.NewFloat(a.Spacing(i, q.dtype)) // which a float64 cannot always halve
		half.Mul(half, big.NewFloat(0.5+0x1p-40))
		if z.Abs(z).Cmp(half) > 0 {
			return fmt.Errorf("%v, answer %d of %x: %x, by the plain tier %.30g", q, i, x, got, y)
		}
	}
	return nil
}

// same reports whether a and b are the same number, the sign of zero included, or
// both NaN.
func same(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}
