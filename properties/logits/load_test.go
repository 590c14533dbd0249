package logits

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
)

func load(t *testing.T, name string) Set {
	t.Helper()
	s, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLoad(t *testing.T) {
	// min and max are those of the whole set, as make/make.mjs and train print.
	tests := []struct {
		name     string
		dtype    dtype.Format
		rows, k  int
		min, max float64
		targets  bool
	}{
		{"digits", dtype.Float64, 1797, 10, -12.670533951552105, 15.479625574816302, true},
		{"attention-short", dtype.Float32, 640, 40, -49.76500701904297, 59.201656341552734, false},
		{"attention-long", dtype.Float32, 374, 163, -56.16156005859375, 65.70056915283203, false},
		{"ocr", dtype.Float32, 40, 6625, -61.19149398803711, 21.765722274780273, false},
	}
	var names []string
	for _, test := range tests {
		names = append(names, test.name)
		t.Run(test.name, func(t *testing.T) {
			s := load(t, test.name)
			if s.Name != test.name || s.DType != test.dtype || s.Rows != test.rows || s.K != test.k {
				t.Errorf("got %s %v %d×%d, want %s %v %d×%d", s.Name, s.DType, s.Rows, s.K,
					test.name, test.dtype, test.rows, test.k)
			}
			if len(s.Data) != test.rows*test.k {
				t.Errorf("%d numbers, want %d", len(s.Data), test.rows*test.k)
			}
			if lo, hi := slices.Min(s.Data), slices.Max(s.Data); lo != test.min || hi != test.max {
				t.Errorf("range [%v, %v], want [%v, %v]", lo, hi, test.min, test.max)
			}
			if (s.Targets != nil) != test.targets || s.Targets != nil && len(s.Targets) != s.Rows {
				t.Errorf("%d targets for %d rows, want any: %v", len(s.Targets), s.Rows, test.targets)
			}
			if s.About == "" {
				t.Error("nothing says what the set is")
			}
		})
	}
	if got := Names(); !slices.Equal(got, names) {
		t.Errorf("Names() = %q, want %q", got, names)
	}
}

func TestNumbers(t *testing.T) {
	sets, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sets {
		for i, v := range s.Data {
			if math.IsNaN(v) || math.IsInf(v, 0) || !s.DType.Representable(v) {
				t.Fatalf("%s: row %d, index %d: %v is no finite %v", s.Name, i/s.K, i%s.K, v, s.DType)
			}
		}
		seen := map[string]int{}
		for i := range s.Rows {
			var key strings.Builder
			for _, v := range s.Row(i) {
				bits := math.Float64bits(v)
				for shift := 0; shift < 64; shift += 8 {
					key.WriteByte(byte(bits >> shift))
				}
			}
			if j, ok := seen[key.String()]; ok {
				t.Errorf("%s: rows %d and %d are equal", s.Name, j, i)
			}
			seen[key.String()] = i
		}
	}
}

// The hazards that make the attention rows worth having: differences beyond
// those at which a float32 exponential is subnormal, and zero.
func TestAttentionUnderflows(t *testing.T) {
	for _, name := range []string{"attention-short", "attention-long"} {
		s := load(t, name)
		var subnormal, zero int
		for i := range s.Rows {
			row := s.Row(i)
			top := slices.Max(row)
			for _, v := range row {
				switch d := v - top; {
				case d < -104: // e^-104 < 2^-150, half the smallest float32
					zero++
				case d < -87.5: // e^-87.5 < 2^-126
					subnormal++
				}
			}
		}
		t.Logf("%s: %d subnormal, %d zero", name, subnormal, zero)
		if subnormal == 0 || zero == 0 {
			t.Errorf("%s: %d subnormal exponentials and %d that are zero, want some of both", name, subnormal, zero)
		}
	}
}

// Class 0 is the blank; the others are characters.
func TestOCRHasBlanksAndCharacters(t *testing.T) {
	s := load(t, "ocr")
	classes := map[int]int{}
	for i := range s.Rows {
		row := s.Row(i)
		classes[slices.Index(row, slices.Max(row))]++
	}
	if classes[0] == 0 || classes[0] == s.Rows || len(classes) < 10 {
		t.Errorf("%d of %d rows are blanks, %d classes in all", classes[0], s.Rows, len(classes))
	}
}

func TestLoadIsIndependent(t *testing.T) {
	a := load(t, "digits")
	want := a.Data[0]
	a.Data[0], a.Targets[0] = math.Inf(1), 99
	if b := load(t, "digits"); b.Data[0] != want || b.Targets[0] == 99 {
		t.Error("a change to one result of Load shows in the next")
	}
}

func TestRow(t *testing.T) {
	s := Set{Rows: 2, K: 3, Data: []float64{1, 2, 3, 4, 5, 6}}
	if got := s.Row(1); !slices.Equal(got, []float64{4, 5, 6}) {
		t.Errorf("Row(1) = %v", got)
	}
	_ = append(s.Row(0), 7)
	if s.Data[3] != 4 {
		t.Error("appending to row 0 writes to row 1")
	}
}

func TestUnknown(t *testing.T) {
	_, err := Load("imagenet")
	if err == nil || !strings.Contains(err.Error(), `"imagenet"`) || !strings.Contains(err.Error(), "digits, ") {
		t.Errorf("Load(imagenet): %v, want an error with the names", err)
	}
}

func TestMissingFile(t *testing.T) {
	for _, s := range []source{
		{name: "a", file: "none.npy"},
		{name: "b", file: "digits-targets.txt"},
		{name: "c", file: "digits.npy", targets: "none.txt"},
		{name: "d", file: "ocr.npy", targets: "digits-targets.txt"},
	} {
		if _, err := s.load(); err == nil {
			t.Errorf("%s: no error", s.name)
		}
	}
}

func TestParseTargets(t *testing.T) {
	tests := []struct {
		text    string
		rows, k int
		want    []int
		wrong   string
	}{
		{"0\n2\n1\n", 3, 3, []int{0, 2, 1}, ""},
		{"0\n2", 2, 3, []int{0, 2}, ""},
		{"0\n3\n", 2, 3, nil, "line 2: class 3 is not in [0, 3)"},
		{"-1\n", 1, 3, nil, "line 1: class -1"},
		{"0\n\n", 2, 3, nil, "line 2"},
		{"1.5\n", 1, 3, nil, "line 1"},
		{"0\n", 2, 3, nil, "1 classes for 2 rows"},
		{strings.Repeat("1", 100000), 1, 3, nil, "token too long"},
	}
	for _, test := range tests {
		got, err := parseTargets([]byte(test.text), test.rows, test.k)
		if (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
			t.Errorf("%.20q: error %v, want %q", test.text, err, test.wrong)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%.20q: got %v, want %v", test.text, got, test.want)
		}
	}
}
