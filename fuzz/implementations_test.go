package fuzz

import (
	"flag"
	"testing"

	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

// subjects returns every implementation of fn in every arithmetic.
func subjects(fn function.Function) []*properties.Subject {
	var all []*properties.Subject
	for _, im := range impl.Of(fn) {
		for _, a := range im.Arithmetics {
			all = append(all, properties.Of(im, a))
		}
	}
	return all
}

// widest bounds the rows of the targets that call implementations.
var widest = flag.Int("widest", properties.MaxFuzzK, "fuzz rows of at most `K` logits")

// choose returns the property that a byte stands for: half of them mean accuracy,
// or edge-cases where the row is none of numbers.
func choose(all []*properties.Property, by byte) *properties.Property {
	if by%2 == 0 {
		return all[0]
	}
	return all[int(by/2)%len(all)]
}

// seeds adds rows of every kind, for some of the subjects.
func seeds(f *testing.F, all []*properties.Subject) {
	for i, s := range all {
		if i%5 != 0 {
			continue
		}
		for k, c := range properties.Cases(s.DType, 1, 40) {
			f.Add(append([]byte{byte(i), byte(k)}, properties.Bytes(s.DType, c)...))
		}
	}
	f.Add([]byte{0, 0, 2, 0, 200, 0, 0, 128, 63}) // 1 over and over
	f.Add([]byte{1, 3, 1, 8, 7, 1, 2, 3, 128, 127})
}

// fuzzFunction is a target: the first byte chooses the implementation, the second
// a property, the others are the row.
func fuzzFunction(f *testing.F, fn function.Function) {
	all, props, edges := subjects(fn), properties.All(), properties.Find("edge-cases")
	seeds(f, all)
	b := new(properties.Bench)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 2 {
			return
		}
		s, p := all[int(data[0])%len(all)], choose(props, data[1])
		c := properties.FromBytes(s.DType, data[2:])
		if len(c.X) > *widest {
			return
		}
		v, judged := p.Judge(b, s, &c)
		if !judged {
			p = edges
			v, _ = p.Judge(b, s, &c)
		}
		if v != nil {
			c, v = properties.Shrink(p, b, s, c, 2000)
			t.Fatalf("%s, %s, has not the property %s (%s): on %x, seed %d, %v", s.Name, fn, p.Name, p.Why, c.X, c.Seed, v)
		}
	})
}

func FuzzSoftmax(f *testing.F)    { fuzzFunction(f, function.Softmax) }
func FuzzLogSoftmax(f *testing.F) { fuzzFunction(f, function.LogSoftmax) }
func FuzzLogSumExp(f *testing.F)  { fuzzFunction(f, function.LogSumExp) }

// FuzzBare calls the implementations of softmax and looks at nothing: what fuzzing
// costs by itself. make fuzz-speed compares FuzzSoftmax with it.
func FuzzBare(f *testing.F) {
	all := subjects(function.Softmax)
	seeds(f, all)
	y := make([]float64, properties.MaxFuzzK)
	f.Fuzz(func(_ *testing.T, data []byte) {
		if len(data) < 2 {
			return
		}
		s := all[int(data[0])%len(all)]
		c := properties.FromBytes(s.DType, data[2:])
		if len(c.X) <= *widest {
			s.Compute(y[:len(c.X)], c.X)
		}
	})
}
