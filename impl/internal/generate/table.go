package main

import (
	"fmt"
	"math/big"
	"strings"
)

// tableSize is the number of powers 2^(j/tableSize) in the tables.
const tableSize = 32

// table makes the constants of Tang's exponential in float64 and in float32.
func table() (string, error) {
	var b strings.Builder
	instances := []struct {
		name          string
		bits, leading uint // of the format; of the leading part of ln 2/32
		degree        int
		round         func(*big.Float) float64
	}{
		// Multiples reach 745.14·32/ln 2 < 2^16 in float64 and
		// 104·32/ln 2 < 2^13 in float32: with the leading bits that fits.
		{"tableFloat64", 53, 32, 6, round64},
		{"tableFloat32", 24, 11, 3, round32},
	}
	for _, in := range instances {
		half := reducedHalf(tableSize)
		s, err := exponentialMinimax(in.degree, half)
		if err != nil {
			return "", err
		}
		step := new(big.Float).Quo(ln2(), exact(tableSize))
		parts := split(step, in.bits, in.leading)
		fmt.Fprintf(&b, "// %s: e^r ≈ 1 + r + r²·(c[0] + c[1]·r + …) for |r| ≤ %.6f, minimax with a\n", in.name, half)
		fmt.Fprintf(&b, "// relative error of %s before the coefficients are rounded.\n", power(s.MaxError))
		fmt.Fprintf(&b, "var %s = tableConstants{\n", in.name)
		fmt.Fprintf(&b, "inverse: %s,\n", hex(in.round(new(big.Float).Quo(exact(1), step))))
		fmt.Fprintf(&b, "stepHi: %s,\nstepLo: %s,\n", hex(in.round(parts[0])), hex(in.round(parts[1])))
		b.WriteString("c: []float64{\n")
		for _, c := range s.Coefficients[2:] {
			fmt.Fprintf(&b, "%s,\n", hex(in.round(c)))
		}
		b.WriteString("},\npower: [32]tablePower{\n")
		for j := range tableSize {
			p := split(root(j, tableSize), in.bits, in.bits)
			fmt.Fprintf(&b, "{%s, %s},\n", hex(in.round(p[0])), hex(in.round(p[1])))
		}
		b.WriteString("},\n}\n\n")
	}
	return b.String(), nil
}
