package npy

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Bounds of what a member of an archive may unpack to, since its size is only a claim:
// deflate packs zeros a thousand times, and numbers hardly ever a hundred times.
const (
	freeUnpacked = 64 << 20 // bytes that may be packed in any way
	maxRatio     = 100
)

// ReadArray reads the array in the .npy file with the given name, or member of a .npz
// archive: FILE.npz:MEMBER, or FILE.npz alone for the member of the given name. Errors
// are one line that begins with the quoted name.
func ReadArray(path, member string) (Array, error) {
	file, named := Member(path)
	if named != "" {
		member = named
	}
	a, err := readArray(file, member)
	if err != nil {
		return Array{}, fmt.Errorf("%.300q: %w", path, err)
	}
	return a, nil
}

// Member splits FILE.npz:MEMBER into the two; member is "" where none is named.
func Member(path string) (file, member string) {
	if i := strings.LastIndex(path, ".npz:"); i >= 0 {
		return path[:i+len(".npz")], path[i+len(".npz:"):]
	}
	return path, ""
}

// IsArchive reports whether a name is that of an archive.
func IsArchive(file string) bool { return strings.HasSuffix(file, ".npz") }

func readArray(file, member string) (Array, error) {
	f, size, err := open(file)
	if err != nil {
		return Array{}, err
	}
	defer f.Close()
	if !IsArchive(file) {
		return DecodeArray(f, size)
	}
	return unpack(f, size, member)
}

// Members returns the names of the arrays in an archive, sorted.
func Members(file string) ([]string, error) {
	f, size, err := open(file)
	if err != nil {
		return nil, fmt.Errorf("%.300q: %w", file, err)
	}
	defer f.Close()
	z, err := archive(f, size)
	if err != nil {
		return nil, fmt.Errorf("%.300q: %w", file, err)
	}
	return members(z), nil
}

func members(z *zip.Reader) (names []string) {
	for _, m := range z.File {
		names = append(names, strings.TrimSuffix(m.Name, ".npy"))
	}
	slices.Sort(names)
	return names
}

// maxMembers bounds the directories of archives, which are read into memory as a whole:
// NumPy gives each array of one an entry of some hundred bytes.
const maxMembers = 100_000

func archive(r io.ReaderAt, size int64) (*zip.Reader, error) {
	z, err := zip.NewReader(r, size)
	switch {
	case err != nil:
		return nil, errors.New("is no .npz archive, or a damaged one: write it again with numpy.savez")
	case len(z.File) > maxMembers:
		return nil, fmt.Errorf("has %d members, more than %d: save fewer arrays", len(z.File), maxMembers)
	}
	return z, nil
}

// unpack reads a member of an archive of size bytes.
func unpack(r io.ReaderAt, size int64, member string) (Array, error) {
	z, err := archive(r, size)
	if err != nil {
		return Array{}, err
	}
	var found *zip.File
	for _, m := range z.File {
		if strings.TrimSuffix(m.Name, ".npy") != member {
			continue
		}
		if found != nil {
			return Array{}, fmt.Errorf("has two members %.80q: save it again with numpy.savez", member)
		}
		found = m
	}
	if found == nil {
		names := members(z)
		if len(names) > 8 {
			names = append(names[:8], "…")
		}
		return Array{}, fmt.Errorf("has no member %.80q, but %.200q", member, names)
	}
	// Its size is no more than a claim, and memory is allocated by it.
	packed, claimed := found.CompressedSize64, found.UncompressedSize64
	switch {
	case claimed > 1<<62:
		return Array{}, fmt.Errorf("claims %d bytes for member %.80q: save it again with numpy.savez", claimed, member)
	case found.Method == zip.Store && packed != claimed, packed > uint64(size):
		return Array{}, fmt.Errorf("is damaged at member %.80q: save it again with numpy.savez", member)
	case claimed > freeUnpacked && claimed/maxRatio > packed:
		return Array{}, fmt.Errorf("packs member %.80q %d times, as numbers hardly are: save it with numpy.savez, which does not pack", member, claimed/max(packed, 1))
	}
	data, err := found.Open()
	if err != nil {
		return Array{}, fmt.Errorf("cannot be unpacked at member %.80q: save it again with numpy.savez", member)
	}
	defer data.Close()
	a, err := DecodeArray(data, int64(claimed))
	if err != nil {
		return Array{}, fmt.Errorf("member %.80q %w", member, err)
	}
	// The checksum is compared when the end is reached.
	if _, err := io.Copy(io.Discard, data); err != nil {
		return Array{}, fmt.Errorf("is damaged at member %.80q: save it again with numpy.savez", member)
	}
	return a, nil
}

// open opens a regular file and returns its size.
func open(path string) (*os.File, int64, error) {
	// Stat comes before Open, which would wait for a writer on a named pipe.
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, cause(err)
	}
	switch {
	case info.IsDir():
		return nil, 0, errors.New("is a directory: name one .npy file in it")
	case !info.Mode().IsRegular():
		return nil, 0, errors.New("is not a regular file: write the array to a file on disk first")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, cause(err)
	}
	return f, info.Size(), nil
}
