package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// version is the first line of go test's files: "Go Fuzzing", go.dev/doc/security/fuzz.
const version = "go test fuzz v1"

// Entry is an input of a target that takes one []byte, with the name of its file.
type Entry struct {
	Name string
	Data []byte
}

// Marshal returns the text of a file with an input.
func Marshal(data []byte) []byte {
	return fmt.Appendf(nil, "%s\n[]byte(%q)\n", version, data)
}

// Unmarshal returns the input in a file's text. The error says what is not as
// Marshal and go test write it.
func Unmarshal(text []byte) ([]byte, error) {
	first, rest, _ := strings.Cut(string(text), "\n")
	if strings.TrimSuffix(first, "\r") != version {
		return nil, fmt.Errorf("want %q in the first line, not %.40q", version, first)
	}
	rest = strings.TrimSpace(rest)
	quoted, isBytes := strings.CutPrefix(rest, "[]byte(")
	quoted, closed := strings.CutSuffix(quoted, ")")
	if !isBytes || !closed {
		return nil, fmt.Errorf("want one argument, []byte(…), not %.40q", rest)
	}
	data, err := strconv.Unquote(quoted)
	if err != nil {
		return nil, fmt.Errorf("%w: %.40q is no string", err, quoted)
	}
	return []byte(data), nil
}

// Read returns the inputs in a folder, by name; there are none where it does not
// exist.
func Read(folder string) ([]Entry, error) {
	files, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for _, f := range files { // which ReadDir sorts
		name := filepath.Join(folder, f.Name())
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		data, err := Unmarshal(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		entries = append(entries, Entry{f.Name(), data})
	}
	return entries, nil
}

// Write writes inputs to files of their names in a folder, which it makes.
func Write(folder string, entries []Entry) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name != filepath.Base(e.Name) {
			return fmt.Errorf("%q is no name of a file", e.Name)
		}
		if err := os.WriteFile(filepath.Join(folder, e.Name), Marshal(e.Data), 0o666); err != nil {
			return err
		}
	}
	return nil
}
