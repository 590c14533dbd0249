package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// goBenchmark selects what the C program measures too. Sub-benchmarks match
// part by part.
const goBenchmark = `^BenchmarkExact$/^tier=/^function=softmax$/^dtype=float(64|32)$/^k=(10|1000|128256)$`

// unit is that of all times here.
const unit = "ns/elem"

// timing is what a benchmark's name says about it.
type timing struct {
	tier, dtype string
	k           int
}

// timings are the times of a softmax in ns an element.
type timings map[timing]float64

// bench prints all times in one table. Both programs take turns, so that a
// machine that is slow for a while is slow for both.
func bench(o options, w io.Writer) error {
	all := timings{}
	var libraries, machine string
	for range o.count {
		out, err := output(exec.Command(o.program, "bench"))
		if err != nil {
			return err
		}
		hello, lines, _ := strings.Cut(string(out), "\n")
		var ok bool
		if libraries, ok = strings.CutPrefix(hello, "oracle: "); !ok {
			return fmt.Errorf("the oracle's first line is %q, want its name and libraries", hello)
		}
		if _, err := all.read(strings.NewReader(lines), "oracle bench"); err != nil {
			return err
		}
		out, err = output(exec.Command("go", "test", "./reference", "-run", "^$", "-bench", goBenchmark, "-cpu", "1", "-timeout", "1h"))
		if err != nil {
			return err
		}
		if machine, err = all.read(bytes.NewReader(out), "go test -bench"); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "softmax, %s, one thread, best of %d runs; %s\n%s\n\n", unit, o.count, libraries, machine)
	return all.write(w)
}

// output runs a command and returns what it prints; an error holds the end of
// it.
func output(cmd *exec.Cmd) ([]byte, error) {
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w\n%s", cmd, err, out[max(0, len(out)-2000):])
	}
	return out, nil
}

// read adds the results in r, the output of benchmarks; of several for one name
// it keeps the least. It returns what the output says of the machine.
func (t timings) read(r io.Reader, name string) (config string, err error) {
	found := 0
	reader := benchfmt.NewReader(r, name)
	for reader.Scan() {
		switch record := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return "", record
		case *benchfmt.Result:
			key, err := parseName(record.Name)
			if err != nil {
				return "", fmt.Errorf("%s: benchmark %s: %w", name, record.Name, err)
			}
			v, ok := value(record)
			if !ok {
				return "", fmt.Errorf("%s: benchmark %s: no metric %s", name, record.Name, unit)
			}
			if old, ok := t[key]; !ok || v < old {
				t[key] = v
			}
			found++
			var has []string
			for _, key := range []string{"goos", "goarch", "cpu"} {
				if v := record.GetConfig(key); v != "" {
					has = append(has, key+" "+v)
				}
			}
			config = strings.Join(has, ", ")
		}
	}
	if err := reader.Err(); err != nil {
		return "", err
	}
	if found == 0 {
		return "", fmt.Errorf("%s: no benchmark ran", name)
	}
	return config, nil
}

// value returns the time in a result, as it was printed: the reader turns
// nanoseconds into seconds.
func value(r *benchfmt.Result) (float64, bool) {
	for _, v := range r.Values {
		switch {
		case v.OrigUnit == unit:
			return v.OrigValue, true
		case v.Unit == unit:
			return v.Value, true
		}
	}
	return 0, false
}

// parseName reads Exact/tier=fast/function=softmax/dtype=float64/k=1000.
func parseName(name benchfmt.Name) (t timing, err error) {
	_, parts := name.Parts()
	for _, part := range parts {
		key, v, _ := strings.Cut(strings.TrimPrefix(string(part), "/"), "=")
		switch key {
		case "tier":
			t.tier = v
		case "dtype":
			t.dtype = v
		case "k":
			if t.k, err = strconv.Atoi(v); err != nil {
				return t, err
			}
		}
	}
	if t.tier == "" || t.dtype == "" || t.k == 0 {
		return t, errors.New("want tier, dtype and k in its name")
	}
	return t, nil
}
