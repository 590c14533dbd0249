package target

import (
	"encoding/binary"
	"fmt"

	"github.com/softulp/softulp/properties"
)

// prefix is the number of bytes before those that properties.FromBytes takes: a key
// of a subject, a key of a property, little-endian.
const prefix = 8

// Input is what bytes say: a program, a property and a case.
type Input struct {
	Subject  *properties.Subject
	Property *properties.Property
	Case     properties.Case
}

// Decode returns what data says; ok is false where it is too short to say anything.
func (t *Target) Decode(data []byte) (in Input, ok bool) {
	if len(data) < prefix {
		return in, false
	}
	in.Subject = t.subjects.of(binary.LittleEndian.Uint32(data))
	in.Property = t.Property(binary.LittleEndian.Uint32(data[4:]))
	in.Case = properties.FromBytes(t.Function, in.Subject.DType, data[prefix:])
	return in, true
}

// Property returns the property that a number stands for. Half of what is no key
// means accuracy, which finds most.
func (t *Target) Property(n uint32) *properties.Property {
	if _, named := t.properties.by[n]; named || n%2 != 0 {
		if !named {
			n /= 2
		}
		return t.properties.of(n)
	}
	return t.properties.list[0]
}

// Encode returns bytes that Decode takes for the program and the property with the
// given names and for the case, as far as properties.Bytes can say it.
func (t *Target) Encode(subject, property string, c properties.Case) ([]byte, error) {
	s, err := t.subjects.find(subject)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name, err)
	}
	if _, err := t.properties.find(property); err != nil {
		return nil, fmt.Errorf("%s: %w", t.Name, err)
	}
	data := binary.LittleEndian.AppendUint32(nil, Key(subject))
	data = binary.LittleEndian.AppendUint32(data, Key(property))
	return append(data, properties.Bytes(t.Function, s.DType, c)...), nil
}

// Pin returns data with keys in place of numbers that only chance makes mean what
// they do: what is kept must mean the same when there are more programs. Data that
// is too short to mean anything is returned as it is.
func (t *Target) Pin(data []byte) []byte {
	in, ok := t.Decode(data)
	if !ok {
		return data
	}
	pinned := binary.LittleEndian.AppendUint32(nil, Key(in.Subject.Name))
	pinned = binary.LittleEndian.AppendUint32(pinned, Key(in.Property.Name))
	return append(pinned, data[prefix:]...)
}

// Takes reports whether t judges the program that data names for base, a target of
// more dtypes: data then means the same to both if it is pinned.
func (t *Target) Takes(base *Target, data []byte) bool {
	in, ok := base.Decode(data)
	return ok && t.Function == base.Function && t.holds(in.Subject.DType)
}
