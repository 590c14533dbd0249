//go:build ((linux && (amd64 || (cgo && (386 || arm || arm64 || loong64 || riscv64)))) || darwin) && !nolibrary

package library

import (
	"os"
	"syscall"
	"unsafe"
)

// region is memory for an array, between pages that cannot be touched. The array ends
// where the memory does.
type region struct {
	memory []byte // with the pages around it
	array  []byte
	used   int // the bytes before the array that are checked
}

// slack is what is checked before an array.
const slack = 4 << 10

// untouched is what the memory before an array holds.
const untouched = 0xa5

// take makes the array as many bytes long. What it holds is left.
func (r *region) take(n int) error {
	page := os.Getpagesize()
	if room := len(r.memory) - 2*page; n > room || r.memory == nil {
		if r.memory != nil {
			syscall.Munmap(r.memory)
			r.memory = nil
		}
		size := (n+slack+page-1)/page*page + 2*page
		m, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		if err != nil {
			return err
		}
		for _, guard := range [][]byte{m[:page], m[size-page:]} {
			if err := syscall.Mprotect(guard, syscall.PROT_NONE); err != nil {
				syscall.Munmap(m)
				return err
			}
		}
		r.memory = m
	}
	end := len(r.memory) - page
	r.array = r.memory[end-n : end : end]
	r.used = min(slack, end-n-page)
	before := r.before()
	for i := range before {
		before[i] = untouched
	}
	return nil
}

// before returns the memory before the array that is checked.
func (r *region) before() []byte {
	at := len(r.memory) - os.Getpagesize() - len(r.array)
	return r.memory[at-r.used : at]
}

// sound reports whether what lies before the array is as it was.
func (r *region) sound() bool {
	for _, b := range r.before() {
		if b != untouched {
			return false
		}
	}
	return true
}

// address returns where the array begins; for one of length 0, where the memory ends.
func (r *region) address() uintptr {
	at := len(r.memory) - os.Getpagesize() - len(r.array)
	return uintptr(unsafe.Pointer(&r.memory[at]))
}
