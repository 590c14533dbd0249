package remez

import (
	"errors"
	"fmt"
	"math"
	"math/big"
)

// Precision is the precision in bits of every number that this package makes.
// Solving for the coefficients loses about 2·Degree bits on the intervals that
// are used here.
const Precision = 192

// gridPoints is how many points of the interval are looked at for extrema of
// the error. There are at most Degree+2 of them.
const gridPoints = 300

// maxExchanges ends an iteration that does not converge. Convergence is
// quadratic; four to seven exchanges are the rule.
const maxExchanges = 40

// Problem asks for the polynomial p of the given degree, whose lowest
// coefficients are fixed, that minimises the maximum of |p(x)/F(x) − 1| over
// Lo ≤ x ≤ Hi.
type Problem struct {
	// F is the function to approximate. It has no zero in [Lo, Hi].
	F      func(x *big.Float) *big.Float
	Lo, Hi float64
	// Fixed holds the coefficients of x^0, x^1, … that are given. With 0
	// inside the interval there must be an even number of them, since
	// otherwise the free powers of x do not form a Chebyshev system.
	Fixed  []float64
	Degree int
}

// Solution is a minimax polynomial.
type Solution struct {
	// Coefficients are those of x^0 … x^Degree, the fixed ones included.
	Coefficients []*big.Float
	// MaxError is the largest |p(x)/F(x) − 1| found: at the points of a grid
	// and at the vertices of parabolas through them. A vertex misses its
	// extremum by the fourth power of the grid's step in phase, below 0.1 at
	// degree 8, hence the true maximum by less than 1e-6 of its value.
	MaxError float64
	// Levelled is the equioscillation level: no polynomial has a smaller
	// maximum (de la Vallée Poussin). MaxError exceeds it by less than 1e-9
	// of its value.
	Levelled float64
}

// point is a place in the interval with the value of F there.
type point struct{ x, f *big.Float }

// Minimax solves p.
func Minimax(p Problem) (Solution, error) {
	n := p.Degree + 1 - len(p.Fixed) // unknown coefficients
	if n < 1 || !(p.Lo < p.Hi) {
		return Solution{}, fmt.Errorf("remez: degree %d with %d fixed coefficients on [%g, %g]", p.Degree, len(p.Fixed), p.Lo, p.Hi)
	}
	if len(p.Fixed)%2 == 1 && p.Lo < 0 && 0 < p.Hi {
		return Solution{}, fmt.Errorf("remez: %d fixed coefficients with 0 inside [%g, %g]", len(p.Fixed), p.Lo, p.Hi)
	}
	grid := make([]point, 0, gridPoints+1)
	for i := range gridPoints + 1 {
		grid = append(grid, p.at(chebyshev(p.Lo, p.Hi, i, gridPoints)))
	}
	reference := make([]point, n+1)
	for i := range reference {
		// Shifted by a hair so that none falls on 0, where every free power
		// of x vanishes and the system would be singular.
		x := chebyshev(p.Lo, p.Hi, i, n)
		reference[i] = p.at(x + (p.Hi-x)*0x1p-20)
	}
	for range maxExchanges {
		c, level, err := p.level(reference)
		if err != nil {
			return Solution{}, err
		}
		extrema, err := p.extrema(c, grid, n+1)
		if err != nil {
			return Solution{}, err
		}
		worst := 0.0
		for _, e := range extrema {
			worst = max(worst, math.Abs(p.residual(c, e)))
		}
		if worst <= math.Abs(level)*(1+1e-9) {
			return Solution{c, worst, math.Abs(level)}, nil
		}
		reference = extrema
	}
	return Solution{}, errors.New("remez: no convergence")
}

// chebyshev returns the i-th of n+1 extrema of the Chebyshev polynomial of
// degree n on [lo, hi], in increasing order.
func chebyshev(lo, hi float64, i, n int) float64 {
	return (lo+hi)/2 - (hi-lo)/2*math.Cos(math.Pi*float64(i)/float64(n))
}

