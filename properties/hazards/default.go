package hazards

import (
	"math"

	"github.com/softulp/softulp/dtype"
)

// DefaultRows is the number of rows, per format, that a report judges unless it
// is told otherwise. They reach every width of [Widths] and have about 530000
// elements.
const DefaultRows = 600

// thousandSlots is the number of rows with a width near 1000: one of each of
// the families that have such, more from the queue that is shorter.
const thousandSlots = 68

// A wideRow is a row beyond that: of the first family that has such a row.
type wideRow struct {
	width    int
	families []string
}

// wideRows returns what is worth its width: sums that stagnate or lose a digit
// a decade, tiles, and an ordinary row. Exact families and others take turns.
func wideRows() []wideRow {
	return []wideRow{
		{4095, []string{"normal-4-grid"}},
		{4095, []string{"random-bits"}},
		{4096, []string{"masked-tile-grid", "normal-16-grid"}},
		{4096, []string{"outlier-high"}},
		{4097, []string{"stagnation-grid"}},
		{4097, []string{"constant"}},
		{6625, []string{"ascending-grid"}},
		{6625, []string{"constant"}},
		{6625, []string{"normal-16-grid"}},
		{6625, []string{"normal-4"}},
		{32000, []string{"outlier-high-grid"}},
		{32000, []string{"constant"}},
		{32000, []string{"normal-4-grid"}},
		{32000, []string{"stagnation"}},
		{128256, []string{"normal-4-grid"}},
		{128256, []string{"normal-1"}},
	}
}

// Default returns the rows for a report. The first [DefaultRows] of them take
// every family through small widths in turn, then to widths near 1000, then
// some to the widths up to 128256; after those, rows of random widths up to
// 1100 follow without end. Fewer rows are a prefix of more. Families whose
// differences are exact take every second place, so that at least half of the
// rows are theirs, and 2·39 rows are enough for one of each family.
//
// A row is a function of f, seed, the family, the width and how often that
// pair came up before. A row that is the same as an earlier one of its family
// (there are few narrow ones in an 8-bit format) is left out.
func Default(f dtype.Format, seed uint64, rows int) []Row {
	p := newPlan(f, seed, rows)
	wide := wideRows()
	p.deal(DefaultRows-thousandSlots-len(wide), walk(smallWidths()))
	p.deal(thousandSlots, walk(thousands()))
	for _, w := range wide {
		p.addWide(w)
	}
	p.deal(math.MaxInt, randomWidths(seed))
	return p.rows
}
