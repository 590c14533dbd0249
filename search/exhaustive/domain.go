package exhaustive

import (
	"fmt"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
)

// Domain is every row of K numbers of a subject's dtype, infinities and NaN included,
// with each of a few sides.
type Domain struct {
	Subject *properties.Subject
	K       int
	sides   []function.Input // their X is nil
	values  []float64        // by bit pattern
}

// mostBits bounds the bits of a row, so that a domain can be gone through.
const mostBits = 32

// NewDomain returns the rows of k logits for a subject. Functions that take a target
// are given each one, and those that take a vector each unit vector: the columns of
// their Jacobian, and one-hot labels.
func NewDomain(s *properties.Subject, k int) (*Domain, error) {
	bits := s.DType.Bits()
	if k < 1 || k*bits > mostBits {
		return nil, fmt.Errorf("%d logits of %v are %d bits a row: an exhaustive run takes at most %d, and at least one logit",
			k, s.DType, k*bits, mostBits)
	}
	d := &Domain{Subject: s, K: k, sides: sides(s.Function, k), values: make([]float64, 1<<bits)}
	for b := range d.values {
		d.values[b] = s.DType.Decode(uint64(b))
	}
	return d, nil
}

// sides returns what a function is given besides logits.
func sides(fn function.Function, k int) []function.Input {
	if !fn.TakesSides() {
		return []function.Input{{}}
	}
	list := make([]function.Input, k)
	for i := range list {
		list[i].Target = i
		if v, _ := fn.Vector(&list[i]); v != nil {
			*v = make([]float64, k)
			(*v)[i] = 1
		}
	}
	return list
}

// Size returns the number of rows.
func (d *Domain) Size() uint64 { return uint64(len(d.sides)) << (d.K * d.Subject.DType.Bits()) }

// Row sets in to row n, whose logits are written to x, of length K: the first has the highest bits.
func (d *Domain) Row(n uint64, in *function.Input, x []float64) {
	bits := d.Subject.DType.Bits()
	*in = d.sides[n>>(d.K*bits)]
	for i := d.K - 1; i >= 0; i-- {
		x[i] = d.values[n&(1<<bits-1)]
		n >>= bits
	}
	in.X = x
}

// Accumulates returns the subject's accumulation dtype.
func (d *Domain) Accumulates() dtype.Format { return d.Subject.Model.Accumulate }
