package reference

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/function"
)

// TestPlainDigits compares with 60 digits from Python's decimal module, which
// has its own exponential and logarithm, at 150 digits of precision.
func TestPlainDigits(t *testing.T) {
	tests := []struct {
		x                   []float64
		softmax, logSoftmax []string
		logSumExp           string
	}{
		{
			x: []float64{1, 2, 3},
			softmax: []string{
				"9.00305731703804579980221014844917978679308649114672071191603e-2",
				"2.44728471054797652472959618340762797199300074837972108975134e-1",
				"6.65240955774821889529018280174745404932769060250560683905705e-1"},
			logSoftmax: []string{
				"-2.40760596444438030448291990454507045147294710830619407472851e+0",
				"-1.40760596444438030448291990454507045147294710830619407472851e+0",
				"-4.07605964444380304482919904545070451472947108306194074728514e-1"},
			logSumExp: "3.40760596444438030448291990454507045147294710830619407472851e+0",
		},
		{ // the float64s, not the decimals
			x: []float64{0.1, -0.2},
			softmax: []string{
				"5.74442516811658991223119958235538919744165418973042641966813e-1",
				"4.25557483188341008776880041764461080255834581026957358033187e-1"},
			logSoftmax: []string{
				"-5.54355244468527111727632693517239134340389157022683635607416e-1",
				"-8.54355244468527128380978062894587240694864178384988323107416e-1"},
			logSumExp: "6.54355244468527117278747816643021836458547497476785198107416e-1",
		},
		{ // a softmax far below every float64
			x: []float64{1e6, 0, 1e6 - 1},
			softmax: []string{
				"7.31058578630004879251159241821836274365144640165056519276366e-1",
				"2.41017693435407971007531375938756580120682459556678982647253e-434295",
				"2.68941421369995120748840758178163725634855359834943480723634e-1"},
			logSoftmax: []string{
				"-3.13261687518222834048995494967855641915280085670348374719064e-1",
				"-1.00000031326168751822283404899549496785564191528008567034837e+6",
				"-1.31326168751822283404899549496785564191528008567034837471906e+0"},
			logSumExp: "1.00000031326168751822283404899549496785564191528008567034837e+6",
		},
		{ // log-sum-exp that cancels to the error of a float64 ln 2
			x:       []float64{-math.Ln2, -math.Ln2},
			softmax: []string{"0.5", "0.5"},
			logSoftmax: []string{
				"-6.93147180559945309417232121458176568075500134360255254120680e-1",
				"-6.93147180559945309417232121458176568075500134360255254120680e-1"},
			logSumExp: "2.31904681384629961549485546387547865041206800094933936219697e-17",
		},
		{ // on the two sides of where the logarithm changes its method
			x: []float64{0, -44.25},
			softmax: []string{
				"9.99999999999999999939400481174228437436906221164055597930519e-1",
				"6.05995188257715625630937788359444020694807509705637960405731e-20"},
			logSoftmax: []string{
				"-6.05995188257715625649299296769019230799345952307364203949915e-20",
				"-4.42500000000000000000605995188257715625649299296769019230799e+1"},
			logSumExp: "6.05995188257715625649299296769019230799345952307364203949915e-20",
		},
		{
			x: []float64{0, -44.5},
			softmax: []string{
				"9.99999999999999999952805047284738765838621516644139907898034e-1",
				"4.71949527152612341613784833558600921019658031874184195527002e-20"},
			logSoftmax: []string{
				"-4.71949527152612341624921651367579639715071776162530686672528e-20",
				"-4.45000000000000000000471949527152612341624921651367579639715e+1"},
			logSumExp: "4.71949527152612341624921651367579639715071776162530686672528e-20",
		},
	}
	for _, tt := range tests {
		for fn, want := range map[function.Function][]string{
			function.Softmax:    tt.softmax,
			function.LogSoftmax: tt.logSoftmax,
			function.LogSumExp:  {tt.logSumExp},
		} {
			got := plainRow(t, fn, tt.x)
			for i, digits := range want {
				if e := log2Error(got[i], parseDigits(t, digits)); e > -195 { // 59 digits
					t.Errorf("%s%v[%d] = %.60g, want %s", fn, tt.x, i, got[i], digits)
				}
			}
		}
	}
}

