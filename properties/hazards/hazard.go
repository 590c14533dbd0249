package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// Row is one generated case.
type Row struct {
	// Hazard is the name of what the row aims at: that of a [Hazard], or of a
	// case of [Special].
	Hazard string
	// X holds the logits, K numbers of the dtype.
	X []float64
}

// Hazard is one family of rows.
type Hazard struct {
	// Name is the family's name, unique, in lower case with hyphens. It ends in
	// "-grid" where every difference of two finite elements is exact.
	Name string
	// About says in one sentence what the rows look like and what breaks there.
	About string
	// Generate returns k numbers of f, which may include −Inf where f has it
	// but neither +Inf nor NaN, and which depend on nothing but f, k and what
	// is drawn from r. It returns nil where the family has no row of that width
	// in that format.
	Generate func(f dtype.Format, r *rand.Rand, k int) []float64
}

// All returns every family, those of one file next to each other.
func All() []Hazard {
	return []Hazard{
		empty(),
		single(),
		constant(),
		normal(1), onGrid(normal(1)),
		normal(4), onGrid(normal(4)),
		normal(16), onGrid(normal(16)),
		outlierHigh(), onGrid(outlierHigh()),
		outlierLow(), onGrid(outlierLow()),
		maxLast(), onGrid(maxLast()),
		ties(), onGrid(ties()),
		nearTies(), nearTiesGrid(),
		ascending(), onGrid(ascending()),
		descending(), onGrid(descending()),
		zigzag(), onGrid(zigzag()),
		staircase(), onGrid(staircase()),
		alternating(), onGrid(alternating()),
		expOverflow(),
		sumOverflow(), onGrid(sumOverflow()),
		thresholdOffset(), onGrid(thresholdOffset()),
		expUnderflow(), onGrid(expUnderflow()),
		subnormalOutput(), onGrid(subnormalOutput()),
		maskedSome(), onGrid(maskedSome()),
		maskedButOne(),
		maskedEdge(), onGrid(maskedEdge()),
		maskedTile(), onGrid(maskedTile()),
		maskedFinite(),
		belowSentinel(), onGrid(belowSentinel()),
		offset(), onGrid(offset()),
		stagnation(), stagnationGrid(),
		tinyDifferences(),
		roundingBoundary(),
		lseCancel(),
		tinyLogits(),
		wideSpread(),
		topOfRange(),
		randomBits(),
		deepTail(),
		maskedFiniteButOne(),
		maskedFiniteAll(),
	}
}
