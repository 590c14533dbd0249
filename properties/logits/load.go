package logits

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/softulp/softulp/npy"
)

//go:embed data/*.npy data/*.txt
var data embed.FS

// Names returns the names of the sets, the smaller K first.
func Names() []string {
	var names []string
	for _, s := range catalogue() {
		names = append(names, s.name)
	}
	return names
}

// Load returns the set with the given name. Each call decodes it anew, so that
// callers may change what they get.
func Load(name string) (Set, error) {
	for _, s := range catalogue() {
		if s.name == name {
			set, err := s.load()
			if err != nil {
				return Set{}, fmt.Errorf("logits %s: %w", name, err)
			}
			return set, nil
		}
	}
	return Set{}, fmt.Errorf("unknown logits %q: want one of %s", name, strings.Join(Names(), ", "))
}

// All returns every set, in the order of [Names].
func All() ([]Set, error) {
	var sets []Set
	for _, name := range Names() {
		s, err := Load(name)
		if err != nil {
			return nil, err
		}
		sets = append(sets, s)
	}
	return sets, nil
}

func (s source) load() (Set, error) {
	b, err := data.ReadFile(path.Join("data", s.file))
	if err != nil {
		return Set{}, err
	}
	m, err := npy.Decode(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return Set{}, fmt.Errorf("%q %w", s.file, err)
	}
	set := Set{Name: s.name, About: s.about, DType: m.DType, Rows: m.Rows, K: m.K, Data: m.Data}
	if s.targets == "" {
		return set, nil
	}
	if b, err = data.ReadFile(path.Join("data", s.targets)); err != nil {
		return Set{}, err
	}
	if set.Targets, err = parseTargets(b, set.Rows, set.K); err != nil {
		return Set{}, fmt.Errorf("%q: %w", s.targets, err)
	}
	return set, nil
}

// parseTargets reads rows classes in [0, k), one a line.
func parseTargets(b []byte, rows, k int) ([]int, error) {
	var targets []int
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		t, err := strconv.Atoi(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(targets)+1, err)
		}
		if t < 0 || t >= k {
			return nil, fmt.Errorf("line %d: class %d is not in [0, %d)", len(targets)+1, t, k)
		}
		targets = append(targets, t)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(targets) != rows {
		return nil, fmt.Errorf("%d classes for %d rows", len(targets), rows)
	}
	return targets, nil
}
