package serve

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

type message struct {
	ID                            int64
	Function, DType, Axis         string
	Rows, K                       int
	X, Target, Cotangent, Weights []byte // base64 in JSON
}

// Serve answers the requests in r until there are no more.
func (a *Adapter) Serve(r io.Reader, w io.Writer) error {
	offers := make(map[string][]string)
	for f := range a.Float32 {
		offers[f] = append(offers[f], "float32")
	}
	for f := range a.Float64 {
		offers[f] = append(offers[f], "float64")
	}
	out := json.NewEncoder(w) // ends each message with a line break
	greeting := map[string]any{"softulp": 1, "name": a.Name, "version": a.Version, "functions": offers}
	if len(a.Axes) > 0 {
		greeting["axes"] = a.Axes
	}
	if a.Profile != "" {
		greeting["profile"] = a.Profile
	}
	if err := out.Encode(greeting); err != nil {
		return err
	}
	for in := json.NewDecoder(r); ; {
		var m message
		if err := in.Decode(&m); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		answer := map[string]any{"id": m.ID}
		var y []byte
		var err error
		if m.DType == "float64" {
			y, err = do(a.Float64[m.Function], &m, 8)
		} else {
			y, err = do(a.Float32[m.Function], &m, 4)
		}
		if err != nil {
			answer["error"] = err.Error()
		} else {
			answer["y"] = y
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
}

// do has f answer m, of numbers that take size bytes each.
func do[T float32 | float64](f Function[T], m *message, size int) (y []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if f == nil {
		return nil, fmt.Errorf("%s in %s is not offered", m.Function, m.DType)
	}
	r := &Request[T]{Rows: m.Rows, K: m.K, First: m.Axis == "first", X: numbers[T](m.X, size), Cotangent: numbers[T](m.Cotangent, size),
		Weights: numbers[T](m.Weights, size), Target: numbers[int64](m.Target, 8)}
	r.Y = make([]T, m.Rows*m.K)
	if slices.Contains([]string{"logsumexp", "cross_entropy", "cross_entropy_soft"}, m.Function) {
		r.Y = make([]T, m.Rows)
	}
	if err := f(r); err != nil {
		return nil, err
	}
	return binary.Append(make([]byte, 0, size*len(r.Y)), binary.LittleEndian, r.Y)
}

// numbers decodes little-endian numbers, nil if there are none in the request.
func numbers[T float32 | float64 | int64](b []byte, size int) []T {
	if b == nil {
		return nil
	}
	n := make([]T, len(b)/size)
	binary.Decode(b, binary.LittleEndian, n) // as long as it has room
	return n
}
