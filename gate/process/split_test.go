package process

import (
	"slices"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	t.Setenv("NAME", "two words")
	for _, test := range []struct {
		command string
		want    []string
	}{
		{"python3 a.py", []string{"python3", "a.py"}},
		{"  a\tb\\ c  'd \"e' \"f 'g\"", []string{"a", "b c", `d "e`, `f 'g`}},
		{`a "b\n\"\\" c'd'e ''`, []string{"a", `b\n"\`, "cde", ""}},
		{"a # b", []string{"a"}},
		{"a#b", []string{"a#b"}},
		{`env "$NAME" '$NAME'`, []string{"env", "two words", "$NAME"}},
		{"a *.go ?", []string{"a", "*.go", "?"}},
		{"qemu-aarch64 -L /usr/aarch64-linux-gnu ./a", []string{"qemu-aarch64", "-L", "/usr/aarch64-linux-gnu", "./a"}},
	} {
		got, err := Split(test.command)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, %v, want %q", test.command, got, err, test.want)
		}
	}
	for _, bad := range []string{"", "  ", "# nothing", "a 'b", `a "b`, "a | b", "a; b", "a && b", "a > b", "a $(b)", "a `b`", "(a)", "a &", "\x00(\x1b"} {
		got, err := Split(bad)
		if err == nil {
			t.Errorf("%q is split: %q", bad, got)
			continue
		}
		if strings.ContainsAny(err.Error(), "\x00\x1b\n") {
			t.Errorf("%q: %q", bad, err.Error())
		}
	}
}
