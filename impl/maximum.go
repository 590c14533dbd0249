package impl

import "math"

// maximum returns the largest element of x: −Inf if there is none, NaN if one
// of them is NaN. It is exact, so the order of comparison does not matter.
func maximum(x []float64) float64 {
	m := math.Inf(-1)
	for _, v := range x {
		m = max(m, v)
	}
	return m
}

// indexOf returns the index of the first element equal to m, or −1.
func indexOf(x []float64, m float64) int {
	for i, v := range x {
		if v == m {
			return i
		}
	}
	return -1
}
