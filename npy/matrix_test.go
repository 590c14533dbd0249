package npy

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio"
	"gonum.org/v1/gonum/mat"

	"github.com/softulp/softulp/dtype"
)

func TestReadErrors(t *testing.T) {
	dir := t.TempDir()
	junk := filepath.Join(dir, "a\nb\x1b[31m.npy")
	if err := os.WriteFile(junk, []byte("junk"), 0o666); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path, want string
	}{
		{"missing", filepath.Join(dir, "nosuch.npy"), "no such file"},
		{"below a file", filepath.Join(junk, "x.npy"), "cannot be opened: not a directory"},
		{"directory", dir, "is a directory"},
		{"device", os.DevNull, "is not a regular file"},
		{"hostile name", junk, `a\nb\x1b[31m.npy": is not a .npy file`},
		{"no name", "", "no such file"},
		{"name too long", strings.Repeat("x", 5000), "cannot be opened: file name too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(tt.path)
			if err == nil {
				t.Fatal("no error")
			}
			if s := err.Error(); !strings.Contains(s, tt.want) || strings.ContainsAny(s, "\n\x1b") {
				t.Errorf("error %q, want %q on one line", s, tt.want)
			}
		})
	}
}

func TestCause(t *testing.T) {
	denied := &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}
	if s := cause(denied).Error(); !strings.Contains(s, "make the file readable") {
		t.Errorf("permission denied: %q", s)
	}
	other := errors.New("other")
	if cause(other) != other {
		t.Error("an error of no known kind is not kept")
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.npy")
	if err := os.WriteFile(path, array("|u1", "False", "(2, 2)", 1, 2, 3, 4), 0o666); err != nil {
		t.Fatal(err)
	}
	m, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Matrix{2, 2, dtype.Float64, []float64{1, 2, 3, 4}}); !equal(m, want) {
		t.Errorf("got %v, want %v", m, want)
	}
	if row := m.Row(1); len(row) != 2 || cap(row) != 2 || row[0] != 3 {
		t.Errorf("row 1 is %v", row)
	}
}

// TestWritePeer has an independent library read what Write wrote.
func TestWritePeer(t *testing.T) {
	want := []float64{1, -0.5, 0, math.Inf(-1), 0x1p-1074, 3}
	var buf bytes.Buffer
	if err := Write(&buf, Matrix{2, 3, dtype.Float64, want}); err != nil {
		t.Fatal(err)
	}
	if n := buf.Len() - 8*len(want); n%64 != 0 {
		t.Errorf("data begin at byte %d, not a multiple of 64", n)
	}
	var got mat.Dense
	if err := npyio.Read(&buf, &got); err != nil {
		t.Fatal(err)
	}
	if r, c := got.Dims(); r != 2 || c != 3 {
		t.Fatalf("%d by %d", r, c)
	}
	for i, v := range want {
		if got.At(i/3, i%3) != v {
			t.Errorf("element %d is %v, want %v", i, got.At(i/3, i%3), v)
		}
	}
}

// TestDecodePeer reads what an independent library wrote.
func TestDecodePeer(t *testing.T) {
	tests := []struct {
		name  string
		value any
		want  Matrix
	}{
		{"matrix", mat.NewDense(2, 2, []float64{1, 2, 3, 4}), Matrix{2, 2, dtype.Float64, []float64{1, 2, 3, 4}}},
		{"float32s", []float32{0.1, -2}, Matrix{1, 2, dtype.Float32, []float64{float64(float32(0.1)), -2}}},
		{"int64s", []int64{1, -2}, Matrix{1, 2, dtype.Float64, []float64{1, -2}}},
		{"uint8s", []uint8{1, 255}, Matrix{1, 2, dtype.Float64, []float64{1, 255}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var buf bytes.Buffer
			if err := npyio.Write(&buf, tt.value); err != nil {
				t.Fatal(err)
			}
			got, err := decode(buf.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if !equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestWriteRoundTrip(t *testing.T) {
	tests := []Matrix{
		{1, 4, dtype.Float64, []float64{0.1, math.Copysign(0, -1), math.NaN(), math.MaxFloat64}},
		{2, 2, dtype.Float32, []float64{0.5, 0x1p-149, math.Inf(1), math.MaxFloat32}},
		{4, 1, dtype.Float16, []float64{0.5, 0x1p-24, math.Inf(-1), 65504}},
	}
	for _, m := range tests {
		t.Run(m.DType.String(), func(t *testing.T) {
			var buf bytes.Buffer
			if err := Write(&buf, m); err != nil {
				t.Fatal(err)
			}
			got, err := decode(buf.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if !equal(got, m) {
				t.Errorf("got %v, want %v", got, m)
			}
		})
	}
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

func TestWriteErrors(t *testing.T) {
	tests := []struct {
		name string
		m    Matrix
		want string
	}{
		{"zero value", Matrix{}, "0 elements are not 0 rows of 0"},
		{"elements missing", Matrix{2, 2, dtype.Float64, make([]float64, 3)}, "3 elements are not 2 rows of 2"},
		{"overflowing product", Matrix{4, math.MaxInt/2 + 2, dtype.Float64, make([]float64, 4)}, "4 elements are not"},
		{"dtype without a name in NumPy", Matrix{1, 1, dtype.BFloat16, make([]float64, 1)}, "no dtype bfloat16"},
		{"no dtype", Matrix{1, 1, 0, make([]float64, 1)}, "no dtype Format(0)"},
		{"not representable", Matrix{1, 2, dtype.Float32, []float64{1, 0.1}}, "row 0, index 1: 0.1 is no number of float32"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Write(&bytes.Buffer{}, tt.m)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
	full := errors.New("no space left on device")
	if err := Write(broken{full}, Matrix{1, 1, dtype.Float64, []float64{1}}); !errors.Is(err, full) {
		t.Errorf("error %v does not wrap the writer's", err)
	}
}
