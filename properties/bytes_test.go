package properties

import (
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// TestBytes: rows go through bytes and back, and any bytes make a row of the dtype
// that is not too wide.
func TestBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 1))
	for _, f := range dtype.All() {
		for _, c := range Cases(f, 1, 200) {
			d := FromBytes(f, Bytes(f, c))
			if len(d.X) != min(len(c.X), MaxFuzzK) || d.Seed != c.Seed%256 {
				t.Fatalf("%v: %d logits of %d, seed %d of %d", f, len(d.X), len(c.X), d.Seed, c.Seed)
			}
			for i, v := range d.X {
				if !same(v, c.X[i]) && v == v {
					t.Errorf("%v: logit %d is %x, was %x", f, i, v, c.X[i])
				}
			}
		}
		widest := 0
		for range 3000 {
			data := make([]byte, rng.IntN(1<<rng.IntN(17)))
			for i := range data {
				data[i] = byte(rng.Uint32())
			}
			c := FromBytes(f, data)
			widest = max(widest, len(c.X))
			for _, v := range c.X {
				if !f.Representable(v) {
					t.Fatalf("%v: %x of % x", f, v, data)
				}
			}
		}
		if widest != MaxFuzzK {
			t.Errorf("%v: the widest row has %d logits, want %d", f, widest, MaxFuzzK)
		}
	}
}
