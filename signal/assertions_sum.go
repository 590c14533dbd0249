package signal

import (
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// sumToOne: a softmax whose exponential is off by several per cent adds up to one as well as any
// other, as whatever the exponentials are, they are divided by their sum.
func sumToOne(r *Result, seed uint64) error {
	const rows, width = 200, 50
	t := Table{
		Title: "How far the outputs are from adding up to one, and from right, in float32", Left: 1,
		Columns: []string{"algorithm", "largest |sum - 1|", "largest relative error", "largest error in ulps"},
	}
	a := own(dtype.Float32)
	found := map[string][2]float64{}
	for _, name := range []string{"shifted", "schraudolph"} {
		s := random(seed, "assertions/sum")
		var off, relative, ulps float64
		for range rows {
			x := make([]float64, width)
			for i := range x {
				x[i] = float64(float32(3 * s.normal()))
			}
			j, err := judge(name, a, function.Softmax, function.Logits(x))
			if err != nil {
				return err
			}
			off = max(off, math.Abs(exactSum(j.got)))
			relative, ulps = max(relative, j.relative), max(ulps, j.ulps)
		}
		found[name] = [2]float64{off, relative}
		t.row(name, off, relative, ulps)
	}
	r.Tables = append(r.Tables, t)
	rough, good := found["schraudolph"], found["shifted"]
	r.find("sums-to-one-but-wrong", rough[0] < 1e-6 && rough[1] > 0.01 && good[1] < 1e-5,
		"On %d rows of %d logits the outputs of schraudolph, whose exponential is a straight line between powers of two, add up to one within %s, as those of shifted do within %s; yet they are off by as much as %s, and those of shifted by %s.",
		rows, width, figures(rough[0]), figures(good[0]), figures(rough[1]), figures(good[1]))
	return nil
}

// standStill: a sum of 8 bits does not get beyond 256 terms of the same size.
func standStill(r *Result, _ uint64) error {
	t := Table{
		Title: "The softmax of K equal logits, summed in the dtype itself", Left: 2,
		Columns: []string{"arithmetic", "K", "each output", "exact", "they add up to"},
	}
	var worst float64
	for _, f := range []dtype.Format{dtype.BFloat16, dtype.Float16, dtype.Float32} {
		for _, k := range []int{256, 1000, 4096} {
			j, err := judge("shifted", own(f), function.Softmax, function.Logits(make([]float64, k)))
			if err != nil {
				return err
			}
			sum := 1 + exactSum(j.got)
			if f == dtype.BFloat16 && k == 1000 {
				worst = sum
			}
			t.row(f.String(), k, j.got[0], j.exact[0], sum)
		}
	}
	r.Tables = append(r.Tables, t)
	r.find("sums-stand-still", worst > 2,
		"In bfloat16 throughout, the softmax of 1000 equal logits is 1/256 each, as a sum of ones stands still at 256, and adds up to %s; every exponential in it is exact, and bfloat16 has the range of float32.",
		figures(worst))
	return nil
}

// shifting: what the subtraction of the maximum costs is the rounding of x − m, and that is
// nothing where x − m is a number of the format.
func shifting(r *Result, seed uint64) error {
	const rows, width = 200, 50
	t := Table{
		Title: "The largest error of softmax in float32, in ulps, with and without a shift", Left: 1,
		Columns: []string{"logits", "naive", "shifted"},
	}
	a := own(dtype.Float32)
	ulps := func(name string, draw func(s source) float64) (worst float64, err error) {
		s := random(seed, "assertions/shift")
		for range rows {
			x := make([]float64, width)
			for i := range x {
				x[i] = draw(s)
			}
			j, err := judge(name, a, function.Softmax, function.Logits(x))
			if err != nil {
				return 0, err
			}
			worst = max(worst, j.ulps)
		}
		return worst, nil
	}
	var found [2][2]float64
	for i, kind := range []struct {
		what string
		draw func(s source) float64
	}{
		{"any, within 30 of 0", func(s source) float64 { return float64(float32(s.between(-30, 30))) }},
		{"multiples of 1/256, within 30 of 0", func(s source) float64 { return math.Round(256*s.between(-30, 30)) / 256 }},
	} {
		for n, name := range []string{"naive", "shifted"} {
			var err error
			if found[i][n], err = ulps(name, kind.draw); err != nil {
				return err
			}
		}
		t.row(kind.what, found[i][0], found[i][1])
	}
	r.Tables = append(r.Tables, t)
	r.find("shift-costs-accuracy", found[0][1] > 3*found[0][0],
		"On logits within 30 of 0 the softmax of float32 is off by %s ulps with the maximum subtracted and by %s without: x - m is rounded, and that is an error of the exponential.",
		figures(found[0][1]), figures(found[0][0]))
	r.find("shift-costs-nothing", found[1][1] < 2*found[1][0],
		"Where the logits are multiples of 1/256, so that no difference is rounded, it is off by %s ulps with the shift and by %s without.",
		figures(found[1][1]), figures(found[1][0]))
	return nil
}

// translation: softmax does not change when a number is added to all logits, if that can be
// done without a rounding.
func translation(r *Result, _ uint64) error {
	t := Table{Title: "The softmax of (0.1, 0.2, 0.3) + c, in float32", Left: 1, Columns: []string{"c", "[0]", "[1]", "[2]", "off from that of c = 0 by"}}
	a := own(dtype.Float32)
	var base []float64
	off := map[float64]float64{}
	for _, c := range []float64{0, 1000, 1e6, 1e7} {
		x := make([]float64, 3)
		for i, v := range []float64{0.1, 0.2, 0.3} {
			x[i] = a.Add(a.Round(v), c)
		}
		j, err := judge("shifted", a, function.Softmax, function.Logits(x))
		if err != nil {
			return err
		}
		if base == nil {
			base = j.got
		}
		for i, y := range j.got {
			off[c] = max(off[c], math.Abs(y-base[i])/base[i])
		}
		t.row(figures(c), j.got[0], j.got[1], j.got[2], off[c])
	}
	r.Tables = append(r.Tables, t)
	r.find("translation-rounds", off[1e6] > 0.001 && off[1e7] > off[1e6],
		"Adding 1e6 to the logits (0.1, 0.2, 0.3) changes their softmax by %s in float32, and adding 1e7 by %s, though it changes nothing mathematically: the sums are rounded.",
		figures(off[1e6]), figures(off[1e7]))

	x, y := []float64{0.5, 0.25, 0.75}, []float64{1024.5, 1024.25, 1024.75}
	var got [2][]float64
	for i, v := range [][]float64{x, y} {
		j, err := judge("shifted", a, function.Softmax, function.Logits(v))
		if err != nil {
			return err
		}
		got[i] = j.got
	}
	same := true
	for i := range x {
		same = same && got[0][i] == got[1][i]
	}
	r.find("translation-exact", same, "Adding 1024 to (0.5, 0.25, 0.75), which rounds nothing, changes no bit of the softmax that subtracts the maximum.")
	return nil
}
