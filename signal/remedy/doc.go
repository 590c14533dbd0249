// Package remedy holds what is done to a gradient between back-propagation and
// the weights: clipping, sparsification with error feedback, and the rules that
// turn a gradient into a change of the weights. One algorithm a file, each
// written over its arithmetic ([impl.Arithmetic]): vectors hold numbers of the
// storage dtype, every operation is rounded to the accumulation dtype, which is no
// narrower.
//
// Scalars that a program computes once a step, outside its tensors (1 − β, the
// bias corrections of Adam, a rate that falls with the step), are computed in
// float64 and rounded once, as frameworks do.
package remedy
