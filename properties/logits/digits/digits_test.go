package digits

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

func zipped(t *testing.T, text string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

// embedded returns the digits in the repository.
func embedded(t *testing.T) []Digit {
	t.Helper()
	digits, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return digits
}

// The counts are those that the UCI repository states for the test set.
func TestClassDistribution(t *testing.T) {
	var got [Classes]int
	for _, d := range embedded(t) {
		got[d.Class]++
	}
	want := [Classes]int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}
	if got != want {
		t.Errorf("digits of each class: %v, want %v", got, want)
	}
}

func TestRead(t *testing.T) {
	zeros := strings.Repeat("0,", Pixels)
	digits, err := Read(zipped(t, "16,4,"+strings.Repeat("0,", Pixels-2)+"7\n"+zeros+"0\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(digits) != 2 {
		t.Fatalf("%d digits, want 2", len(digits))
	}
	d := digits[0]
	if d.X[0] != 1 || d.X[1] != 0.25 || d.X[2] != 0 || d.X[Pixels] != 1 || d.Class != 7 {
		t.Errorf("got %v of class %d", d.X, d.Class)
	}
}

func TestReadErrors(t *testing.T) {
	zeros := strings.Repeat("0,", Pixels-1)
	tests := []struct{ name, text, wrong string }{
		{"empty", "", "no lines"},
		{"short", "1,2,3\n", "wrong number of fields"},
		{"pixel too large", "17," + zeros + "0\n", "line 1: field 1: 17 is not in 0…16"},
		{"negative pixel", "-1," + zeros + "0\n", "line 1: field 1: -1"},
		{"class too large", "0," + zeros + "10\n", "line 1: field 65: 10 is not in 0…9"},
		{"no number", "0," + zeros + "0\nx," + zeros + "0\n", "line 2: field 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Read(zipped(t, test.text))
			if err == nil || !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("error %v, want %q", err, test.wrong)
			}
		})
	}
	if _, err := Read(strings.NewReader("0,0,0\n")); err == nil {
		t.Error("no error for a file that is not compressed")
	}
}
