package npy

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/softulp/softulp/dtype"
)

func decodeArray(b []byte) (Array, error) { return DecodeArray(bytes.NewReader(b), int64(len(b))) }

func TestDecodeArray(t *testing.T) {
	le, be := binary.LittleEndian, binary.BigEndian
	eight := float32s(le, 0, 1, 2, 3, 4, 5, 6, 7)
	for _, tt := range []struct {
		name string
		file []byte
		want Array
	}{
		{"a single number", array("<f4", "False", "()", float32s(le, 1.5)...), Array{nil, Float, 32, dtype.Float32, []float64{1.5}}},
		{"a single number in Fortran order", array("<f4", "True", "()", float32s(le, 1.5)...), Array{nil, Float, 32, dtype.Float32, []float64{1.5}}},
		{"rank 1", array("<f8", "False", "(1,)", le.AppendUint64(nil, 1)...), Array{[]int{1}, Float, 64, dtype.Float64, []float64{5e-324}}},
		{"rank 3", array(">f4", "False", "(2, 2, 2)", float32s(be, 0, 1, 2, 3, 4, 5, 6, 7)...),
			Array{[]int{2, 2, 2}, Float, 32, dtype.Float32, []float64{0, 1, 2, 3, 4, 5, 6, 7}}},
		{"rank 3 in Fortran order", array("<f4", "True", "(2, 2, 2)", eight...),
			Array{[]int{2, 2, 2}, Float, 32, dtype.Float32, []float64{0, 4, 2, 6, 1, 5, 3, 7}}},
		{"integers", array("<i8", "False", "(2,)", slices.Concat(le.AppendUint64(nil, 3), le.AppendUint64(nil, 1<<64-1))...),
			Array{[]int{2}, Integer, 64, dtype.Float64, []float64{3, -1}}},
		{"unsigned", array("<u2", "False", "(1,)", 0x80, 0x3f), Array{[]int{1}, Unsigned, 16, dtype.Float64, []float64{0x3f80}}},
		{"unsigned of 64 bits", array("<u8", "False", "(1,)", le.AppendUint64(nil, 7)...), Array{[]int{1}, Unsigned, 64, dtype.Float64, []float64{7}}},
		{"raw of two bytes", array("<V2", "False", "(1,)", 0x80, 0x3f), Array{[]int{1}, Raw, 16, dtype.Float64, []float64{0x3f80}}},
		{"raw of two bytes in the other order", array(">V2", "False", "(1,)", 0x3f, 0x80), Array{[]int{1}, Raw, 16, dtype.Float64, []float64{0x3f80}}},
		{"raw of two bytes that do not say", array("|V2", "False", "(1,)", 0x80, 0x3f), Array{[]int{1}, Raw, 16, dtype.Float64, []float64{0x3f80}}},
		{"raw of one byte", array("|V1", "False", "(2,)", 1, 0x80), Array{[]int{2}, Raw, 8, dtype.Float64, []float64{1, 128}}},
	} {
		if got, err := decodeArray(tt.file); err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, %v, want %+v", tt.name, got, err, tt.want)
		}
	}
}

func TestDecodeArrayErrors(t *testing.T) {
	ones := bytes.Repeat([]byte{1}, 160)
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "is empty"},
		{"header of 4 GB", append([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), ones...), "truncated within its header"},
		{"nothing of a number", array("<f4", "False", "()"), "claims more than the 0 bytes"},
		{"part of a number", array("<f4", "False", "()", 1, 2, 3), "claims more than the 3 bytes"},
		{"no rows", array("<f4", "False", "(0, 10)"), "holds no numbers (shape (0, 10))"},
		{"2^60 empty rows", array("<f4", "False", "(1152921504606846976, 0)"), "holds no numbers"},
		{"negative dimension", array("<f4", "False", "(4, -10, 1)", ones...), "negative dimension"},
		{"2^66 elements", array("<f4", "False", "(4294967296, 4294967296, 4)"), "claims more than the 0 bytes"},
		{"2^64 + 1 elements as 1", array("|u1", "False", "(274177, 67280421310721)", 1), "claims more than the 1 bytes"},
		{"truncated", array("<f4", "False", "(4, 1, 10)", ones[:159]...), "claims more than the 159 bytes"},
		{"trailing bytes", array("<f4", "False", "(1, 10)", ones[:41]...), "has 1 bytes left over"},
		{"raw of four bytes", array("|V4", "False", "(1,)", ones[:4]...), `dtype "|V4"`},
		{"raw without order", array("=V2", "False", "(1,)", ones[:2]...), `dtype "=V2"`},
		{"complex", array("<c16", "False", "(1, 2)", ones[:32]...), "save x.real"},
		{"objects", array("|O", "False", "(1, 1)", ones[:16]...), "pickled Python objects"},
		{"integer of 54 bits", array("<i8", "False", "(1, 1)", binary.LittleEndian.AppendUint64(nil, 1<<53+1)...), "float64 does not have"},
	} {
		a, err := decodeArray(tt.file)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %+v, %v, want %q", tt.name, a, err, tt.want)
			continue
		}
		checkMessage(t, err)
	}
	if _, err := DecodeArray(strings.NewReader(""), -1); err == nil {
		t.Error("no size, and no error")
	}
}

