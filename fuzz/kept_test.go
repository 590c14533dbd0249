package fuzz

import (
	"path/filepath"

	"github.com/softulp/softulp/fuzz/internal/corpus"
	"github.com/softulp/softulp/fuzz/internal/target"
)

// kept returns the inputs in testdata that were kept for the target of all dtypes
// and that t can take.
func kept(t *target.Target) ([][]byte, error) {
	base, err := target.Find(t.Base)
	if err != nil {
		return nil, err
	}
	entries, err := corpus.Read(filepath.Join("testdata", "fuzz", base.Name))
	if err != nil {
		return nil, err
	}
	var inputs [][]byte
	for _, e := range entries {
		if t.Takes(base, e.Data) {
			inputs = append(inputs, e.Data)
		}
	}
	return inputs, nil
}
