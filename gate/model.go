package gate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

// DefaultModel is what a program of the dtype promises that declares nothing, the loosest
// that is sensible: sums in any order, an exponential and a logarithm good to 4 ulp, the
// maximum subtracted first, a division last, no subnormal number flushed; computed in
// the dtype or, if it has 16 bits or fewer, in float32.
func DefaultModel(f dtype.Format) impl.Model {
	m := impl.Model{
		Accumulate: f, ExpULP: 4, LogULP: 4, Sum: impl.Sequential, Shift: impl.ShiftMax, Normalise: impl.Divide, Outside: true,
	}
	if f.Bits() <= 16 {
		m.Accumulate = dtype.Float32
	}
	return m
}

// ParseModel returns the model that a JSON object declares for a program of the dtype:
// that of DefaultModel where it is silent. Keys that it does not know are ignored.
func ParseModel(data []byte, f dtype.Format) (impl.Model, error) {
	m := DefaultModel(f)
	if trimmed := bytes.TrimSpace(data); len(trimmed) == 0 || trimmed[0] != '{' {
		return m, fmt.Errorf("model %.60q: want a JSON object such as {\"sum\":\"pairwise\"}", data)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("model: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return m, errors.New("model: something follows the JSON object")
	}
	m.Outside = true
	if err := m.ValidateFor(f); err != nil {
		return m, err
	}
	return m, nil
}
