package draw

import (
	"math"
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/properties/sides"
	"pgregory.net/rapid"
)

// drawSides draws what a function takes besides logits: half of the vectors from the
// families of package sides, the others small multiples of a power of two; mostly no
// temperature and no smoothing, towards which it shrinks.
func drawSides(t *rapid.T, fn function.Function, f dtype.Format, c *properties.Case) {
	c.Temperature = sometimes(sides.Temperatures(f)).Draw(t, "temperature")
	if fn.TakesTarget() {
		c.Target = rapid.IntRange(0, len(c.X)-1).Draw(t, "target")
		c.Smoothing = sometimes(sides.Smoothings(f)).Draw(t, "smoothing")
		return
	}
	v, name := fn.Vector(&c.Input)
	if rapid.Bool().Draw(t, "aimed") {
		d := sides.Draw(f, rand.New(rand.NewPCG(c.Seed, 2)), c.X, fn)
		of, _ := fn.Vector(&d.Input)
		*v, c.Aim = *of, d.Aim(fn)
		return
	}
	unit := rapid.IntRange(-8, 4).Draw(t, "unit of "+name)
	least := -127
	if name == "weights" {
		least = 0
	}
	of := rapid.Custom(func(t *rapid.T) float64 {
		v := math.Ldexp(float64(rapid.IntRange(least, 127).Draw(t, "n")), unit)
		return f.Round(max(-f.Max(), min(f.Max(), v)))
	})
	*v = rapid.SliceOfN(of, len(c.X), len(c.X)).Draw(t, name)
}

// sometimes returns a generator of 0, three times in four, and of the numbers.
func sometimes(numbers []float64) *rapid.Generator[float64] {
	list := make([]float64, 3*len(numbers), 4*len(numbers))
	return rapid.SampledFrom(append(list, numbers...))
}
