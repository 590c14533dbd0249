package yardstick

import (
	"fmt"
	"runtime"
	"sync"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/peers"
)

// Implementations is what became of programs that are correct.
type Implementations struct {
	Programs int // implementations, one for each arithmetic
	Seeds    int // 1, 2, …
	Cases    int // of each dtype and seed
	// Judged counts judgements: an implementation in an arithmetic, a property and
	// a case that the property has something to say about.
	Judged   int
	Findings []Finding
	// Peers says for each suite how many programs it has tests for, and how many
	// of those it fails; programs that must be expected to fail on one of its rows
	// (no shift: overflow) do not count.
	Peers []struct{ Applicable, Failed int }
}

// Finding is a violation by a program that is correct: a false alarm, or a bug.
type Finding struct {
	Program, Property string
	Seed              uint64
	Case              int // from 0
	Violation         *properties.Violation
}

func (f *Finding) String() string {
	return fmt.Sprintf("%s: %s, seed %d, case %d: %v", f.Program, f.Property, f.Seed, f.Case, f.Violation)
}

// Correct judges implementations in each of their arithmetics, on cases of seeds
// from 1 to seeds, and by every suite. A property that failed is not asked again
// for the same seed.
func Correct(list []impl.Implementation, suites []peers.Suite, seeds, cases int) *Implementations {
	c := &Implementations{Seeds: seeds, Cases: cases}
	c.Peers = make([]struct{ Applicable, Failed int }, len(suites))
	for _, k := range kinds() {
		var of []*properties.Subject
		for _, im := range list {
			for _, a := range im.Arithmetics {
				if a.Storage == k.dtype && im.Function == k.function {
					s := properties.Of(im, a)
					s.Name += " " + string(im.Function)
					of = append(of, s)
				}
			}
		}
		c.Programs += len(of)
		if len(of) == 0 {
			continue
		}
		for seed := uint64(1); seed <= uint64(seeds); seed++ {
			c.check(of, seed, properties.Cases(k.function, k.dtype, seed, cases))
		}
		c.ask(of, suites)
	}
	return c
}

// check judges programs of one function and dtype, as many at a time as there are processors.
func (c *Implementations) check(of []*properties.Subject, seed uint64, cases []properties.Case) {
	outcomes := make([][]properties.Outcome, len(of))
	concurrently(len(of), func(i int) {
		outcomes[i] = properties.Check(new(properties.Bench), of[i], cases, false)
	})
	for i, out := range outcomes {
		for _, o := range out {
			c.Judged += o.Judged
			if o.Violation != nil {
				c.Findings = append(c.Findings, Finding{of[i].Name, o.Property.Name, seed, o.At, o.Violation})
			}
		}
	}
}

// ask has every suite judge the programs.
func (c *Implementations) ask(of []*properties.Subject, suites []peers.Suite) {
	type verdict struct{ caught, applicable, expected bool }
	for n, suite := range suites {
		verdicts := make([]verdict, len(of))
		concurrently(len(of), func(i int) {
			v, s := &verdicts[i], *of[i]
			s.Compute = func(y []float64, in function.Input) {
				v.expected = v.expected || s.Expected != nil && s.Expected(in) != ""
				of[i].Compute(y, in)
			}
			v.caught, _, v.applicable = suite.Judge(&s)
		})
		for _, v := range verdicts {
			if v.expected {
				continue
			}
			if v.applicable {
				c.Peers[n].Applicable++
			}
			if v.caught {
				c.Peers[n].Failed++
			}
		}
	}
}

// kinds returns every function in every dtype.
func kinds() (all []kind) {
	for _, fn := range function.All() {
		for _, f := range dtype.All() {
			all = append(all, kind{fn, f})
		}
	}
	return all
}

// concurrently calls do for 0, 1, …, n−1 and returns when all are done.
func concurrently(n int, do func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
