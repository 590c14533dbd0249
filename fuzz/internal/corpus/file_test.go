package corpus

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestMarshal(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	inputs := [][]byte{{}, all, []byte("\"\\\n`)"), []byte("log Σ e^x")}
	for n := range 100 {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		inputs = append(inputs, data)
	}
	for _, data := range inputs {
		got, err := Unmarshal(Marshal(data))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("% x has become % x, %v", data, got, err)
		}
	}
}

func TestUnmarshal(t *testing.T) {
	for _, c := range []struct{ name, text, want, err string }{
		{"as go test writes it", "go test fuzz v1\n[]byte(\"0\\x00\\a\")\n", "0\x00\a", ""},
		{"without a last line feed", "go test fuzz v1\n[]byte(\"0\")", "0", ""},
		{"with carriage returns", "go test fuzz v1\r\n[]byte(\"0\")\r\n", "0", ""},
		{"quoted backwards", "go test fuzz v1\n[]byte(`\\0`)\n", `\0`, ""},
		{"nothing", "", "", "in the first line"},
		{"another version", "go test fuzz v2\n[]byte(\"0\")\n", "", "in the first line"},
		{"a string", "go test fuzz v1\nstring(\"0\")\n", "", "want one argument"},
		{"two arguments", "go test fuzz v1\n[]byte(\"0\")\nint(3)\n", "", "is no string"},
		{"no argument", "go test fuzz v1\n", "", "want one argument"},
		{"an open quote", "go test fuzz v1\n[]byte(\"0)\n", "", "is no string"},
	} {
		got, err := Unmarshal([]byte(c.text))
		switch {
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: %v, want %q", c.name, err, c.err)
		case c.err == "" && (err != nil || string(got) != c.want):
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestReadWrite(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "FuzzSoftmax")
	if entries, err := Read(folder); entries != nil || err != nil {
		t.Errorf("a folder that does not exist: %v, %v", entries, err)
	}
	want := []Entry{{"b", []byte{1, 2}}, {"a", nil}}
	if err := Write(folder, want); err != nil {
		t.Fatal(err)
	}
	got, err := Read(folder)
	if err != nil || len(got) != 2 || got[0].Name != "a" || got[1].Name != "b" || len(got[0].Data) != 0 || !bytes.Equal(got[1].Data, want[0].Data) {
		t.Errorf("%v, %v", got, err)
	}
	if err := Write(folder, []Entry{{"../outside", nil}}); err == nil {
		t.Error("a file outside the folder is written")
	}
	if err := os.WriteFile(filepath.Join(folder, "c"), []byte("nonsense"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(folder); err == nil || !strings.Contains(err.Error(), filepath.Join(folder, "c")) {
		t.Errorf("nonsense: %v", err)
	}
	if _, err := Read(filepath.Join(folder, "c")); err == nil {
		t.Error("a file is read as a folder")
	}
}

// TestGoReads: go test takes what Marshal writes, and gives the target its bytes.
func TestGoReads(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a test")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example\n\ngo 1.24\n",
		"a_test.go": `package a

import "testing"

func FuzzA(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) { t.Logf("got %x", data) })
}
`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(filepath.Join(dir, "testdata", "fuzz", "FuzzA"), []Entry{{"kept", []byte("\x00\xff\"Σ\n")}}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "test", "-v", ".")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "FuzzA/kept") || !strings.Contains(string(out), "got 00ff22cea30a") {
		t.Errorf("%v: %s", err, out)
	}
}
