package kept

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/softulp/softulp/fuzz/internal/corpus"
	"github.com/softulp/softulp/fuzz/internal/target"
	"github.com/softulp/softulp/properties/mutants"
)

// Change is a file that Update wrote or removed, or did not find a content for.
type Change struct {
	File, What string
}

// Update brings the corpus in a folder, testdata/fuzz, up to date: it adds the
// counterexamples of mutants that have none there, or one that Refutes them no
// longer, removes those of mutants that are not listed, and pins what fuzzing found.
// What still serves is left alone.
func Update(folder string, list []mutants.Mutant) ([]Change, error) {
	var changes []Change
	wanted := map[string]bool{}
	for i := range list {
		m := &list[i]
		t, err := base(m)
		if err != nil {
			return changes, fmt.Errorf("mutant %s: %w", m.Name, err)
		}
		file := filepath.Join(t.Name, FileName(m.Name))
		if wanted[file] {
			return changes, fmt.Errorf("two mutants have the file %s", file)
		}
		wanted[file] = true
		what, err := add(m, filepath.Join(folder, t.Name))
		if err != nil {
			return changes, fmt.Errorf("mutant %s: %w", m.Name, err)
		}
		if what != "" {
			changes = append(changes, Change{file, what})
		}
	}
	more, err := tidy(folder, wanted)
	return append(changes, more...), err
}

// add writes m's counterexample unless one is there that serves, and says what it did.
func add(m *mutants.Mutant, folder string) (what string, err error) {
	name := filepath.Join(folder, FileName(m.Name))
	what = "added"
	switch text, err := os.ReadFile(name); {
	case err == nil:
		data, err := corpus.Unmarshal(text)
		if err == nil && Refutes(m, data) == nil {
			return "", nil
		}
		what = "replaced"
	case !os.IsNotExist(err):
		return "", err
	}
	data, err := Counterexample(m)
	switch {
	case err != nil:
		return "", err
	case data == nil:
		return "none: the mutant survives", nil
	}
	return what, corpus.Write(folder, []corpus.Entry{{Name: FileName(m.Name), Data: data}})
}

// tidy removes counterexamples that are not wanted and pins the other inputs.
func tidy(folder string, wanted map[string]bool) ([]Change, error) {
	folders, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, f := range folders {
		entries, err := corpus.Read(filepath.Join(folder, f.Name()))
		if err != nil {
			return changes, err
		}
		for _, e := range entries {
			file := filepath.Join(f.Name(), e.Name)
			if strings.HasPrefix(e.Name, prefix) {
				if wanted[file] {
					continue
				}
				if err := os.Remove(filepath.Join(folder, file)); err != nil {
					return changes, err
				}
				changes = append(changes, Change{file, "removed: no such mutant"})
				continue
			}
			pinned, err := Pin(f.Name(), e.Data)
			if err != nil {
				return changes, fmt.Errorf("%s: %w", file, err)
			}
			if bytes.Equal(pinned, e.Data) {
				continue
			}
			e.Data = pinned
			if err := corpus.Write(filepath.Join(folder, f.Name()), []corpus.Entry{e}); err != nil {
				return changes, err
			}
			changes = append(changes, Change{file, "pinned"})
		}
	}
	return changes, nil
}

// Pin returns an input of the target with the given name, pinned.
func Pin(name string, data []byte) ([]byte, error) {
	switch name {
	case "FuzzTiers", "FuzzPlain":
		return target.PinTiers(data)
	case "FuzzBare":
		name = "FuzzSoftmax"
	}
	t, err := target.Find(name)
	if err != nil {
		return nil, err
	}
	return t.Pin(data), nil
}