func (p Problem) at(x float64) point {
	b := new(big.Float).SetPrec(Precision).SetFloat64(x)
	return point{b, p.F(b)}
}

// level solves for the free coefficients c and the level h with
// Σ c_j x^j = F(x)·(1 + (−1)^i h) at the i-th point.
func (p Problem) level(points []point) ([]*big.Float, float64, error) {
	m := len(points)
	rows := make([][]*big.Float, m)
	for i, pt := range points {
		rows[i] = make([]*big.Float, m+1)
		power, rest := newFloat(1), newFloat(0).Set(pt.f)
		for j := range p.Degree + 1 {
			if j < len(p.Fixed) {
				rest.Sub(rest, newFloat(0).Mul(newFloat(p.Fixed[j]), power))
			} else {
				rows[i][j-len(p.Fixed)] = newFloat(0).Set(power)
			}
			power.Mul(power, pt.x)
		}
		rows[i][m-1] = newFloat(0).Set(pt.f)
		if i%2 == 0 {
			rows[i][m-1].Neg(pt.f)
		}
		rows[i][m] = rest
	}
	solution, err := solve(rows)
	if err != nil {
		return nil, 0, err
	}
	c := make([]*big.Float, 0, p.Degree+1)
	for _, f := range p.Fixed {
		c = append(c, newFloat(f))
	}
	c = append(c, solution[:m-1]...)
	h, _ := solution[m-1].Float64()
	return c, h, nil
}

// residual returns p(x)/F(x) − 1.
func (p Problem) residual(c []*big.Float, pt point) float64 {
	r := newFloat(0).Quo(evaluate(c, pt.x), pt.f)
	r.Sub(r, newFloat(1))
	f, _ := r.Float64()
	return f
}

// extrema returns count points at which the residual has alternating signs
// and is extremal: of each run of one sign on the grid the largest, refined.
func (p Problem) extrema(c []*big.Float, grid []point, count int) ([]point, error) {
	residuals := make([]float64, len(grid))
	for i, g := range grid {
		residuals[i] = p.residual(c, g)
	}
	var best []int // index of the largest residual of each run
	for i, r := range residuals {
		switch {
		case r == 0:
		case len(best) == 0 || math.Signbit(r) != math.Signbit(residuals[best[len(best)-1]]):
			best = append(best, i)
		case math.Abs(r) > math.Abs(residuals[best[len(best)-1]]):
			best[len(best)-1] = i
		}
	}
	for len(best) > count { // the smaller end is dropped: signs keep alternating
		if math.Abs(residuals[best[0]]) < math.Abs(residuals[best[len(best)-1]]) {
			best = best[1:]
		} else {
			best = best[:len(best)-1]
		}
	}
	if len(best) < count {
		return nil, fmt.Errorf("remez: the error has %d alternations, want %d", len(best), count)
	}
	points := make([]point, len(best))
	for i, g := range best {
		points[i] = p.refine(c, grid, residuals, g)
	}
	return points, nil
}

// refine moves from the grid point i towards the extremum beside it: the vertex
// of the parabola through the residuals of i and its neighbours.
func (p Problem) refine(c []*big.Float, grid []point, residuals []float64, i int) point {
	if i == 0 || i == len(grid)-1 {
		return grid[i]
	}
	x0, _ := grid[i-1].x.Float64()
	x1, _ := grid[i].x.Float64()
	x2, _ := grid[i+1].x.Float64()
	d0 := (residuals[i] - residuals[i-1]) / (x1 - x0)
	d2 := (residuals[i+1] - residuals[i]) / (x2 - x1)
	if d0 == d2 {
		return grid[i]
	}
	vertex := p.at((x0+x1)/2 - d0*(x2-x0)/2/(d2-d0))
	if math.Abs(p.residual(c, vertex)) < math.Abs(residuals[i]) {
		return grid[i]
	}
	return vertex
}
