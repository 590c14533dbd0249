package allowance

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/reference"
)

// outsideModel is that of a program from outside of which nothing is declared.
func outsideModel(accumulate dtype.Format) impl.Model {
	return impl.Model{Accumulate: accumulate, ExpULP: 4, LogULP: 4, Sum: impl.Sequential, Shift: impl.ShiftMax, Normalise: impl.Divide, Outside: true}
}

// accumulates returns in what a program with this storage computes by default.
func accumulates(f dtype.Format) dtype.Format {
	if f == dtype.Float64 {
		return f
	}
	return dtype.Float32
}

// declared returns one of the models that a program may declare.
func declared(r *rand.Rand, f dtype.Format) impl.Model {
	for {
		if m := anyDeclaration(r, f); m.Validate() == nil {
			return m
		}
	}
}

func anyDeclaration(r *rand.Rand, f dtype.Format) impl.Model {
	m := outsideModel([]dtype.Format{accumulates(f), accumulates(f), dtype.Float64, f}[r.IntN(4)])
	m.ExpULP = []float64{4, 1, 0.5, 0, 1000, 50000}[r.IntN(6)]
	m.ExpRelative = []float64{0, 0, 0x1p-22, 0.01}[r.IntN(4)]
	m.ExpZeroExact = r.IntN(2) == 0
	m.Sum = []impl.Sum{impl.Sequential, impl.Pairwise, impl.Compensated, impl.Exact, "blocked:8"}[r.IntN(5)]
	m.Normalise = []impl.Normalise{impl.Divide, impl.Divide, impl.Reciprocal, impl.ExpMinusLog}[r.IntN(4)]
	m.FlushSubnormals = r.IntN(8) == 0
	m.Scheme = []impl.Scheme{impl.Plain, impl.Plain, impl.Plain, impl.Online, impl.Blocked, impl.LazyRescale, impl.Tree, impl.Log1p, impl.Base2, impl.TwoPass, impl.DoubleDouble}[r.IntN(11)]
	m.Block = 1 + r.IntN(64)
	if r.IntN(16) == 0 || m.Scheme == impl.TwoPass {
		m.Shift = impl.ShiftNone
	}
	return m
}

// rowKinds are those of kindOfRow.
var rowKinds = []string{"normal", "narrow", "wide", "wider", "equal", "two values", "integers", "halves", "zeros", "offset", "huge", "dominant", "masked", "ascending", "tail", "bits"}

// kindOfRow returns n finite logits of f, or −Inf, at least one of them finite.
func kindOfRow(r *rand.Rand, kind string, f dtype.Format, n int) []float64 {
	x := make([]float64, n)
	normal := func(spread float64) float64 { return float64(spread * r.NormFloat64()) }
	deep := f.ExpMinNormal() * (0.9 + float64(0.3*r.Float64()))
	for i := range x {
		switch kind {
		case "normal":
			x[i] = normal(4)
		case "narrow":
			x[i] = 1 + normal(1.0/1024)
		case "wide":
			x[i] = normal(40)
		case "wider":
			x[i] = normal(400)
		case "equal":
			x[i] = 0.7
		case "two values":
			x[i] = float64(r.IntN(2)) / 3
		case "integers":
			x[i] = math.Round(normal(8))
		case "halves":
			x[i] = math.Round(2*normal(8)) / 2
		case "zeros":
			x[i] = []float64{0, math.Copysign(0, -1), -1, f.MinSubnormal(), -math.SmallestNonzeroFloat64}[r.IntN(5)]
		case "offset":
			x[i] = 100000 + normal(4)
		case "huge":
			x[i] = math.Copysign(float64(f.Max()*(1-float64(r.Float64()/4))), float64(r.IntN(2))-0.5)
		case "dominant":
			x[i] = normal(1)
			if i == n/3 {
				x[i] = 18
			}
		case "masked":
			x[i] = normal(3)
			if r.IntN(3) == 0 {
				x[i] = []float64{math.Inf(-1), -10000, -f.Max()}[r.IntN(3)]
			}
		case "ascending":
			x[i] = float64(20*i) / float64(n)
		case "tail":
			x[i] = deep + normal(1)
			if r.IntN(32) == 0 || i == 0 {
				x[i] = 0
			}
		case "bits":
			x[i] = f.Decode(r.Uint64() >> (64 - f.Bits()))
			if x[i]-x[i] != 0 {
				x[i] = 0
			}
		}
		if y := f.Round(x[i]); y-y == 0 {
			x[i] = y
		} else if !math.IsInf(x[i], -1) || !f.HasInf() {
			x[i] = f.Max()
		}
	}
	if math.IsInf(x[0], -1) {
		x[0] = 0
	}
	return x
}

// ordinaryWidths returns n widths that the ordinary loops take.
func ordinaryWidths(r *rand.Rand, n int) []int {
	ks := []int{fewTerms, fewTerms + 1, fewTerms + 2, 31, 64, 255, 256, 257, 1000, 1024, 3000}
	for len(ks) < n {
		ks = append(ks, 25+r.IntN(1<<(3+r.IntN(7))))
	}
	return ks[:n]
}

// exactOf returns what For takes of a row, nil for one without exact answers.
func exactOf(t testing.TB, in function.Input, f dtype.Format) (*Exact, []Answer) {
	t.Helper()
	row := new(reference.Row)
	if err := row.ResetInput(in, reference.IEEE); err != nil {
		t.Fatal(err)
	}
	if !row.IsFinite() {
		return nil, nil
	}
	e := &Exact{Input: in, Max: math.Inf(-1), Softmax: make([]float64, len(in.X))}
	a, at := row.Answer(function.Softmax), 0
	ys := make([]Answer, a.Len())
	for i, v := range in.X {
		ys[i].Y, ys[i].Spacing = a.Float64(i), a.Spacing(i, f)
		e.Softmax[i] = ys[i].Y
		if v > e.Max {
			e.Max, at = v, i
		}
	}
	e.Sum, e.LogSum = 1/e.Softmax[at], math.Abs(row.Answer(function.LogSoftmax).Float64(at))
	return e, ys
}

// atEdges moves some of the weights to the edges of their buckets, or just below.
func atEdges(r *rand.Rand, e *Exact, ys []Answer) {
	const edge = 1<<(52-bucketBits) - 1
	for i, w := range e.Softmax {
		if r.IntN(2) == 0 && w > 0 && e.X[i] < e.Max {
			e.Softmax[i] = math.Float64frombits(math.Float64bits(w)&^uint64(edge) - uint64(r.IntN(2)))
			ys[i].Y = e.Softmax[i]
		}
	}
}

// astray makes some of the weights, answers and spacings what those of a row cannot be.
func astray(r *rand.Rand, e *Exact, ys []Answer) {
	strange := []float64{0, math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p-1010, 0x1p-950, 0x1p-890, 0.01, 1}
	for i := range ys {
		switch r.IntN(6) {
		case 0:
			if !math.IsInf(e.X[i], -1) && e.X[i] < e.Max {
				e.Softmax[i] = strange[r.IntN(len(strange))]
			}
		case 1:
			ys[i].Y = append(strange, -0.25, 2, 1e300, math.MaxFloat64)[r.IntN(len(strange)+4)]
		case 2:
			ys[i].Spacing = append(strange[1:], 3, 0x1p1000)[r.IntN(len(strange)+1)]
		}
	}
}
