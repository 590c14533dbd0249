package baseline

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/softulp/softulp/function"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// expecting is a baseline with every kind of line in it.
func expecting() *File {
	f := Of(document())
	f.Expected[Entry{Function: "softmax", Name: "naive", DType: "float32"}] = "exp overflows above 88.72: see #12"
	return f
}

func TestWriteGolden(t *testing.T) {
	path := filepath.Join("testdata", "baseline.txt")
	got := text(t, expecting())
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("differs from %s (run with -update and look at the change):\n%s", path, got)
	}
}

// TestReadWrite: what is written is read as it was, and written again as it was.
func TestReadWrite(t *testing.T) {
	f := expecting()
	got := read(t, text(t, f))
	if !reflect.DeepEqual(got, f) {
		t.Errorf("read %+v, want %+v", got, f)
	}
	if a, b := text(t, f), text(t, got); a != b {
		t.Errorf("written again as %s, want %s", b, a)
	}
	if got := read(t, strings.ReplaceAll(text(t, f), "\n", "\r\n")); !reflect.DeepEqual(got, f) {
		t.Errorf("with the line ends of Windows read as %+v", got)
	}
}

// TestReadWriteAnything: names from outside may hold anything, and figures any number.
func TestReadWriteAnything(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := &File{Seeded: rapid.Bool().Draw(r, "seeded"), Expected: map[Entry]string{}}
		if f.Seeded {
			f.Seed = rapid.Uint64().Draw(r, "seed")
		}
		seen := map[string]bool{}
		for range rapid.IntRange(0, 4).Draw(r, "lines") {
			e := Entry{
				Function: string(rapid.SampledFrom(function.All()).Draw(r, "function")),
				Name:     string(rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(r, "name")),
				DType:    rapid.StringN(1, 20, -1).Draw(r, "dtype"),
				Axis:     rapid.SampledFrom([]string{"", "first", "3"}).Draw(r, "axis"),
			}
			if rapid.Bool().Draw(r, "expected") {
				f.Expected[e] = rapid.StringMatching(`[!-~é]{1,9}( [!-~]{1,9}){0,3}`).Draw(r, "why")
			}
			l := Line{e, rapid.SampledFrom([]string{All, "1", "2-3", "1024-4095", "65536-"}).Draw(r, "k"), rapid.IntRange(1, 1<<30).Draw(r, "rows"), Figures{}}
			if seen[e.String()+l.K] {
				continue
			}
			seen[e.String()+l.K] = true
			l.Figures[MaxULP] = up(rapid.Float64Range(0, 1.7976931348623157e308).Draw(r, "max"))
			l.Figures[WrongNaN] = float64(rapid.IntRange(1, 1<<31-1).Draw(r, "nan"))
			f.Lines = append(f.Lines, l)
		}
		var b strings.Builder
		if err := f.Write(&b); err != nil {
			r.Fatal(err)
		}
		got, err := Read(strings.NewReader(b.String()), "x")
		if err != nil {
			r.Fatalf("%v in\n%s", err, b.String())
		}
		f.sort()
		if !reflect.DeepEqual(got, f) {
			r.Fatalf("read %+v, want %+v", got, f)
		}
	})
}

func TestWriteErrors(t *testing.T) {
	entry := func(e Entry, k string) *File { return &File{Lines: []Line{{e, k, 1, Figures{MaxULP: 1}}}} }
	for _, tt := range []struct {
		name string
		f    *File
		want string
	}{
		{"no function", entry(Entry{Function: "sofmax", Name: "a", DType: "b"}, All), "names no function"},
		{"no name", entry(Entry{Function: "softmax", DType: "b"}, All), "no name of an entry"},
		{"no dtype", entry(Entry{Function: "softmax", Name: "a"}, All), "no name of an entry"},
		{"long name", entry(Entry{Function: "softmax", Name: strings.Repeat("x", 5000), DType: "b"}, All), "more than 4096"},
		{"class", entry(Entry{Function: "softmax", Name: "a", DType: "b"}, "2..3"), "no width class"},
		{"no reason", &File{Expected: map[Entry]string{online: " \n"}}, "nothing says why"},
	} {
		var b strings.Builder
		if err := tt.f.Write(&b); err == nil || !strings.Contains(err.Error(), tt.want) || b.Len() > 0 {
			t.Errorf("%s: error %v, %d bytes written, want %q", tt.name, err, b.Len(), tt.want)
		}
	}
}

// TestWriteFile: a file is replaced as a whole, keeps its permissions and is followed
// through a link; what cannot be written leaves it and the folder as they were.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "baseline.txt"), filepath.Join(dir, "link.txt")
	f := expecting()
	if err := f.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("baseline.txt", link); err != nil {
		t.Fatal(err)
	}
	f.Seed = 7
	if err := f.WriteFile(link); err != nil {
		t.Fatal(err)
	}
	got, err := ReadFile(path)
	if err != nil || got.Seed != 7 {
		t.Errorf("read %+v, %v", got, err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if info, err = os.Stat(path); err != nil || info.Mode().Perm() != 0o640 && runtime.GOOS != "windows" {
		t.Errorf("the file is %v, %v", info, err)
	}
	f.Lines[0].Function = "unknown"
	if err := f.WriteFile(path); err == nil {
		t.Error("what has no name is written")
	}
	if got, err := ReadFile(path); err != nil || got.Seed != 7 || got.Lines[0].Function == "unknown" {
		t.Errorf("after that, read %+v, %v", got, err)
	}
	if err := f.WriteFile(filepath.Join(dir, "none", "b.txt")); err == nil {
		t.Error("a folder that is not there is written into")
	}
	f = expecting()
	if err := f.WriteFile(dir); err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("a folder is replaced: %v", err)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 2 {
		t.Errorf("the folder holds %v, %v", names, err)
	}
}

func TestPath(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"baseline.txt", "baseline.txt"},
		{"{os}/b-{arch}-{arch}.txt", "linux/b-arm64-arm64.txt"},
	} {
		if got, err := Path(tt.name, "linux", "arm64"); err != nil || got != tt.want {
			t.Errorf("%s: %s, %v", tt.name, got, err)
		}
	}
	if _, err := Path("{cpu}.txt", "linux", "arm64"); err == nil || !strings.Contains(err.Error(), "no placeholder") {
		t.Errorf("error %v", err)
	}
}

// TestBenchstat: benchstat reads two of the files, and sees what is worse.
func TestBenchstat(t *testing.T) {
	dir := t.TempDir()
	doc := document()
	worse := Of(doc)
	doc.Implementations[0].MaxULP = 3.46
	for name, f := range map[string]*File{"old": worse, "new": Of(doc)} {
		f.Expected[Entry{Function: "softmax", Name: "naive", DType: "float32"}] = "of " + name
		if err := f.WriteFile(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "golang.org/x/perf/cmd/benchstat", "old="+filepath.Join(dir, "old"), "new="+filepath.Join(dir, "new"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		if os.Getenv("CI") != "true" {
			t.Skipf("benchstat does not run here: %v", err)
		}
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"Softmax/impl=online/dtype=float32/k=2..3", "+99.88%", "wrong-flushed", "CrossEntropySoftGrad/impl=mine%2F%0A"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(string(out), "missing") || strings.Contains(string(out), "old:") {
		t.Errorf("it complains:\n%s", out)
	}
}