// TestDecodeArrayAgrees: what Decode reads is read the same, in either order.
func TestDecodeArrayAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, k := rapid.IntRange(1, 9).Draw(t, "rows"), rapid.IntRange(1, 9).Draw(t, "k")
		data := rapid.SliceOfN(rapid.Byte(), 2*rows*k, 2*rows*k).Draw(t, "data")
		file := array("<f2", rapid.SampledFrom([]string{"True", "False"}).Draw(t, "fortran"), fmt.Sprintf("(%d, %d)", rows, k), data...)
		m, err := decode(file)
		if err != nil {
			t.Fatal(err)
		}
		a, err := decodeArray(file)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(a.Shape, []int{rows, k}) || !equal(m, Matrix{rows, k, a.DType, a.Data}) {
			t.Fatalf("%v and %v", m, a)
		}
	})
}

func TestNumbers(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tt := range []struct {
		name string
		a    Array
		f    dtype.Format
		want []float64
		err  string
	}{
		{"its own", Array{[]int{2}, Float, 32, dtype.Float32, []float64{1, nan}}, dtype.Float32, []float64{1, nan}, ""},
		{"of a wider one", Array{[]int{1}, Float, 32, dtype.Float32, []float64{0.5}}, dtype.Float64, []float64{0.5}, ""},
		{"of a narrower one", Array{[]int{3}, Float, 64, dtype.Float64, []float64{0.5, nan, -inf}}, dtype.BFloat16, []float64{0.5, nan, -inf}, ""},
		{"not of a narrower one", Array{[]int{2, 2}, Float, 64, dtype.Float64, []float64{0, 0, 0, 0.1}}, dtype.Float32, nil, "element [1, 1] is 0.1, which is no number of float32 (the nearest is 0.100000"},
		{"infinity without one", Array{[]int{1}, Float, 32, dtype.Float32, []float64{inf}}, dtype.Float8E4M3FN, nil, "element [0] is +Inf"},
		{"a single number", Array{nil, Float, 64, dtype.Float64, []float64{0.1}}, dtype.Float32, nil, "element [] is 0.1"},
		{"integers", Array{[]int{1}, Integer, 64, dtype.Float64, []float64{256}}, dtype.BFloat16, []float64{256}, ""},
		{"large integers", Array{[]int{1}, Integer, 64, dtype.Float64, []float64{257}}, dtype.BFloat16, nil, "element [0] is 257"},
		{"signed integers of its width", Array{[]int{1}, Integer, 16, dtype.Float64, []float64{128}}, dtype.BFloat16, []float64{128}, ""},
		{"patterns", Array{[]int{2}, Unsigned, 16, dtype.Float64, []float64{0x3f80, 0x7fc1}}, dtype.BFloat16, []float64{1, nan}, ""},
		{"patterns of float16", Array{[]int{1}, Unsigned, 16, dtype.Float64, []float64{0x3c00}}, dtype.Float16, []float64{1}, ""},
		{"patterns of float8", Array{[]int{1}, Unsigned, 8, dtype.Float64, []float64{0x38}}, dtype.Float8E4M3FN, []float64{1}, ""},
		{"no patterns of a wide format", Array{[]int{1}, Unsigned, 32, dtype.Float64, []float64{1}}, dtype.Float32, []float64{1}, ""},
		{"raw", Array{[]int{1}, Raw, 8, dtype.Float64, []float64{0x3c}}, dtype.Float8E5M2, []float64{1}, ""},
		{"raw of another width", Array{[]int{1}, Raw, 8, dtype.Float64, []float64{0x3c}}, dtype.Float16, nil, "raw elements of 8 bits"},
	} {
		got, err := tt.a.Numbers(tt.f)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.err)
			}
			continue
		}
		if err != nil || !equal(Matrix{Data: got}, Matrix{Data: tt.want}) {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	a := Array{[]int{2, 3}, Unsigned, 16, dtype.Float64, make([]float64, 6)}
	if got := a.Describe() + " " + a.At(0) + " " + a.At(5); got != "(2, 3) of uint16 [0, 0] [1, 2]" {
		t.Error(got)
	}
	if got := (Array{[]int{7}, Float, 32, dtype.Float32, nil}).Describe(); got != "(7,) of float32" {
		t.Error(got)
	}
}

