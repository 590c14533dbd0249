// Package killmatrix holds what became of mutants as plain data, for JSON and for
// renderers: which of them the properties kill, after how many cases, on which
// input, and which the suites of other libraries kill. It knows neither mutants nor
// suites, so that who shows a matrix need not carry them.
//
// [Kills], [SideBySide] and [Totals] make tables of a [Matrix], [Summary] and
// [Times] sentences; laying them out is left to who shows them.
package killmatrix
