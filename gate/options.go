package gate

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/hazards"
)

// Options says what [Report] judges. Empty lists mean everything.
type Options struct {
	Seed            uint64
	Implementations []string // names of algorithms, for whichever functions have them
	Functions       []function.Function
	DTypes          []dtype.Format // storage dtypes
	Input           *Input         // the user's rows, instead of generated and real ones
	Rows            int            // generated rows for each dtype; 0 is the default
	Widths          bool           // figures for each width class too, as baselines have them
	Workers         int            // goroutines; 0 is one for each CPU. The outcome is the same
	// Clock has the reference's tiers timed against each other on a sample of the
	// rows, for Document.Speed.
	Clock bool
	// Progress, where present, is told how many of all rows are done.
	Progress func(done, total int)
}

// Input is a matrix of logits, row-major.
type Input struct {
	Name    string
	Rows, K int
	Data    []float64
}

// subject is an implementation in one arithmetic.
type subject struct {
	impl.Implementation
	arithmetic impl.Arithmetic
	model      impl.Model
	outside    bool // a Program: see judge.go
}

// name returns what results call it.
func (s *subject) name() string {
	if s.outside {
		return s.Name
	}
	return s.Name + "/" + s.arithmetic.String()
}

// subjects returns what o asks for, in the order of the registry.
func (o *Options) subjects() ([]subject, error) {
	known := map[string]bool{}
	var names []string
	var all []subject
	for _, im := range impl.All() {
		if !known[im.Name] {
			known[im.Name] = true
			names = append(names, im.Name)
		}
		if len(o.Functions) > 0 && !slices.Contains(o.Functions, im.Function) ||
			len(o.Implementations) > 0 && !slices.Contains(o.Implementations, im.Name) {
			continue
		}
		for _, a := range im.Arithmetics {
			if len(o.DTypes) == 0 || slices.Contains(o.DTypes, a.Storage) {
				all = append(all, subject{im, a, im.Model(a), false})
			}
		}
	}
	for _, n := range o.Implementations {
		if !known[n] {
			return nil, fmt.Errorf("unknown implementation %q: want one of %s", n, strings.Join(names, ", "))
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no implementation offers that combination of name, function and dtype: softulp list shows what there is")
	}
	return all, nil
}

// rows returns the number of generated rows for each dtype.
func (o *Options) rows() int {
	if o.Rows > 0 {
		return o.Rows
	}
	return hazards.DefaultRows
}

func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}
