package target

import (
	"fmt"
	"hash/fnv"
)

// Key returns the number that stands for a name in inputs: its 32-bit FNV-1a hash.
func Key(name string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(name)) // which never fails
	return h.Sum32()
}

// choice is a list that numbers choose from.
type choice[T any] struct {
	list []T
	name func(T) string
	by   map[uint32]int
}

// newChoice returns a choice of the list's elements, which must not be empty. The
// error is of two names with the same key.
func newChoice[T any](list []T, name func(T) string) (choice[T], error) {
	c := choice[T]{list, name, map[uint32]int{}}
	for i, v := range list {
		k := Key(name(v))
		if j, taken := c.by[k]; taken {
			return c, fmt.Errorf("%q and %q have the same key, %#x", name(list[j]), name(v), k)
		}
		c.by[k] = i
	}
	return c, nil
}

// of returns the element that a number chooses: the one whose key it is, or, of
// numbers that are no key, one as often as another.
func (c *choice[T]) of(n uint32) T {
	i, named := c.by[n]
	if !named {
		i = int(n % uint32(len(c.list)))
	}
	return c.list[i]
}

// find returns the element of a name.
func (c *choice[T]) find(name string) (v T, err error) {
	i, ok := c.by[Key(name)]
	if !ok || c.name(c.list[i]) != name {
		return v, fmt.Errorf("nothing is named %q here", name)
	}
	return c.list[i], nil
}