func FuzzDecodeArray(f *testing.F) {
	f.Add(array("<f4", "False", "(2, 2, 1)", make([]byte, 16)...))
	f.Add(array("|V2", "True", "(2, 3)", make([]byte, 12)...))
	f.Add(array("<f8", "False", "()", make([]byte, 8)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := decodeArray(b)
		if err != nil {
			checkMessage(t, err)
			return
		}
		n := 1
		for _, d := range a.Shape {
			n *= d
		}
		if n != len(a.Data) || n*a.Bits/8 > len(b) {
			t.Fatalf("%d elements of %d bits in shape %v from %d bytes", len(a.Data), a.Bits, a.Shape, len(b))
		}
	})
}

// TestWriteArray: what is written is read again, and what is no number of its kind is an
// error.
func TestWriteArray(t *testing.T) {
	for _, a := range []Array{
		{[]int{2, 3}, Float, 64, dtype.Float64, []float64{1, 2, 0.1, -5e-324, 5, 6}},
		{[]int{3}, Float, 32, dtype.Float32, []float64{1, -0.5, 0x1p-149}},
		{[]int{1, 1, 2}, Float, 16, dtype.Float16, []float64{65504, 0x1p-24}},
		{[]int{2}, Integer, 64, dtype.Float64, []float64{-3, 1 << 53}},
		{[]int{2}, Unsigned, 16, dtype.Float64, []float64{0, 65535}},
		{[]int{2, 1}, Unsigned, 8, dtype.Float64, []float64{0, 255}},
		{nil, Float, 64, dtype.Float64, []float64{1.5}},
	} {
		var b bytes.Buffer
		if err := WriteArray(&b, a); err != nil {
			t.Errorf("%s: %v", a.Describe(), err)
			continue
		}
		if got, err := decodeArray(b.Bytes()); err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("%s: read %+v, %v", a.Describe(), got, err)
		}
		if at := bytes.IndexByte(b.Bytes(), '\n') + 1; at%64 != 0 {
			t.Errorf("%s: the data begin at byte %d", a.Describe(), at)
		}
	}
	for _, tt := range []struct {
		a    Array
		want string
	}{
		{Array{[]int{3}, Float, 64, dtype.Float64, []float64{1}}, "1 elements in an array of shape (3,)"},
		{Array{[]int{0}, Float, 64, dtype.Float64, nil}, "0 elements"},
		{Array{[]int{1}, Float, 32, dtype.Float32, []float64{0.1}}, "element [0]: 0.1 is no <f4"},
		{Array{[]int{1}, Float, 16, dtype.Float16, []float64{65505}}, "is no <f2"},
		{Array{[]int{1}, Integer, 64, dtype.Float64, []float64{0.5}}, "is no <i8"},
		{Array{[]int{1}, Unsigned, 16, dtype.Float64, []float64{65536}}, "is no <u2"},
		{Array{[]int{1}, Unsigned, 8, dtype.Float64, []float64{-1}}, "is no |u1"},
		{Array{[]int{1}, Integer, 32, dtype.Float64, []float64{1}}, "no elements of (1,) of int32"},
		{Array{[]int{1}, Raw, 8, dtype.Float64, []float64{1}}, "no elements of"},
	} {
		var b bytes.Buffer
		if err := WriteArray(&b, tt.a); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.a, err, tt.want)
		}
	}
}
