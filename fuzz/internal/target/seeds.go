package target

import (
	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/fuzz/worst"
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
	known, err := t.worstCases()
	return append(seeds, known...), err
}

// worstCases returns inputs that replay the rows on which some implementation is known
// to be farthest from the exact answers: that implementation, or another one of the
// dtype, where it is not judged here.
func (t *Target) worstCases() ([][]byte, error) {
	rows, err := worst.Known()
	if err != nil {
		return nil, err
	}
	var seeds [][]byte
	for i := range rows {
		r := &rows[i]
		of := t.sameDType(r.DType)
		if r.Function != t.Function || len(of) == 0 {
			continue
		}
		name := of[i%len(of)].Name
		if _, err := t.subjects.find(r.Implementation); err == nil {
			name = r.Implementation
		}
		data, err := t.Encode(name, t.properties.list[0].Name, properties.Case{Hazard: "worst-case", Input: r.Input})
		if err != nil {
			return nil, err
		}
		seeds = append(seeds, data)
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
