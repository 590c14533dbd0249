package main

import (
	"fmt"
	"math/big"
	"strings"
)

// doubleDoubleDegree is the degree of the Taylor polynomial of e^r in
// double-double: for |r| ≤ ln 2/64 the rest is below 2^-117.
const doubleDoubleDegree = 12

// doubleDouble makes the constants of the exponential in double-double
// arithmetic.
func doubleDouble() (string, error) {
	var b strings.Builder
	// Multiples have at most 16 bits: 37 + 16 = 53.
	step := new(big.Float).Quo(ln2(), exact(tableSize))
	b.WriteString("// ln 2/32 as a sum whose first two parts have 37 bits.\nconst (\n")
	for i, p := range split(step, 53, 37, 37) {
		fmt.Fprintf(&b, "ddStep%d = %s\n", i+1, hex(round64(p)))
	}
	b.WriteString(")\n\n")
	b.WriteString("// ddFactorial[i] is 1/(i+2)!.\n")
	fmt.Fprintf(&b, "var ddFactorial = [%d]dd{\n", doubleDoubleDegree-1)
	f := exact(1)
	for n := 2; n <= doubleDoubleDegree; n++ {
		f.Mul(f, exact(float64(n)))
		p := split(new(big.Float).Quo(exact(1), f), 53, 53)
		fmt.Fprintf(&b, "{%s, %s},\n", hex(round64(p[0])), hex(round64(p[1])))
	}
	b.WriteString("}\n")
	return b.String(), nil
}
