package sides

import (
	"math"
	"math/rand/v2"
	"strings"

	"github.com/softulp/softulp/dtype"
)

// Family is one kind of vector, of cotangents or of weights.
type Family struct {
	// Name is unique among cotangents or weights, in lower case with hyphens. It ends
	// in "-grid" where the numbers lie on a dyadic grid.
	Name string
	// About says in one clause what the vector looks like and what breaks there.
	About string
	// Overflow says that sums of the numbers are beyond the range: hardly any algorithm
	// can be expected to get over that.
	Overflow bool
	// Generate returns a finite number of f for each logit of x, depending on nothing
	// but f, x and what is drawn from r; nil where the row has no such vector.
	Generate func(f dtype.Format, r *rand.Rand, x []float64) []float64
}

// Cotangents returns the families of cotangents, those of one file next to each
// other.
func Cotangents() []Family {
	return []Family{
		oneHot(),
		constant(), constantGrid(),
		equalGroups(), onGrid(equalGroups()),
		cancelling(),
		zeroSum(),
		normal(), onGrid(normal()),
		alternating(), onGrid(alternating()),
		few(), onGrid(few()),
		offset(), onGrid(offset()),
		dominating(), onGrid(dominating()),
		reciprocal(),
		huge(),
		overflowing(),
		tiny(),
	}
}

// Weights returns the families of weights: no number is negative.
func Weights() []Family {
	return []Family{
		positive(oneHot()),
		uniform(),
		positive(constantGrid()),
		likelihood(), onGrid(likelihood()),
		teacher(),
		smoothed(),
		sparse(),
		masked(), onGrid(masked()),
		positive(normal()), positive(onGrid(normal())),
		positive(dominating()),
		positive(huge()),
		positive(overflowing()),
		positive(tiny()),
		nothing(),
	}
}

// gridSuffix ends the names of the families on a dyadic grid.
const gridSuffix = "-grid"

// positive returns the family with the magnitudes of h's numbers.
func positive(h Family) Family {
	generate := h.Generate
	h.Generate = func(f dtype.Format, r *rand.Rand, x []float64) []float64 {
		g := generate(f, r, x)
		for i, v := range g {
			g[i] = math.Abs(v)
		}
		return g
	}
	return h
}

// draw returns a vector of one of the families, those on a grid one time in two, and
// the family's name; with moderate numbers, if those are asked for.
func draw(families []Family, f dtype.Format, r *rand.Rand, x []float64, moderate bool) ([]float64, string) {
	exact := r.IntN(2) == 0
	for { // some family has a vector for every row
		h := families[r.IntN(len(families))]
		if strings.HasSuffix(h.Name, gridSuffix) != exact || moderate && h.Overflow {
			continue
		}
		if g := h.Generate(f, r, x); g != nil {
			return g, h.Name
		}
	}
}
