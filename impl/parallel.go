package impl

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/softulp/softulp/function"
)

// chunkWidth is the number of elements that one goroutine adds up at a time.
const chunkWidth = 1024

// parallel spreads the three passes over goroutines. Each chunk of 1024
// elements is added up from left to right and the chunks' sums pairwise, so the
// tree of additions, and with it every bit, depends on K alone and not on the
// number of goroutines.
//
//	m = max x_j
//	e_i = fl(exp(fl(x_i − m)))
//	c_j = fl(…fl(fl(e_0 + e_1) + e_2) + …) over chunk j
//	s = P(0, number of chunks), P as in pairwise, P(j, j+1) = c_j
//	y_i = store(fl(e_i/s))
func parallel() Implementation {
	return Implementation{
		Name:        "parallel",
		Function:    function.Softmax,
		About:       "Goroutines over chunks of 1024, whose sums are added pairwise: the same bits for any number of them.",
		Source:      "Higham, The accuracy of floating point summation, SIAM J. Sci. Comput. 14 (1993), with a fixed tree",
		Arithmetics: Arithmetics(),
		Model: func(a Arithmetic) Model {
			m := shiftedModel(a)
			m.Scheme = Tree
			m.Block = chunkWidth
			return m
		},
		Compute: onLogits(parallelSoftmax),
		Expected: logitsExpected(func(a Arithmetic, x []float64) string {
			return sumOverflows(a, len(x), func() float64 {
				return parallelSum(a, make([]float64, len(x)), x)
			})
		}),
	}
}

func parallelSoftmax(a Arithmetic, y, x []float64) {
	s := parallelSum(a, y, x)
	forEachChunk(len(x), func(_, lo, hi int) {
		for i, e := range y[lo:hi] {
			y[lo+i] = a.Store(a.Div(e, s))
		}
	})
}

// parallelSum writes exp(x_i − max x) to e and returns their sum.
func parallelSum(a Arithmetic, e, x []float64) float64 {
	of := make([]float64, (len(x)+chunkWidth-1)/chunkWidth)
	forEachChunk(len(x), func(j, lo, hi int) { of[j] = maximum(x[lo:hi]) })
	m := maximum(of)
	forEachChunk(len(x), func(j, lo, hi int) {
		exponentials(a, e[lo:hi], x[lo:hi], m)
		of[j] = sequentialSum(a, e[lo:hi])
	})
	return pairwiseSum(a, of)
}

// forEachChunk calls do(j, lo, hi) for each chunk [lo, hi) of [0, n), from as
// many goroutines as can run, and returns when all are done.
func forEachChunk(n int, do func(j, lo, hi int)) {
	chunks := (n + chunkWidth - 1) / chunkWidth
	var next atomic.Int64
	work := func() {
		for {
			j := int(next.Add(1)) - 1
			if j >= chunks {
				return
			}
			do(j, j*chunkWidth, min((j+1)*chunkWidth, n))
		}
	}
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), chunks) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
}
