package library

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Serve answers the requests of the adapter protocol with a function of a library: args are the
// library's file, the symbol and the signature. in and out that are files are kept from the library,
// which sees an empty standard input, and standard error as its standard output. It returns when
// the input ends or the context does, unless the library ends the process.
func Serve(ctx context.Context, in io.Reader, out io.Writer, args []string) error {
	if len(args) != 3 {
		return errors.New("want the library's FILE, a SYMBOL and its SIGNATURE")
	}
	s, err := ParseSignature(args[2])
	if err != nil {
		return err
	}
	if err := Check(args[0], args[1], s); err != nil {
		return err
	}
	in, out, err = keep(in, out)
	if err != nil {
		return fmt.Errorf("cannot keep standard input and output from the library: %w", err)
	}
	// A library may keep things by thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	call, err := open(args[0], args[1])
	if err != nil {
		return err
	}
	k := &kernel{Signature: s, call: call}
	w := bufio.NewWriter(out)
	hello, err := json.Marshal(map[string]any{
		"softulp": 1, "name": fmt.Sprintf("%s of %s", args[1], filepath.Base(args[0])),
		"functions": map[function.Function][]dtype.Format{s.Function: {s.DType}},
	})
	if err != nil {
		return err
	}
	w.Write(hello)
	w.WriteByte('\n')
	if err := w.Flush(); err != nil {
		return err
	}
	lines, end := read(in)
	for {
		select {
		case line := <-lines:
			answer, err := k.answer(line)
			if err != nil {
				return err
			}
			w.Write(answer)
			if err := w.Flush(); err != nil {
				return fmt.Errorf("cannot answer: %w", err)
			}
		case err := <-end:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// read sends the lines of a reader, and then why there are no more: nil where it ended with
// a line.
func read(in io.Reader) (<-chan []byte, <-chan error) {
	lines, end := make(chan []byte), make(chan error, 1)
	go func() {
		r := bufio.NewReaderSize(in, 64<<10)
		for {
			line, err := r.ReadBytes('\n')
			if err == nil {
				lines <- line
				continue
			}
			if err == io.EOF && len(line) == 0 {
				err = nil
			}
			end <- err
			return
		}
	}()
	return lines, end
}

// kernel is a function of a library, and the memory that it is given.
type kernel struct {
	Signature
	call func(args ...uintptr) (status int32)

	x, side, y region
	out        []byte
}

// request is a line of the protocol. JSON holds []byte as base64.
type request struct {
	ID       int64
	Function function.Function
	DType    dtype.Format
	Rows, K  int
	Axis     string

	X, Target, Cotangent, Weights []byte
}

// answer calls the function for a request, and returns the line that answers it. An error is
// beyond what an answer can say: memory is not as it was.
func (k *kernel) answer(line []byte) ([]byte, error) {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, fmt.Errorf("cannot read a request: %w", err)
	}
	side, size := k.sideOf(&r)
	bytesOf := k.DType.Bits() / 8
	outputs := r.Rows * k.Function.Outputs(r.K) * bytesOf
	switch {
	case r.Function != k.Function || r.DType != k.DType || r.Axis != "" && r.Axis != "last":
		return k.declined(r.ID, "it computes "+k.String()+" alone"), nil
	case r.Rows < 0 || r.K < 0 || len(r.X) != r.Rows*r.K*bytesOf || len(side) != size:
		return nil, fmt.Errorf("request %d has arrays that are not of its shape", r.ID)
	}
	for _, a := range []struct {
		region *region
		bytes  int
	}{{&k.x, len(r.X)}, {&k.side, len(side)}, {&k.y, outputs}} {
		if err := a.region.take(a.bytes); err != nil {
			return nil, fmt.Errorf("cannot get memory for request %d: %w", r.ID, err)
		}
	}
	copy(k.x.array, r.X)
	copy(k.side.array, side)
	for i := range k.y.array {
		k.y.array[i] = 0xff // NaN in every dtype
	}

	args := []uintptr{k.x.address()}
	if size > 0 || k.Function.TakesSides() {
		args = append(args, k.side.address())
	}
	args = append(args, k.y.address(), uintptr(r.Rows), uintptr(r.K))
	status := k.call(args...)

	for _, a := range []struct {
		region *region
		name   string
	}{{&k.x, "x"}, {&k.side, k.sideName()}, {&k.y, "y"}} {
		if !a.region.sound() {
			return nil, fmt.Errorf("the library wrote before the beginning of %s, at request %d, %d rows of %d", a.name, r.ID, r.Rows, r.K)
		}
	}
	if k.Status && status != 0 {
		return k.declined(r.ID, "status "+strconv.Itoa(int(status))), nil
	}
	k.out = append(k.out[:0], `{"id":`...)
	k.out = strconv.AppendInt(k.out, r.ID, 10)
	k.out = append(k.out, `,"y":"`...)
	k.out = base64.StdEncoding.AppendEncode(k.out, k.y.array)
	k.out = append(k.out, '"')
	if !bytes.Equal(k.x.array, r.X) || !bytes.Equal(k.side.array, side) {
		k.out = append(k.out, `,"mutated":true`...)
	}
	return append(k.out, "}\n"...), nil
}

// sideOf returns what the function takes besides the logits, and how many bytes of it are due.
func (k *kernel) sideOf(r *request) (side []byte, size int) {
	if k.Function.TakesTarget() {
		return r.Target, 8 * r.Rows
	}
	switch k.sideName() {
	case "cotangent":
		return r.Cotangent, r.Rows * r.K * (k.DType.Bits() / 8)
	case "weights":
		return r.Weights, r.Rows * r.K * (k.DType.Bits() / 8)
	}
	return nil, 0
}

func (k *kernel) sideName() string {
	if k.Function.TakesTarget() {
		return "target"
	}
	_, name := k.Function.Vector(&function.Input{})
	return name
}

// declined is the line that declines a request.
func (k *kernel) declined(id int64, why string) []byte {
	return fmt.Appendf(k.out[:0], "{\"id\":%d,\"error\":%q}\n", id, why)
}
