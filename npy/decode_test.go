package npy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
)

// file builds a .npy file of version 1.0 with the given header.
func file(header string, data ...byte) []byte {
	b := []byte("\x93NUMPY\x01\x00")
	b = binary.LittleEndian.AppendUint16(b, uint16(len(header)))
	return append(append(b, header...), data...)
}

// array builds one as NumPy writes it.
func array(descr, fortran, shape string, data ...byte) []byte {
	return file(fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", descr, fortran, shape), data...)
}

func decode(b []byte) (Matrix, error) { return Decode(bytes.NewReader(b), int64(len(b))) }

// float32s returns the values' bytes in the given order.
func float32s(order binary.AppendByteOrder, v ...float32) []byte {
	var b []byte
	for _, v := range v {
		b = order.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

func TestDecode(t *testing.T) {
	le, be := binary.LittleEndian, binary.BigEndian
	six := float32s(le, 1, 2, 3, 4, 5, 6)
	tests := []struct {
		name string
		file []byte
		want Matrix
	}{
		{"rank 1 is one row", array("<f4", "False", "(3,)", six[:12]...),
			Matrix{1, 3, dtype.Float32, []float64{1, 2, 3}}},
		{"rank 1 in Fortran order", array("<f4", "True", "(3,)", six[:12]...),
			Matrix{1, 3, dtype.Float32, []float64{1, 2, 3}}},
		{"rank 2", array("<f4", "False", "(2, 3)", six...),
			Matrix{2, 3, dtype.Float32, []float64{1, 2, 3, 4, 5, 6}}},
		{"rank 2 in Fortran order", array("<f4", "True", "(2, 3)", six...),
			Matrix{2, 3, dtype.Float32, []float64{1, 3, 5, 2, 4, 6}}},
		{"big-endian", array(">f4", "False", "(2, 1)", float32s(be, 0.5, -7)...),
			Matrix{2, 1, dtype.Float32, []float64{0.5, -7}}},
		{"infinities", array("<f4", "False", "(2,)", float32s(le, float32(math.Inf(-1)), float32(math.Inf(1)))...),
			Matrix{1, 2, dtype.Float32, []float64{math.Inf(-1), math.Inf(1)}}},
		{"float64", array("<f8", "False", "(1, 1)", le.AppendUint64(nil, 0x3fb999999999999a)...),
			Matrix{1, 1, dtype.Float64, []float64{0.1}}},
		{"float64 big-endian", array(">f8", "False", "(1, 1)", be.AppendUint64(nil, 1)...),
			Matrix{1, 1, dtype.Float64, []float64{0x1p-1074}}},
		{"float16", array("<f2", "False", "(5,)", 0, 0x3c, 1, 0, 0xff, 0x7b, 0, 0xfc, 0xff, 0x83),
			Matrix{1, 5, dtype.Float16, []float64{1, 0x1p-24, 65504, math.Inf(-1), -0x3ffp-24}}},
		{"float16 big-endian", array(">f2", "False", "(1,)", 0x3c, 0),
			Matrix{1, 1, dtype.Float16, []float64{1}}},
		{"int8", array("|i1", "False", "(3,)", 0, 0x80, 0x7f),
			Matrix{1, 3, dtype.Float64, []float64{0, -128, 127}}},
		{"uint8", array("|u1", "False", "(2,)", 0, 0xff),
			Matrix{1, 2, dtype.Float64, []float64{0, 255}}},
		{"int16", array(">i2", "False", "(2,)", 0xff, 0xfe, 1, 0),
			Matrix{1, 2, dtype.Float64, []float64{-2, 256}}},
		{"uint16", array("<u2", "False", "(1,)", 0xff, 0xfe),
			Matrix{1, 1, dtype.Float64, []float64{0xfeff}}},
		{"int32", array("<i4", "False", "(1,)", 0xfe, 0xff, 0xff, 0xff),
			Matrix{1, 1, dtype.Float64, []float64{-2}}},
		{"uint32", array("<u4", "False", "(1,)", 0xfe, 0xff, 0xff, 0xff),
			Matrix{1, 1, dtype.Float64, []float64{0xfffffffe}}},
		{"int64", array("<i8", "False", "(2,)", slices.Concat(le.AppendUint64(nil, 1<<63), le.AppendUint64(nil, 1<<53))...),
			Matrix{1, 2, dtype.Float64, []float64{-0x1p63, 0x1p53}}},
		{"uint64", array("<u8", "False", "(1,)", le.AppendUint64(nil, 0xfffffffffffff800)...),
			Matrix{1, 1, dtype.Float64, []float64{0x1p64 - 0x1p11}}},
		{"keys in another order and white space",
			file(" { \"shape\" :( 1 ,2 ) ,\n'descr':'|u1','fortran_order' : False}  \n", 3, 4),
			Matrix{1, 2, dtype.Float64, []float64{3, 4}}},
		{"Python 2's long integers", array("|u1", "False", "(1L, 2L)", 3, 4),
			Matrix{1, 2, dtype.Float64, []float64{3, 4}}},
		{"version 2.0", versioned(2, "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}\n", 9),
			Matrix{1, 1, dtype.Float64, []float64{9}}},
		{"version 3.0", versioned(3, "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}\n", 9),
			Matrix{1, 1, dtype.Float64, []float64{9}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decode(tt.file)
			if err != nil {
				t.Fatal(err)
			}
			if !equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// versioned builds a file whose header has a length of 32 bits.
func versioned(major byte, header string, data ...byte) []byte {
	b := []byte("\x93NUMPY")
	b = append(b, major, 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(header)))
	return append(append(b, header...), data...)
}

// equal compares bits, so that NaN equals itself and −0 does not equal 0.
func equal(a, b Matrix) bool {
	return a.Rows == b.Rows && a.K == b.K && a.DType == b.DType &&
		slices.EqualFunc(a.Data, b.Data, func(x, y float64) bool {
			return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
		})
}

func TestDecodeErrors(t *testing.T) {
	le := binary.LittleEndian
	ones := bytes.Repeat([]byte{1}, 160)
	junk := strings.Repeat("A", 65535)
	tests := []struct {
		name string
		file []byte
		want string // within the message
	}{
		{"empty", nil, "is empty"},
		{"one byte of the magic string", []byte("\x93"), "truncated within its header"},
		{"only the magic string", []byte("\x93NUMPY"), "truncated within its header"},
		{"only the version", []byte("\x93NUMPY\x01\x00"), "truncated within its header"},
		{"half a length", []byte("\x93NUMPY\x01\x00\x10"), "truncated within its header"},
		{"text", []byte("1.5 2.5 3.5\n"), "is not a .npy file"},
		{"control characters", []byte("\x1b[31m\n\n\n\n"), `begins with "\x1b[31m\n\n\n"`},
		{"archive", []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), "is a .npz archive"},
		{"version 255.255", []byte("\x93NUMPY\xff\xffAAAAAAAAAAAA"), "format version 255.255"},
		{"header beyond the file", file("{'descr'")[:12], "truncated within its header"},
		{"header of 64 KB of junk", file(junk), "want a dictionary"},
		{"header of 64 KB of braces", file(strings.Repeat("{", 65535)), "want a string"},
		{"header of 64 KB of dimensions", array("<f4", "False", "("+strings.Repeat("1,", 32000)+")"), "more than 64 dimensions"},
		{"header of 4 GB", append([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), ones...), "truncated within its header"},
		{"header of 1 MB", versioned(2, strings.Repeat(" ", 1<<20)), "more than 65536"},
		{"empty header", file(""), "want a dictionary, not its end"},
		{"dictionary without end", file("{'descr': '<f4', "), "want a string, not its end"},
		{"string without end", file("{'descr"), "want a string"},
		{"key twice", file("{'descr': '<f4', 'descr': '<f4'}"), "twice"},
		{"key missing", file("{'descr': '<f4', 'shape': (1,)}"), "want the keys"},
		{"key unknown", file("{'descr': '<f4', 'color': 'red'}"), "unknown key"},
		{"no colon", file("{'descr' '<f4'}"), "want a colon"},
		{"no comma", file("{'descr': '<f4' 'shape': (1,)}"), "want a comma"},
		{"text after the dictionary", file("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)} x", 1), "want nothing more"},
		{"order neither true nor false", array("<f4", "None", "(1,)"), "want True or False"},
		{"shape no tuple", array("<f4", "False", "[1]"), "want a tuple"},
		{"shape of words", array("<f4", "False", "(one,)"), "want an integer"},
		{"shape without end", file("{'shape': (1"), "want an integer"},
		{"dimension of 2^63", array("<f4", "False", "(9223372036854775808,)"), "below 2^63"},
		{"rank 0", array("<f4", "False", "()", 0, 0, 0, 0), "rank 0"},
		{"rank 3", array("<f4", "False", "(2, 2, 2)", ones[:32]...), "has rank 3, shape (2, 2, 2)"},
		{"no rows", array("<f4", "False", "(0, 10)"), "holds no logits (shape (0, 10))"},
		{"2^60 empty rows", array("<f4", "False", "(1152921504606846976, 0)"), "holds no logits"},
		{"negative dimension", array("<f4", "False", "(-4, 10)", ones...), "negative dimension"},
		{"two negative dimensions", array("<f4", "False", "(-4, -10)", ones...), "negative dimension"},
		{"truncated", array("<f4", "False", "(4, 10)", ones[:20]...), "claims more than the 20 bytes"},
		{"truncated by one byte", array("<f4", "False", "(4, 10)", ones[:159]...), "claims more than the 159 bytes"},
		{"2^60 rows", array("<f4", "False", "(1152921504606846976, 10)", ones[:40]...), "claims more than the 40 bytes"},
		{"2^64 elements", array("<f4", "False", "(4294967296, 4294967296)"), "claims more than the 0 bytes"},
		{"2^64+40 bytes", array("<f4", "False", "(4611686018427387914,)", ones[:40]...), "claims more than the 40 bytes"},
		{"trailing bytes", array("<f4", "False", "(1, 10)", ones[:41]...), "has 1 bytes left over"},
		{"complex", array("<c16", "False", "(1, 2)", ones[:32]...), "save x.real"},
		{"bool", array("|b1", "False", "(1, 2)", 0, 1), `dtype "|b1"`},
		{"bfloat16 of ml_dtypes", array("<V2", "False", "(1, 1)", 0, 1), "save x.astype('float32')"},
		{"bfloat16 by name", array("bfloat16", "False", "(1, 1)", 0, 1), "save x.astype('float32')"},
		{"long double", array("<f16", "False", "(1, 1)", ones[:16]...), "save x.astype('float64')"},
		{"objects", array("|O", "False", "(1, 1)", ones[:16]...), "pickled Python objects"},
		{"records", file("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", 0, 0, 0, 0), "save one numeric field"},
		{"records without end", file("{'descr': [('x', '<f4'"), "want a dtype"},
		{"strings", array("<U5", "False", "(1,)", ones[:20]...), `dtype "<U5"`},
		{"no byte order", array("=f4", "False", "(1,)", 0, 0, 0, 0), `dtype "=f4"`},
		{"no dtype", array("", "False", "(1,)", 0), `dtype ""`},
		{"order without kind", array("<", "False", "(1,)", 0), `dtype "<"`},
		{"hostile dtype", array("\x1b[2J\r"+strings.Repeat("<", 300), "False", "(1,)", 0), `dtype "\x1b[2J\r<<`},
		{"integer of 54 bits", array("<i8", "False", "(1, 2)", slices.Concat(make([]byte, 8), le.AppendUint64(nil, 1<<53+1))...), "row 0, index 1"},
		{"unsigned integer of 64 bits", array("<u8", "False", "(1,)", le.AppendUint64(nil, math.MaxUint64)...), "float64 does not have"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := decode(tt.file)
			if err == nil {
				t.Fatalf("no error, but %v", m)
			}
			checkMessage(t, err)
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q does not say %q", err, tt.want)
			}
		})
	}
}

// checkMessage holds an error to what a terminal can show: one short line.
func checkMessage(t *testing.T, err error) {
	t.Helper()
	s := err.Error()
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		t.Errorf("control character in %q", s)
	}
	if len(s) > 300 {
		t.Errorf("message of %d bytes: %q", len(s), s)
	}
}

func TestDecodeSize(t *testing.T) {
	whole := array("|u1", "False", "(3,)", 1, 2, 3)
	for n := range whole {
		// A reader with less than it promised: a file that is being cut.
		_, err := Decode(bytes.NewReader(whole[:n]), int64(len(whole)))
		if err == nil {
			t.Fatalf("%d of %d bytes: no error", n, len(whole))
		}
		checkMessage(t, err)
		// A size that says so.
		if _, err = decode(whole[:n]); err == nil {
			t.Fatalf("a file of %d bytes: no error", n)
		}
	}
	if _, err := Decode(bytes.NewReader(whole), -1); err == nil {
		t.Error("negative size: no error")
	}
}

// failing is a disk that breaks after a number of bytes.
type failing struct {
	r   io.Reader
	err error
}

func (f failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = f.err
	}
	return n, err
}

func TestDecodeReadError(t *testing.T) {
	whole := array("|u1", "False", "(3,)", 1, 2, 3)
	broken := errors.New("input/output error")
	for n := range whole {
		_, err := Decode(failing{bytes.NewReader(whole[:n]), broken}, int64(len(whole)))
		if !errors.Is(err, broken) {
			t.Errorf("after %d bytes: error %v does not wrap the reader's", n, err)
		}
	}
}

// TestDecodeAllocates holds hostile headers to a memory bound.
func TestDecodeAllocates(t *testing.T) {
	files := [][]byte{
		array("<f4", "False", "(1152921504606846976, 10)", 0),
		array("<f8", "False", "(100000000, 10)", 0),
		append([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), 0),
	}
	for _, f := range files {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		decode(f)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("%q: %d bytes allocated", f[:12], n)
		}
	}
	// A sparse file bears out any claim; the limit on elements is left. The
	// size is a claim as well here: nothing beyond the header is ever read.
	const n = 1 << 40
	h := array("|u1", "False", fmt.Sprintf("(%d,)", int64(n)))
	if _, err := Decode(bytes.NewReader(h), int64(len(h))+n); err == nil || !strings.Contains(err.Error(), "save some of the rows") {
		t.Errorf("2^40 numbers: error %v", err)
	}
}

// FuzzDecode: whatever the bytes, a well-formed matrix or a one-line error.
func FuzzDecode(f *testing.F) {
	f.Add(array("<f4", "True", "(1, 2)", make([]byte, 8)...))
	f.Add(array(">f2", "False", "(3,)", make([]byte, 6)...))
	f.Add(versioned(2, "{'descr': '|u1', 'fortran_order': False, 'shape': (1L,)}\n", 9))
	f.Add([]byte("\x93NUMPY\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decode(b)
		if err != nil {
			checkMessage(t, err)
			return
		}
		if m.Rows < 1 || m.K < 1 || m.Rows*m.K != len(m.Data) {
			t.Fatalf("%d rows of %d from %d elements", m.Rows, m.K, len(m.Data))
		}
		var out bytes.Buffer
		if err := Write(&out, m); err != nil {
			t.Fatal(err)
		}
		back, err := decode(out.Bytes())
		if err != nil || !equal(back, m) {
			t.Fatalf("wrote %v, read %v, %v", m, back, err)
		}
	})
}
