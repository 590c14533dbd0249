package process

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

func TestHello(t *testing.T) {
	for _, test := range []struct {
		line string
		want Hello
	}{
		{`{"softulp":1,"name":"PyTorch","version":"1.13.1","functions":{"softmax":["float32","float64"]}}`,
			Hello{Name: "PyTorch", Version: "1.13.1", Offers: []Offer{{function.Softmax, []dtype.Format{dtype.Float64, dtype.Float32}}}, Axes: []gate.Axis{gate.Last}}},
		// The order of the line does not matter, and repetitions do not.
		{"{\"functions\":{\"logsumexp\":[\"bfloat16\"],\"softmax\":[\"float32\",\"float32\"]},\"model\": {\"sum\":\"pairwise\"} ,\"axes\":[\"first\",\"first\"],\"profile\":\"limit\",\"softulp\":1}\r",
			Hello{Offers: []Offer{{function.Softmax, []dtype.Format{dtype.Float32}}, {function.LogSumExp, []dtype.Format{dtype.BFloat16}}},
				Axes: []gate.Axis{gate.First}, Model: json.RawMessage(`{"sum":"pairwise"}`), Profile: "limit"}},
		{`{"softulp":1,"name":"a\u001b[1m<b>\u202e","version":"\n","functions":{"softmax":["float32","float12\u0007"],"sparsemax":["float32"],"entmax":[]},"axes":["last","diagonal"],"model":null,"more":1}`,
			Hello{Name: `a\x1b[1m\u003cb\u003e\u202e`, Version: `\n`, Offers: []Offer{{function.Softmax, []dtype.Format{dtype.Float32}}}, Axes: []gate.Axis{gate.Last},
				Unknown: []string{`axis "diagonal"`, `dtype "float12\a"`, `function "entmax"`, `function "sparsemax"`}}},
	} {
		h, fault := parseHello([]byte(test.line))
		if fault != nil {
			t.Errorf("%s: %s", test.line, fault.Message)
		} else if !reflect.DeepEqual(*h, test.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", test.line, *h, test.want)
		}
	}
}

// What is kept of a first line is bounded, and a name cannot do anything.
func TestHelloOfAnyLength(t *testing.T) {
	functions := map[string][]string{"softmax": {"float32"}}
	for i := range 1000 {
		functions[strings.Repeat("x", i)] = nil
	}
	line, err := json.Marshal(map[string]any{"softulp": 1, "name": strings.Repeat("\x00", 10_000), "version": strings.Repeat("9", 10_000), "functions": functions})
	if err != nil {
		t.Fatal(err)
	}
	h, fault := parseHello(line)
	if fault != nil {
		t.Fatal(fault.Message)
	}
	checkInert(t, h.Name)
	checkInert(t, h.Version)
	if len(h.Unknown) != maxUnknown {
		t.Errorf("%d unknown names", len(h.Unknown))
	}
}

func FuzzHello(f *testing.F) {
	f.Add([]byte(helloLine))
	f.Add([]byte(`{"softulp":1,"functions":{"softmax":["float32"]},"model":[],"axes":null}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		h, fault := parseHello(line)
		if (h == nil) == (fault == nil) {
			t.Fatal(h, fault)
		}
		if fault != nil {
			if !fault.Fatal || fault.Kind != gate.FaultProtocol {
				t.Error(fault)
			}
			checkInert(t, fault.Message)
			return
		}
		if len(h.Offers) == 0 || len(h.Axes) == 0 {
			t.Errorf("%+v", h)
		}
		checkInert(t, h.Name+h.Version+strings.Join(h.Unknown, " "))
	})
}
