package kept

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/fuzz/internal/corpus"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/mutants"
)

// folder is the corpus that is committed.
const folder = "../../testdata/fuzz"

// TestMutantsAreKept: every mutant that the properties kill has an input in the
// corpus that refutes it.
func TestMutantsAreKept(t *testing.T) {
	list := mutants.All()
	for i := range list {
		m := &list[i]
		t.Run(m.Name, func(t *testing.T) {
			target, err := base(m)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(folder, target.Name, FileName(m.Name))
			text, err := os.ReadFile(file)
			if os.IsNotExist(err) {
				data, err := Counterexample(m)
				if err != nil || data != nil {
					t.Fatalf("no %s, but a counterexample, %x, %v: make corpus adds it", file, data, err)
				}
				t.Logf("survives: there is none to keep")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			data, err := corpus.Unmarshal(text)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if err := Refutes(m, data); err != nil {
				t.Errorf("%s serves no longer: %v: make corpus replaces it", file, err)
			}
		})
	}
}

// TestNothingElse: the corpus has no counterexamples of mutants that do not exist,
// its folders are those of targets, and what fuzzing found is pinned.
func TestNothingElse(t *testing.T) {
	wanted := map[string]bool{}
	list := mutants.All()
	for i := range list {
		target, err := base(&list[i])
		if err != nil {
			t.Fatal(err)
		}
		wanted[filepath.Join(target.Name, FileName(list[i].Name))] = true
	}
	folders, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, f := range folders {
		entries, err := corpus.Read(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			read++
			file := filepath.Join(f.Name(), e.Name)
			if strings.HasPrefix(e.Name, prefix) != wanted[file] {
				t.Errorf("%s: there is no such mutant: make corpus removes it", file)
			}
			if pinned, err := Pin(f.Name(), e.Data); err != nil || !bytes.Equal(pinned, e.Data) {
				t.Errorf("%s is about something by its place in a list, %v: make corpus pins it", file, err)
			}
		}
	}
	if read < len(list)/2 {
		t.Errorf("%d inputs for %d mutants", read, len(list))
	}
}

// dropper is a mutant of shifted that gives the last of more than n logits no
// probability; with a memory, only from the second row on.
func dropper(name string, n int, memory bool) mutants.Mutant {
	a := impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	return mutants.Mutant{Name: name, Of: "shifted", Function: function.Softmax, Arithmetic: a, New: mutants.OnLogits(func() func(y, x []float64) {
		rows := 0
		return func(y, x []float64) {
			im, err := impl.Find("shifted", function.Softmax)
			if err != nil {
				panic(err)
			}
			im.Compute(a, y, function.Logits(x))
			if rows++; len(x) > n && (rows > 1 || !memory) {
				y[len(x)-1] = 0
			}
		}
	})}
}

func TestCounterexample(t *testing.T) {
	for _, c := range []struct {
		name string
		m    mutants.Mutant
		want int // logits
	}{
		{"of two logits", dropper("a", 1, false), 2},
		{"of 130", dropper("b", 129, false), 130},
		{"with a memory", dropper("c", 2, true), 3},
	} {
		data, err := Counterexample(&c.m)
		if err != nil || data == nil {
			t.Fatalf("%s: % x, %v", c.name, data, err)
		}
		if err := Refutes(&c.m, data); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		target, err := base(&c.m)
		if err != nil {
			t.Fatal(err)
		}
		if in, _ := target.Decode(data); len(in.Case.X) != c.want {
			t.Errorf("%s: %d logits, want %d", c.name, len(in.Case.X), c.want)
		}
	}
	none := dropper("d", 1<<20, false)
	if !testing.Short() { // it takes all cases
		if data, err := Counterexample(&none); data != nil || err != nil {
			t.Errorf("one that is right: % x, %v", data, err)
		}
	}
	none.Of = "nobody"
	if _, err := Counterexample(&none); err == nil {
		t.Error("a mutant of nobody has no error")
	}
}

func TestRefutes(t *testing.T) {
	m := dropper("a", 1, false)
	target, err := base(&m)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(subject, property string, x ...float64) []byte {
		data, err := target.Encode(subject, property, properties.Case{Input: function.Logits(x)})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"a counterexample", encode("shifted/float32", "accuracy", 0, 0), ""},
		{"too short", []byte{1}, "say nothing"},
		{"of another program", encode("online/float32", "accuracy", 0, 0), "the mutant about shifted/float32"},
		{"a row that it answers", encode("shifted/float32", "accuracy", 0), "does not fail"},
		{"a property with nothing to say", encode("shifted/float32", "edge-cases", 0, 0), "does not fail"},
	} {
		err := Refutes(&m, c.data)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestUpdate(t *testing.T) {
	dir := t.TempDir()
	softmax := filepath.Join(dir, "FuzzSoftmax")
	write := func(name string, data []byte) {
		t.Helper()
		if err := corpus.Write(softmax, []corpus.Entry{{Name: name, Data: data}}); err != nil {
			t.Fatal(err)
		}
	}
	update := func(list ...mutants.Mutant) map[string]string {
		t.Helper()
		changes, err := Update(dir, list)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, c := range changes {
			got[filepath.Base(c.File)] = c.What
		}
		return got
	}
	check := func(got, want map[string]string) {
		t.Helper()
		if len(got) != len(want) {
			t.Errorf("changes %v, want %v", got, want)
		}
		for file, what := range want {
			if !strings.HasPrefix(got[file], what) {
				t.Errorf("%s: %q, want %q", file, got[file], what)
			}
		}
	}
	a, b := dropper("a", 1, false), dropper("b/c", 2, false)
	write("mutant-gone", []byte{1, 2, 3})
	write("mutant-a", []byte("serves nothing"))
	write("found", make([]byte, 30))
	check(update(a, b), map[string]string{"mutant-gone": "removed", "mutant-a": "replaced", "mutant-b-c": "added", "found": "pinned"})
	check(update(a, b), nil)
	if !testing.Short() { // it takes all cases
		check(update(a, b, dropper("right", 1<<20, false)), map[string]string{"mutant-right": "none"})
	}
	for _, m := range []mutants.Mutant{a, b} {
		text, err := os.ReadFile(filepath.Join(softmax, FileName(m.Name)))
		if err != nil {
			t.Fatal(err)
		}
		data, err := corpus.Unmarshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := Refutes(&m, data); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
	if _, err := Update(dir, []mutants.Mutant{dropper("x/y", 1, false), dropper("x-y", 1, false)}); err == nil {
		t.Error("two mutants with one file are accepted")
	}
	if err := os.Mkdir(filepath.Join(dir, "FuzzNothing"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := corpus.Write(filepath.Join(dir, "FuzzNothing"), []corpus.Entry{{Name: "e", Data: []byte{1}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := Update(dir, nil); err == nil {
		t.Error("a folder of no target is accepted")
	}
}

func TestPin(t *testing.T) {
	for _, name := range []string{"FuzzSoftmax", "FuzzLogSumExpFloat64", "FuzzTiers", "FuzzPlain", "FuzzBare"} {
		loose := make([]byte, 20)
		pinned, err := Pin(name, loose)
		if err != nil || bytes.Equal(pinned, loose) || len(pinned) != len(loose) {
			t.Errorf("%s: % x, %v", name, pinned, err)
		}
	}
	if _, err := Pin("FuzzNothing", nil); err == nil {
		t.Error("a target that does not exist is pinned")
	}
}
