package process

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

var fastRoles = map[string]func(argument string){
	// echo answers with what it is asked, and does as little else as it can.
	"echo": func(string) {
		fmt.Println(helloLine)
		in := bufio.NewReaderSize(os.Stdin, 1<<20)
		out := bufio.NewWriterSize(os.Stdout, 1<<20)
		var line []byte
		for {
			line = line[:0]
			for {
				piece, err := in.ReadSlice('\n')
				line = append(line, piece...)
				if err == nil {
					break
				}
				if err != bufio.ErrBufferFull {
					return
				}
			}
			_, rest, _ := bytes.Cut(line, []byte(`"id":`))
			id, rest, _ := bytes.Cut(rest, []byte(","))
			_, rest, _ = bytes.Cut(rest, []byte(`"x":"`))
			x, _, _ := bytes.Cut(rest, []byte(`"`))
			fmt.Fprintf(out, `{"id":%s,"y":"`, id)
			out.Write(x)
			out.WriteString("\"}\n")
			if in.Buffered() == 0 {
				out.Flush()
			}
		}
	},
}

// BenchmarkProtocol has the flow of numbers through the protocol: MB/s is that of
// the logits, and as many answers come back at the same time.
func BenchmarkProtocol(b *testing.B) {
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float64, dtype.BFloat16} {
		for _, rows := range []int{1, 64} {
			b.Run(fmt.Sprintf("dtype=%v/rows=%d", f, rows), func(b *testing.B) {
				flow(b, f, rows, b.N)
				b.SetBytes(int64(rows * 1000 * f.Bits() / 8))
			})
		}
	}
}

// flow asks n times for rows of 1000 logits, with several requests on their way.
func flow(tb testing.TB, f dtype.Format, rows, n int) {
	c := start(tb, "echo", timeout(time.Minute))
	ring := make([]*gate.Batch, windowRequests)
	waits := make([]func() error, len(ring))
	for i := range ring {
		ring[i] = batch(function.Softmax, f, rows, 1000)
	}
	if b, ok := tb.(*testing.B); ok {
		b.ResetTimer()
		defer b.StopTimer()
	}
	for i := range n {
		at := i % len(ring)
		if waits[at] != nil {
			if err := waits[at](); err != nil {
				tb.Fatal(err)
			}
		}
		waits[at] = c.Start(ring[at])
	}
	for i, wait := range waits {
		if wait == nil {
			continue
		}
		if err := wait(); err != nil {
			tb.Fatal(err)
		}
		for j, y := range ring[i].Y {
			if y != ring[i].X[j] {
				tb.Fatalf("answer %d is %v, want %v", j, y, ring[i].X[j])
			}
		}
	}
}

// TestFlow runs what the benchmark times.
func TestFlow(t *testing.T) {
	for _, f := range dtype.All()[:4] {
		flow(t, f, 5, 3*windowRequests+1)
	}
}
