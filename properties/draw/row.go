package draw

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/hazards"
	"pgregory.net/rapid"
)

// Case returns a generator of rows of up to widest numbers of a dtype, −Inf among
// them where it has that, NaN and +Inf now and then: half of them small multiples of
// a power of two, on which subtracting the maximum is exact and which shrink towards
// a short row of zeros; the others from the families of package hazards. What the
// function takes besides comes with them.
func Case(fn function.Function, f dtype.Format, widest int) *rapid.Generator[properties.Case] {
	return rapid.Custom(func(t *rapid.T) properties.Case {
		c := properties.Case{Seed: rapid.Uint64Range(0, 1<<16).Draw(t, "seed")}
		least := 0
		if fn.TakesTarget() {
			least = 1
		}
		if rapid.Bool().Draw(t, "hazard") {
			h := rapid.SampledFrom(hazards.All()).Draw(t, "family")
			k := rapid.IntRange(1, widest).Draw(t, "K")
			c.X = h.Generate(f, rand.New(rand.NewPCG(c.Seed, 1)), k)
			if c.X != nil {
				c.Hazard = h.Name
			}
		}
		if c.X == nil { // or the family has no row of that width
			unit := rapid.IntRange(-8, 4).Draw(t, "unit")
			c.X = rapid.SliceOfN(logit(f, unit), least, widest).Draw(t, "x")
		}
		if fn.TakesSides() {
			drawSides(t, fn, f, &c)
		}
		return c
	})
}

// logit returns a generator of small multiples of 2^unit, and of what is no number
// one time in thirty or so.
func logit(f dtype.Format, unit int) *rapid.Generator[float64] {
	return rapid.Custom(func(t *rapid.T) float64 {
		n := rapid.IntRange(-128, 131).Draw(t, "n")
		switch {
		case n <= 127:
			return f.Round(math.Ldexp(float64(n), unit))
		case n == 131:
			return math.NaN()
		case !f.HasInf():
			return 0
		case n == 130:
			return math.Inf(1)
		}
		return math.Inf(-1)
	})
}
