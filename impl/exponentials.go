package impl

import "github.com/softulp/softulp/dtype"

// Exponential is one that implementations compute with, in float32.
type Exponential struct {
	// Name is that of the softmax it belongs to, or "elementary" for the one that
	// [Arithmetic.Exp] and [Arithmetic.Exp2] round.
	Name string
	// Base2 says that it is 2^x, not e^x.
	Base2 bool
	// Lo and Hi are the ends of the range on which it is asked for something that is
	// neither 0 nor infinite.
	Lo, Hi float32
	// Normal says that it gives 0 where a subnormal number is due, so that Lo is where
	// those begin.
	Normal bool
	// ULP bounds its error, in ulps of float32, as the models have it.
	ULP float64
	// Compute returns its value at a float32 in the range.
	Compute func(x float64) float64
}

// Exponentials returns every float32 exponential there is. The table of int8 holds
// the elementary one's values; double-double's is rounded once, with the softmax.
func Exponentials() []Exponential {
	a := Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	of := func(exp func(a Arithmetic, x float64) float64) func(x float64) float64 {
		return func(x float64) float64 { return exp(a, x) }
	}
	return []Exponential{
		{Name: "elementary", Lo: -104, Hi: float32(dtype.Float32.ExpOverflow()), ULP: a.ExpULP(), Compute: a.Exp},
		{Name: "elementary", Base2: true, Lo: -150, Hi: 0x1.fffffep6, ULP: a.Exp2ULP(), Compute: a.Exp2},
		{Name: "poly32", Lo: -104, Hi: 0, ULP: poly32ExpULP, Compute: of(poly32Exp)},
		{Name: "table", Lo: -104, Hi: 0, ULP: tableExpULP, Compute: of(tableExp)},
		{Name: "schraudolph", Lo: -0x1.5d589ep+06, Hi: 0, Normal: true,
			ULP: schraudolphError / dtype.Float32.UnitRoundoff(), Compute: of(schraudolphExp)},
		{Name: "cubic-exp2", Base2: true, Lo: -126, Hi: 0, Normal: true, ULP: cubicExp2ULP, Compute: of(cubicExp2Exp)},
	}
}
