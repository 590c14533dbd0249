package logits

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func readText(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// Every embedded file, and no other, is in PROVENANCE.md's table of results,
// with its size and its sha256.
func TestProvenance(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `data/([^`]+)` \\|.*\\| ([0-9]+) \\| `([0-9a-f]{64})` \\|$")
	stated := map[string]string{}
	for _, m := range row.FindAllStringSubmatch(readText(t, "PROVENANCE.md"), -1) {
		stated[m[1]] = m[2] + " " + m[3]
	}
	files, err := data.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	var total int
	for _, f := range files {
		b, err := data.ReadFile(path.Join("data", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(len(b), " ", sum(b)); got != stated[f.Name()] {
			t.Errorf("%s: %s, PROVENANCE.md says %q", f.Name(), got, stated[f.Name()])
		}
		delete(stated, f.Name())
		total += len(b)
	}
	for name := range stated {
		t.Errorf("%s is in PROVENANCE.md but not embedded", name)
	}
	if total > 3<<20 {
		t.Errorf("%d bytes are embedded, more than 3 MiB", total)
	}
}

// Every embedded file belongs to a set.
func TestCatalogue(t *testing.T) {
	files, err := data.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	var used []string
	for _, s := range catalogue() {
		used = append(used, s.file, s.targets)
	}
	for _, f := range files {
		if !slices.Contains(used, f.Name()) {
			t.Errorf("%s is in no set", f.Name())
		}
	}
}

// The inputs that PROVENANCE.md names are those that make/all.sh checks, and
// the committed digits are one of them.
func TestInputs(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(readText(t, "make/inputs.sha256")), "\n")
	provenance := readText(t, "PROVENANCE.md")
	sums := map[string]string{}
	for _, line := range lines {
		hash, file, ok := strings.Cut(line, "  ")
		if !ok || len(hash) != 64 {
			t.Errorf("make/inputs.sha256: %q is no line of sha256sum", line)
		}
		if !strings.Contains(provenance, "`"+hash+"`") {
			t.Errorf("PROVENANCE.md does not have the sha256 of %s", file)
		}
		sums[path.Base(file)] = hash
	}
	if got := sum([]byte(readText(t, "digits/digits.csv.gz"))); got != sums["digits.csv.gz"] {
		t.Errorf("digits/digits.csv.gz has sha256 %s, make/inputs.sha256 says %s", got, sums["digits.csv.gz"])
	}
}

// The packages that PROVENANCE.md names are those that the scripts install.
func TestVersions(t *testing.T) {
	provenance := readText(t, "PROVENANCE.md")
	pinned := regexp.MustCompile(`"([^"]+)": "([0-9][^"]*)"`).FindAllStringSubmatch(readText(t, "make/package.json"), -1)
	debian := regexp.MustCompile(`([a-z0-9-]+)=([0-9]\S+)`).FindAllStringSubmatch(readText(t, "make/all.sh"), -1)
	if len(pinned) != 4 || len(debian) != 2 {
		t.Errorf("%d npm and %d Debian packages pinned, want 4 and 2", len(pinned), len(debian))
	}
	for _, p := range slices.Concat(pinned, debian) {
		if !strings.Contains(provenance, "`"+p[1]+"` "+p[2]) {
			t.Errorf("PROVENANCE.md does not name `%s` %s", p[1], p[2])
		}
	}
}

// The accuracy on all digits, counted from the embedded logits and classes, is
// the one that train printed when PROVENANCE.md was written.
func TestAccuracy(t *testing.T) {
	s := load(t, "digits")
	var correct int
	for i, class := range s.Targets {
		row := s.Row(i)
		if slices.Index(row, slices.Max(row)) == class {
			correct++
		}
	}
	want := fmt.Sprintf("all:         %d of %d correct\n", correct, s.Rows)
	if !strings.Contains(readText(t, "PROVENANCE.md"), want) {
		t.Errorf("PROVENANCE.md does not say %q", want)
	}
}
