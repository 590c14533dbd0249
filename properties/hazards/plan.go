package hazards

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/softulp/softulp/dtype"
)

// A plan deals out rows.
type plan struct {
	format dtype.Format
	seed   uint64
	limit  int
	rows   []Row
	seen   map[uint64]bool // hashes of the rows that are there
	exact  queue           // families with exact differences
	other  queue
}

// A queue is a list of families that take turns.
type queue struct {
	hazards []Hazard
	next    int   // whose turn it is
	visits  []int // of each family in the present deal
}

func newPlan(f dtype.Format, seed uint64, rows int) *plan {
	p := &plan{format: f, seed: seed, limit: rows, seen: map[uint64]bool{}}
	for _, h := range All() {
		if strings.HasSuffix(h.Name, gridSuffix) {
			p.exact.hazards = append(p.exact.hazards, h)
		} else {
			p.other.hazards = append(p.other.hazards, h)
		}
	}
	return p
}

// A route says at which width, and for the how manieth time, a family makes
// its visit number n; index is the family's place in its queue. After tries
// fruitless visits in one turn the family has nothing to offer.
type route struct {
	at    func(h Hazard, index, n int) (width, repetition int)
	tries int
}

// walk goes round the widths, from another start for each family. The stride
// is coprime to both lists' lengths and mixes narrow and wide.
func walk(widths []int) route {
	const stride = 11
	return route{
		at: func(_ Hazard, index, n int) (int, int) {
			return widths[(index*5+n*stride)%len(widths)], n / len(widths)
		},
		tries: 2 * len(widths),
	}
}

// randomWidths draws widths from 2 to 1100, each power of two as likely to be
// the next below it as any other.
func randomWidths(seed uint64) route {
	return route{
		at: func(h Hazard, _, n int) (int, int) {
			r := newSource(seed, h.Name, -1, n)
			b := 1 << (1 + r.IntN(10))
			return min(b+r.IntN(b), 1100), n + 1
		},
		tries: 8,
	}
}

// deal adds one row for each of the slots, of the two queues in turn.
func (p *plan) deal(slots int, route route) {
	p.exact.visits = make([]int, len(p.exact.hazards))
	p.other.visits = make([]int, len(p.other.hazards))
	for i := 0; i < slots && len(p.rows) < p.limit; i++ {
		if i%2 == 0 {
			p.turn(&p.exact, route)
		} else {
			p.turn(&p.other, route)
		}
	}
}

// turn adds a row of the next family in the queue that has a new one.
func (p *plan) turn(q *queue, route route) {
	for range q.hazards {
		index := q.next
		q.next = (q.next + 1) % len(q.hazards)
		for range route.tries {
			width, repetition := route.at(q.hazards[index], index, q.visits[index])
			q.visits[index]++
			if p.add(q.hazards[index], width, repetition) {
				return
			}
		}
	}
}

// addWide adds a row of the first of the families that has one.
func (p *plan) addWide(w wideRow) {
	if len(p.rows) >= p.limit {
		return
	}
	for _, name := range w.families {
		for _, h := range slices.Concat(p.exact.hazards, p.other.hazards) {
			if h.Name == name && p.add(h, w.width, 0) {
				return
			}
		}
	}
}

// add adds one row, if there is such a one and it is new.
func (p *plan) add(h Hazard, width, repetition int) bool {
	x := h.Generate(p.format, newSource(p.seed, h.Name, width, repetition), width)
	if x == nil {
		return false
	}
	key := hashRow(h.Name, x)
	if p.seen[key] {
		return false
	}
	p.seen[key] = true
	p.rows = append(p.rows, Row{h.Name, x})
	return true
}

func hashRow(name string, x []float64) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	var b [8]byte
	for _, v := range x {
		binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
		h.Write(b[:])
	}
	return h.Sum64()
}
