package elementary

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"
)

// TestSameBitsEverywhere holds a digest of many results, which amd64 computed,
// against what this architecture computes.
func TestSameBitsEverywhere(t *testing.T) {
	const want = 0x985770ea79303adb
	rng := rand.New(rand.NewPCG(7, 8))
	h := fnv.New64a()
	var word [8]byte
	write := func(v float64) {
		binary.LittleEndian.PutUint64(word[:], math.Float64bits(v))
		h.Write(word[:])
	}
	for range 20_000 {
		x := 1500 * (rng.Float64() - 0.5)
		m, k := ExpPair(1000 * x)
		p := math.Float64frombits(rng.Uint64N(0x7ff0000000000000)) // ≥ 0
		for _, v := range []float64{Exp(x), Exp(x / 1000), Exp2(x), m, float64(k), Log(p), Log1p(p), Log1p(x / 1000)} {
			write(v)
		}
	}
	if got := h.Sum64(); got != want {
		t.Errorf("digest %#x, want %#x", got, uint64(want))
	}
}

var sink float64

func BenchmarkElementary(b *testing.B) {
	for _, bc := range []struct {
		name string
		f    func(float64) float64
		x    float64
	}{
		{"Exp", Exp, -3.7},
		{"Exp2", Exp2, -3.7},
		{"Log", Log, 3.7},
		{"Log1p", Log1p, 3.7},
	} {
		b.Run(bc.name, func(b *testing.B) {
			for range b.N {
				sink = bc.f(bc.x)
			}
		})
	}
}
