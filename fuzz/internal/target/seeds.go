package target

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/hazards"
)

// Seeds returns inputs to start from, the same every time: for every dtype, rows
// that aim where kernels break, those of convention among them. They name one
// program and property after another.
func (t *Target) Seeds() ([][]byte, error) {
	const rows = 3 // of each hazard, on average
	var seeds [][]byte
	n := 0
	for _, f := range dtype.All() {
		of := t.sameDType(f)
		if len(of) == 0 {
			continue
		}
		for _, c := range properties.Cases(t.Function, f, 1, rows*len(hazards.All())) {
			p := t.properties.list[0]
			if n%2 == 1 {
				p = t.properties.list[n/2%len(t.properties.list)]
			}
			data, err := t.Encode(of[n%len(of)].Name, p.Name, c)
			if err != nil {
				return nil, err
			}
			seeds = append(seeds, data)
			n++
		}
	}
	return seeds, nil
}

// sameDType returns the subjects of a dtype.
func (t *Target) sameDType(f dtype.Format) []*properties.Subject {
	var of []*properties.Subject
	for _, s := range t.subjects.list {
		if s.DType == f {
			of = append(of, s)
		}
	}
	return of
}
