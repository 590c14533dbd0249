package reference

import (
	"math/big"
	"testing"
)

// TestLn2Identity: (27/25)^9·(4800/4802)·(8750/8748)^4 = 2, in rationals.
func TestLn2Identity(t *testing.T) {
	p := big.NewRat(1, 1)
	for range 9 {
		p.Mul(p, big.NewRat(27, 25))
	}
	p.Mul(p, big.NewRat(4800, 4802))
	for range 4 {
		p.Mul(p, big.NewRat(8750, 8748))
	}
	if p.Cmp(big.NewRat(2, 1)) != 0 {
		t.Errorf("the product is %v, want 2", p)
	}
}

// ln2Floor returns ⌊ln 2·2^w⌋ from Σ 1/(i·2^i).
func ln2Floor(t *testing.T, w int) *big.Int {
	t.Helper()
	g := w + 64
	sum, p := new(big.Int), new(big.Int).Lsh(one, uint(g))
	term := new(big.Int)
	n := int64(0)
	for p.Rsh(p, 1).Sign() != 0 {
		n++
		sum.Add(sum, term.Quo(p, term.SetInt64(n)))
	}
	upper := new(big.Int).Add(sum, big.NewInt(n+1)) // one unit a term, and the rest
	upper.Rsh(upper, 64)
	if sum.Rsh(sum, 64).Cmp(upper) != 0 {
		t.Fatalf("64 guard bits do not tell ⌊ln 2·2^%d⌋", w)
	}
	return sum
}

// TestLn2: ⌊ln 2·2^w⌋ or one less.
func TestLn2(t *testing.T) {
	widths := []int{3000, 4096, 4097, 9999}
	for w := range 800 {
		widths = append(widths, w)
	}
	less := 0
	for _, w := range widths {
		want := ln2Floor(t, w)
		switch new(big.Int).Sub(want, ln2(w)).String() {
		case "0":
		case "1":
			less++
		default:
			t.Errorf("ln2(%d) = %v, want %v or one less", w, ln2(w), want)
		}
	}
	t.Logf("%d of %d widths give one less", less, len(widths))
}

// TestLn2Guard: what computeLn2 leaves off is far below one unit of its result,
// as the count in its comment says.
func TestLn2Guard(t *testing.T) {
	for _, w := range []int{256, 1024, 8192} {
		wide := computeLn2(w + 512)
		short := computeLn2(w)
		d := new(big.Int).Sub(wide, new(big.Int).Lsh(short, 512))
		if d.Sign() < 0 || d.Cmp(new(big.Int).Lsh(one, 513)) >= 0 {
			t.Errorf("computeLn2(%d) is off by %v·2^-512 units", w, d)
		}
	}
}

func TestAtanhInv(t *testing.T) {
	const w = 200
	for _, n := range []int64{9, 26, 4801, 8749} {
		// ½ log((n+1)/(n−1)).
		x := new(big.Float).SetPrec(300).SetInt64(n + 1)
		x.Quo(x, new(big.Float).SetPrec(300).SetInt64(n-1))
		want := slowLog(x, 280)
		want.SetMantExp(want, w-1)
		d := want.Sub(want, scaled(atanhInv(n, w), 0))
		if off, _ := d.Float64(); off < 0 || off >= 2 {
			t.Errorf("atanhInv(%d, %d) is %g units short", n, w, off)
		}
	}
}
