package serve_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/softulp/softulp/adapters/go/serve"
)

// adapter answers each row with its sum, or twice its numbers, and has its bad days.
func adapter() *serve.Adapter {
	return &serve.Adapter{Name: "sums", Version: "1", Axes: []string{"last", "first"}, Profile: "limit",
		Float64: map[string]serve.Function[float64]{"logsumexp": func(r *serve.Request[float64]) error {
			for i := range r.Rows {
				for _, x := range r.Row(r.X, i) {
					r.Y[i] += x
				}
			}
			return nil
		}},
		Float32: map[string]serve.Function[float32]{
			"cross_entropy_grad": func(r *serve.Request[float32]) error {
				if r.First {
					return errors.New("first")
				}
				for i, x := range r.X {
					r.Y[i] = 2*x + float32(r.Target[i/r.K])
				}
				return nil
			},
			"softmax":     func(*serve.Request[float32]) error { return errors.New("not today") },
			"softmax_vjp": func(r *serve.Request[float32]) error { panic("no more") },
		}}
}

func TestServe(t *testing.T) {
	// 1, 2, 3, 4 in float64, and 1, -1 in float32 with the target 3.
	const four = "AAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhAAAAAAAAAEEA="
	requests := []struct{ request, answer string }{
		{`{"id":1,"function":"logsumexp","dtype":"float64","rows":2,"k":2,"x":"` + four + `"}`,
			`{"id":1,"y":"AAAAAAAACEAAAAAAAAAcQA=="}`}, // 3, 7
		{`{"id": 2, "function": "cross_entropy_grad", "dtype": "float32", "rows": 1, "k": 2, "x": "AACAPwAAgL8=", "target": "AwAAAAAAAAA=", "unknown": [{}]}`,
			`{"id":2,"y":"AACgQAAAgD8="}`}, // 5, 1
		{`{"id":7,"function":"cross_entropy_grad","dtype":"float32","rows":0,"k":2,"x":"","axis":"first"}`, `{"error":"first","id":7}`},
		{`{"id":3,"function":"logsumexp","dtype":"float64","rows":1,"k":0,"x":""}`, `{"id":3,"y":"AAAAAAAAAAA="}`},
		{`{"id":4,"function":"softmax","dtype":"float32","rows":1,"k":1,"x":"AACAPw=="}`, `{"error":"not today","id":4}`},
		{`{"id":5,"function":"softmax_vjp","dtype":"float32","rows":1,"k":1,"x":"AACAPw==","cotangent":"AACAPw=="}`, `{"error":"panic: no more","id":5}`},
		{`{"id":6,"function":"softmax","dtype":"float64","rows":1,"k":0,"x":""}`, `{"error":"softmax in float64 is not offered","id":6}`},
	}
	var in, out bytes.Buffer
	for _, r := range requests {
		in.WriteString(r.request + "\n")
	}
	if err := adapter().Serve(&in, &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) != len(requests)+2 { // a greeting, and nothing after the last line break
		t.Fatalf("%d lines for %d requests: %q", len(lines), len(requests), lines)
	}
	const greeting = `{"axes":["last","first"],"functions":{"cross_entropy_grad":["float32"],"logsumexp":["float64"],"softmax":["float32"],"softmax_vjp":["float32"]},` +
		`"name":"sums","profile":"limit","softulp":1,"version":"1"}`
	if lines[0] != greeting {
		t.Errorf("greeting %s, want %s", lines[0], greeting)
	}
	for i, r := range requests {
		if lines[i+1] != r.answer {
			t.Errorf("to %s\n%s, want\n%s", r.request, lines[i+1], r.answer)
		}
	}
}

func TestServeRefusesOtherText(t *testing.T) {
	if err := adapter().Serve(strings.NewReader("<html>"), &bytes.Buffer{}); err == nil {
		t.Error("no error for what is no JSON")
	}
}

func TestVersionOfWhatIsNotThere(t *testing.T) {
	if v := serve.Version("example.com/none"); v != "unknown" {
		t.Errorf("version %q", v)
	}
}
