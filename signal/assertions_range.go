package signal

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
)

// normalising: K numbers with mean 0 and variance 1 are at most √(K − 1) in magnitude, and one
// that is ahead of all the others, which are equal, is. So what normalising avoids follows
// from K alone.
func normalising(r *Result, _ uint64) error {
	t := Table{
		Title: "Softmax without a shift of normalised logits: the smallest K at which one outlier overflows", Left: 1,
		Columns: []string{"arithmetic", "from K =", "predicted from", "the outlier is then"},
	}
	im, err := impl.Find("naive", function.Softmax)
	if err != nil {
		return err
	}
	b := newBits(thresholdBits)
	exactly := true
	found := map[string]int{}
	for _, f := range []dtype.Format{dtype.Float32, dtype.Float16, dtype.BFloat16} {
		a := own(f)
		overflows := func(k int) bool {
			x := outlier(f, k)
			y := make([]float64, k)
			im.Compute(a, y, function.Logits(x))
			return y[0] != y[0]
		}
		low, high := 2, 1<<15
		for high-low > 1 {
			if mid := (low + high) / 2; overflows(mid) {
				high = mid
			} else {
				low = mid
			}
		}
		// √(K − 1) rounded to the format has to reach the first number above log Ω.
		least := newLimits(b, im.Model(a), a).overflow(1).first(f, 0)
		k := 2
		for outlier(f, k)[0] < least {
			k++
		}
		exactly = exactly && k == high
		found[f.String()] = high
		t.row(f.String(), high, k, outlier(f, high)[0])
	}
	r.Tables = append(r.Tables, t)
	r.find("normalised-overflows", exactly,
		"Normalised to mean 0 and variance 1, K logits are at most √(K - 1), and one outlier is that much: its exponential overflows in float32 from K = %d on, in bfloat16 from %d and in float16 from %d.",
		found["float32"], found["bfloat16"], found["float16"])
	r.find("normalised-does-not-overflow", exactly && found["float32"] > 2,
		"With up to %d logits in float32 no exponential of normalised logits overflows, whatever they were before.", found["float32"]-1)

	// Normalising is a division by the standard deviation, and so another temperature.
	x := []float64{0, 1, 2, 9}
	mean, deviation := 3.0, math.Sqrt((9+4+1+36)/4.0)
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = (v - mean) / deviation
	}
	wide := own(dtype.Float64)
	before, err := judge("shifted", wide, function.Softmax, function.Logits(x))
	if err != nil {
		return err
	}
	after, err := judge("shifted", wide, function.Softmax, function.Logits(z))
	if err != nil {
		return err
	}
	r.find("normalising-changes", math.Abs(before.exact[3]-after.exact[3]) > 0.1,
		"Normalising makes another function of softmax: the last of the softmax of (0, 1, 2, 9) is %s, and %s after normalising.", figures(before.exact[3]), figures(after.exact[3]))
	return nil
}

// outlier returns K logits with mean 0 and variance 1 up to their rounding, of which the first is
// ahead of the others.
func outlier(f dtype.Format, k int) []float64 {
	x := make([]float64, k)
	top := math.Sqrt(float64(k - 1))
	for i := range x {
		x[i] = f.Round(-1 / top)
	}
	x[0] = f.Round(top)
	return x
}

// temperature: a division by 0.01 multiplies the logits, and with them what was lost of them
// before.
func temperature(r *Result, seed uint64) error {
	const rows, width, t = 200, 10, 0.01
	table := Table{
		Title: "Cross-entropy at a temperature of 0.01, of rows of 10 logits that are numbers of float16", Left: 2,
		Columns: []string{"arithmetic", "logits", "infinite or NaN", "largest error in ulps", "largest relative error"},
	}
	found := map[string][3]float64{}
	for _, a := range []impl.Arithmetic{own(dtype.Float16), {Storage: dtype.Float16, Accumulate: dtype.Float32}} {
		for _, size := range []struct {
			name  string
			scale float64
		}{{"within 8 of 0", 8}, {"within 400 of 0", 400}} {
			s := random(seed, "assertions/temperature")
			var bad int
			var ulps, relative float64
			for range rows {
				in := function.Input{X: make([]float64, width), Target: s.IntN(width), Temperature: t}
				for i := range in.X {
					in.X[i] = dtype.Float16.Round(s.between(-size.scale, size.scale))
				}
				j, err := judge("log1p", a, function.CrossEntropy, in)
				if err != nil {
					return err
				}
				if v := j.got[0]; v-v != 0 {
					bad++
					continue
				}
				ulps, relative = max(ulps, j.ulps), max(relative, j.relative)
			}
			found[a.String()+size.name] = [3]float64{float64(bad), ulps, relative}
			table.row(a.String(), size.name, bad, ulps, relative)
		}
	}
	r.Tables = append(r.Tables, table)
	narrow, wide := found["float16within 8 of 0"], found["float16+float32within 8 of 0"]
	far, stored := found["float16within 400 of 0"], found["float16+float32within 400 of 0"]
	r.find("temperature-in-float16", narrow[2] > 0.01 && far[0] > 0,
		"At a temperature of 0.01 the cross-entropy of 10 logits within 8 of 0 is off by as much as %s in float16 throughout, as the quotients are rounded to multiples of 1/2, and of %d rows of logits within 400 of 0 %s are not finite.",
		figures(narrow[2]), rows, figures(far[0]))
	r.find("temperature-in-float32", wide[0] == 0 && wide[2] < 0.01,
		"With float32 inside, the cross-entropy at 0.01 of logits within 8 of 0 is off by %s at most; the losses of %s rows within 400 of 0 are too large for float16 whoever computes them.", figures(wide[2]), figures(stored[0]))
	return nil
}
