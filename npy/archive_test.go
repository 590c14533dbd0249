package npy

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npz"

	"github.com/softulp/softulp/dtype"
)

// zipped builds an archive of a member, packed or not.
func zipped(t *testing.T, method uint16, members map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := []string{}
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(members[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unpackBytes(b []byte, member string) (Array, error) {
	return unpack(bytes.NewReader(b), int64(len(b)), member)
}

// lying builds an archive whose only member is claimed to unpack to a size.
func lying(t *testing.T, packed []byte, claimed uint64, method uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "x.npy", Method: method, CompressedSize64: uint64(len(packed)), UncompressedSize64: claimed, CRC32: crc32.ChecksumIEEE(packed)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(packed); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUnpack(t *testing.T) {
	two := array("<f4", "False", "(1, 2)", float32s(binary.LittleEndian, 1, 2)...)
	want := Array{[]int{1, 2}, Float, 32, dtype.Float32, []float64{1, 2}}
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		b := zipped(t, method, map[string][]byte{"x.npy": two, "y.npy": array("|u1", "False", "(1,)", 7)})
		if got, err := unpackBytes(b, "x"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("method %d: %+v, %v", method, got, err)
		}
	}
	path := filepath.Join(t.TempDir(), "a.npz")
	if err := npz.Write(path, map[string]any{"x.npy": []float32{1, 2}, "t.npy": []int64{1}}); err != nil {
		t.Fatal(err)
	}
	names, err := Members(path)
	if err != nil || !slices.Equal(names, []string{"t", "x"}) {
		t.Errorf("members %v, %v", names, err)
	}
	for _, at := range [][2]string{{path + ":x", "nothing"}, {path, "x"}} {
		if got, err := ReadArray(at[0], at[1]); err != nil || !slices.Equal(got.Data, []float64{1, 2}) || !slices.Equal(got.Shape, []int{2}) {
			t.Errorf("%s: %+v, %v", at, got, err)
		}
	}
	plain := filepath.Join(t.TempDir(), "x.npy")
	if err := os.WriteFile(plain, two, 0o666); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadArray(plain, "x"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestUnpackErrors(t *testing.T) {
	le := binary.LittleEndian
	two := array("<f4", "False", "(1, 2)", float32s(le, 1, 2)...)
	whole := zipped(t, zip.Deflate, map[string][]byte{"x.npy": two})
	damaged := bytes.Clone(zipped(t, zip.Store, map[string][]byte{"x.npy": two}))
	damaged[bytes.Index(damaged, []byte("(1, 2)"))+30] ^= 1 // in the padding or the data
	at := bytes.Index(damaged, float32s(le, 1, 2))
	if at >= 0 {
		damaged[at] ^= 1
	}
	zeros := make([]byte, 80<<20)
	bomb := zipped(t, zip.Deflate, map[string][]byte{"x.npy": array("<f4", "False", "(20971520,)", zeros...)})
	if len(bomb) > 1<<20 {
		t.Fatalf("a bomb of %d bytes", len(bomb))
	}
	huge := lying(t, []byte{3, 0}, 1<<33, zip.Deflate)
	for _, tt := range []struct {
		name   string
		file   []byte
		member string
		want   string
	}{
		{"empty", nil, "x", "is no .npz archive"},
		{"an array", two, "x", "is no .npz archive"},
		{"truncated", whole[:len(whole)-5], "x", "is no .npz archive"},
		{"its end alone", whole[len(whole)-22:], "x", "is no .npz archive"},
		{"no such member", whole, "z", `has no member "z", but ["x"]`},
		{"hostile member", zipped(t, zip.Store, map[string][]byte{"\x1b[2J\n.npy": two}), "x", `has no member "x", but ["\x1b[2J\n"]`},
		{"damaged", damaged, "x", "is damaged"},
		{"a member that is no array", zipped(t, zip.Store, map[string][]byte{"x.npy": []byte("hello world")}), "x", `member "x" is not a .npy file`},
		{"a member that is empty", zipped(t, zip.Store, map[string][]byte{"x": nil}), "x", `member "x" is empty`},
		{"a bomb", bomb, "x", "times, as numbers hardly are: save it with numpy.savez"},
		{"a bomb that lies", huge, "x", "times, as numbers hardly are"},
		{"of a size below 0", lying(t, two, 1<<63, zip.Deflate), "x", "claims 9223372036854775808 bytes"},
		{"stored in another size", lying(t, two, uint64(len(two))+8, zip.Store), "x", "is damaged"},
		{"packed in an unknown way", lying(t, two, uint64(len(two)), 99), "x", "cannot be unpacked"},
		{"claims more than there is", lying(t, whole[37:37+40], 100, zip.Deflate), "x", `member "x"`},
		{"two of a name", zipped(t, zip.Store, map[string][]byte{"x": two, "x.npy": two}), "x", "has two members"},
	} {
		a, err := unpackBytes(tt.file, tt.member)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v, want %q", tt.name, a, err, tt.want)
			continue
		}
		checkMessage(t, err)
	}
}

// TestUnpackMemory: what an archive claims takes no memory before it is borne out.
func TestUnpackMemory(t *testing.T) {
	header := array("<f8", "False", "(134217728,)")
	bomb := lying(t, header, 1<<30+uint64(len(header)), zip.Deflate)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		if _, err := unpackBytes(bomb, "x"); err == nil {
			t.Fatal("no error")
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 10<<20 {
		t.Errorf("%d bytes allocated", n)
	}
}

func TestReadArrayErrors(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		filepath.Join(dir, "none.npz"):        "no such file",
		filepath.Join(dir, "none.npz") + ":x": "no such file",
		filepath.Join(dir, "a\nb.npy"):        `a\nb.npy": no such file`,
		dir:                                   "is a directory",
		os.DevNull:                            "is not a regular file",
	} {
		if _, err := ReadArray(path, "x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Members(filepath.Join(dir, "none.npz")); err == nil {
		t.Error("members of nothing")
	}
	if err := os.WriteFile(filepath.Join(dir, "x.npz"), []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Members(filepath.Join(dir, "x.npz")); err == nil || !strings.Contains(err.Error(), "is no .npz archive") {
		t.Errorf("members of one byte: %v", err)
	}
}

func TestMember(t *testing.T) {
	for path, want := range map[string][2]string{
		"a.npz": {"a.npz", ""}, "a.npz:x": {"a.npz", "x"}, "a.npy": {"a.npy", ""}, "a:b.npy": {"a:b.npy", ""},
		"a.npz:b.npz:c": {"a.npz:b.npz", "c"}, "": {"", ""},
	} {
		if file, member := Member(path); file != want[0] || member != want[1] {
			t.Errorf("%s: %s, %s", path, file, member)
		}
	}
}

// TestNumPy: arrays as NumPy writes them.
func TestNumPy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npz")
	script := `import sys, numpy as n
n.savez_compressed(sys.argv[1], x=n.arange(24, dtype='f4').reshape(2, 3, 4), f=n.asfortranarray(n.arange(6.).reshape(2, 3)),
    b=n.array([0x3f80], dtype='u2'), t=n.array([1, -2]), s=n.float32(1.5), big=n.arange(3).astype('>f2'), raw=n.array([0x3f80], 'u2').view('V2'), z=n.zeros(1000000))`
	out, err := exec.CommandContext(t.Context(), "python3", "-c", script, path).CombinedOutput()
	if err != nil { // a python3 of the user's may hide Debian's, which has NumPy
		out, err = exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", script, path).CombinedOutput()
	}
	if err != nil {
		if os.Getenv("CI") != "true" {
			t.Skipf("python3 with NumPy is not here: %v", err)
		}
		t.Fatalf("%v: %s", err, out)
	}
	counting := make([]float64, 24)
	for i := range counting {
		counting[i] = float64(i)
	}
	for member, want := range map[string]Array{
		"x":   {[]int{2, 3, 4}, Float, 32, dtype.Float32, counting},
		"f":   {[]int{2, 3}, Float, 64, dtype.Float64, counting[:6]},
		"b":   {[]int{1}, Unsigned, 16, dtype.Float64, []float64{0x3f80}},
		"t":   {[]int{2}, Integer, 64, dtype.Float64, []float64{1, -2}},
		"s":   {nil, Float, 32, dtype.Float32, []float64{1.5}},
		"big": {[]int{3}, Float, 16, dtype.Float16, counting[:3]},
		"raw": {[]int{1}, Raw, 16, dtype.Float64, []float64{0x3f80}},
		"z":   {[]int{1000000}, Float, 64, dtype.Float64, make([]float64, 1000000)}, // packed a thousand times
	} {
		if got, err := ReadArray(path, member); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", member, got.Describe(), err)
		}
	}
}
