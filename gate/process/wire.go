package process

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"io"
	"math"
	"strconv"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/gate"
)

// chunk is how many bytes of an array are encoded at a time: requests are written in
// pieces, whatever their size. It is a multiple of 3, so that the pieces' base64 can be put
// together, and of 8.
const chunk = 48 << 10

// encoder writes requests. It keeps its buffers.
type encoder struct {
	raw [chunk]byte
	out []byte
}

// write writes a request and the line's end.
func (e *encoder) write(w io.Writer, id int64, b *gate.Batch) error {
	e.out = append(e.out[:0], `{"id":`...)
	e.out = strconv.AppendInt(e.out, id, 10)
	e.out = append(e.out, `,"function":"`...)
	e.out = append(e.out, b.Function...)
	e.out = append(e.out, `","dtype":"`...)
	e.out = append(e.out, b.DType.String()...)
	e.out = append(e.out, `","rows":`...)
	e.out = strconv.AppendInt(e.out, int64(b.Rows), 10)
	e.out = append(e.out, `,"k":`...)
	e.out = strconv.AppendInt(e.out, int64(b.K), 10)
	if b.Axis == gate.First {
		e.out = append(e.out, `,"axis":"first"`...)
	}
	e.parameter("temperature", b.Temperature)
	e.parameter("smoothing", b.Smoothing)
	if err := e.matrix(w, "x", b, b.X); err != nil {
		return err
	}
	if b.Function.TakesTarget() {
		e.key("target")
		if err := e.array(w, len(b.Target), 8, func(p []byte, from, n int) {
			for i, t := range b.Target[from : from+n] {
				binary.LittleEndian.PutUint64(p[8*i:], uint64(t))
			}
		}); err != nil {
			return err
		}
	}
	if b.Cotangent != nil {
		if err := e.matrix(w, "cotangent", b, b.Cotangent); err != nil {
			return err
		}
	}
	if b.Weights != nil {
		if err := e.matrix(w, "weights", b, b.Weights); err != nil {
			return err
		}
	}
	e.out = append(e.out, "}\n"...)
	_, err := w.Write(e.out)
	return err
}

// parameter writes a key and a number, unless it is 0: what is left out has no effect.
func (e *encoder) parameter(name string, v float64) {
	if v != 0 {
		e.key(name)
		e.out = strconv.AppendFloat(e.out, v, 'g', -1, 64)
	}
}

func (e *encoder) key(name string) {
	e.out = append(e.out, `,"`...)
	e.out = append(e.out, name...)
	e.out = append(e.out, `":`...)
}

// matrix writes a key and a matrix of the batch's shape, laid out for its axis.
func (e *encoder) matrix(w io.Writer, name string, b *gate.Batch, m []float64) error {
	e.key(name)
	bytes := b.DType.Bits() / 8
	if b.Axis != gate.First || b.Rows <= 1 || b.K <= 1 {
		return e.array(w, len(m), bytes, func(p []byte, from, n int) { encode(p, b.DType, m[from:from+n]) })
	}
	column := make([]float64, 0, chunk/bytes)
	return e.array(w, len(m), bytes, func(p []byte, from, n int) {
		column = column[:0]
		i, j := from%b.Rows, from/b.Rows
		for range n {
			column = append(column, m[i*b.K+j])
			if i++; i == b.Rows {
				i, j = 0, j+1
			}
		}
		encode(p, b.DType, column)
	})
}

// array writes a string with n elements of the given size, which fill puts into p, count
// elements from one on at a time.
func (e *encoder) array(w io.Writer, n, size int, fill func(p []byte, from, count int)) error {
	e.out = append(e.out, '"')
	for from := 0; from < n; {
		count := min(n-from, chunk/size)
		fill(e.raw[:], from, count)
		e.out = base64.StdEncoding.AppendEncode(e.out, e.raw[:count*size])
		from += count
		if _, err := w.Write(e.out); err != nil {
			return err
		}
		e.out = e.out[:0]
	}
	e.out = append(e.out, '"')
	return nil
}

// wireBytes returns about how many bytes of base64 a batch is, with its answer.
func wireBytes(b *gate.Batch) int {
	elements := len(b.X) + len(b.Cotangent) + len(b.Weights) + len(b.Y)
	return (elements*b.DType.Bits()/8+8*len(b.Target))/3*4 + 256
}

// encode puts the little-endian patterns of xs into p. Every NaN becomes the canonical
// quiet one, so that requests do not depend on where a NaN came from.
func encode(p []byte, f dtype.Format, xs []float64) {
	switch f.Bits() {
	case 64:
		for i, x := range xs {
			u := math.Float64bits(x)
			if x != x {
				u = f.Encode(x)
			}
			binary.LittleEndian.PutUint64(p[8*i:], u)
		}
	case 32:
		for i, x := range xs {
			u := math.Float32bits(float32(x))
			if x != x {
				u = uint32(f.Encode(x))
			}
			binary.LittleEndian.PutUint32(p[4*i:], u)
		}
	case 16:
		for i, x := range xs {
			binary.LittleEndian.PutUint16(p[2*i:], uint16(f.Encode(x)))
		}
	default:
		for i, x := range xs {
			p[i] = byte(f.Encode(x))
		}
	}
}

// decode sets ys from their little-endian patterns.
func decode(ys []float64, f dtype.Format, p []byte) {
	switch f.Bits() {
	case 64:
		for i := range ys {
			ys[i] = math.Float64frombits(binary.LittleEndian.Uint64(p[8*i:]))
		}
	case 32:
		for i := range ys {
			ys[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(p[4*i:])))
		}
	case 16:
		for i := range ys {
			ys[i] = f.Decode(uint64(binary.LittleEndian.Uint16(p[2*i:])))
		}
	default:
		for i := range ys {
			ys[i] = f.Decode(uint64(p[i]))
		}
	}
}

// take sets the batch's answers from their bytes on the wire, of the right length.
func take(b *gate.Batch, p []byte) {
	if n := b.Rows * b.Function.Outputs(b.K); len(b.Y) != n {
		b.Y = make([]float64, n)
	}
	if b.Axis != gate.First || b.Rows <= 1 || b.Function.Outputs(2) == 1 {
		decode(b.Y, b.DType, p)
		return
	}
	var column [512]float64
	bytes := b.DType.Bits() / 8
	i, j := 0, 0
	for len(p) > 0 {
		n := min(len(column), len(p)/bytes)
		decode(column[:n], b.DType, p)
		p = p[n*bytes:]
		for _, y := range column[:n] {
			b.Y[i*b.K+j] = y
			if i++; i == b.Rows {
				i, j = 0, j+1
			}
		}
	}
}

// answerBytes returns how many bytes the answer to a batch has, and how many in base64.
func answerBytes(b *gate.Batch) (raw, encoded int) {
	raw = b.Rows * b.Function.Outputs(b.K) * (b.DType.Bits() / 8)
	return raw, base64.StdEncoding.EncodedLen(raw)
}

// strictly is base64 with padding, in which each array has one spelling.
var strictly = base64.StdEncoding.Strict()

// fromBase64 decodes into a buffer that is used again. The decoder of the standard
// library skips line breaks, which have no place here.
func fromBase64(buffer, text []byte) ([]byte, error) {
	if i := bytes.IndexAny(text, "\r\n"); i >= 0 {
		return nil, base64.CorruptInputError(i)
	}
	return strictly.AppendDecode(buffer[:0], text)
}
