package compare

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/softulp/softulp/gate"
)

// mostBytes is the length of a file that is read: a hundred times that of a full report.
const mostBytes = 1 << 30

// Read reads a results document. The error names the file and says what is wrong with it.
func Read(name string) (Run, error) {
	info, err := os.Stat(name)
	if err == nil && info.Size() > mostBytes {
		return Run{}, fmt.Errorf("%.200q has %d bytes: results have at most %d", name, info.Size(), mostBytes)
	}
	var b []byte
	if err == nil {
		b, err = os.ReadFile(name)
	}
	if err != nil {
		if p, ok := errors.AsType[*fs.PathError](err); ok {
			err = p.Err
		}
		return Run{}, fmt.Errorf("%.200q cannot be read: %w", name, err)
	}
	r := Run{name, new(gate.Document)}
	if err := json.Unmarshal(b, r.Document); err != nil {
		return Run{}, fmt.Errorf("%.200q is no results document: %w", name, err)
	}
	if r.Schema != gate.Schema {
		return Run{}, fmt.Errorf("%.200q has the schema %.60q, want %q: results are what report --json and gate --json write", name, r.Schema, gate.Schema)
	}
	return r, nil
}