// plainRow returns Plain's answer and checks its length.
func plainRow(t *testing.T, fn function.Function, x []float64) []*big.Float {
	t.Helper()
	y, err := Plain(fn, x)
	if err != nil {
		t.Fatalf("%s%v: %v", fn, x, err)
	}
	if len(y) != fn.Outputs(len(x)) {
		t.Fatalf("%s%v has %d outputs, want %d", fn, x, len(y), fn.Outputs(len(x)))
	}
	return y
}

// TestPlainIdentities holds the three functions against each other, and the
// logarithm against the Taylor exponential, on random rows: Σ softmax = 1,
// exp(log-softmax) = softmax, x − log-softmax = log-sum-exp, all shifted alike.
func TestPlainIdentities(t *testing.T) {
	rows := 60
	if testing.Short() {
		rows = 15
	}
	r := rand.New(rand.NewPCG(2, 1))
	for range rows {
		x := make([]float64, 1+r.IntN(5))
		scale := math.Ldexp(1, r.IntN(40)-20)
		for i := range x {
			x[i] = r.NormFloat64() * scale
		}
		s := plainRow(t, function.Softmax, x)
		l := plainRow(t, function.LogSoftmax, x)
		lse := plainRow(t, function.LogSumExp, x)[0]
		sum := new(big.Float).SetPrec(600)
		for i := range x {
			sum.Add(sum, s[i])
			if l[i].Cmp(big.NewFloat(plainDropped)) >= 0 {
				// An error of 2^-400 of l, |l| ≤ 2^20, is 2^-380 of its exponential.
				if e := log2Error(s[i], taylorExp(l[i], 600)); e > -380 {
					t.Errorf("softmax%v[%d] differs from exp(log-softmax) by 2^%.1f", x, i, e)
				}
			}
			back := new(big.Float).SetPrec(plainExact).Sub(big.NewFloat(x[i]), l[i])
			back.Sub(back, lse)
			if limit := new(big.Float).SetMantExp(big.NewFloat(1), -360); back.Abs(back).Cmp(limit) > 0 {
				t.Errorf("x − log-softmax and log-sum-exp of %v[%d] differ by %.3g", x, i, back)
			}
		}
		if e := log2Error(sum, big.NewFloat(1)); e > -400 {
			t.Errorf("the sum of softmax%v is off by 2^%.1f", x, e)
		}
	}
}

// TestPlainLogSmall holds a log-sum-exp next to 0, log(1 + e^d), against the
// inverse: e^L − 1 = e^d, with enough bits that the difference keeps its own.
func TestPlainLogSmall(t *testing.T) {
	for _, d := range []float64{-0.5, -20, -44, -44.3, -44.36, -44.37, -44.4, -50, -100, -290, -700, -745, -3000} {
		got := plainRow(t, function.LogSumExp, []float64{0, d})[0]
		back := taylorExp(got, 600+uint(-1.5*d))
		back.Sub(back, big.NewFloat(1))
		if e := log2Error(back, taylorExp(big.NewFloat(d), 600)); e > -410 {
			t.Errorf("log-sum-exp(0, %v) has a relative error of 2^%.1f", d, e)
		}
	}
}

// TestPlainExactCases has rows whose answers are rational (Lindemann and
// Weierstrass): equal logits, and a single one, −Inf being absent.
func TestPlainExactCases(t *testing.T) {
	inf := math.Inf(1)
	third := new(big.Float).SetPrec(plainPrec).Quo(big.NewFloat(1), big.NewFloat(3))
	for _, a := range []float64{0, 1, -745.2, 1e6, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64} {
		x := []float64{a, -inf, a, a}
		for i, y := range plainRow(t, function.Softmax, x) {
			want := third
			if i == 1 {
				want = new(big.Float)
			}
			if y.Cmp(want) != 0 {
				t.Errorf("softmax%v[%d] = %v, want %v", x, i, y, want)
			}
		}
		single := []float64{-inf, a}
		if y := plainRow(t, function.Softmax, single); y[0].Sign() != 0 || y[1].Cmp(big.NewFloat(1)) != 0 {
			t.Errorf("softmax%v = %v, want 0 and 1", single, y)
		}
		if y := plainRow(t, function.LogSoftmax, single); !y[0].IsInf() || !y[0].Signbit() || y[1].Sign() != 0 {
			t.Errorf("log_softmax%v = %v, want -Inf and 0", single, y)
		}
		if y := plainRow(t, function.LogSumExp, single); y[0].Cmp(big.NewFloat(a)) != 0 {
			t.Errorf("logsumexp%v = %v, want %v", single, y, a)
		}
	}
}

