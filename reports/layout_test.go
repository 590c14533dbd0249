package reports

import (
	"reflect"
	"strings"
	"testing"

	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

func table3() killmatrix.Table {
	return killmatrix.Table{
		Header: []string{"name", "n", "of"}, Numbers: []int{1, 2},
		Rows: [][]string{{"a", "1", "22222"}, {"bücher", "10", "3"}},
	}
}

func TestWidest(t *testing.T) {
	for column, want := range []int{6, 2, 5} {
		if got := widest(table3(), column); got != want {
			t.Errorf("column %d: %d, want %d", column, got, want)
		}
	}
	if got := widest(killmatrix.Table{Header: []string{"héad"}}, 0); got != 4 {
		t.Errorf("a table without rows: %d", got)
	}
}

func TestPick(t *testing.T) {
	tests := []struct {
		columns []int
		want    killmatrix.Table
	}{
		{[]int{0, 1, 2}, table3()},
		{[]int{0, 2}, killmatrix.Table{Header: []string{"name", "of"}, Numbers: []int{1}, Rows: [][]string{{"a", "22222"}, {"bücher", "3"}}}},
		{[]int{2, 0}, killmatrix.Table{Header: []string{"of", "name"}, Numbers: []int{0}, Rows: [][]string{{"22222", "a"}, {"3", "bücher"}}}},
		{[]int{0}, killmatrix.Table{Header: []string{"name"}, Rows: [][]string{{"a"}, {"bücher"}}}},
	}
	for _, tt := range tests {
		if got := pick(table3(), tt.columns...); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%v: got %+v, want %+v", tt.columns, got, tt.want)
		}
	}
}

// TestEach: one column changes, in a copy.
func TestEach(t *testing.T) {
	from := table3()
	got := each(from, 1, func(s string) string { return s + "!" })
	want := table3()
	want.Rows[0][1], want.Rows[1][1] = "1!", "10!"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !reflect.DeepEqual(from, table3()) {
		t.Errorf("the table itself is now %+v", from)
	}
}

// TestLay: every cell goes through what makes it safe, and numbers are aligned to
// the right.
func TestLay(t *testing.T) {
	text := lay(table3(), strings.ToUpper).Render()
	for _, want := range []string{"NAME     N     OF", "A        1  22222", "BÜCHER  10      3"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestFold(t *testing.T) {
	tests := []struct {
		s      string
		n      int
		behind string
		want   string
	}{
		{"", 5, "-", ""},
		{"short", 5, "-", "short"},
		{"max-of-abs", 5, "/-", "max-\nof-\nabs"},
		{"max-of-abs", 7, "/-", "max-of-\nabs"},
		{"unbroken", 3, "-", "unb\nrok\nen"},
		{"[1 22 333 4444]", 5, " ", "[1 22\n333\n4444]"},
		{"[1 22 333 4444]", 6, " ", "[1 22\n333\n4444]"},
		{"ünïcödé-数-数", 9, "-", "ünïcödé-\n数-数"},
		{"a   b", 2, " ", "a\nb"},
		{"no width", 0, " ", "no width"},
	}
	for _, tt := range tests {
		if got := fold(tt.s, tt.n, tt.behind); got != tt.want {
			t.Errorf("fold(%q, %d, %q) = %q, want %q", tt.s, tt.n, tt.behind, got, tt.want)
		}
	}
}
