package worst

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/softulp/softulp/function"
)

// extension is that of the files.
const extension = ".wc"

// header begins each file.
const header = `# Worst cases: function dtype logits objective=error implementation how [what else it takes]
# Sorted, each once, never taken away; softulp search and softulp exhaustive add lines with --keep.
`

// Known returns the rows that are part of this program.
func Known() ([]Row, error) {
	var all []Row
	for _, fn := range function.All() {
		rows, err := of(files, fn)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// In returns the rows of a folder.
func In(dir string) ([]Row, error) {
	var all []Row
	for _, fn := range function.All() {
		rows, err := of(os.DirFS(dir), fn)
		if err != nil {
			return nil, fmt.Errorf("%.200q: %w", dir, err)
		}
		all = append(all, rows...)
	}
	return all, nil
}

// of returns the rows of a function, none if it has no file.
func of(dir fs.FS, fn function.Function) ([]Row, error) {
	name := string(fn) + extension
	data, err := fs.ReadFile(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := Read(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i := range rows {
		if rows[i].Function != fn {
			return nil, fmt.Errorf("%s: a row of %s", name, rows[i].Function)
		}
	}
	return rows, nil
}

// Add adds rows to the files of a folder, and returns how many were not there. Nothing
// that is there is changed.
func Add(dir string, rows []Row) (added int, err error) {
	for _, fn := range function.All() {
		old, err := of(os.DirFS(dir), fn)
		if err != nil {
			return added, fmt.Errorf("%.200q: %w", dir, err)
		}
		there := map[string]bool{}
		for i := range old {
			there[old[i].same()] = true
		}
		before := len(old)
		for i := range rows {
			if r := &rows[i]; r.Function == fn && !there[r.same()] {
				there[r.same()] = true
				old = append(old, *r)
			}
		}
		if len(old) == before {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, string(fn)+extension), text(old), 0o666); err != nil {
			return added, fmt.Errorf("a worst case cannot be kept: %w", err)
		}
		added += len(old) - before
	}
	return added, nil
}

// text returns a file with the rows, sorted.
func text(rows []Row) []byte {
	lines := make([]string, len(rows))
	for i := range rows {
		lines[i] = rows[i].String()
	}
	slices.Sort(lines)
	return []byte(header + strings.Join(slices.Compact(lines), "\n") + "\n")
}
