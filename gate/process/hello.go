package process

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// Hello is what a program says of itself in its first line.
type Hello struct {
	// Name and Version are escaped and cut short: they may be shown as they are, "" where
	// nothing was said.
	Name, Version string
	// Offers has what it computes, in the order of function.All; dtypes are in that of
	// dtype.All.
	Offers []Offer
	// Axes that it says it can be asked for; Last where it says nothing.
	Axes []gate.Axis
	// Temperature and Smoothing say that it can be asked with these parameters.
	Temperature, Smoothing bool
	// Model is the JSON object of that name as it came, nil if there is none; Profile
	// likewise.
	Model   json.RawMessage
	Profile string
	// Unknown lists, quoted, the functions, dtypes, axes and parameters that this version of softulp
	// does not know, and will not ask for.
	Unknown []string
}

// Offer is a function and the dtypes in which a program computes it.
type Offer struct {
	Function function.Function
	DTypes   []dtype.Format
}

// maxUnknown is how many unknown names are kept.
const maxUnknown = 20

// parseHello parses the first line.
func parseHello(line []byte) (*Hello, *gate.Fault) {
	bad := func(format string, args ...any) (*Hello, *gate.Fault) {
		return nil, &gate.Fault{Kind: gate.FaultProtocol, Fatal: true,
			Message: "the adapter's first line " + fmt.Sprintf(format, args...)}
	}
	if !utf8.Valid(line) {
		return bad("is not UTF-8: %s", quoted(string(line)))
	}
	var version struct {
		Softulp json.RawMessage `json:"softulp"`
	}
	if err := json.Unmarshal(line, &version); err != nil {
		return bad(`is not the JSON object that is due, {"softulp":1,...}: %s; print other things to standard error`, quoted(string(line)))
	}
	switch v := string(version.Softulp); v {
	case "1":
	case "":
		return bad(`has no "softulp":1: %s`, quoted(string(line)))
	default:
		return bad("speaks version %s of the protocol: this softulp speaks version 1", quoted(v))
	}
	var said struct {
		Name       string              `json:"name"`
		Version    string              `json:"version"`
		Functions  map[string][]string `json:"functions"`
		Axes       []string            `json:"axes"`
		Parameters []string            `json:"parameters"`
		Model      json.RawMessage     `json:"model"`
		Profile    string              `json:"profile"`
	}
	if err := json.Unmarshal(line, &said); err != nil {
		return bad("is not as it should be: %s: %s", quoted(err.Error()), quoted(string(line)))
	}
	h := &Hello{Name: escaped(said.Name, 80), Version: escaped(said.Version, 40), Profile: said.Profile}
	if m := bytes.TrimSpace(said.Model); len(m) > 0 && string(m) != "null" {
		h.Model = m
	}
	unknown := map[string]bool{}
	for _, a := range said.Axes {
		switch axis := gate.Axis(a); {
		case axis != gate.Last && axis != gate.First:
			unknown["axis "+quoted(a)] = true
		case !slices.Contains(h.Axes, axis):
			h.Axes = append(h.Axes, axis)
		}
	}
	if len(h.Axes) == 0 {
		h.Axes = []gate.Axis{gate.Last}
	}
	for _, p := range said.Parameters {
		switch p {
		case "temperature":
			h.Temperature = true
		case "smoothing":
			h.Smoothing = true
		default:
			unknown["parameter "+quoted(p)] = true
		}
	}
	for name, dtypes := range said.Functions {
		if _, err := function.Parse(name); err != nil {
			unknown["function "+quoted(name)] = true
		}
		for _, d := range dtypes {
			if _, err := dtype.Parse(d); err != nil {
				unknown["dtype "+quoted(d)] = true
			}
		}
	}
	for _, fn := range function.All() {
		var formats []dtype.Format
		for _, f := range dtype.All() {
			if slices.Contains(said.Functions[string(fn)], f.String()) {
				formats = append(formats, f)
			}
		}
		if formats != nil {
			h.Offers = append(h.Offers, Offer{fn, formats})
		}
	}
	h.Unknown = slices.Sorted(maps.Keys(unknown))
	if len(h.Unknown) > maxUnknown {
		h.Unknown = h.Unknown[:maxUnknown]
	}
	if len(h.Offers) == 0 {
		return bad(`offers no function in a dtype that softulp knows, want "functions":{"softmax":["float32"]} or others: %s`, quoted(string(line)))
	}
	return h, nil
}
