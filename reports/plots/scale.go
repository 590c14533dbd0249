package plots

import (
	"math"
	"strconv"
)

// scale maps numbers to pixels along a logarithmic axis, those beyond its ends to the
// ends.
type scale struct {
	low, high float64 // log2 of what is at the ends
	from, to  float64 // pixels
}

func (s scale) at(v float64) int {
	l := s.low
	if v > 0 {
		l = math.Log2(v)
	}
	return s.place(l)
}

// place maps a logarithm.
func (s scale) place(l float64) int {
	l = min(max(l, s.low), s.high)
	return int(math.Round(s.from + float64((s.to-s.from)*((l-s.low)/(s.high-s.low)))))
}

// tick is a mark on an axis.
type tick struct {
	at    int
	label string
}

// decades marks powers of ten, at most most of them.
func (s scale) decades(most int) []tick {
	low, high := int(math.Ceil(s.low/math.Log2(10)-1e-9)), int(math.Floor(s.high/math.Log2(10)+1e-9))
	step := 1
	for _, step = range []int{1, 2, 3, 5, 10, 20, 50, 100, 200} {
		if (high-low)/step < most {
			break
		}
	}
	var all []tick
	for e := low; e <= high; e++ {
		if e%step == 0 {
			all = append(all, tick{s.place(float64(e) * math.Log2(10)), power(e)})
		}
	}
	return all
}

// power writes a power of ten.
func power(e int) string {
	if e < -2 || e > 4 {
		return "1e" + strconv.Itoa(e)
	}
	return strconv.FormatFloat(math.Pow10(e), 'f', -1, 64)
}
