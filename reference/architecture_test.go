package reference

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// answersHash is the SHA-256 of what TestSameBitsEverywhere computes. It was
// made by that test on amd64 (go1.26), and is what it prints when it fails.
const answersHash = "fc06f0d18cf7c81495e4359c4e379a6b35d7f627567945e883da35696965ecb3"

// TestSameBitsEverywhere: rounded answers and measured errors are the same to
// the last bit on every architecture. (With GOARCH=386 it runs on an amd64 too.)
func TestSameBitsEverywhere(t *testing.T) {
	h := sha256.New()
	write := func(v float64) {
		if v != v {
			v = math.NaN() // of one sign and payload
		}
		h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
	}
	rng := rand.New(rand.NewPCG(14, 1))
	for range 2000 {
		r := mustRow(t, randomRow(rng, 1+rng.IntN(5)))
		for _, fn := range function.All() {
			a := r.Answer(fn)
			i := rng.IntN(a.Len())
			for _, f := range dtype.All() {
				y := a.Round(i, f)
				write(y)
				lo, hi := a.Error(i, f, f.NextUp(y))
				write(lo)
				write(hi)
			}
			h.Write([]byte(a.Decimal(i, 25)))
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != answersHash {
		t.Errorf("the answers hash to %s (%d-bit ints), want %s", got, strconv.IntSize, answersHash)
	}
}
