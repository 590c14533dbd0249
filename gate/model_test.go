package gate

import (
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/impl"
)

func TestParseModel(t *testing.T) {
	m, err := ParseModel([]byte(` {"sum":"pairwise","exp_ulp":1,"accumulate":"float64","more":[1]} `), dtype.Float32)
	want := DefaultModel(dtype.Float32)
	want.Sum, want.ExpULP, want.Accumulate = impl.Pairwise, 1, dtype.Float64
	if err != nil || m != want || !m.Outside {
		t.Errorf("%+v, %v", m, err)
	}
	if m, err := ParseModel([]byte("{}"), dtype.BFloat16); err != nil || m != DefaultModel(dtype.BFloat16) || m.Accumulate != dtype.Float32 {
		t.Errorf("%+v, %v", m, err)
	}
	for data, want := range map[string]string{
		"":                          "want a JSON object",
		"[]":                        "want a JSON object",
		"null":                      "want a JSON object",
		`{"sum":"somehow"}`:         "somehow",
		`{"sum":3}`:                 "sum",
		`{"accumulate":"float13"}`:  "float13",
		`{"accumulate":"bfloat16"}`: "bfloat16", // does not hold every float32
		`{"exp_ulp":-1}`:            "exp_ulp",
		`{"exp_ulp":1`:              "EOF",
		`{} {}`:                     "follows",
	} {
		if m, err := ParseModel([]byte(data), dtype.Float32); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", data, m, err)
		}
	}
}
