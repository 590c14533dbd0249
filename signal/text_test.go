package signal

import (
	"math"
	"testing"
)

func TestFigures(t *testing.T) {
	for _, tt := range []struct {
		x    float64
		want string
	}{
		{0, "0"}, {1, "1"}, {0.5, "0.5"}, {0.0123456, "0.0123"}, {17.25, "17.2"}, {6e-5, "6e-5"},
		{-4.1399e-8, "-4.14e-8"}, {1e-300, "1e-300"}, {-12345.4, "-12345"}, {999.7, "1e3"}, {1e6, "1e6"}, {3.4e38, "3.4e38"},
		{math.Inf(1), "inf"}, {math.Inf(-1), "-inf"}, {math.NaN(), "NaN"},
	} {
		if got := figures(tt.x); got != tt.want {
			t.Errorf("figures(%g) = %q, want %q", tt.x, got, tt.want)
		}
	}
}
