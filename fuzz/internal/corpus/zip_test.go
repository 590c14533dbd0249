package corpus

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"testing"
)

func TestZip(t *testing.T) {
	entries := []Entry{{"b", bytes.Repeat([]byte{1, 2}, 1000)}, {"a", []byte{0xff}}, {"none", nil}}
	var archive, again bytes.Buffer
	if err := Zip(&archive, entries); err != nil {
		t.Fatal(err)
	}
	if err := Zip(&again, entries); err != nil || !bytes.Equal(archive.Bytes(), again.Bytes()) {
		t.Errorf("another archive the second time, %v", err)
	}
	r, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.File) != len(entries) {
		t.Fatalf("%d files, want %d", len(r.File), len(entries))
	}
	for i, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil || f.Name != entries[i].Name || !bytes.Equal(data, entries[i].Data) {
			t.Errorf("%s: %d bytes, %v, want %s, %d bytes", f.Name, len(data), err, entries[i].Name, len(entries[i].Data))
		}
	}
	if err := Zip(io.Discard, append(entries, entries[0])); err == nil {
		t.Error("a name twice is accepted")
	}
	if err := Zip(full{}, entries); err == nil {
		t.Error("a full disk is a success")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }
