package main

import (
	"encoding/binary"
	"flag"
	"testing"

	"github.com/softulp/softulp/fuzz/internal/target"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/draw"
	"github.com/softulp/softulp/properties/mutants"
	"pgregory.net/rapid"
)

var mutant = flag.String("mutant", "", "fuzz the mutant `NAME`")

// subject returns the mutant that the flag names, and what chooses properties for
// it; ok is false where it names none.
func subject(f *testing.F) (m *properties.Subject, choose *target.Target, ok bool) {
	if *mutant == "" {
		return nil, nil, false
	}
	choose, err := target.Find("FuzzSoftmax")
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range mutants.All() {
		if c.Name == *mutant {
			if m, err = c.Subject(); err != nil {
				f.Fatal(err)
			}
			return m, choose, true
		}
	}
	f.Fatalf("no mutant %q", *mutant)
	return nil, nil, false
}

// judge fails where the property does, or edge-cases where it has nothing to say.
func judge(fatal func(args ...any), b *properties.Bench, p *properties.Property, s *properties.Subject, c properties.Case) {
	v, judged := p.Judge(b, s, &c)
	if !judged {
		v, _ = properties.Find("edge-cases").Judge(b, s, &c)
	}
	if v != nil {
		fatal(v)
	}
}

// number logs which execution it was that failed.
func number(t *testing.T, n int) {
	if t.Failed() {
		t.Logf("execution %d", n)
	}
}

func FuzzBytes(f *testing.F) {
	f.Add(make([]byte, 1024))
	s, choose, ok := subject(f)
	b := new(properties.Bench)
	n := 0
	f.Fuzz(func(t *testing.T, data []byte) {
		if !ok || len(data) < 4 {
			return
		}
		n++
		defer number(t, n)
		judge(t.Fatal, b, choose.Property(binary.LittleEndian.Uint32(data)), s, properties.FromBytes(s.Function, s.DType, data[4:]))
	})
}

func FuzzRapid(f *testing.F) {
	f.Add(make([]byte, 1024))
	s, choose, ok := subject(f)
	if !ok {
		f.Fuzz(func(*testing.T, []byte) {})
		return
	}
	b, rows := new(properties.Bench), draw.Case(s.Function, s.DType, properties.MaxFuzzK)
	n := 0
	fuzz := rapid.MakeFuzz(func(t *rapid.T) {
		p := choose.Property(rapid.Uint32().Draw(t, "property"))
		judge(t.Fatal, b, p, s, rows.Draw(t, "case"))
	})
	f.Fuzz(func(t *testing.T, data []byte) {
		n++
		defer number(t, n)
		fuzz(t, data)
	})
}
