package process

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// patterns returns all patterns of a narrow format, and a sample of a wide one with its
// special numbers.
func patterns(f dtype.Format) (ps []uint64) {
	if f.Bits() <= 16 {
		for p := range uint64(1) << f.Bits() {
			ps = append(ps, p)
		}
		return ps
	}
	for _, x := range []float64{0, math.Copysign(0, -1), 1, -1, f.Max(), -f.Max(), f.MinNormal(), f.MinSubnormal(), -f.MinSubnormal(), math.Inf(1), math.Inf(-1), math.NaN()} {
		ps = append(ps, f.Encode(x))
	}
	seed := uint64(1)
	for range 10_000 {
		seed = seed*6364136223846793005 + 1442695040888963407
		ps = append(ps, seed>>(64-f.Bits()))
	}
	return append(ps, 1<<(f.Bits()-1)|f.Encode(math.NaN())+1) // a NaN with a sign and a payload
}

// Arrays on the wire are what the formats say, and every NaN is the canonical one.
func TestEncodeAndDecode(t *testing.T) {
	for _, f := range dtype.All() {
		ps := patterns(f)
		bytes := f.Bits() / 8
		var raw []byte
		for _, p := range ps {
			raw = append(raw, binary.LittleEndian.AppendUint64(nil, p)[:bytes]...)
		}
		xs := make([]float64, len(ps))
		decode(xs, f, raw)
		again := make([]byte, len(raw))
		encode(again, f, xs)
		for i, p := range ps {
			if want := f.Decode(p); xs[i] != want && (xs[i] == xs[i] || want == want) || math.Signbit(xs[i]) != math.Signbit(want) && want == want {
				t.Fatalf("%v, pattern %#x: decoded %v, want %v", f, p, xs[i], want)
			}
			var got [8]byte
			copy(got[:], again[i*bytes:(i+1)*bytes])
			if g, want := binary.LittleEndian.Uint64(got[:]), f.Encode(f.Decode(p)); g != want {
				t.Fatalf("%v, %v: encoded %#x, want %#x", f, xs[i], g, want)
			}
		}
	}
}

