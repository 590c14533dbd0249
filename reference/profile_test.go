package reference

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestProfiles is the table of edge cases, for every profile.
func TestProfiles(t *testing.T) {
	type answers map[Profile][]float64
	same := func(y ...float64) answers { return answers{IEEE: y, MaskedZero: y, Limit: y} }
	half, third := -0.6931471805599453, -1.0986122886681098 // log 1/2 and log 1/3, correctly rounded
	tests := []struct {
		name                   string
		x                      []float64
		softmax, logSoftmax, l answers
	}{
		{"NaN", []float64{1, nan, 2}, same(nan, nan, nan), same(nan, nan, nan), same(nan)},
		{"NaN alone", []float64{nan}, same(nan), same(nan), same(nan)},
		{"NaN and +Inf", []float64{nan, inf}, same(nan, nan), same(nan, nan), same(nan)},
		{"NaN and -Inf", []float64{nInf, nan}, same(nan, nan), same(nan, nan), same(nan)},
		{"all -Inf", []float64{nInf, nInf},
			answers{IEEE: {nan, nan}, MaskedZero: {0, 0}, Limit: {nan, nan}},
			answers{IEEE: {nan, nan}, MaskedZero: {nInf, nInf}, Limit: {nan, nan}},
			same(nInf)},
		{"one -Inf", []float64{nInf},
			answers{IEEE: {nan}, MaskedZero: {0}, Limit: {nan}},
			answers{IEEE: {nan}, MaskedZero: {nInf}, Limit: {nan}},
			same(nInf)},
		{"one +Inf alone", []float64{inf},
			answers{IEEE: {nan}, MaskedZero: {nan}, Limit: {1}},
			answers{IEEE: {nan}, MaskedZero: {nan}, Limit: {0}},
			same(inf)},
		{"one +Inf", []float64{1, inf, nInf},
			answers{IEEE: {0, nan, 0}, MaskedZero: {0, nan, 0}, Limit: {0, 1, 0}},
			answers{IEEE: {nInf, nan, nInf}, MaskedZero: {nInf, nan, nInf}, Limit: {nInf, 0, nInf}},
			same(inf)},
		{"two +Inf", []float64{inf, 1, inf},
			answers{IEEE: {nan, 0, nan}, MaskedZero: {nan, 0, nan}, Limit: {0.5, 0, 0.5}},
			answers{IEEE: {nan, nInf, nan}, MaskedZero: {nan, nInf, nan}, Limit: {half, nInf, half}},
			same(inf)},
		{"three +Inf", []float64{inf, inf, inf},
			answers{IEEE: {nan, nan, nan}, MaskedZero: {nan, nan, nan}, Limit: {1. / 3, 1. / 3, 1. / 3}},
			answers{IEEE: {nan, nan, nan}, MaskedZero: {nan, nan, nan}, Limit: {third, third, third}},
			same(inf)},
		{"-Inf among finite", []float64{nInf, 5, nInf, 5}, same(0, 0.5, 0, 0.5), same(nInf, half, nInf, half),
			same(5.693147180559945)},
		{"empty", nil, same(), same(), same(nInf)},
	}
	for _, c := range tests {
		for _, p := range Profiles() {
			r, err := New(c.x, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range []struct {
				fn   function.Function
				want []float64
			}{
				{function.Softmax, c.softmax[p]},
				{function.LogSoftmax, c.logSoftmax[p]},
				{function.LogSumExp, c.l[p]},
			} {
				a := r.Answer(q.fn)
				if a.Len() != len(q.want) {
					t.Errorf("%s, %s: %s has %d answers, want %d", c.name, p, q.fn, a.Len(), len(q.want))
					continue
				}
				for i, want := range q.want {
					checkSpecial(t, c.name+", "+string(p), a, i, want)
				}
			}
		}
	}
}

// checkSpecial holds the rounding of an answer of an edge case against what is
// wanted, in every dtype, and the errors of all classes of answers.
func checkSpecial(t *testing.T, what string, a *Answer, i int, want float64) {
	t.Helper()
	if got := a.Round(i, dtype.Float64); !alike(got, want) || got == 0 && math.Signbit(got) {
		t.Errorf("%s: %s[%d] = %g, want %g", what, a.fn, i, got, want)
	}
	for _, f := range dtype.All() {
		y := a.Round(i, f)
		if r := f.Round(want); !alike(y, r) {
			t.Errorf("%s: %s[%d] in %v = %g, want %g", what, a.fn, i, f, y, r)
		}
		if _, hi := a.Error(i, f, y); hi > 0.5 || !a.Within(i, f, y, 0.5) {
			t.Errorf("%s: %s[%d] in %v: %g is %g ulp off", what, a.fn, i, f, y, hi)
		}
		for _, z := range []float64{nan, inf, nInf, 7} {
			lo, hi := a.Error(i, f, z)
			wrong := !alike(y, z) && !(z == 7 && isFinite(y))
			if wrong && a.At(i).orNaN && z != z {
				wrong = false
			}
			if wrong != math.IsInf(lo, 1) || wrong != math.IsInf(hi, 1) {
				t.Errorf("%s: %s[%d] = %g in %v: %g is %g to %g ulp off", what, a.fn, i, y, f, z, lo, hi)
			}
		}
	}
}

// TestProfileNaNBesideInf: where one element is +Inf, libraries give 0 or NaN
// for the others, and the profiles but the limit allow both.
func TestProfileNaNBesideInf(t *testing.T) {
	for _, p := range Profiles() {
		r, err := New([]float64{inf, 3, nInf}, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, fn := range []function.Function{function.Softmax, function.LogSoftmax} {
			for i := 1; i < 3; i++ {
				if got, want := r.Answer(fn).Within(i, dtype.Float32, nan, 0), p != Limit; got != want {
					t.Errorf("%s, %s[%d]: NaN allowed: %v, want %v", p, fn, i, got, want)
				}
			}
		}
	}
}

func TestParseProfile(t *testing.T) {
	for _, p := range Profiles() {
		if got, err := ParseProfile(string(p)); err != nil || got != p {
			t.Errorf("ParseProfile(%q) = %q, %v", p, got, err)
		}
	}
	for _, name := range []string{"", "IEEE", "strict"} {
		if got, err := ParseProfile(name); err == nil || got != "" {
			t.Errorf("ParseProfile(%q) = %q, no error", name, got)
		}
	}
	if Profiles()[0] != IEEE {
		t.Error("the first profile is not the default")
	}
}
