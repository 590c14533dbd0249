// Package sides makes what functions take besides a row of logits (a target, a
// cotangent, weights, a temperature, a smoothing), aimed where losses and their
// gradients break.
//
// A [Family] is one kind of vector for a row, named after what goes wrong with it:
// [Cotangents] and [Weights] list them. [Draw] makes everything that some functions
// take for a row, and says what it aims at. Half of the vectors are of families whose
// name ends in "-grid": their numbers are multiples of one power of two, and sums of
// them are exact where the format has the digits for it, so that errors come from the
// softmax alone and small defects show.
//
// All numbers are numbers of the format. As in package hazards, they depend on nothing
// but the row and the random numbers drawn, and are the same on every architecture:
// what asks for a softmax asks the reference for it.
package sides
