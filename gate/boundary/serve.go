package boundary

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

// request is a message of version 1 of the adapter protocol; arrays are base64.
type request struct {
	ID                     int64
	Rows, K                int
	Axis                   string
	Temperature, Smoothing float64
	X, Cotangent, Weights  []byte
	Target                 []byte
}

// Serve answers requests about a program, which declares its model if it is to, until
// there are no more.
func Serve(r io.Reader, w io.Writer, s *properties.Subject, declare bool) error {
	out := bufio.NewWriter(w)
	say := func(message any) error {
		if err := json.NewEncoder(out).Encode(message); err != nil {
			return err
		}
		return out.Flush()
	}
	hello := map[string]any{"softulp": 1, "name": s.Name, "version": "1", "functions": map[string][]string{string(s.Function): {s.DType.String()}},
		"parameters": []string{"temperature", "smoothing"}}
	if declare {
		hello["model"] = s.Model
	}
	if err := say(hello); err != nil {
		return err
	}
	for in := json.NewDecoder(r); ; {
		var q request
		if err := in.Decode(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		answer := map[string]any{"id": q.ID}
		y, mutated, err := q.answer(s)
		if err != nil {
			answer["error"] = err.Error()
		} else {
			answer["y"] = base64.StdEncoding.EncodeToString(y)
		}
		if mutated {
			answer["mutated"] = true
		}
		if err := say(answer); err != nil {
			return err
		}
	}
}

// answer computes one row after another, and says whether its input was written to.
func (q *request) answer(s *properties.Subject) (y []byte, mutated bool, err error) {
	if s.Widest > 0 && q.K > s.Widest {
		return nil, false, fmt.Errorf("rows of more than %d logits", s.Widest)
	}
	x, g, p := decode(s.DType, q.X), decode(s.DType, q.Cotangent), decode(s.DType, q.Weights)
	row := func(m []float64, i int) []float64 {
		if len(m) < (i+1)*q.K {
			return nil
		}
		return m[i*q.K : (i+1)*q.K]
	}
	for i := range q.Rows {
		in := function.Input{X: row(x, i), Cotangent: row(g, i), Weights: row(p, i), Temperature: q.Temperature, Smoothing: q.Smoothing}
		if in.X == nil && q.K > 0 {
			return nil, false, errors.New("there are fewer numbers than rows × k")
		}
		if s.Function.TakesTarget() && len(q.Target) >= 8*(i+1) {
			in.Target = int(int64(binary.LittleEndian.Uint64(q.Target[8*i:])))
		}
		answers := make([]float64, s.Function.Outputs(q.K))
		s.Compute(answers, in)
		y = append(y, encode(s.DType, answers)...)
	}
	for _, m := range []struct {
		now []float64
		was []byte
	}{{x, q.X}, {g, q.Cotangent}, {p, q.Weights}} {
		mutated = mutated || !bytes.Equal(encode(s.DType, m.now), encode(s.DType, decode(s.DType, m.was)))
	}
	return y, mutated, nil
}

func decode(f dtype.Format, data []byte) []float64 {
	size := f.Bits() / 8
	v := make([]float64, 0, len(data)/size)
	for ; len(data) >= size; data = data[size:] {
		var word [8]byte
		copy(word[:], data[:size])
		v = append(v, f.Decode(binary.LittleEndian.Uint64(word[:])))
	}
	return v
}

func encode(f dtype.Format, v []float64) []byte {
	var data []byte
	for _, x := range v {
		word := binary.LittleEndian.AppendUint64(nil, f.Encode(x))
		data = append(data, word[:f.Bits()/8]...)
	}
	return data
}
