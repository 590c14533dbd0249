package hazards

import (
	"slices"
	"testing"
)

func TestWidthsAscend(t *testing.T) {
	widths := Widths()
	for i := 1; i < len(widths); i++ {
		if widths[i] <= widths[i-1] {
			t.Errorf("width %d follows %d", widths[i], widths[i-1])
		}
	}
}

func TestWidthsOfTheContract(t *testing.T) {
	want := []int{0, 1, 2, 3, 50, 100, 1000, 6625, 32000, 128256}
	for _, m := range []int{4, 8, 12, 16, 24, 32, 48, 64, 96, 1024, 4096} {
		want = append(want, m-1, m+1)
	}
	for _, w := range want {
		if !slices.Contains(Widths(), w) {
			t.Errorf("no width %d", w)
		}
	}
}

// A walk visits all widths only if its stride has no factor in common with
// their number.
func TestWalksVisitAllWidths(t *testing.T) {
	for _, widths := range [][]int{smallWidths(), thousands()} {
		for index := range 40 {
			route, seen := walk(widths), map[int]int{}
			for n := range 2 * len(widths) {
				width, repetition := route.at(Hazard{}, index, n)
				seen[width]++
				if want := n / len(widths); repetition != want {
					t.Fatalf("visit %d is repetition %d, want %d", n, repetition, want)
				}
			}
			for _, w := range widths {
				if seen[w] != 2 {
					t.Errorf("family %d meets width %d %d times in two rounds", index, w, seen[w])
				}
			}
		}
	}
}

func TestRandomWidths(t *testing.T) {
	route := randomWidths(1)
	seen := map[int]bool{}
	for n := range 2000 {
		w, _ := route.at(Hazard{Name: "x"}, 0, n)
		if w < 2 || w > 1100 {
			t.Fatalf("width %d", w)
		}
		seen[w] = true
	}
	for w := 2; w < 64; w++ {
		if !seen[w] {
			t.Errorf("width %d not among 2000", w)
		}
	}
}
