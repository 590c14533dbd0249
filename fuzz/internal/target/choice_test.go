package target

import (
	"strings"
	"testing"
)

// itself is the name of a string.
func itself(s string) string { return s }

func TestKey(t *testing.T) {
	// FNV-1a of no byte, and of "a" and "foobar", from the authors' list of tests.
	for name, want := range map[string]uint32{"": 0x811c9dc5, "a": 0xe40c292c, "foobar": 0xbf9cf968} {
		if got := Key(name); got != want {
			t.Errorf("%q: %#x, want %#x", name, got, want)
		}
	}
}

// TestChoiceStays: keys mean the same when the list is longer, in another order.
func TestChoiceStays(t *testing.T) {
	few, err := newChoice([]string{"online/float32", "shifted/float32"}, itself)
	if err != nil {
		t.Fatal(err)
	}
	more, err := newChoice([]string{"another/float32", "shifted/float32", "blocked/float64", "online/float32"}, itself)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range few.list {
		if got := more.of(Key(name)); got != name {
			t.Errorf("%s has become %s", name, got)
		}
		if got, err := more.find(name); got != name || err != nil {
			t.Errorf("%s: found %s, %v", name, got, err)
		}
	}
	if _, err := few.find("blocked/float64"); err == nil {
		t.Error("a name that is not listed is found")
	}
}

// TestChoiceIsEven: numbers that are no key choose each as often.
func TestChoiceIsEven(t *testing.T) {
	c, err := newChoice([]string{"a", "b", "c"}, itself)
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]int{}
	for n := range uint32(300) {
		met[c.of(n)]++
	}
	for _, name := range c.list {
		if met[name] != 100 {
			t.Errorf("%s was chosen %d times of 300", name, met[name])
		}
	}
}

func TestSameKey(t *testing.T) {
	_, err := newChoice([]string{"one", "other", "one"}, itself)
	if err == nil || !strings.Contains(err.Error(), `"one" and "one" have the same key`) {
		t.Errorf("a name twice: %v", err)
	}
	// Two words with the same 32-bit FNV-1a hash.
	if Key("costarring") != Key("liquid") {
		t.Fatal("the words have different keys")
	}
	if _, err := newChoice([]string{"costarring", "liquid"}, itself); err == nil {
		t.Error("two names with one key are accepted")
	}
}
