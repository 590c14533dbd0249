package cheap

import (
	"slices"

	"github.com/softulp/softulp/impl"
)

// TopK writes to y the softmax over the k largest logits, and 0 elsewhere. Of equal
// logits the first count as larger. In exact arithmetic its total variation to the softmax
// of all is what that gives the others: the classes that are kept all grow.
func TopK(a impl.Arithmetic, y, x []float64, k int) {
	top := largest(x, k)
	z := make([]float64, len(top))
	for i, at := range top {
		z[i] = x[at]
	}
	softmax(a, z, z, 1)
	clear(y)
	for i, at := range top {
		y[at] = a.Store(z[i])
	}
}

// largest returns the places of the k largest elements, ascending. It keeps a heap
// of the k best so far, the worst of them on top.
func largest(x []float64, k int) []int {
	k = min(k, len(x))
	heap := make([]int, 0, k)
	worse := func(i, j int) bool { return x[i] < x[j] || x[i] == x[j] && i > j }
	for i := range x {
		switch {
		case len(heap) < k:
			heap = append(heap, i)
			for c := len(heap) - 1; c > 0 && worse(heap[c], heap[(c-1)/2]); c = (c - 1) / 2 {
				heap[c], heap[(c-1)/2] = heap[(c-1)/2], heap[c]
			}
		case k > 0 && worse(heap[0], i):
			heap[0] = i
			for p := 0; 2*p+1 < k; {
				c := 2*p + 1
				if c+1 < k && worse(heap[c+1], heap[c]) {
					c++
				}
				if !worse(heap[c], heap[p]) {
					break
				}
				heap[p], heap[c] = heap[c], heap[p]
				p = c
			}
		}
	}
	slices.Sort(heap)
	return heap
}