// TestPlainExtremeDifferences holds that differences of any size are exact and
// answered promptly; bigfloat.Exp alone does not return on them.
func TestPlainExtremeDifferences(t *testing.T) {
	const big308, tiny = math.MaxFloat64, math.SmallestNonzeroFloat64
	tests := [][]float64{
		{0, -1e6}, {1e6, 0}, {0, -1e8}, {1e8, 0}, {5e7, -5e7}, {-big308, big308}, {big308, -tiny, 0}, {1e308, tiny, -1e308},
	}
	start := time.Now()
	for _, x := range tests {
		top := 0
		for i := range x {
			if x[i] > x[top] {
				top = i
			}
		}
		l := plainRow(t, function.LogSoftmax, x)
		s := plainRow(t, function.Softmax, x)
		for i := range x {
			d := new(big.Float).SetPrec(plainExact).Sub(big.NewFloat(x[i]), big.NewFloat(x[top]))
			if i == top {
				if s[i].Cmp(big.NewFloat(1)) != 0 || l[i].Sign() > 0 {
					t.Errorf("%v: softmax %v, log-softmax %v at the maximum", x, s[i], l[i])
				}
			} else if e := log2Error(l[i], d); e > -400 || s[i].Cmp(big.NewFloat(tiny)) >= 0 {
				t.Errorf("%v: softmax[%d] %.3g, log-softmax off by 2^%.1f", x, i, s[i], e)
			}
		}
		if y := plainRow(t, function.LogSumExp, x)[0]; y.Cmp(big.NewFloat(x[top])) < 0 {
			t.Errorf("logsumexp%v = %v, below the maximum", x, y)
		}
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("%d rows took %v", len(tests), took)
	}
}

// TestPlainManyTerms has terms that each vanish against the maximum and
// together do not: 1 + n·e^-40.
func TestPlainManyTerms(t *testing.T) {
	const n = 1000
	x := make([]float64, n+1)
	for i := range n {
		x[i] = -40
	}
	tail := taylorExp(big.NewFloat(-40), 600)
	tail.Mul(tail, big.NewFloat(n))
	want := new(big.Float).SetPrec(600).Add(big.NewFloat(1), tail)
	want.Quo(big.NewFloat(1).SetPrec(600), want)
	if e := log2Error(plainRow(t, function.Softmax, x)[n], want); e > -400 {
		t.Errorf("the maximum's softmax has a relative error of 2^%.1f", e)
	}
}

func TestPlainErrors(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		fn   function.Function
		x    []float64
		want string
	}{
		{function.Softmax, nil, "no finite number"},
		{function.LogSumExp, []float64{}, "no finite number"},
		{function.Softmax, []float64{-inf, -inf}, "no finite number"},
		{function.LogSoftmax, []float64{1, nan}, "x[1] is NaN"},
		{function.LogSumExp, []float64{inf, 0}, "x[0] is +Inf"},
		{"softmin", []float64{1}, `unknown function "softmin"`},
	}
	for _, tt := range tests {
		y, err := Plain(tt.fn, tt.x)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Plain(%s, %v) = %v, %v, want an error with %q", tt.fn, tt.x, y, err, tt.want)
		}
	}
}

func BenchmarkPlain(b *testing.B) {
	x := []float64{0, -1, -2, -700, -0.001}
	for b.Loop() {
		if _, err := Plain(function.Softmax, x); err != nil {
			b.Fatal(err)
		}
	}
}
