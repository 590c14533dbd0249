package baseline

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestUp(t *testing.T) {
	for _, tt := range []struct{ v, want float64 }{
		{0, 0}, {1, 1}, {1.73, 1.73}, {1.7300001, 1.731}, {9.9991, 10}, {9.999, 9.999}, {0.12344, 0.1235}, {123456, 123500},
		{math.Nextafter(0.5, 1), 0.5001}, {5e-324, 5e-324}, {1e300, 1e300}, {math.MaxFloat64, math.MaxFloat64}, {1.7972e308, math.MaxFloat64},
		{math.Inf(1), math.Inf(1)},
	} {
		if got := up(tt.v); got != tt.want {
			t.Errorf("up(%v) = %v, want %v", tt.v, got, tt.want)
		}
	}
}

// TestUpNeverFlatters: a figure is never below what it was, by less than a unit of its
// fourth digit above, and stays itself when it is rounded again.
func TestUpNeverFlatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := math.Exp(rapid.Float64Range(-300, 600).Draw(t, "log"))
		if rapid.Bool().Draw(t, "near") {
			near, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 3, 64), 64)
			if err != nil {
				t.Fatal(err)
			}
			v = math.Nextafter(near, rapid.SampledFrom([]float64{0, near, math.Inf(1)}).Draw(t, "to"))
		}
		r := up(v)
		if r < v || r > v*1.001 || up(r) != r {
			t.Fatalf("up(%v) = %v", v, r)
		}
	})
}

func TestWorse(t *testing.T) {
	for _, tt := range []struct {
		u        Unit
		was, now float64
		slack    float64
		worse    bool
	}{
		{MaxULP, 1, 1, 0, false}, {MaxULP, 1, 1.001, 0, true}, {MaxULP, 1, 0.9, 0, false}, {MaxULP, 1, 1.05, 0.05, false}, {MaxULP, 1, 1.051, 0.05, true},
		{MaxULP, 0, 0.001, 0.05, true}, {MeanULP, 0.5, 0.6, 0, true}, {MeanULP, 0.5, 0.4, 0, false},
		{CorrectlyRounded, 0.9, 0.9, 0, false}, {CorrectlyRounded, 0.9, 0.899999, 0, true}, {CorrectlyRounded, 0.9, 0.95, 0, false}, {CorrectlyRounded, 0.9, 0.86, 0.05, false},
		{WrongNaN, 0, 1, 0.5, true}, {WrongNaN, 10, 11, 0.5, true}, {WrongNaN, 10, 9, 0, false}, {WrongRows, 3, 3, 0, false},
	} {
		if got := tt.u.worse(tt.was, tt.now, Slack{tt.slack}); got != tt.worse {
			t.Errorf("%s from %v to %v with a slack of %v: worse is %v", tt.u, tt.was, tt.now, tt.slack, got)
		}
	}
}
