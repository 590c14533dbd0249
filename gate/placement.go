package gate

import (
	"math/rand/v2"

	"github.com/softulp/softulp/properties"
)

// Rows are asked for twice: first in batches of some of one length, with company that is
// not judged at places that change, then most of them again elsewhere: alone, among other
// company, or the same batch once more. A row's answer must be the same each time. What
// an earlier request leaves behind shows up likewise, as requests come in no order.
type placed struct {
	rows []int // numbers of the cases, or company
	shape
	// again says that the answers are held against those of the first time; same, that
	// it is a batch that was there before, whose rows stand where they stood.
	again, same bool
	seed        uint64 // of the company
}

// shape is what the rows of a batch have in common.
type shape struct {
	k                      int
	temperature, smoothing float64
}

// company is a row that is there for the others' sake.
const company = -1

// batchWidest bounds the logits of a batch, unless it has a single row.
const batchWidest = 1 << 15

// manyRows of a shape are asked for again, all of them; of more, one in eight.
// Of batches, a quarter of so many are repeated.
const manyRows = 512

// sizes returns the numbers of rows of batches: around those where kernels change loops.
func sizes() []int { return []int{1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 128} }

// place returns the batches in which cases of the given shapes are asked for: the first
// time, then again. It is a function of the shapes and of r.
func place(shapes []shape, r *rand.Rand) []placed {
	byShape := map[shape][]int{}
	var order []shape // as they come
	for i, s := range shapes {
		if byShape[s] == nil {
			order = append(order, s)
		}
		byShape[s] = append(byShape[s], i)
	}
	var first, again []placed
	for _, s := range order {
		of := byShape[s]
		first = append(first, batches(of, s, r, false)...)
		r.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
		if len(of) > manyRows { // as many again would say the same
			of = of[:manyRows+(len(of)-manyRows)/8]
		}
		alone := len(of) / 3
		for _, i := range of[:alone] {
			again = append(again, placed{rows: []int{i}, shape: s, again: true})
		}
		again = append(again, batches(of[alone:], s, r, true)...)
	}
	r.Shuffle(len(first), func(i, j int) { first[i], first[j] = first[j], first[i] })
	for i, p := range first {
		if i%4 == 0 && i < manyRows {
			p.again, p.same = true, true
			again = append(again, p)
		}
	}
	r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
	return append(first, again...)
}

// batches divides rows of one shape into batches, with company among them.
func batches(rows []int, s shape, r *rand.Rand, again bool) []placed {
	var all []placed
	for len(rows) > 0 {
		n := sizes()[r.IntN(len(sizes()))]
		n = max(1, min(n, batchWidest/max(1, s.k)))
		p := placed{shape: s, again: again, seed: r.Uint64()}
		for len(p.rows) < n && len(rows) > 0 {
			if n > 1 && r.IntN(6) == 0 {
				p.rows = append(p.rows, company)
				continue
			}
			p.rows = append(p.rows, rows[0])
			rows = rows[1:]
		}
		if n > 1 && r.IntN(4) == 0 {
			p.rows = append(p.rows, company)
		}
		all = append(all, p)
	}
	return all
}

// fill makes b the batch of a placement.
func (p *placed) fill(b *Batch, s *properties.Subject, axis Axis, cases []caseRow) {
	b.reset(s.Function, s.DType, len(p.rows), p.k)
	b.Axis, b.Temperature, b.Smoothing = axis, p.temperature, p.smoothing
	r := rand.New(rand.NewPCG(p.seed, 0x636f6d70))
	for _, i := range p.rows {
		if i == company {
			in := properties.Company(r, s, p.k)
			b.add(&in)
			continue
		}
		b.add(&cases[i].Input)
	}
}
