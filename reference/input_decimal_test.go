package reference

import (
	"math"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestInputDecimal: digits from Python's decimal module at 80 digits, by the
// formulas of function.Function.
func TestInputDecimal(t *testing.T) {
	warm := function.Input{
		X: []float64{0.1, -2.5, 3.75, 1e-5}, Target: 1,
		Cotangent: []float64{1, -0.5, 0.25, 3}, Weights: []float64{0.5, 0, 2, 0.1},
	}
	cold := warm
	cold.Temperature, cold.Smoothing = 0.7, 0.1
	for _, c := range []struct {
		in   function.Input
		fn   function.Function
		i    int
		want string
	}{
		{warm, function.CrossEntropy, 0, "6.30016023847421494648627361586"},
		{warm, function.CrossEntropyGrad, 1, "-0.998163989446073197875890437953"},
		{warm, function.CrossEntropySoft, 0, "2.33041562003295887918374349556"},
		{warm, function.CrossEntropySoftGrad, 1, "0.00477362744020968553287676727492"},
		{warm, function.SoftmaxVJP, 1, "-0.00152145245933929522337851484146"},
		{warm, function.SoftmaxVJP, 2, "-0.0748241261905615587348003894409"},
		{warm, function.LogSoftmaxVJP, 0, "0.90730163077161696966390736638"},
		{cold, function.CrossEntropy, 0, "8.53344668257493857600326446263"},
		{cold, function.CrossEntropyGrad, 3, "-0.0290479596215667466261192353592"},
		{cold, function.CrossEntropySoft, 0, "3.16946087469483917596325273725"},
		{cold, function.CrossEntropySoftGrad, 1, "0.000487306244548805456400560665766"},
		{cold, function.SoftmaxVJP, 1, "-0.000143712514089389199613862701858"},
		{cold, function.LogSoftmaxVJP, 2, "-4.94546119197660378186019736247"},
		// What is too small to be written out.
		{function.Input{X: []float64{0, -1e6}}, function.CrossEntropy, 0, "3.29683147808855857896890796911e-434295"},
		{function.Input{X: []float64{0, -1e6}}, function.CrossEntropyGrad, 0, "-3.29683147808855857896890796911e-434295"},
		{function.Input{X: []float64{0, -1e6}}, function.CrossEntropyGrad, 1, "3.29683147808855857896890796911e-434295"},
		{function.Input{X: []float64{0, -1e6}, Cotangent: []float64{0, 1}}, function.SoftmaxVJP, 0, "-3.29683147808855857896890796911e-434295"},
		{function.Input{X: []float64{0, -1e308}, Cotangent: []float64{0, 1}}, function.SoftmaxVJP, 1, "10^(-4.34294481903251832419275669647e+307)"},
		{function.Input{X: []float64{0, -1e308}, Cotangent: []float64{0, 1}}, function.SoftmaxVJP, 0, "-10^(-4.34294481903251832419275669647e+307)"},
	} {
		if got := mustInput(t, c.in).Answer(c.fn).Decimal(c.i, 30); got != c.want {
			t.Errorf("%s[%d] of %+v: %s, want %s", c.fn, c.i, c.in, got, c.want)
		}
	}
}

// TestInputProfiles is the table of edge cases of the losses and gradients.
func TestInputProfiles(t *testing.T) {
	type answers map[Profile][]float64
	same := func(y ...float64) answers { return answers{IEEE: y, MaskedZero: y, Limit: y} }
	log2 := 0.6931471805599453
	g, p := []float64{1, -3, 2}, []float64{0.5, 0, 2}
	for _, c := range []struct {
		name string
		fn   function.Function
		in   function.Input
		want answers
	}{
		{"a NaN", function.CrossEntropy, function.Input{X: []float64{1, nan, 2}}, same(nan)},
		{"a NaN", function.CrossEntropySoft, function.Input{X: []float64{1, nan, 2}, Weights: p}, same(nan)},
		{"a NaN", function.SoftmaxVJP, function.Input{X: []float64{1, nan, 2}, Cotangent: g}, same(nan, nan, nan)},
		{"a NaN", function.LogSoftmaxVJP, function.Input{X: []float64{1, nan, 2}, Cotangent: g}, same(nan, nan, nan)},
		{"a NaN", function.CrossEntropyGrad, function.Input{X: []float64{1, nan}}, same(nan, nan)},
		{"a NaN and no weight", function.CrossEntropySoft, function.Input{X: []float64{nan}, Weights: []float64{0}}, same(nan)},

		{"all −Inf", function.CrossEntropy, function.Input{X: []float64{nInf, nInf}}, answers{IEEE: {nan}, MaskedZero: {inf}, Limit: {nan}}},
		{"all −Inf", function.SoftmaxVJP, function.Input{X: []float64{nInf, nInf}, Cotangent: g[:2]}, answers{IEEE: {nan, nan}, MaskedZero: {0, 0}, Limit: {nan, nan}}},
		{"all −Inf", function.LogSoftmaxVJP, function.Input{X: []float64{nInf, nInf}, Cotangent: g[:2]}, answers{IEEE: {nan, nan}, MaskedZero: {1, -3}, Limit: {nan, nan}}},
		{"all −Inf", function.CrossEntropyGrad, function.Input{X: []float64{nInf, nInf}, Target: 1, Temperature: 2}, answers{IEEE: {nan, nan}, MaskedZero: {0, -0.5}, Limit: {nan, nan}}},

		{"+Inf the target", function.CrossEntropy, function.Input{X: []float64{1, inf}, Target: 1}, answers{IEEE: {nan}, MaskedZero: {nan}, Limit: {0}}},
		{"+Inf not the target", function.CrossEntropy, function.Input{X: []float64{1, inf}}, same(inf)},
		{"two +Inf, one the target", function.CrossEntropy, function.Input{X: []float64{1, inf, inf}, Target: 1}, answers{IEEE: {nan}, MaskedZero: {nan}, Limit: {log2}}},
		{"+Inf with a weight", function.CrossEntropySoft, function.Input{X: []float64{inf, 5, inf}, Weights: p}, answers{IEEE: {nan}, MaskedZero: {nan}, Limit: {2.5 * log2}}},
		{"+Inf without a weight", function.CrossEntropySoft, function.Input{X: []float64{5, inf, 1}, Weights: p}, same(inf)},
		{"two +Inf", function.SoftmaxVJP, function.Input{X: []float64{inf, inf, 0}, Cotangent: g}, answers{IEEE: {nan, nan, nan}, MaskedZero: {nan, nan, nan}, Limit: {1, -1, 0}}},
		{"two +Inf", function.LogSoftmaxVJP, function.Input{X: []float64{inf, inf, 0}, Cotangent: []float64{1, -3, 4}}, answers{IEEE: {nan, nan, 4}, MaskedZero: {nan, nan, 4}, Limit: {0, -4, 4}}},
		{"two +Inf", function.CrossEntropyGrad, function.Input{X: []float64{inf, inf, 0}, Target: 2}, answers{IEEE: {nan, nan, -1}, MaskedZero: {nan, nan, -1}, Limit: {0.5, 0.5, -1}}},

		{"−Inf the target", function.CrossEntropy, function.Input{X: []float64{1, nInf}, Target: 1}, same(inf)},
		{"−Inf, smoothed", function.CrossEntropy, function.Input{X: []float64{1, nInf}, Smoothing: 0.25}, same(inf)},
		{"−Inf with a weight", function.CrossEntropySoft, function.Input{X: []float64{5, 3, nInf}, Weights: p}, same(inf)},
		{"−Inf without a weight", function.CrossEntropySoft, function.Input{X: []float64{5, nInf, 5}, Weights: p}, same(2.5 * log2)},
		{"−Inf among finite", function.SoftmaxVJP, function.Input{X: []float64{5, nInf, 5}, Cotangent: g}, same(-0.25, 0, 0.25)},
		{"empty", function.CrossEntropySoft, function.Input{}, same(0)},
		{"empty", function.SoftmaxVJP, function.Input{}, same()},
	} {
		for _, profile := range Profiles() {
			r := new(Row)
			if err := r.ResetInput(c.in, profile); err != nil {
				t.Fatal(err)
			}
			want := c.want[profile]
			y := make([]float64, len(want))
			if err := r.Round(c.fn, dtype.Float64, y); err != nil {
				t.Fatalf("%s, %s: %v", c.fn, c.name, err)
			}
			for i, w := range want {
				if y[i] != w && (w == w || y[i] == y[i]) {
					t.Errorf("%s, %s, %s: %v, want %v", c.fn, c.name, profile, y, want)
					break
				}
				if lo, hi := r.Answer(c.fn).Error(i, dtype.Float64, w); lo > 0.5 || hi > 0.5 {
					t.Errorf("%s, %s, %s: what is right is %g to %g ulp off", c.fn, c.name, profile, lo, hi)
				}
			}
		}
	}
}

// TestInputErrors: what is missing or wrong is an error, never a number.
func TestInputErrors(t *testing.T) {
	x := []float64{1, 2}
	y := make([]float64, 2)
	for _, c := range []struct {
		fn function.Function
		in function.Input
	}{
		{function.CrossEntropy, function.Input{X: x, Target: 2}},
		{function.CrossEntropyGrad, function.Input{X: x, Target: -1}},
		{function.CrossEntropy, function.Input{}},
		{function.CrossEntropy, function.Input{X: x, Smoothing: 1.5}},
		{function.CrossEntropyGrad, function.Input{X: x, Smoothing: math.NaN()}},
		{function.SoftmaxVJP, function.Input{X: x}},
		{function.SoftmaxVJP, function.Input{X: x, Cotangent: []float64{1}}},
		{function.LogSoftmaxVJP, function.Input{X: x, Cotangent: []float64{1, inf}}},
		{function.CrossEntropySoft, function.Input{X: x, Weights: []float64{1, -1}}},
		{function.CrossEntropySoftGrad, function.Input{X: x, Weights: []float64{1, nan}}},
	} {
		r := mustInput(t, c.in)
		if err := r.Round(c.fn, dtype.Float64, y[:c.fn.Outputs(len(c.in.X))]); err == nil {
			t.Errorf("%s of %+v is answered", c.fn, c.in)
		}
		if _, err := PlainInput(c.fn, c.in); err == nil {
			t.Errorf("%s of %+v is answered by the plain tier", c.fn, c.in)
		}
	}
	for _, temperature := range []float64{-1, nan, inf} {
		if err := new(Row).ResetInput(function.Input{X: x, Temperature: temperature}, IEEE); err == nil {
			t.Errorf("a temperature of %g", temperature)
		}
	}
}
