package dtype

import "fmt"

// MarshalText returns the format's name, so that JSON holds "float32". The
// zero value and other values that are no format are an error.
func (f Format) MarshalText() ([]byte, error) {
	if f == 0 || int(f) >= len(layouts) {
		return nil, fmt.Errorf("%v is no dtype", f)
	}
	return []byte(f.String()), nil
}

// UnmarshalText sets f to the format with the given name; see [Parse].
func (f *Format) UnmarshalText(text []byte) error {
	g, err := Parse(string(text))
	if err != nil {
		return err
	}
	*f = g
	return nil
}
