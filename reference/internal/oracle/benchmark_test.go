package main

import (
	"strings"
	"testing"
)

// goOutput is what go test -bench prints, here with numbers made up; one
// benchmark ran three times, and one tier not at all widths.
const goOutput = `goos: linux
goarch: amd64
pkg: github.com/softulp/softulp/reference
cpu: Some CPU @ 2.00GHz
BenchmarkExact/tier=none/function=softmax/dtype=float64/k=10 1000 200.0 ns/op 20.00 ns/elem
BenchmarkExact/tier=none/function=softmax/dtype=float64/k=10 1000 190.0 ns/op 19.00 ns/elem
BenchmarkExact/tier=none/function=softmax/dtype=float64/k=10 1000 210.0 ns/op 21.00 ns/elem
BenchmarkExact/tier=fast/function=softmax/dtype=float64/k=10-2 1000 320.0 ns/op 38.0 ns/elem 0 B/op 0 allocs/op
BenchmarkExact/tier=enclosure/function=softmax/dtype=float64/k=10 1000 51234 ns/op 5123.4 ns/elem
BenchmarkExact/tier=plain/function=softmax/dtype=float64/k=10 10 1520000 ns/op 152000 ns/elem
BenchmarkExact/tier=none/function=softmax/dtype=float32/k=1000 100 9990 ns/op 9.99 ns/elem
BenchmarkExact/tier=none/function=softmax/dtype=float64/k=1000 100 15000 ns/op 15 ns/elem
PASS
ok  	github.com/softulp/softulp/reference	1.234s
`

const cOutput = `BenchmarkExact/tier=arb/function=softmax/dtype=float64/k=10 9694 760.0 ns/elem
BenchmarkExact/tier=mpfr/function=softmax/dtype=float64/k=10 3269 3059.2 ns/elem
`

func TestTimings(t *testing.T) {
	all := timings{}
	for _, output := range []string{goOutput, cOutput} {
		config, err := all.read(strings.NewReader(output), "test")
		if err != nil {
			t.Fatal(err)
		}
		if want := "goos linux, goarch amd64, cpu Some CPU @ 2.00GHz"; output == goOutput && config != want {
			t.Errorf("machine is %q, want %q", config, want)
		}
	}
	want := timings{
		{"none", "float64", 10}:      19, // the least
		{"fast", "float64", 10}:      38,
		{"enclosure", "float64", 10}: 5123.4,
		{"plain", "float64", 10}:     152000,
		{"none", "float32", 1000}:    9.99,
		{"none", "float64", 1000}:    15,
		{"arb", "float64", 10}:       760,
		{"mpfr", "float64", 10}:      3059.2,
	}
	for key, want := range want {
		if got, ok := all[key]; !ok || got != want {
			t.Errorf("%v: have %v, want %v", key, got, want)
		}
	}
	if len(all) != len(want) {
		t.Errorf("%d timings, want %d: %v", len(all), len(want), all)
	}
	var b strings.Builder
	if err := all.write(&b); err != nil {
		t.Fatal(err)
	}
	const table = `
    dtype     K  math.Exp  fast  enclosure   plain  Arb 128  MPFR 128  fast/math.Exp  Arb/fast  plain/fast
  float64    10      19.0  38.0       5123  152000      760      3059           2.00      20.0        4000
  float64  1000      15.0     -          -       -        -         -              -         -           -
  float32  1000      9.99     -          -       -        -         -              -         -           -
`
	if got := "\n" + b.String(); got != table {
		t.Errorf("have %s\nwant %s", got, table)
	}
}

func TestTimingsErrors(t *testing.T) {
	for _, test := range []struct{ name, output, want string }{
		{"empty", "", "no benchmark ran"},
		{"failed", "FAIL\n", "no benchmark ran"},
		{"no tier", "BenchmarkExact/dtype=float64/k=10 1 1 ns/elem\n", "want tier, dtype and k"},
		{"no k", "BenchmarkExact/tier=none/dtype=float64 1 1 ns/elem\n", "want tier, dtype and k"},
		{"bad k", "BenchmarkExact/tier=none/dtype=float64/k=ten 1 1 ns/elem\n", "ten"},
		{"other metric", "BenchmarkExact/tier=none/dtype=float64/k=10 1 1 ns/op\n", "no metric ns/elem"},
		{"no number", "BenchmarkExact/tier=none/dtype=float64/k=10 1 one ns/elem\n", "parsing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := timings{}.read(strings.NewReader(test.output), "test")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("have error %v, want %q", err, test.want)
			}
		})
	}
}
