package gate

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// BenchmarkGate says what judging a float32 softmax costs beside the function itself and
// the exact answers, on rows of 1000 logits, an element: of=function, of=exact, and
// of=gate. With two CPUs a gate may take 5 times as long as the others together; they
// have one, as a function of this process is called by one goroutine at a time. See make overhead.
func BenchmarkGate(b *testing.B) {
	const k, rows = 1000, 8192
	r := rand.New(rand.NewPCG(1, 1))
	data := make([]float64, rows*k)
	for i := range data {
		data[i] = float64(float32(4 * r.NormFloat64()))
	}
	perElement := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows*k), "ns/elem")
	}
	b.Run("of=function", func(b *testing.B) {
		x, y := make([]float32, k), make([]float32, k)
		for b.Loop() {
			for i := range rows {
				for j := range x {
					x[j] = float32(data[i*k+j])
				}
				softmax32(y, x)
			}
		}
		perElement(b)
	})
	b.Run("of=exact", func(b *testing.B) {
		var row reference.Row
		y := make([]float64, k)
		for b.Loop() {
			for i := range rows {
				if err := row.Reset(data[i*k:(i+1)*k], reference.IEEE); err != nil {
					b.Fatal(err)
				}
				if err := row.Round(function.Softmax, dtype.Float32, y); err != nil {
					b.Fatal(err)
				}
			}
		}
		perElement(b)
	})
	b.Run("of=gate", func(b *testing.B) {
		p := Softmax32("mine", softmax32)
		for b.Loop() {
			doc, err := Judge(context.Background(), []*Program{p}, JudgeOptions{Seed: 1,
				Input: &Input{Name: "normal", Rows: rows, K: k, Data: data}})
			if err != nil || doc.Implementations[0].Verdict != Pass {
				b.Fatal(err, doc.Implementations[0].Sentence)
			}
		}
		perElement(b)
	})
}