// A request is as section 9 of the design has it: one line of JSON, whatever its size.
func TestRequests(t *testing.T) {
	var e encoder
	for _, test := range []struct {
		b    *gate.Batch
		want string
	}{
		{&gate.Batch{Function: function.Softmax, DType: dtype.Float32, Axis: gate.Last, Rows: 1, K: 2, X: []float64{1, math.NaN()}},
			`{"id":7,"function":"softmax","dtype":"float32","rows":1,"k":2,"x":"AACAPwAAwH8="}`},
		{&gate.Batch{Function: function.Softmax, DType: dtype.Float16, Rows: 3, K: 0, X: []float64{}},
			`{"id":7,"function":"softmax","dtype":"float16","rows":3,"k":0,"x":""}`},
		{&gate.Batch{Function: function.CrossEntropy, DType: dtype.BFloat16, Axis: gate.First, Rows: 2, K: 2, X: []float64{1, 2, 3, 4}, Target: []int64{1, -1}},
			`{"id":7,"function":"cross_entropy","dtype":"bfloat16","rows":2,"k":2,"axis":"first","x":"gD9AQABAgEA=","target":"AQAAAAAAAAD//////////w=="}`},
		{&gate.Batch{Function: function.SoftmaxVJP, DType: dtype.Float8E5M2, Rows: 1, K: 2, X: []float64{1, 2}, Cotangent: []float64{-1, 0}},
			`{"id":7,"function":"softmax_vjp","dtype":"float8_e5m2","rows":1,"k":2,"x":"PEA=","cotangent":"vAA="}`},
		{&gate.Batch{Function: function.CrossEntropySoft, DType: dtype.Float64, Rows: 1, K: 1, X: []float64{1}, Weights: []float64{2}},
			`{"id":7,"function":"cross_entropy_soft","dtype":"float64","rows":1,"k":1,"x":"AAAAAAAA8D8=","weights":"AAAAAAAAAEA="}`},
	} {
		var line bytes.Buffer
		if err := e.write(&line, 7, test.b); err != nil || line.String() != test.want+"\n" {
			t.Errorf("%v: %v\ngot  %swant %s", test.b, err, line.String(), test.want)
		}
	}
	for _, f := range []dtype.Format{dtype.Float64, dtype.Float16, dtype.Float8E4M3FN} {
		for _, axis := range []gate.Axis{gate.Last, gate.First} {
			b := batch(function.SoftmaxVJP, f, 37, 1713) // pieces of 48 KiB and a rest
			b.Axis = axis
			var line bytes.Buffer
			if err := e.write(&line, 1<<40, b); err != nil {
				t.Fatal(err)
			}
			var r asked
			if err := json.Unmarshal(line.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			x, g := numbers(f, r.X), numbers(f, r.Cotangent)
			for i := range b.Rows {
				for j := range b.K {
					at := i*b.K + j
					if axis == gate.First {
						at = j*b.Rows + i
					}
					if x[at] != b.X[i*b.K+j] || g[at] != b.Cotangent[i*b.K+j] {
						t.Fatalf("%v, %s: element %d of row %d is %v and %v", f, axis, j, i, x[at], g[at])
					}
				}
			}
			// The answer takes the same way back.
			raw, _ := base64.StdEncoding.DecodeString(r.X)
			b.Y = nil
			take(b, raw)
			for i, y := range b.Y {
				if y != b.X[i] {
					t.Fatalf("%v, %s: answer %d is %v, want %v", f, axis, i, y, b.X[i])
				}
			}
		}
	}
}

// An error of writing, wherever it happens, is returned.
func TestWriteErrors(t *testing.T) {
	b := batch(function.CrossEntropySoft, dtype.Float64, 10, 2000)
	var e encoder
	var whole bytes.Buffer
	if err := e.write(&whole, 1, b); err != nil {
		t.Fatal(err)
	}
	for n := 0; n < whole.Len(); n += 1000 {
		room := roomFor(n)
		if err := e.write(&room, 1, b); err == nil {
			t.Errorf("there is room for %d bytes of %d, and no error", n, whole.Len())
		}
	}
}

// roomFor is a writer that fails after so many bytes.
type roomFor int

func (r *roomFor) Write(p []byte) (int, error) {
	if *r -= roomFor(len(p)); *r < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// The quick parser of the usual form agrees with that for all forms.
func TestParseAnswer(t *testing.T) {
	for _, test := range []struct {
		line  string
		plain bool
		y     string
	}{
		{`{"id":7,"y":"AAAA"}`, true, "AAAA"},
		{" { \"id\" :\t7 , \"y\" : \"AA==\" } \r", true, "AA=="},
		{`{"id":7,"y":""}`, true, ""},
		{`{"id":7,"y":"A\/A"}`, false, "A/A"},
		{`{"y":"AAAA","id":7}`, false, "AAAA"},
		{`{"id":7,"y":"AAAA","took":1.5}`, false, "AAAA"},
		{`{"id":7,"y":"AAAA","error":null}`, false, "AAAA"},
	} {
		_, plain := parsePlain([]byte(test.line))
		a, err := parseAnswer([]byte(test.line))
		if err != nil || plain != test.plain || a.id != 7 || a.y == nil || string(a.y) != test.y || a.err != nil || a.mutated {
			t.Errorf("%s: plain %v, %+v, %v", test.line, plain, a, err)
		}
	}
	for _, line := range []string{`{"id":07,"y":""}`, `{"id":,"y":""}`, `{"id":+7,"y":""}`, `{"id":7 "y":""}`, `{"id":7,"y":"`, `{"id":7,"y":""`, `{"id":7,"y":""}}`,
		`{"id":7,"y":""} {}`, `{"id":99999999999999999999,"y":""}`, "{\"id\":7,\"y\":\"\xff\",\"a\":1}", `{"id":7,"y":"\x"}`, "{\"id\":7,\"y\":\"\t\\n\"}", `7`, `null`, `"{}"`} {
		if a, err := parseAnswer([]byte(line)); err == nil {
			t.Errorf("%s is an answer: %+v", line, a)
		} else {
			checkInert(t, err.Error())
		}
	}
	a, err := parseAnswer([]byte(`{"id":7,"error":{"code":3}}`))
	if err != nil || a.err == nil || *a.err != `{"code":3}` {
		t.Errorf("%+v, %v", a, err)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"id":7,"y":"AAAAAAAAAAAAAAAA"}`))
	f.Add([]byte(`{"id":7,"error":"no","mutated":true}`))
	f.Add([]byte("{\"id\" :7, \"y\":\"AAAA\\n\"}\r"))
	b := batch(function.Softmax, dtype.Float32, 1, 3)
	f.Fuzz(func(t *testing.T, line []byte) {
		if bytes.IndexByte(line, '\n') >= 0 {
			return
		}
		a, err := parseAnswer(line)
		if err != nil {
			checkInert(t, err.Error())
			return
		}
		// What the quick parser takes, JSON takes too, unless the base64 is none.
		var slow struct {
			ID int64
			Y  string
		}
		if quick, ok := parsePlain(line); ok {
			if _, err := fromBase64(nil, quick.y); err == nil && (json.Unmarshal(line, &slow) != nil || slow.ID != quick.id || slow.Y != string(quick.y)) {
				t.Errorf("%q: %+v, not %+v", line, quick, slow)
			}
		}
		var buffer []byte
		switch err := a.settle(b, &buffer).(type) {
		case nil:
		case *gate.Fault:
			checkInert(t, err.Message)
		case *gate.Declined:
			checkInert(t, err.Reason)
		default:
			t.Errorf("%T", err)
		}
	})
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	for _, r := range []io.Reader{strings.NewReader("a\n\n" + long + "\nend"), iotest.OneByteReader(strings.NewReader("a\n\n" + long + "\nend"))} {
		l := newLineReader(r)
		for _, want := range []string{"a", "", long} {
			if line, err := l.read(func() int { return len(want) }); err != nil || string(line) != want {
				t.Fatalf("%d bytes, %v, want %d", len(line), err, len(want))
			}
		}
		if line, err := l.read(func() int { return 3 }); err != io.EOF || string(line) != "end" {
			t.Errorf("%q, %v", line, err)
		}
	}
	for _, limit := range []int{0, 1, 1000, 100_000, len(long) - 1} {
		l := newLineReader(strings.NewReader(long + "\n"))
		line, err := l.read(func() int { return limit })
		if err != errLong || len(line) > limit+2*maxQuoted || l.most != limit || cap(l.line) > 2*limit+128<<10 {
			t.Errorf("limit %d: %d bytes, %v, room for %d", limit, len(line), err, cap(l.line))
		}
	}
}
