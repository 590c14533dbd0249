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
	for _, fn := range function.All() {
		for _, d := range dtype.All() {
			all = append(all, question{fn, d})
		}
	}
	return newChoice(all, question.String)
})

// ask takes an input apart: the key of a question, the function's input. ok is false
// for what is too short, for rows that are too wide, and for what the function does
// not take.
func ask(data []byte, widest int) (q question, in function.Input, ok bool, err error) {
	all, err := questions()
	if err != nil || len(data) < 4 {
		return q, in, false, err
	}
	q = all.of(binary.LittleEndian.Uint32(data))
	in = properties.FromBytes(q.function, q.dtype, data[4:]).Input
	return q, in, len(in.X) <= widest && q.function.Check(&in) == nil, nil
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
	q, in, ok, err := ask(data, TiersWidest)
	if !ok {
		return err
	}
	if err := row.ResetInput(in, reference.IEEE); err != nil {
		return err
	}
	y := make([]float64, q.function.Outputs(len(in.X)))
	if err := row.Round(q.function, q.dtype, y); err != nil {
		return err
	}
	a := row.Answer(q.function)
	for i, got := range y {
		want := a.At(i).Round(q.dtype)
		if !same(got, want) {
			return fmt.Errorf("%v, answer %d of %s: %x by the fast tier, %x by the enclosures", q, i, show(q.function, &in), got, want)
		}
		if lo, hi := a.Error(i, q.dtype, got); lo > 0.5 || hi < 0 || lo != lo || hi != hi {
			return fmt.Errorf("%v, answer %d of %s: rounded correctly, it is %g to %g ulp off", q, i, show(q.function, &in), lo, hi)
		}
	}
	return nil
}

// Plain holds the plain tier against the others.
func Plain(data []byte) error {
	q, in, ok, err := ask(data, PlainWidest)
	if !ok {
		return err
	}
	row := new(reference.Row)
	if err := row.ResetInput(in, reference.IEEE); err != nil {
		return err
	}
	ys, err := reference.PlainInput(q.function, in)
	if (err == nil) != row.IsFinite() {
		return fmt.Errorf("%v of %s: %v by the plain tier, finite: %v", q, show(q.function, &in), err, row.IsFinite())
	}
	a := row.Answer(q.function)
	off := big.NewFloat(plainError(q.function, &in))
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
		if z.Abs(z).Cmp(half.Add(half, off)) > 0 {
			return fmt.Errorf("%v, answer %d of %s: %x, by the plain tier %.30g", q, i, show(q.function, &in), got, y)
		}
	}
	return nil
}

// plainError bounds the absolute error of the plain tier where numbers may cancel and
// leave less than its digits: of gradients, see reference.PlainInput.
func plainError(fn function.Function, in *function.Input) float64 {
	err := 0.0
	switch v, _ := fn.Vector(in); {
	case fn.Outputs(2) == 1: // losses are sums of what is not negative
	case v != nil:
		for _, w := range *v {
			err += float64(math.Abs(w) * 0x1p-399)
		}
	case fn.TakesTarget():
		err = 0x1p-399
	}
	return err / in.T()
}

// show writes an input of a function.
func show(fn function.Function, in *function.Input) string {
	s := fmt.Sprintf("%x", in.X)
	if !fn.TakesSides() {
		return s
	}
	if v, name := fn.Vector(in); v != nil {
		s += fmt.Sprintf(", %s %x", name, *v)
	} else {
		s += fmt.Sprintf(", target %d, smoothing %x", in.Target, in.Smoothing)
	}
	return s + fmt.Sprintf(", temperature %x", in.T())
}

// same reports whether a and b are the same number, the sign of zero included, or
// both NaN.
func same(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}
