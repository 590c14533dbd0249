package gate

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func histogramOf(errors []float64) *histogram {
	h := new(histogram)
	for _, e := range errors {
		h.count(e)
	}
	return h
}

// exactQuantile is the smallest error that at least a share q of all do not
// exceed.
func exactQuantile(errors []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(errors))
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}

func TestHistogramQuantile(t *testing.T) {
	draws := map[string]func(r *rand.Rand) float64{
		"uniform":      func(r *rand.Rand) float64 { return r.Float64() / 2 },
		"exponential":  func(r *rand.Rand) float64 { return r.ExpFloat64() },
		"octaves":      func(r *rand.Rand) float64 { return math.Exp2(float64(r.Float64()*80) - 20) },
		"powers of 2":  func(r *rand.Rand) float64 { return math.Ldexp(1, r.IntN(80)-20) },
		"below powers": func(r *rand.Rand) float64 { return math.Nextafter(math.Ldexp(1, r.IntN(80)-20), 0) },
		"constant":     func(*rand.Rand) float64 { return 0.3 },
	}
	for name, draw := range draws {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			for _, n := range []int{1, 2, 99, 100, 101, 5000} {
				errors := make([]float64, n)
				for i := range errors {
					errors[i] = draw(r)
				}
				h := histogramOf(errors)
				for _, q := range []float64{0, 0.01, 0.5, 0.9, 0.99, 1} {
					got, want := h.quantile(q), exactQuantile(errors, q)
					if q == 0 {
						if got > want {
							t.Errorf("n = %d: quantile(0) = %g, above the smallest error %g", n, got, want)
						}
						continue
					}
					if !(got >= want && got <= want*1.01) {
						t.Errorf("n = %d: quantile(%g) = %g, want %g or up to 1 %% more", n, q, got, want)
					}
				}
			}
		})
	}
}

func TestHistogramZero(t *testing.T) {
	if got := new(histogram).quantile(0.99); got != 0 {
		t.Errorf("quantile of nothing = %g, want 0", got)
	}
	below := math.Nextafter(0x1p-24, 0)
	h := histogramOf([]float64{0, 0, math.SmallestNonzeroFloat64, below, 1})
	if h.zero != 4 || h.counts != 5 {
		t.Errorf("zero, counts = %d, %d, want 4, 5", h.zero, h.counts)
	}
	if got := h.quantile(0.8); got != 0 {
		t.Errorf("quantile(0.8) = %g, want 0", got)
	}
	if got := h.quantile(0.81); !(got >= 1 && got <= 1.01) {
		t.Errorf("quantile(0.81) = %g, want 1 or up to 1 %% more", got)
	}
	if h := histogramOf([]float64{0x1p-24}); h.zero != 0 || !(h.quantile(1) >= 0x1p-24) {
		t.Errorf("2^-24 counts as 0")
	}
}

func TestHistogramAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var all []float64
	merged := []*histogram{new(histogram), new(histogram)}
	for part := range 7 {
		errors := make([]float64, 50*part) // the first is empty
		for i := range errors {
			errors[i] = math.Exp2(float64(r.Float64()*float64(10*part)) - 30)
		}
		all = append(all, errors...)
		merged[0].add(histogramOf(errors))
	}
	for i := len(all) - 1; i >= 0; i-- { // one by one, in the other order
		merged[1].add(histogramOf(all[i : i+1]))
	}
	want := histogramOf(all)
	for i, h := range merged {
		if !reflect.DeepEqual(h, want) {
			t.Errorf("merge %d differs from counting everything in one histogram", i)
		}
	}
}

func TestHistogramSaturates(t *testing.T) {
	huge := []float64{0x1p1023, 0x1.8p1023, 1e308, math.MaxFloat64}
	h := histogramOf(huge)
	if want := (lastOctave - firstOctave) * octaveBins; len(h.bins) > want {
		t.Errorf("%d bins, want at most %d", len(h.bins), want)
	}
	if h.counts != len(huge) {
		t.Errorf("counts = %d, want %d", h.counts, len(huge))
	}
	if got := h.quantile(0.5); got != 0x1p1023 {
		t.Errorf("quantile(0.5) = %g, want the end 2^1023", got)
	}
	below := math.Nextafter(0x1p1023, 0)
	if got := histogramOf([]float64{below}).quantile(1); got != 0x1p1023 {
		t.Errorf("quantile of the last number = %g, want 2^1023", got)
	}
}
