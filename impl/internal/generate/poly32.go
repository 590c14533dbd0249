package main

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/softulp/softulp/impl/internal/remez"
)

// reducedHalf returns the largest remainder of a reduction by ln 2/n, with a
// margin for the rounding of x·n/ln 2 to a float32 before it is rounded to an
// integer: at most 2^-11 for products below 2^13.
func reducedHalf(n float64) float64 { return math.Ln2 / n * (0.5 + 0x1p-11) }

// exponentialMinimax returns the minimax polynomial 1 + r + c_2 r^2 + … of the
// given degree for e^r on |r| ≤ half.
func exponentialMinimax(degree int, half float64) (remez.Solution, error) {
	return remez.Minimax(remez.Problem{
		F:  exponential,
		Lo: -half, Hi: half,
		Fixed: []float64{1, 1}, Degree: degree,
	})
}

// poly32 makes the constants of the Cody–Waite exponential in float32.
func poly32() (string, error) {
	var b strings.Builder
	// Multiples up to 150 have 8 bits: 16 + 8 = 24.
	parts := split(ln2(), 24, 16)
	b.WriteString("// log2 e, and ln 2 as a sum whose first part has 16 bits.\nconst (\n")
	fmt.Fprintf(&b, "poly32Log2E = %s\n", hex(round32(new(big.Float).Quo(exact(1), ln2()))))
	fmt.Fprintf(&b, "poly32Ln2Hi = %s\n", hex(round32(parts[0])))
	fmt.Fprintf(&b, "poly32Ln2Lo = %s\n)\n\n", hex(round32(parts[1])))

	half := reducedHalf(1)
	s, err := exponentialMinimax(6, half)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "// e^r ≈ 1 + r + C2·r² + … + C6·r⁶ for |r| ≤ %.4f, minimax with a relative\n", half)
	fmt.Fprintf(&b, "// error of %s before the coefficients are rounded to float32.\nconst (\n", power(s.MaxError))
	for j := 2; j <= 6; j++ {
		fmt.Fprintf(&b, "poly32C%d = %s\n", j, hex(round32(s.Coefficients[j])))
	}
	b.WriteString(")\n")
	return b.String(), nil
}
