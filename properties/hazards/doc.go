// Package hazards generates the rows of logits on which softmax kernels break.
//
// A [Hazard] is one family of rows: it is named after what goes wrong there,
// and given a format, a source of random numbers and a width K it returns K
// logits, each of them a number of the format. [All] lists the families;
// [Default] deals them out over the widths of [Widths] for a report; [Special]
// lists the rows with NaN, +Inf or nothing but −Inf, whose answer is a matter
// of convention, apart.
//
// Most families come twice. A name that ends in "-grid" says that the row's
// numbers are multiples of one power of two, 2^-8 or more, such that every
// difference of two of them is a number of the format: subtracting the maximum
// is then exact, allowances shrink from u·(max x − x_i) to a few units, and
// small defects show. Half of the rows of [Default] are of that kind.
//
// Rows are the same on every architecture: the random numbers are those of
// PCG-DXSM (O'Neill's generator with the output function that math/rand/v2
// gives it), products are protected from fusion with an addition, and
// logarithms come from [math/big] arithmetic. Neither math.Exp and math.Log
// nor the generators of math/rand/v2 that call them (NormFloat64, ExpFloat64)
// are used, because those differ between architectures.
package hazards
