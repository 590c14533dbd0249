package properties

import (
	"encoding/binary"
	"math"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/properties/sides"
)

// pairs takes numbers apart: those at even places, and those at odd ones, as many.
func pairs(numbers []float64) (x, v []float64) {
	n := len(numbers) / 2
	x, v = make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], v[i] = numbers[2*i], numbers[2*i+1]
	}
	return x, v
}

// tame makes of any numbers of f what a cotangent or weights may hold.
func tame(f dtype.Format, v []float64, weights bool) {
	for i, w := range v {
		switch {
		case w != w:
			w = 0
		case math.IsInf(w, 0):
			w = math.Copysign(f.Max(), w)
		}
		if weights {
			w = math.Abs(w)
		}
		v[i] = w
	}
}

// parameters reads the header of what a function takes besides numbers. The target is
// an index of c.X.
func (c *Case) parameters(fn function.Function, f dtype.Format, h []byte) {
	if !fn.TakesSides() {
		return
	}
	if t := temperatureOf(f, h[2]); t != 1 {
		c.Temperature = t
	}
	if fn.TakesTarget() {
		c.Smoothing = smoothingOf(f, h[3])
		if len(c.X) > 0 {
			c.Target = int(binary.LittleEndian.Uint16(h)) % len(c.X)
		}
	}
}

// said is what parameters reads; nothing, if the function takes logits only.
func (c *Case) said(fn function.Function, f dtype.Format) []byte {
	if !fn.TakesSides() {
		return nil
	}
	h := binary.LittleEndian.AppendUint16(nil, uint16(c.Target))
	return append(h, nearest(c.T(), f, temperatureOf), nearest(c.Smoothing, f, smoothingOf), 0)
}

// temperatureOf returns what a byte says: 1 below 128, then what package sides has,
// then numbers of 4 bits about 1.
func temperatureOf(f dtype.Format, b byte) float64 {
	list := sides.Temperatures(f)
	switch n := int(b) - 128; {
	case n < 0:
		return 1
	case n < len(list):
		return list[n]
	default:
		return f.Round(math.Ldexp(1+float64(n%8)/8, n/8-8))
	}
}

// smoothingOf returns what a byte says: 0 below 128, then what package sides has, then
// parts of 1.
func smoothingOf(f dtype.Format, b byte) float64 {
	list := sides.Smoothings(f)
	switch n := int(b) - 128; {
	case n < 0:
		return 0
	case n < len(list):
		return list[n]
	default:
		return f.Round(float64(n) / 128)
	}
}

// nearest returns the first byte that says the number nearest to v.
func nearest(v float64, f dtype.Format, says func(dtype.Format, byte) float64) byte {
	best := byte(0)
	for b := range 256 {
		if math.Abs(says(f, byte(b))-v) < math.Abs(says(f, best)-v) {
			best = byte(b)
		}
	}
	return best
}
